#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "widgets/painter.h"

namespace attention::widgets {

/// The marks as a standalone SVG picture of `area`, on the card's colour. Text is outlines, so no font is needed to view it: each
/// glyph is written once and used wherever it stands. Only words in scripts that no shipped face has stay text. The cells of
/// matrices with one size of cell share a path for each colour.
std::string to_svg(const std::vector<Mark>& marks, const Rect& area, const Fonts& fonts, const Theme& theme, std::string_view title,
                   std::string_view caption);

}  // namespace attention::widgets
