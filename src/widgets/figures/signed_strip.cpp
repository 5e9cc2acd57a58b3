#include "widgets/figures/signed_strip.h"

#include <algorithm>
#include <cmath>

namespace attention::widgets {

ColorScale signed_scale(const Theme& theme, article::Role role) {
  if (role == article::Role::none) return theme.diverging();
  const Color fill = theme.role(role).fill;
  ColorScale scale;
  scale.diverging = true;
  scale.stops = {mix(theme.card, theme.text, 0.78f), mix(theme.card, theme.text, 0.38f), mix(theme.card, theme.text, 0.05f),
                 mix(theme.card, fill, 0.5f), fill};
  return scale;
}

Color signed_underline(const Theme& theme, float share) {
  if (!(share < 0)) return theme.card;
  return mix(theme.card, theme.text, 0.22f + 0.78f * std::sqrt(std::min(1.0f, -share)));
}

std::vector<Color> signed_cells(const Theme& theme, article::Role role, std::span<const float> numbers, int columns, float bound) {
  const ColorScale scale = signed_scale(theme, role);
  const auto width = static_cast<std::size_t>(columns);
  std::vector<Color> cells;
  cells.reserve(numbers.size() * signed_cell_rows);
  for (std::size_t row = 0; row + width <= numbers.size(); row += width) {
    const std::span<const float> line = numbers.subspan(row, width);
    for (int part = 0; part < signed_cell_rows; ++part) {
      for (const float number : line) {
        if (part + 1 < signed_cell_rows) cells.push_back(scale.at(bound > 0 ? number / bound : 0));
        else cells.push_back(signed_underline(theme, bound > 0 ? number / bound : number));
      }
    }
  }
  return cells;
}

void draw_signed_cells(Painter& paint, std::string_view name, const Rect& rect, article::Role role, std::span<const float> numbers, int columns,
                       float bound) {
  if (numbers.empty() || columns <= 0) return;
  const int rows = static_cast<int>(numbers.size()) / columns * signed_cell_rows;
  paint.matrix(name, rect, columns, rows, signed_cells(paint.theme(), role, numbers, columns, bound));
}

void draw_signed_legend(Painter& paint, std::string_view name, const Rect& rect, article::Role role, const std::string& bound) {
  const Theme& t = paint.theme();
  // Even, so that zero has no cell of its own and the underline ends in the middle.
  constexpr int steps = 10;
  std::vector<float> numbers;
  for (int i = 0; i < steps; ++i) numbers.push_back((2.0f * static_cast<float>(i) + 1) / steps - 1);
  const float width = t.snapped(44), height = t.snapped(12);
  const float top = std::round(rect.y + (rect.height - height) / 2);
  draw_signed_cells(paint, name, {rect.x, top, width, height}, role, numbers, steps, 1);
  paint.text(name, rect.x + width + t.px(8), rect.y + rect.height / 2 + t.px(4), TextStyle::number_small, t.faint, bound);
}

std::optional<int> cell_at(const Rect& rect, int columns, int rows, float x, float y) {
  if (!rect.contains(x, y) || rect.width <= 0 || rect.height <= 0) return std::nullopt;
  const int column = std::min(columns - 1, static_cast<int>((x - rect.x) * static_cast<float>(columns) / rect.width));
  const int row = std::min(rows - 1, static_cast<int>((y - rect.y) * static_cast<float>(rows) / rect.height));
  return row * columns + column;
}

void draw_tip(Painter& paint, const Rect& area, Point pointer, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  const Theme& t = paint.theme();
  const float pad = t.px(9), line_height = t.line_height(TextStyle::small);
  float width = 0;
  for (const std::string& line : lines) width = std::max(width, paint.width(TextStyle::label, line));
  width += 2 * pad;
  const float height = line_height * static_cast<float>(lines.size()) + t.px(10);
  const float x = std::clamp(pointer.x - width / 2, area.x, std::max(area.x, area.x + area.width - width));
  float y = pointer.y - height - t.px(14);
  if (y < area.y) y = pointer.y + t.px(20);
  const Rect box{std::round(x), std::round(y), width, height};
  paint.rectangle("tip", box, t.text, t.px(7));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    paint.text("tip", box.x + pad, box.y + t.px(5) + line_height * (static_cast<float>(i) + 0.5f) + t.px(4.5f), TextStyle::label, t.card, lines[i]);
  }
}

}  // namespace attention::widgets
