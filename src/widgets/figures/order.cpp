#include "widgets/figures/order.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>

#include "explain/position_schemes.h"
#include "widgets/figures/order_maps.h"
#include "widgets/figures/order_tiles.h"

namespace attention::widgets {

namespace {

using article::Strings;

constexpr OrderPair pairs[] = {OrderPair::off, OrderPair::on, OrderPair::shuffled};
constexpr std::pair<const char*, OrderMode> modes[] = {{"on", OrderMode::on}, {"off", OrderMode::off}, {"shuffled", OrderMode::shuffled}};

std::size_t at(int i) { return static_cast<std::size_t>(i); }

OrderPair pair_of(OrderMode mode) {
  switch (mode) {
    case OrderMode::on: return OrderPair::on;
    case OrderMode::off: return OrderPair::off;
    case OrderMode::shuffled: return OrderPair::shuffled;
  }
  return OrderPair::on;
}

const char* key_of(OrderMode mode) {
  for (const auto& [key, value] : modes) {
    if (value == mode) return key;
  }
  return "on";
}

std::vector<std::string> word_names(const Scene& scene) {
  std::vector<std::string> names;
  for (int i = 0; i < real_words(scene); ++i) names.push_back(scene.trace->words[at(i + 1)].text);
  return names;
}

std::string word_name(const explain::Trace& trace, int word, const Strings& strings) {
  const explain::Word& at_word = trace.words[at(word)];
  return at_word.special ? std::string(strings[word == 0 ? "token.start" : "token.end"]) : at_word.text;
}

/// The word that the buttons move: the one chosen everywhere, or the first if that is a token.
int chosen_word(const Scene& scene) {
  const int count = real_words(scene);
  return count == 0 ? -1 : std::clamp(scene.view.from_word - 1, 0, count - 1);
}

std::string label_of(OrderPair pair, const Strings& strings) {
  if (pair == OrderPair::shuffled) return std::string(strings["order.positions.title"]) + " · " + std::string(strings["order.positions.shuffled"]);
  return std::string(strings[pair == OrderPair::off ? "order.difference.off" : "order.difference.on"]);
}

/// Where everything in the body goes, relative to its top left corner.
struct Layout {
  Rect tiles, actions, positions, differences, maps, schemes;
  float first_line_y = 0, second_line_y = 0;
  float height = 0;
};

/// The chosen word between its two buttons.
constexpr float step_button = Theme::touch;  // CSS pixels
float stepper_width(const Fonts& fonts, const Theme& theme, const std::string& name) {
  return 2 * theme.px(step_button) + std::min(theme.px(140), fonts.width_any(theme.font(TextStyle::label_strong), name)) + theme.px(20);
}

std::vector<std::string> action_labels(const Strings& strings) {
  return {std::string(strings["order.shuffle"]), std::string(strings["order.restore"])};
}

std::vector<std::string> mode_labels(const Strings& strings) {
  std::vector<std::string> labels;
  for (const auto& mode : modes) labels.emplace_back(strings[std::string("order.positions.") + mode.first]);
  return labels;
}

float title_line(const Theme& theme) { return theme.line_height(TextStyle::label_strong) + theme.px(8); }

/// The tallest of the three explanations, so that the figure stands still when the mode changes.
float explanation_height(const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  const Painter measure(nullptr, fonts, theme, nullptr);
  float height = 0;
  for (const auto& mode : modes) {
    height = std::max(height, measure.paragraph_height(width, TextStyle::small, strings[std::string("order.positions.explain.") + mode.first]));
  }
  return height;
}

float number_box_height(const Theme& theme) { return theme.line_height(TextStyle::word) + 2 * theme.line_height(TextStyle::small) + theme.px(26); }

Layout lay_out(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  Layout out;
  const Painter measure(nullptr, fonts, theme, nullptr);
  const auto names = word_names(scene);
  const float tiles = names.empty() ? theme.px(58) : lay_out_tiles(names, shown_order(scene), fonts, theme, width).height;
  out.tiles = {0, 0, width, tiles};
  float y = tiles + theme.px(14);

  const auto buttons = action_labels(strings);
  float action_height = Ui::pill_rows_height(fonts, theme, width, buttons);
  if (names.size() > 1) {
    float pills = 0;
    for (const std::string& label : buttons) pills += measure.width(TextStyle::label, label) + theme.px(34);
    const float stepper = stepper_width(fonts, theme, names[at(chosen_word(scene))]);
    if (pills + stepper + theme.px(8) > width) action_height += theme.pill_height() + theme.px(10);
  } else {
    action_height = 0;
  }
  out.actions = {0, y, width, action_height};
  y += action_height + theme.px(action_height > 0 ? 18 : 4);
  out.first_line_y = std::round(y);
  y += theme.px(18);

  const bool beside = width >= theme.px(720);
  const float left = beside ? std::round(width * 0.32f) : width;
  const float positions = title_line(theme) + Ui::pill_rows_height(fonts, theme, left, mode_labels(strings)) + theme.px(10) + explanation_height(strings, fonts, theme, left);
  out.positions = {0, std::round(y), left, positions};
  const float right_x = beside ? left + theme.px(40) : 0;
  if (!beside) y = std::round(y + positions + theme.px(18));
  const float right = width - right_x;
  const float title = std::max(title_line(theme), measure.paragraph_height(right, TextStyle::label_strong, strings["order.difference.title"]) + theme.px(8));
  out.differences = {right_x, std::round(y), right, title + number_box_height(theme)};
  y = beside ? std::max(out.positions.y + positions, out.differences.y + out.differences.height) : out.differences.y + out.differences.height;
  y = std::round(y + theme.px(26));

  out.maps = {0, y, width, lay_out_maps(scene, strings, fonts, theme, width).height};
  y = std::round(y + out.maps.height + theme.px(18));
  out.second_line_y = y;
  y += theme.px(18);
  out.schemes = {0, y, width, OrderSchemes::height(strings, fonts, theme, width)};
  out.height = out.schemes.y + out.schemes.height;
  return out;
}

Rect placed(const Rect& part, const Rect& area) { return {area.x + part.x, area.y + part.y, part.width, part.height}; }

std::string joined_words(const Scene& scene) {
  std::string list;
  const auto names = word_names(scene);
  for (const int word : shown_order(scene)) list += (list.empty() ? "" : " ") + names[at(word)];
  return list;
}

}  // namespace

int OrderFigure::layer_needed(const Scene& scene) const { return std::max(1, scene.trace ? scene.trace->layer_count : scene.status.layer_count) - 1; }

std::string OrderFigure::title(const Scene& scene, const Strings& strings) const {
  const OrderMode mode = scene.view.order_mode;
  if (mode != OrderMode::shuffled && as_typed(scene)) return std::string(strings["order.title.same"]);
  const OrderDifference* found = numbers_.difference(scene, pair_of(mode));
  if (found == nullptr) return std::string(strings["order.name"]);
  const bool broken = mode == OrderMode::off && !(found->largest <= order_rounding);
  const std::string key = std::string("order.title.") + (broken ? "broken" : key_of(mode));
  return strings.format(key, {{"difference", difference_text(static_cast<double>(found->largest), strings)}});
}

std::string OrderFigure::hint(const Scene&, const Strings& strings, bool) const { return std::string(strings["order.try"]); }

float OrderFigure::body_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) const {
  return lay_out(scene, strings, fonts, theme, width).height;
}

void OrderFigure::draw_actions(Ui& ui, const Scene& scene, const Rect& area) const {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const auto names = word_names(scene);
  if (names.size() < 2) return;
  const std::vector<int> order = shown_order(scene);
  const float right = area.x + area.width;
  const auto set = [&](std::vector<int> wanted) {
    if (std::ranges::is_sorted(wanted)) wanted.clear();
    ui.edit(SetWordOrder{std::move(wanted)});
  };
  float x = area.x, y = area.y;
  if (ui.pill("shuffle", x, y, area.x, right, strings["order.shuffle"], false).pressed) set(rearranged(order));
  if (ui.pill("restore", x, y, area.x, right, strings["order.restore"], false).pressed) set({});

  const int word = chosen_word(scene);
  const std::string& name = names[at(word)];
  const float width = stepper_width(paint.fonts(), t, name), button = t.px(step_button), height = t.pill_height();
  if (x + width > right) {
    x = area.x;
    y += height + t.px(10);
  } else {
    x = right - width;
  }
  const int place = static_cast<int>(std::ranges::find(order, word) - order.begin());
  const auto step = [&](const char* id, const char* key, const char* sign, float left, int to) {
    const Rect rect{std::round(left), y, button, height};
    const bool possible = to >= 0 && to < static_cast<int>(order.size());
    const Interaction press = ui.control({.id = ui.id(id), .role = ControlRole::button, .name = strings.format(key, {{"word", name}}), .rect = rect, .disabled = !possible});
    if (press.hovered) paint.rectangle({}, rect, t.quiet_hover, height / 2);
    paint.outline({}, rect, t.snapped(1), possible ? t.line_strong : t.line, height / 2);
    paint.text({}, rect.x + rect.width / 2, rect.y + rect.height / 2 + t.px(4.5f), TextStyle::label_strong, possible ? t.text : t.line_strong, sign, TextAlign::center);
    if (press.pressed && possible) set(moved_to(order, word, to));
  };
  step("earlier", "order.word.left", "←", x, place - 1);
  const FontStyle font = t.font(TextStyle::label_strong);
  const float room = width - 2 * button - t.px(8);
  const std::string fitted = paint.fonts().covers(font.face, name) ? paint.fonts().fitted(font, name, room) : name;
  paint.text("chosen.name", x + width / 2, y + height / 2 + t.px(4.5f), TextStyle::label_strong, t.query.ink, fitted, TextAlign::center);
  step("later", "order.word.right", "→", x + width - button, place + 1);
  if (place != word) ui.announce("moved", strings.format("order.word.moved", {{"word", name}, {"place", std::to_string(place + 1)}}));
}

void OrderFigure::draw_positions(Ui& ui, const Scene& scene, const Rect& area) const {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const std::string_view title = strings["order.positions.title"];
  ui.paint().text("positions.title", area.x, area.y + t.px(14), TextStyle::label_strong, t.text, title);
  float x = area.x, y = area.y + title_line(t);
  for (const auto& [key, mode] : modes) {
    if (ui.pill(std::string("positions.") + key, x, y, area.x, area.x + area.width, strings[std::string("order.positions.") + key],
                scene.view.order_mode == mode, ControlRole::radio, "positions", title).pressed) {
      ui.edit(SetOrderMode{mode});
    }
  }
  ui.paint().paragraph("positions.explain", area.x, y + t.pill_height() + t.px(10), area.width, TextStyle::small, t.soft,
                       strings[std::string("order.positions.explain.") + key_of(scene.view.order_mode)]);
}

void OrderFigure::draw_differences(Ui& ui, const Scene& scene, const Rect& area) const {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const std::string_view title = strings["order.difference.title"];
  const float title_height = std::max(title_line(t), paint.paragraph_height(area.width, TextStyle::label_strong, title) + t.px(8));
  paint.paragraph("difference.title", area.x, area.y, area.width, TextStyle::label_strong, t.text, title);
  const OrderPair in_use = pair_of(scene.view.order_mode);
  const int count = in_use == OrderPair::shuffled ? 3 : 2;
  const float gap = t.px(t.compact ? 8 : 14), width = (area.width - gap * static_cast<float>(count - 1)) / static_cast<float>(count);
  for (int i = 0; i < count; ++i) {
    const OrderPair pair = pairs[i];
    const Rect box{std::round(area.x + static_cast<float>(i) * (width + gap)), area.y + title_height, std::floor(width), number_box_height(t)};
    const bool chosen = pair == in_use;
    if (chosen) paint.rectangle("difference.in_use", box, t.quiet, t.radius());
    paint.outline({}, box, t.snapped(1), chosen ? t.line_strong : t.line, t.radius());
    const OrderDifference* found = numbers_.difference(scene, pair);
    const bool nothing = pair != OrderPair::shuffled && as_typed(scene);
    const std::string number = found != nullptr ? difference_text(static_cast<double>(found->largest), strings) : nothing ? "–" : "…";
    const float inner = box.width - t.px(t.compact ? 16 : 28), left = box.x + (box.width - inner) / 2;
    // The number keeps its digits: where it is too wide for the box it is set smaller.
    TextStyle style = TextStyle::word;
    for (const TextStyle smaller : {TextStyle::word_small, TextStyle::label_strong}) {
      if (paint.width(style, number) > inner) style = smaller;
    }
    const float baseline = box.y + t.px(10) + t.line_height(TextStyle::word) * 0.76f;
    paint.text(std::format("difference.{}", pair == OrderPair::off ? "off" : pair == OrderPair::on ? "on" : "shuffled"), left, baseline, style,
               found == nullptr ? t.faint : chosen ? t.text : t.soft, number);
    std::string label = label_of(pair, strings);
    if (pair == OrderPair::shuffled && paint.width(TextStyle::small_strong, label) > inner) label = strings["order.positions.shuffled"];
    const FontStyle small = t.font(TextStyle::small);
    paint.text({}, left, box.y + t.px(10) + t.line_height(TextStyle::word) + t.px(14), TextStyle::small_strong, t.soft,
               paint.fonts().fitted(t.font(TextStyle::small_strong), label, inner));
    std::string note;
    if (found == nullptr) note = nothing ? "" : std::string(strings["state.computing"]);
    else if (pair == OrderPair::off && found->largest <= order_rounding) note = strings["order.difference.rounding"];
    else note = strings.language().open_quote + word_name(*scene.trace, found->word, strings) + strings.language().close_quote;
    paint.text({}, left, box.y + t.px(10) + t.line_height(TextStyle::word) + t.line_height(TextStyle::small) + t.px(14), TextStyle::small, t.faint,
               paint.fonts().covers(small.face, note) ? paint.fonts().fitted(small, note, inner) : note);
  }
}

void OrderFigure::draw_body(Ui& ui, const Scene& scene, const Rect& area) {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const Layout l = lay_out(scene, strings, ui.paint().fonts(), t, area.width);
  for (const float y : {l.first_line_y, l.second_line_y}) ui.paint().line({}, {area.x, area.y + y}, {area.x + area.width, area.y + y}, t.snapped(1), t.line);

  const auto number = [&](OrderPair pair) {
    const OrderDifference* found = numbers_.difference(scene, pair);
    return found != nullptr ? difference_text(static_cast<double>(found->largest), strings) : std::string("–");
  };
  ui.describe("summary", placed(l.tiles, area),
              strings.format("order.summary", {{"mode", std::string(strings[std::string("order.positions.") + key_of(scene.view.order_mode)])},
                                               {"words", joined_words(scene)}, {"off", number(OrderPair::off)}, {"on", number(OrderPair::on)}}));
  draw_actions(ui, scene, placed(l.actions, area));
  draw_positions(ui, scene, placed(l.positions, area));
  draw_differences(ui, scene, placed(l.differences, area));
  draw_maps(ui, scene, placed(l.maps, area));
  schemes_.draw(ui, scene, placed(l.schemes, area));
  // Last, so that a tile that is being dragged lies over everything.
  draw_tiles(ui, word_names(scene), shown_order(scene), chosen_word(scene), placed(l.tiles, area));
}

std::vector<std::string> OrderFigure::computed(const Scene& scene, const Strings& strings) const {
  const explain::Trace& trace = *scene.trace;
  std::vector<std::string> lines;
  lines.emplace_back(strings["order.how.title"]);
  const auto add = [&](OrderPair pair) {
    const OrderDifference* found = numbers_.difference(scene, pair);
    if (found == nullptr) return false;
    lines.push_back(label_of(pair, strings) + " — " +
                    strings.format("order.how.text", {{"count", strings.number(static_cast<double>(trace.pieces.size()) * trace.hidden, 0)},
                                                      {"difference", difference_text(static_cast<double>(found->largest), strings)},
                                                      {"word", word_name(trace, found->word, strings)}}));
    return true;
  };
  add(pair_of(scene.view.order_mode));
  if (numbers_.difference(scene, OrderPair::off) != nullptr) lines.emplace_back(strings["order.how.off"]);

  // The schemes for the two places that the reader's words stand at.
  const int last = static_cast<int>(trace.words.size()) - 1, shown = places_shown(scene);
  const auto place_of = [&](int word) { return std::min(trace.words[at(std::clamp(word, 0, last))].first, shown - 1); };
  const int first = place_of(scene.view.from_word), second = place_of(scene.view.to_word);
  const int width = model_width(scene), head_size = head_width(scene);
  const auto value = [&](OrderSchemes::Scheme scheme) {
    return strings.format("order.schemes.cell", {{"first", std::to_string(first + 1)}, {"second", std::to_string(second + 1)},
                                                 {"value", strings.number(static_cast<double>(schemes_.similarity(scene, scheme)[at(first * shown + second)]), 4)}});
  };
  if (!schemes_.similarity(scene, OrderSchemes::Scheme::learned).empty()) {
    const std::span table(scene.position_table);
    const auto a = table.subspan(at(first) * at(width), at(width)), b = table.subspan(at(second) * at(width), at(width));
    const auto product = [](std::span<const float> x, std::span<const float> y) { return std::inner_product(x.begin(), x.end(), y.begin(), 0.0); };
    const double dot = product(a, b), first_norm = std::sqrt(product(a, a)), second_norm = std::sqrt(product(b, b));
    lines.push_back(std::string(strings["order.schemes.learned"]) + ": " +
                    strings.format("order.how.learned", {{"first", std::to_string(first + 1)}, {"second", std::to_string(second + 1)}, {"size", std::to_string(width)},
                                                         {"dot", strings.number(dot, 4)}, {"first_norm", strings.number(first_norm, 4)},
                                                         {"second_norm", strings.number(second_norm, 4)},
                                                         {"value", strings.number(dot / (first_norm * second_norm), 4)}}));
  }
  lines.push_back(std::string(strings["order.schemes.sinusoidal"]) + ": " + strings.format("order.how.sinusoidal", {{"size", std::to_string(width)}}) + ". " +
                  value(OrderSchemes::Scheme::sinusoidal));
  lines.push_back(std::string(strings["order.schemes.rotary"]) + ": " +
                  strings.format("order.how.rotary", {{"count", std::to_string(head_size / 2)}, {"size", std::to_string(head_size)}}) + ". " +
                  value(OrderSchemes::Scheme::rotary));
  lines.emplace_back(strings["order.how.source"]);
  return lines;
}

DataTable OrderFigure::table(const Scene& scene, const Strings& strings, bool plain_numbers) const {
  const explain::Trace& trace = *scene.trace;
  DataTable table;
  table.caption = strings["order.table.caption"];
  table.columns = {std::string(strings["order.table.word"]), std::string(strings["order.table.place"])};
  for (const OrderPair pair : pairs) table.columns.push_back(std::string(strings["order.table.difference"]) + " (" + label_of(pair, strings) + ")");
  std::vector<int> place_of(at(real_words(scene)));
  const auto order = shown_order(scene);
  for (int place = 0; place < static_cast<int>(order.size()); ++place) place_of[at(order[at(place)])] = place;
  for (int word = 0; word < static_cast<int>(trace.words.size()); ++word) {
    std::vector<std::string> row{word_name(trace, word, strings), trace.words[at(word)].special ? std::string() : std::to_string(place_of[at(word - 1)] + 1)};
    for (const OrderPair pair : pairs) {
      const OrderDifference* found = numbers_.difference(scene, pair);
      if (found == nullptr) {
        row.emplace_back();
        continue;
      }
      const auto value = static_cast<double>(found->words[at(word)]);
      row.push_back(plain_numbers ? std::format("{:.9f}", value) : difference_text(value, strings));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace attention::widgets
