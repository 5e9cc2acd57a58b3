#pragma once
#include "widgets/ui.h"
#include "widgets/figures/wall_numbers.h"

namespace attention::widgets {

/// "Which heads link these two words?": two word selectors, the ten heads with the most weight, and the way to all of them.
float pairs_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width, std::string_view figure);
void draw_pairs(Ui& ui, const Scene& scene, const Rect& area);

/// The heads after the first ten, in columns; height 0 while they are folded in.
float more_pairs_height(const Scene& scene, const Theme& theme, float width, std::string_view figure);
void draw_more_pairs(Ui& ui, const Scene& scene, const Rect& area);

}  // namespace attention::widgets
