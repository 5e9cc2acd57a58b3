#include "widgets/painter.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "widgets/text_layout.h"

namespace attention::widgets {

namespace {

ImVec2 vec(Point p) { return {p.x, p.y}; }

/// Control points that make a cubic Bézier look like half an ellipse of the given height.
constexpr float arc_bulge = 4.0f / 3.0f;

/// Points of the arc, close enough that no corner shows.
std::vector<Point> arc_points(Point from, Point to, float height) {
  const int steps = std::clamp(static_cast<int>(std::abs(to.x - from.x) / 4 + height / 6), 16, 160);
  std::vector<Point> points;
  points.reserve(static_cast<std::size_t>(steps) + 1);
  const Point a{from.x, from.y - arc_bulge * height}, b{to.x, to.y - arc_bulge * height};
  for (int i = 0; i <= steps; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(steps), u = 1 - t;
    const float w0 = u * u * u, w1 = 3 * u * u * t, w2 = 3 * u * t * t, w3 = t * t * t;
    points.push_back({w0 * from.x + w1 * a.x + w2 * b.x + w3 * to.x, w0 * from.y + w1 * a.y + w2 * b.y + w3 * to.y});
  }
  return points;
}

}  // namespace

Mark* Painter::record(Mark::Kind kind, std::string_view name) {
  if (marks_ == nullptr) return nullptr;
  Mark& mark = marks_->emplace_back();
  mark.kind = kind;
  mark.name = name;
  return &mark;
}

float Painter::text(std::string_view name, float x, float baseline, TextStyle style, Color color, std::string_view text,
                    TextAlign align) {
  const FontStyle font = theme_.font(style);
  const float advance = list_ == nullptr || align != TextAlign::left || marks_ != nullptr ? fonts_.width_any(font, text) : 0;
  if (align == TextAlign::center) x -= advance / 2;
  if (align == TextAlign::right) x -= advance;
  if (Mark* mark = record(Mark::Kind::text, name)) {
    mark->rect = {x, baseline, advance, 0};
    mark->text = text;
    mark->font = font;
    mark->color = color;
  }
  return list_ != nullptr ? fonts_.draw_any(*list_, x, baseline, color, font, text) : advance;
}

float Painter::paragraph(std::string_view name, float x, float top, float width, TextStyle style, Color color, std::string_view text) {
  const auto layout = wrap_text(fonts_, theme_.font(style), {}, text, width, theme_.line_height(style));
  for (const Line& line : layout.lines) {
    for (const Run& run : line.runs) this->text(name, x + run.x, top + line.baseline, style, color, run.text);
  }
  return layout.height;
}

float Painter::paragraph_height(float width, TextStyle style, std::string_view text) const {
  return wrap_text(fonts_, theme_.font(style), {}, text, width, theme_.line_height(style)).height;
}

void Painter::line(std::string_view name, std::span<const Point> points, float thickness, Color color, double value) {
  if (Mark* mark = record(Mark::Kind::line, name)) {
    mark->points.assign(points.begin(), points.end());
    mark->thickness = thickness;
    mark->color = color;
    mark->value = value;
  }
  if (list_ == nullptr || points.size() < 2) return;
  for (const Point p : points) list_->PathLineTo(vec(p));
  list_->PathStroke(color.packed(), ImDrawFlags_None, thickness);
}

void Painter::line(std::string_view name, Point from, Point to, float thickness, Color color, double value) {
  const Point points[] = {from, to};
  line(name, points, thickness, color, value);
}

void Painter::arc(std::string_view name, Point from, Point to, float height, float thickness, Color color, double value) {
  const std::vector<Point> points = arc_points(from, to, height);
  line(name, points, thickness, color, value);
  if (list_ == nullptr || thickness < 3 || color.a < 255) return;
  for (const Point end : {points.front(), points.back()}) list_->AddCircleFilled(vec(end), thickness / 2, color.packed());
}

void Painter::rectangle(std::string_view name, const Rect& rect, Color color, float radius, double value) {
  if (Mark* mark = record(Mark::Kind::rectangle, name)) {
    mark->rect = rect;
    mark->color = color;
    mark->radius = radius;
    mark->value = value;
  }
  if (list_ == nullptr) return;
  list_->AddRectFilled({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, color.packed(), radius);
}

void Painter::outline(std::string_view name, const Rect& rect, float thickness, Color color, float radius) {
  if (Mark* mark = record(Mark::Kind::outline, name)) {
    mark->rect = rect;
    mark->thickness = thickness;
    mark->color = color;
    mark->radius = radius;
  }
  if (list_ == nullptr) return;
  const float inset = thickness / 2;
  list_->AddRect({rect.x + inset, rect.y + inset}, {rect.x + rect.width - inset, rect.y + rect.height - inset}, color.packed(),
                 radius, ImDrawFlags_None, thickness);
}

void Painter::matrix(std::string_view name, const Rect& rect, int columns, int rows, std::span<const Color> cells) {
  if (Mark* mark = record(Mark::Kind::matrix, name)) {
    mark->rect = rect;
    mark->columns = columns;
    mark->rows = rows;
    mark->cells.assign(cells.begin(), cells.end());
  }
  if (list_ == nullptr || textures_ == nullptr) return;
  textures_->draw_cells(*list_, name, std::round(rect.x), std::round(rect.y), static_cast<int>(std::round(rect.width)),
                        static_cast<int>(std::round(rect.height)), columns, rows, cells);
}

void Painter::shadow(const Rect& rect, float radius) {
  if (list_ == nullptr) return;
  // A few growing, fading outlines: soft enough for a card, and only a handful of shapes.
  constexpr int rings = 8;
  const float drop = theme_.px(6), reach = theme_.px(2.5f) * rings;
  const auto draw_rings = [&] {
    for (int i = rings; i >= 1; --i) {
      const float grow = theme_.px(2.5f) * static_cast<float>(i);
      const Color color = theme_.shadow.faded(0.16f * (1 - static_cast<float>(i) / (rings + 1)));
      list_->AddRectFilled({rect.x - grow, rect.y - grow + drop}, {rect.x + rect.width + grow, rect.y + rect.height + grow + drop},
                           color.packed(), radius + grow);
    }
  };
  // The card will cover all but its surroundings: eight layers of its whole area are a software renderer's longest work in a frame.
  const float left = rect.x + radius, right = rect.x + rect.width - radius;
  const float top = rect.y + radius, bottom = rect.y + rect.height - radius;
  const float far_left = rect.x - reach, far_right = rect.x + rect.width + reach;
  for (const auto& [from, to] : {std::pair<Point, Point>{{far_left, rect.y - reach}, {far_right, top}}, {{far_left, top}, {left, bottom}},
                                 {{right, top}, {far_right, bottom}}, {{far_left, bottom}, {far_right, rect.y + rect.height + reach + drop}}}) {
    list_->PushClipRect({std::round(from.x), std::round(from.y)}, {std::round(to.x), std::round(to.y)}, true);
    draw_rings();
    list_->PopClipRect();
  }
}

void Painter::push_clip(const Rect& rect) {
  if (list_ != nullptr) list_->PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, true);
}

void Painter::pop_clip() {
  if (list_ != nullptr) list_->PopClipRect();
}

}  // namespace attention::widgets
