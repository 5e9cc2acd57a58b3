#pragma once
#include <optional>
#include <string>
#include <vector>

#include "widgets/ui.h"
#include "widgets/figures/wall_numbers.h"

namespace attention::widgets {

/// The result of the cut that the reader asked for: null while nothing is cut, or while the engine is still at it.
const explain::CutStudyResult* cut_result(const Scene& scene);
/// How many of the other links of the row change the word less than `to` does, and how many others there are.
struct CutRank { int less = 0, others = 0; };
CutRank cut_rank(const explain::CutStudyResult& result, int to);
/// The finding by rank: "No other link of “red” matters as much here as the one to “cat”".
std::string cut_finding(const Scene& scene, const explain::CutStudyResult& result, const article::Strings& strings);
/// "4.3%", with as many digits as a small change needs.
std::string percent_text(double share, const article::Strings& strings);
/// The smallest of 1, 2, 2.5, 5 × a power of ten that is not below `value`; 1 for 0.
double axis_end(double value);

/// "Cut a link": which link, in which heads; what the cut changes, beside every other link of the row.
float cut_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width);
void draw_cut(Ui& ui, const Scene& scene, const Rect& area);

/// The lines of "how was this computed" for the cut; none while there is no result.
std::vector<std::string> cut_computed(const Scene& scene, const article::Strings& strings);

}  // namespace attention::widgets
