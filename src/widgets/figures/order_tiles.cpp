#include "widgets/figures/order_tiles.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <limits>

#include "widgets/figures/order_numbers.h"

namespace attention::widgets {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

float tile_height(const Theme& theme) { return theme.snapped(theme.compact ? 42 : 40); }
float tile_padding(const Theme& theme) { return theme.px(theme.compact ? 11 : 14); }
float place_line(const Theme& theme) { return theme.px(18); }

std::string fitted(const Fonts& fonts, const Theme& theme, const std::string& name, float width) {
  const FontStyle font = theme.font(TextStyle::word_small);
  return fonts.covers(font.face, name) ? fonts.fitted(font, name, width) : name;
}

/// One tile: quiet while it stands where it was typed, in the query's tint where it was moved.
void draw_tile(Ui& ui, int word, const std::string& name, const Rect& rect, bool chosen, bool moved, bool hovered) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const float radius = t.px(9);
  paint.rectangle(std::format("tile.{}", word), rect, moved ? t.query.tint : hovered ? t.quiet_hover : t.quiet, radius);
  paint.outline(chosen ? "chosen" : "", rect, t.snapped(chosen ? 2 : 1), chosen ? t.query.ink : hovered ? t.line_strong : t.line, radius);
  const FontMetrics metrics = paint.fonts().metrics(t.font(TextStyle::word_small));
  const std::string text = fitted(paint.fonts(), t, name, rect.width - t.px(8));
  paint.text(std::format("word.{}", word), rect.x + rect.width / 2, std::round(rect.y + rect.height / 2 + metrics.cap_height / 2), TextStyle::word_small,
             moved ? t.query.ink : t.text, text, TextAlign::center);
}

}  // namespace

OrderTiles lay_out_tiles(const std::vector<std::string>& names, const std::vector<int>& order, const Fonts& fonts, const Theme& theme, float width) {
  OrderTiles out;
  const FontStyle font = theme.font(TextStyle::word_small);
  const float height = tile_height(theme), gap = theme.px(theme.compact ? 6 : 8);
  float x = 0, y = 0;
  for (const int word : order) {
    const float tile = std::min(width, std::round(std::max(height, fonts.width_any(font, names[at(word)]) + 2 * tile_padding(theme))));
    if (x > 0 && x + tile > width) {
      x = 0;
      y += height + place_line(theme) + theme.px(6);
    }
    out.boxes.push_back({x, y, tile, height});
    x += tile + gap;
  }
  out.height = order.empty() ? 0 : y + height + place_line(theme);
  return out;
}

int drop_place(const OrderTiles& tiles, const std::vector<int>& order, int dragged, Point point) {
  float line = 0, nearest = std::numeric_limits<float>::max();
  for (const Rect& box : tiles.boxes) {
    const float distance = std::abs(box.y + box.height / 2 - point.y);
    if (distance < nearest) {
      nearest = distance;
      line = box.y;
    }
  }
  int place = 0;
  for (int i = 0; i < static_cast<int>(order.size()); ++i) {
    if (order[at(i)] == dragged) continue;
    const Rect& box = tiles.boxes[at(i)];
    if (box.y < line || (box.y == line && box.x + box.width / 2 < point.x)) ++place;
  }
  return place;
}

void draw_tiles(Ui& ui, const std::vector<std::string>& names, const std::vector<int>& order, int chosen, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const OrderTiles tiles = lay_out_tiles(names, order, paint.fonts(), t, area.width);
  const int count = static_cast<int>(order.size());
  const auto placed = [&](const Rect& box) { return Rect{area.x + box.x, area.y + box.y, box.width, box.height}; };

  // The controls stand still while a tile is dragged; what is drawn follows the pointer.
  std::vector<bool> hovered(order.size());
  int dragged = -1;
  Rect held;
  std::vector<int> shown = order;
  for (int place = 0; place < count; ++place) {
    const int word = order[at(place)];
    const Rect rect = placed(tiles.boxes[at(place)]);
    const std::string name = ui.strings().format("order.word.label", {{"word", names[at(word)]}, {"place", std::to_string(place + 1)}, {"count", std::to_string(count)}});
    const Interaction tile = ui.control({.id = ui.id(std::format("word.{}", word)), .role = ControlRole::option, .name = name, .group = ui.id("words"),
                                         .group_name = std::string(ui.strings()["order.words.label"]), .rect = rect, .selected = word == chosen});
    hovered[at(place)] = tile.hovered;
    if (tile.hovered && count > 1) ui.cursor(tile.dragging ? "grabbing" : "grab");
    if (tile.pressed) ui.edit(SelectFrom{word + 1});
    if ((!tile.dragging && !tile.dropped) || count < 2) continue;
    const Point middle{rect.x + rect.width / 2 + tile.drag_x - area.x, rect.y + rect.height / 2 + tile.drag_y - area.y};
    std::vector<int> dropped = moved_to(order, word, drop_place(tiles, order, word, middle));
    if (tile.dropped) {
      ui.edit(SelectFrom{word + 1});
      if (dropped != order) ui.edit(SetWordOrder{std::move(dropped)});
      continue;
    }
    ui.cursor("grabbing");
    dragged = word;
    shown = std::move(dropped);
    // A tile keeps to its figure.
    held = {std::clamp(rect.x + tile.drag_x, area.x - t.px(8), area.x + area.width - rect.width + t.px(8)),
            std::clamp(rect.y + tile.drag_y, area.y - t.px(10), area.y + tiles.height - rect.height + t.px(10)), rect.width, rect.height};
  }

  const OrderTiles now = dragged < 0 ? tiles : lay_out_tiles(names, shown, paint.fonts(), t, area.width);
  for (int place = 0; place < count; ++place) {
    const int word = shown[at(place)];
    const Rect rect = placed(now.boxes[at(place)]);
    paint.text(std::format("place.{}", place), rect.x + rect.width / 2, rect.y + rect.height + t.px(14), TextStyle::number_small, t.faint,
               std::to_string(place + 1), TextAlign::center);
    if (word == dragged) {
      paint.rectangle("gap", rect, t.query.tint.faded(0.5f), t.px(9));
      paint.outline("gap", rect, t.snapped(1), t.query.ink, t.px(9));
      continue;
    }
    const bool under = dragged < 0 && hovered[at(place)];
    draw_tile(ui, word, names[at(word)], rect, word == chosen && dragged < 0, word != place, under);
  }
  if (dragged >= 0) {
    paint.shadow(held, t.px(9));
    draw_tile(ui, dragged, names[at(dragged)], held, true, true, false);
  }
}

}  // namespace attention::widgets
