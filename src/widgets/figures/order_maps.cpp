#include "widgets/figures/order_maps.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>

#include "explain/permutation.h"
#include "widgets/figures/signed_strip.h"

namespace attention::widgets {

namespace {

using article::Strings;
using What = OrderMaps::Slot::What;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::string name_of(const Scene& scene, int word, const Strings& strings) {
  const auto& words = scene.trace->words;
  const explain::Word& at_word = words[at(word)];
  return at_word.special ? std::string(strings[word == 0 ? "token.start" : "token.end"]) : at_word.text;
}

float caption_height(const Theme& theme) { return theme.line_height(TextStyle::label_strong) + theme.px(6); }
float axis_height(const Theme& theme) { return theme.line_height(TextStyle::number_small) + theme.px(2); }
float header_height(const Theme& theme) { return theme.line_height(TextStyle::label_strong) + theme.px(12); }
float legend_height(const Theme& theme) { return theme.px(30); }
/// Room for the place's number beside a word.
float number_width(const Theme& theme) { return theme.px(24); }

/// The run that a map shows, and the order that its pieces are drawn in (empty: as they stand).
struct Shown {
  std::shared_ptr<const explain::Trace> trace;
  std::vector<int> order;
};

Shown shown_in(const Scene& scene, What what) {
  const OrderMode mode = scene.view.order_mode;
  const OrderPair pair = mode == OrderMode::off ? OrderPair::off : mode == OrderMode::shuffled ? OrderPair::shuffled : OrderPair::on;
  const OrderRuns runs = runs_of(scene, pair);
  if (what == What::before) return {runs.first, {}};
  if (what == What::after || !runs.second) return {runs.second, {}};
  return {runs.second, inverse(runs.second->query.piece_order)};
}

/// The words along a map's axes, start and end included, each with the pieces that it takes there and its place (from 1; 0 = none).
struct AxisWord { int word = 0, first = 0, end = 0, place = 0; };

std::vector<AxisWord> axis_words(const Scene& scene, What what) {
  std::vector<int> order{0};
  const bool moved = what == What::after && scene.view.order_mode != OrderMode::shuffled;
  const std::vector<int> words = shown_order(scene);
  for (int i = 0; i < static_cast<int>(words.size()); ++i) order.push_back((moved ? words[at(i)] : i) + 1);
  order.push_back(static_cast<int>(scene.trace->words.size()) - 1);
  std::vector<AxisWord> result;
  int piece = 0;
  for (int i = 0; i < static_cast<int>(order.size()); ++i) {
    const explain::Word& word = scene.trace->words[at(order[at(i)])];
    const int length = word.end - word.first;
    result.push_back({order[at(i)], piece, piece + length, word.special ? 0 : i});
    piece += length;
  }
  return result;
}

std::string caption_of(const Scene& scene, What what, const Strings& strings) {
  if (scene.view.order_mode == OrderMode::shuffled) {
    return std::string(strings["order.positions.title"]) + " · " + std::string(strings[what == What::before ? "order.positions.on" : "order.positions.shuffled"]);
  }
  return std::string(strings[what == What::before ? "order.map.before" : what == What::after ? "order.map.after" : "order.map.undone"]);
}

void draw_axes(Ui& ui, const Scene& scene, const OrderMaps::Slot& slot, const Rect& map, float left) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const int pieces = static_cast<int>(scene.trace->pieces.size());
  const float cell = map.width / static_cast<float>(pieces);
  const float line = t.line_height(TextStyle::small);
  const std::string corner = std::string(ui.strings()["csv.from"]) + " ↓  " + std::string(ui.strings()["csv.to"]) + " →";
  if (paint.width(TextStyle::small, corner) <= map.x - left - t.px(4)) {
    paint.text("axis", map.x - t.px(8), map.y - t.px(5), TextStyle::small, t.faint, corner, TextAlign::right);
  }
  float next_y = -1e9f, next_x = -1e9f;
  for (const AxisWord& word : axis_words(scene, slot.what)) {
    const float middle = (static_cast<float>(word.first) + static_cast<float>(word.end)) / 2 * cell;
    const bool special = word.place == 0, moved = !special && word.place != word.word;
    // A long sentence has more words than lines: those that find room are named.
    if (middle - line / 2 >= next_y) {
      next_y = middle + line / 2 - t.px(2);
      const float right = map.x - t.px(8), baseline = map.y + middle + t.px(4.5f);
      if (!special) paint.text("axis.row.place", right, baseline, TextStyle::number_small, t.faint, std::to_string(word.place), TextAlign::right);
      const float room = right - number_width(t) - left;
      const std::string name = name_of(scene, word.word, ui.strings());
      const FontStyle font = t.font(TextStyle::small);
      const std::string fitted = paint.fonts().covers(font.face, name) ? paint.fonts().fitted(font, name, room) : name;
      paint.text(std::format("axis.row.{}", word.word), right - number_width(t), baseline, TextStyle::small, moved ? t.query.ink : special ? t.faint : t.soft,
                 fitted, TextAlign::right);
    }
    if (special) continue;
    const std::string number = std::to_string(word.place);
    const float half = paint.width(TextStyle::number_small, number) / 2 + t.px(3);
    if (middle - half >= next_x) {
      next_x = middle + half;
      paint.text("axis.column.place", map.x + middle, map.y - t.px(5), TextStyle::number_small, t.faint, number, TextAlign::center);
    }
  }
}

/// What lies under the pointer, as the tip says it.
std::string tip_of(const Scene& scene, What what, const Shown& shown, int cell, const Strings& strings) {
  const int pieces = static_cast<int>(scene.trace->pieces.size()), from = cell / pieces, to = cell % pieces;
  const auto words = axis_words(scene, what);
  const auto name = [&](int piece) {
    for (const AxisWord& word : words) {
      if (piece < word.first || piece >= word.end) continue;
      const explain::Word& at_word = scene.trace->words[at(word.word)];
      if (at_word.end - at_word.first < 2) return name_of(scene, word.word, strings);
      return strings.format("token.piece_of", {{"piece", scene.trace->pieces[at(at_word.first + piece - word.first)]}, {"word", at_word.text}});
    }
    return std::string();
  };
  const auto place = [&](int piece) { return shown.order.empty() ? piece : shown.order[at(piece)]; };
  const auto& head = scene.view.head;
  const float weight = shown.trace->layers[at(head.layer)]->attention_row(head.head, place(from))[at(place(to))];
  return name(from) + " → " + name(to) + "  " + strings.number(static_cast<double>(weight), 3);
}

}  // namespace

OrderMaps lay_out_maps(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  OrderMaps out;
  const int pieces = scene.trace ? static_cast<int>(scene.trace->pieces.size()) : 9;
  const int columns = width >= theme.px(760) ? 3 : width >= theme.px(520) ? 2 : 1;
  std::vector<What> shown{What::before};
  const bool shuffled = scene.view.order_mode == OrderMode::shuffled, same = !shuffled && as_typed(scene);
  if (!same || columns > 1) shown.push_back(What::after);
  if (!same && !shuffled) shown.push_back(What::put_back);

  const float gap = theme.px(28);
  const float column = (width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  float label = 0;
  for (int i = 0; scene.trace && i < static_cast<int>(scene.trace->words.size()); ++i) {
    label = std::max(label, fonts.width_any(theme.font(TextStyle::small), name_of(scene, i, strings)));
  }
  label = std::ceil(std::min(label + number_width(theme) + theme.px(8), column * 0.36f));
  const float room = std::floor(std::min(column - label, theme.px(columns == 1 ? 260 : 300)));
  const float whole = std::floor(room / static_cast<float>(pieces)) * static_cast<float>(pieces);
  const float edge = whole >= room * 0.75f ? whole : room;
  const float height = caption_height(theme) + axis_height(theme) + edge;
  const float top = header_height(theme);
  for (int i = 0; i < static_cast<int>(shown.size()); ++i) {
    const Rect area{std::round(static_cast<float>(i % columns) * (column + gap)), std::round(top + static_cast<float>(i / columns) * (height + theme.px(20))), column, height};
    out.slots.push_back({shown[at(i)], area, {area.x + label, std::round(area.y + caption_height(theme) + axis_height(theme)), edge, edge}});
  }
  const Rect& last = out.slots.back().area;
  out.legend_y = std::round(last.y + last.height + theme.px(16));
  out.height = out.legend_y + legend_height(theme);
  return out;
}

void draw_maps(Ui& ui, const Scene& scene, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const OrderMaps maps = lay_out_maps(scene, strings, paint.fonts(), t, area.width);
  const auto& head = scene.view.head;
  paint.text("maps.head", area.x, area.y + t.px(14), TextStyle::label_strong, t.text,
             strings.format("head.name", {{"layer", std::to_string(head.layer + 1)}, {"head", std::to_string(head.head + 1)}}));
  std::string tip;
  for (const OrderMaps::Slot& slot : maps.slots) {
    const Rect whole{area.x + slot.area.x, area.y + slot.area.y, slot.area.width, slot.area.height};
    const Rect map{area.x + slot.map.x, area.y + slot.map.y, slot.map.width, slot.map.height};
    const std::string caption = caption_of(scene, slot.what, strings);
    paint.text("map.caption", map.x, whole.y + t.px(13), TextStyle::label, t.soft, caption);
    const Shown shown = shown_in(scene, slot.what);
    if (!shown.trace) {
      // Nothing to show yet: because nothing was moved, or because the run is under way.
      paint.rectangle("map.waiting", map, t.quiet.faded(0.55f), t.px(6));
      const bool idle = slot.what == What::after && scene.view.order_mode != OrderMode::shuffled && as_typed(scene);
      const std::string_view text = strings[idle ? "order.try" : "state.computing"];
      const float inner = map.width - t.px(32), height = paint.paragraph_height(inner, TextStyle::small, text);
      paint.paragraph("map.waiting", map.x + t.px(16), map.y + (map.height - height) / 2, inner, TextStyle::small, t.soft, text);
      continue;
    }
    const explain::LayerTrace& layer = *shown.trace->layers[at(head.layer)];
    const char* name = slot.what == What::before ? "map.before" : slot.what == What::after ? "map.after" : "map.put_back";
    paint.matrix(name, map, layer.pieces, layer.pieces, map_cells(layer, head.head, shown.order, t));
    const float hair = t.snapped(1);
    paint.outline({}, {map.x - hair, map.y - hair, map.width + 2 * hair, map.height + 2 * hair}, hair, t.line);
    draw_axes(ui, scene, slot, map, whole.x);
    ui.describe(name, map, caption);
    if (const auto cell = cell_at(map, layer.pieces, layer.pieces, ui.pointer().x, ui.pointer().y)) tip = tip_of(scene, slot.what, shown, *cell, strings);
  }
  const Rect strip{std::round(area.x), std::round(area.y + maps.legend_y), std::round(std::min(area.width, t.px(200))), t.snapped(8)};
  const std::vector<Color> table = t.sequential().table();
  paint.matrix("map.legend", strip, static_cast<int>(table.size()), 1, table);
  paint.outline({}, strip, t.snapped(1), t.line);
  for (const float weight : {0.0f, 0.0625f, 0.25f, 0.5625f, 1.0f}) {
    const TextAlign align = weight <= 0 ? TextAlign::left : weight >= 1 ? TextAlign::right : TextAlign::center;
    paint.text("map.legend.number", strip.x + std::sqrt(weight) * strip.width, strip.y + strip.height + t.px(15), TextStyle::number_small, t.soft,
               strings.number(static_cast<double>(weight), weight <= 0 || weight >= 1 ? 0 : 2), align);
  }
  if (!tip.empty()) draw_tip(paint, area, {ui.pointer().x, ui.pointer().y}, {tip});
}

}  // namespace attention::widgets
