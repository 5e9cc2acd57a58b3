#include "widgets/figures/order_schemes.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "explain/position_schemes.h"
#include "widgets/figures/signed_strip.h"

namespace attention::widgets {

namespace {

using article::Strings;
using Scheme = OrderSchemes::Scheme;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Where one scheme's name, label, map and caption go, relative to the section's top left corner.
struct Slot {
  Rect area, map;
  Point name, chip, caption;
  float caption_width = 0;
};
struct Layout {
  std::vector<Slot> slots;
  float try_top = 0, legend_y = 0, height = 0;
};

std::string label_of(Scheme scheme, const Strings& strings) { return std::string(strings[scheme == Scheme::learned ? "label.real" : "label.illustration"]); }
std::string name_of(Scheme scheme, const Strings& strings) { return std::string(strings[std::string("order.schemes.") + key_of(scheme)]); }
std::string caption_of(Scheme scheme, const Strings& strings) { return std::string(strings[std::string("order.schemes.") + key_of(scheme) + ".caption"]); }

/// An edge of whole pixels for each place.
float edge_within(float room) { return std::max(1.0f, std::floor(room / OrderSchemes::places)) * OrderSchemes::places; }

Layout lay_out(const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  Layout out;
  const Painter measure(nullptr, fonts, theme, nullptr);
  const float line = theme.line_height(TextStyle::label_strong);
  out.try_top = line + theme.px(4);
  float y = std::round(out.try_top + measure.paragraph_height(width, TextStyle::small, strings["order.schemes.try"]) + theme.px(14));
  const bool stacked = width < theme.px(620);
  if (stacked) {
    // Map on the left, words beside it: a phone shows all three without much scrolling.
    const float edge = edge_within(theme.px(132)), left = edge + theme.px(14), axis = theme.px(16);
    for (const Scheme scheme : OrderSchemes::all) {
      Slot slot;
      slot.map = {0, y, edge, edge};
      slot.name = {left, y + theme.px(13)};
      slot.chip = {left, y + theme.px(24)};
      slot.caption = {left, y + theme.px(54)};
      slot.caption_width = width - left;
      const float text = theme.px(54) + measure.paragraph_height(slot.caption_width, TextStyle::small, caption_of(scheme, strings));
      slot.area = {0, y, width, std::max(edge + axis, text)};
      y = std::round(y + slot.area.height + theme.px(18));
      out.slots.push_back(slot);
    }
  } else {
    const float gap = theme.px(28), column = (width - 2 * gap) / 3, edge = edge_within(std::min(column, theme.px(324)));  // 5 pixels a place where the card has its full width
    float tallest = 0;
    for (int i = 0; i < 3; ++i) {
      Slot slot;
      const float x = std::round(static_cast<float>(i) * (column + gap));
      slot.name = {x, y + theme.px(15)};
      slot.chip = {-1, y};  // ends where the map ends
      slot.map = {x, y + theme.snapped(32), edge, edge};
      slot.caption = {x, slot.map.y + edge + theme.px(24)};
      slot.caption_width = edge;
      slot.area = {x, y, column, slot.caption.y - y + measure.paragraph_height(edge, TextStyle::small, caption_of(OrderSchemes::all[at(i)], strings))};
      tallest = std::max(tallest, slot.area.height);
      out.slots.push_back(slot);
    }
    y = std::round(y + tallest + theme.px(16));
  }
  out.legend_y = y;
  out.height = y + theme.px(30);
  return out;
}

void draw_chip(Painter& paint, Scheme scheme, const Slot& slot, const Rect& map, Point origin, const Strings& strings) {
  const Theme& t = paint.theme();
  const std::string label = label_of(scheme, strings);
  const float width = std::round(paint.width(TextStyle::small_strong, label) + t.px(30)), height = t.snapped(22);
  const float x = slot.chip.x < 0 ? map.x + map.width - width : origin.x + slot.chip.x;
  const Rect chip{std::round(x), std::round(origin.y + slot.chip.y), width, height};
  paint.rectangle({}, chip, t.quiet, height / 2);
  const float radius = t.px(3.5f);
  paint.rectangle({}, {chip.x + t.px(11) - radius, chip.y + height / 2 - radius, 2 * radius, 2 * radius},
                  scheme == Scheme::learned ? t.key.fill : t.line_strong, radius);
  paint.text(std::format("scheme.label.{}", key_of(scheme)), chip.x + t.px(20), chip.y + height / 2 + t.px(4.5f), TextStyle::small_strong, t.soft, label);
}

}  // namespace

const char* key_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::learned: return "learned";
    case Scheme::sinusoidal: return "sinusoidal";
    case Scheme::rotary: return "rotary";
  }
  return "";
}

int places_shown(const Scene& scene) { return scene.position_rows > 0 ? std::min(OrderSchemes::places, scene.position_rows) : OrderSchemes::places; }
int model_width(const Scene& scene) { return scene.hidden > 0 ? scene.hidden : scene.trace ? scene.trace->hidden : 0; }
int head_width(const Scene& scene) { return scene.trace && scene.trace->head_count > 0 ? scene.trace->hidden / scene.trace->head_count : 0; }

const std::vector<float>& OrderSchemes::similarity(const Scene& scene, Scheme scheme) const {
  const int count = places_shown(scene), width = model_width(scene);
  if (table_ != scene.position_table.data() || hidden_ != width) {
    for (auto& kept : kept_) kept.clear();
    table_ = scene.position_table.data();
    hidden_ = width;
  }
  std::vector<float>& kept = kept_[static_cast<std::size_t>(scheme)];
  if (!kept.empty() || width <= 0) return kept;
  switch (scheme) {
    case Scheme::learned:
      if (scene.position_table.size() >= at(count) * at(width)) kept = explain::row_similarity(scene.position_table, count, width);
      break;
    case Scheme::sinusoidal: kept = explain::row_similarity(explain::sinusoidal_table(count, width), count, width); break;
    case Scheme::rotary:
      if (head_width(scene) > 0) kept = explain::rotary_similarity(count, head_width(scene));
      break;
  }
  return kept;
}

float OrderSchemes::height(const Strings& strings, const Fonts& fonts, const Theme& theme, float width) { return lay_out(strings, fonts, theme, width).height; }

void OrderSchemes::draw(Ui& ui, const Scene& scene, const Rect& area) const {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const Layout l = lay_out(strings, paint.fonts(), t, area.width);
  const int count = places_shown(scene);
  paint.text("schemes.title", area.x, area.y + t.px(14), TextStyle::label_strong, t.text, strings["order.schemes.title"]);
  paint.paragraph("schemes.try", area.x, area.y + l.try_top, area.width, TextStyle::small, t.faint, strings["order.schemes.try"]);
  const ColorScale& scale = t.diverging();
  std::string tip;
  for (const Scheme scheme : all) {
    const Slot& slot = l.slots[static_cast<std::size_t>(scheme)];
    const Rect map{area.x + slot.map.x, area.y + slot.map.y, slot.map.width, slot.map.height};
    paint.text(std::format("scheme.name.{}", key_of(scheme)), area.x + slot.name.x, area.y + slot.name.y, TextStyle::label_strong, t.text, name_of(scheme, strings));
    draw_chip(paint, scheme, slot, map, {area.x, area.y}, strings);
    const std::vector<float>& numbers = similarity(scene, scheme);
    if (numbers.empty()) {
      paint.rectangle("scheme.waiting", map, t.quiet.faded(0.55f), t.px(6));
      paint.text("scheme.waiting", map.x + map.width / 2, map.y + map.height / 2 + t.px(4.5f), TextStyle::small, t.soft, strings["state.computing"], TextAlign::center);
    } else {
      std::vector<Color> cells;
      cells.reserve(numbers.size());
      for (const float number : numbers) cells.push_back(scale.at(number));
      paint.matrix(std::format("scheme.{}", key_of(scheme)), map, count, count, cells);
      if (const auto cell = cell_at(map, count, count, ui.pointer().x, ui.pointer().y)) {
        tip = strings.format("order.schemes.cell", {{"first", std::to_string(*cell / count + 1)}, {"second", std::to_string(*cell % count + 1)},
                                                    {"value", strings.number(static_cast<double>(numbers[at(*cell)]), 3)}});
      }
    }
    const float hair = t.snapped(1);
    paint.outline({}, {map.x - hair, map.y - hair, map.width + 2 * hair, map.height + 2 * hair}, hair, t.line);
    const float axis = map.y + map.height + t.px(14);
    paint.text("scheme.axis", map.x, axis, TextStyle::number_small, t.faint, "1");
    paint.text("scheme.axis", map.x + map.width / 2, axis, TextStyle::small, t.faint, strings["order.schemes.axis"], TextAlign::center);
    paint.text("scheme.axis", map.x + map.width, axis, TextStyle::number_small, t.faint, std::to_string(count), TextAlign::right);
    const std::string caption = caption_of(scheme, strings);
    paint.paragraph(std::format("scheme.caption.{}", key_of(scheme)), area.x + slot.caption.x, area.y + slot.caption.y, slot.caption_width, TextStyle::small, t.soft, caption);
    ui.describe(std::format("scheme.{}", key_of(scheme)), map, name_of(scheme, strings) + " (" + label_of(scheme, strings) + "): " + caption);
  }
  const Rect strip{std::round(area.x), std::round(area.y + l.legend_y), std::round(std::min(area.width, t.px(200))), t.snapped(8)};
  const std::vector<Color> table = scale.table();
  paint.matrix("scheme.legend", strip, static_cast<int>(table.size()), 1, table);
  paint.outline({}, strip, t.snapped(1), t.line);
  for (const int bound : {-1, 0, 1}) {
    const TextAlign align = bound < 0 ? TextAlign::left : bound > 0 ? TextAlign::right : TextAlign::center;
    paint.text("scheme.legend.number", strip.x + static_cast<float>(bound + 1) / 2 * strip.width, strip.y + strip.height + t.px(15), TextStyle::number_small, t.soft,
               strings.number(bound, 0), align);
  }
  if (!tip.empty()) draw_tip(paint, area, {ui.pointer().x, ui.pointer().y}, {tip});
}

}  // namespace attention::widgets
