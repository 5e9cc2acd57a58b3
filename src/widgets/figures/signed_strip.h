#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"
#include "widgets/ui.h"

namespace attention::widgets {

/// Signed numbers in a role: the role's fill for positive, a neutral grey for negative ones; Role::none takes the page's diverging
/// scale. Negative cells are underlined as well (see draw_signed_cells), so the sign does not rest on colour.
ColorScale signed_scale(const Theme& theme, article::Role role);

/// Sub-rows that one row of numbers takes in the texture; the last one carries the underline.
inline constexpr int signed_cell_rows = 8;

/// What stands under a number, given as its share of the bound: the card's colour if it is not negative, else a line that is darker the
/// further below zero it is.
Color signed_underline(const Theme& theme, float share);

/// The cells of rows × columns numbers as draw_signed_cells() paints them: signed_cell_rows texture rows for each row of numbers,
/// colour = scale at number ÷ bound, the last one signed_underline().
std::vector<Color> signed_cells(const Theme& theme, article::Role role, std::span<const float> numbers, int columns, float bound);

/// Draws the numbers as one texture. `name` is unique on the page.
void draw_signed_cells(Painter& paint, std::string_view name, const Rect& rect, article::Role role, std::span<const float> numbers, int columns,
                       float bound);

/// The scale's legend: its colours with the underline below the negative half, and the bound ("±2.31"). Left-aligned and centred in
/// the height of `rect`.
void draw_signed_legend(Painter& paint, std::string_view name, const Rect& rect, article::Role role, const std::string& bound);

/// The cell of a columns × rows grid under the point, row by row.
std::optional<int> cell_at(const Rect& rect, int columns, int rows, float x, float y);

/// A small box with lines of text beside the pointer, inside `area`. Draw it last.
void draw_tip(Painter& paint, const Rect& area, Point pointer, const std::vector<std::string>& lines);

}  // namespace attention::widgets
