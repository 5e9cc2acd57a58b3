#include "widgets/figures/microscope_draw.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>
#include <optional>

#include "widgets/figures/microscope_layout.h"
#include "widgets/figures/signed_strip.h"

namespace attention::widgets {

namespace {

using article::Role;
using article::Strings;

constexpr int state_columns = 96;  // 384 numbers in four lines

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// One frame of the figure.
struct Drawing {
  Ui& ui;
  const Scene& scene;
  const MicroscopeNumbers& n;
  const MicroscopeLayout& l;
  const Rect& area;
  const Theme& t;
  const Strings& strings;
  Painter& paint;
  std::optional<int> component{};     ///< of query, key, product, output: the column under the pointer
  std::vector<std::string> tip{};

  bool all() const { return scene.view.all_digits; }
  std::string number(float value, int usual = microscope_decimals) const { return microscope_number(strings, static_cast<double>(value), usual, all()); }
  Rect placed(const Rect& rect) const { return {area.x + rect.x, area.y + rect.y, rect.width, rect.height}; }

  // -------------------------------------------------------------------------------------------------------- choosing

  void draw_picker(bool from) {
    const std::vector<Rect>& boxes = from ? l.from_pieces : l.to_pieces;
    const RoleColors& role = from ? t.query : t.key;
    const int chosen = from ? n.derivation.from : n.derivation.to;
    const std::string rest = from ? "from" : "to";
    const float label_x = area.x + (l.folded && !from ? l.to_label_x : 0);
    paint.text(rest + ".label", label_x, area.y + (from ? l.from_y : l.to_y) + t.px(4.5f), TextStyle::label_strong, role.ink, strings[from ? "microscope.from" : "microscope.to"]);
    if (l.folded) draw_list_button(rest, from);
    if (boxes.empty()) return;
    int word = 0;
    for (int piece = 0; piece < n.pieces(); ++piece) {
      while (word + 1 < static_cast<int>(scene.trace->words.size()) && piece >= scene.trace->words[at(word)].end) ++word;
      const explain::Word& whole = scene.trace->words[at(word)];
      const Rect rect = placed(boxes[at(piece)]);
      const bool selected = piece == chosen, part = whole.end - whole.first > 1;
      const std::string& name = n.names[at(piece)];
      const Interaction pill = ui.control({.id = ui.id(std::format("{}.{}", rest, piece)), .role = ControlRole::option,
                                           .name = part ? strings.format("token.piece_of", {{"piece", name}, {"word", whole.text}}) : name,
                                           .group = ui.id(rest), .group_name = std::string(strings["microscope." + rest + ".label"]),
                                           .rect = rect, .selected = selected});
      const float radius = t.px(7);
      if (selected) paint.rectangle({}, rect, role.tint, radius);
      else if (pill.hovered || part) paint.rectangle({}, rect, pill.hovered ? t.quiet_hover : t.quiet.faded(0.75f), radius);
      if (selected) paint.outline(rest + ".chosen", rect, t.snapped(1.5f), role.ink, radius);
      const TextStyle style = selected ? TextStyle::label_strong : TextStyle::label;
      const std::string fitted = paint.fonts().covers(t.font(style).face, name) ? paint.fonts().fitted(t.font(style), name, rect.width - t.px(4)) : name;
      paint.text(std::format("{}.{}", rest, piece), rect.x + rect.width / 2, rect.y + rect.height / 2 + t.px(4.5f), style,
                 selected ? role.ink : whole.special ? t.faint : t.text, fitted, TextAlign::center);
      if (pill.pressed && from) ui.edit(SelectFrom{word, piece - whole.first});
      if (pill.pressed && !from) ui.edit(SelectTo{word, piece - whole.first});
    }
  }

  /// The chosen piece as a button that opens the list of pieces, one list at a time.
  void draw_list_button(const std::string& which, bool from) {
    const RoleColors& role = from ? t.query : t.key;
    const Rect rect = placed(from ? l.from_button : l.to_button);
    const bool open = !(from ? l.from_pieces : l.to_pieces).empty();
    const std::string& name = from ? n.from() : n.to();
    const std::string key = microscope_list_key(ui.figure(), which);
    const Interaction button = ui.control({.id = key, .role = ControlRole::disclosure, .name = std::format("{}: {}", strings["microscope." + which + ".label"], name),
                                           .rect = rect, .expanded = open});
    paint.rectangle({}, rect, role.tint, t.px(8));
    paint.outline(which + ".chosen", rect, t.snapped(1.5f), role.ink, t.px(8));
    const FontStyle font = t.font(TextStyle::label_strong);
    const std::string fitted = paint.fonts().covers(font.face, name) ? paint.fonts().fitted(font, name, rect.width - t.px(40)) : name;
    const float baseline = rect.y + rect.height / 2 + t.px(4.5f);
    paint.text(which + ".name", rect.x + t.px(12), baseline, TextStyle::label_strong, role.ink, fitted);
    paint.text({}, rect.x + rect.width - t.px(12), baseline, TextStyle::small, role.ink, open ? "▲" : "▼", TextAlign::right);
    if (!button.pressed) return;
    ui.edit(SetOpen{key, !open});
    if (!open) ui.edit(SetOpen{microscope_list_key(ui.figure(), from ? "to" : "from"), false});
  }

  /// A round button with a sign.
  bool sign_button(std::string_view id, const Rect& rect, std::string_view name, std::string_view sign, bool disabled = false) {
    const Interaction button = ui.control({.id = ui.id(id), .role = ControlRole::button, .name = std::string(name), .rect = rect, .disabled = disabled});
    if (button.hovered) paint.rectangle({}, rect, t.quiet_hover, rect.height / 2);
    paint.outline({}, rect, t.snapped(1), t.line, rect.height / 2);
    paint.text({}, rect.x + rect.width / 2, rect.y + rect.height / 2 + t.px(5), TextStyle::label, disabled ? t.line_strong : button.hovered ? t.text : t.soft, sign, TextAlign::center);
    if (button.hovered) tip = {std::string(name)};
    return button.pressed;
  }

  void choose_step(int step) {
    if (scene.view.playing) ui.edit(SetFlag{SetFlag::Which::playing, false});
    ui.edit(SetStep{step});
  }

  void draw_choosing() {
    draw_picker(true);
    draw_picker(false);
    const ViewState& view = scene.view;
    if (sign_button("exchange", placed(l.exchange), strings["microscope.swap"], "⇅")) {
      ui.edit(SelectFrom{view.to_word, view.to_piece});
      ui.edit(SelectTo{view.from_word, view.from_piece});
    }
    if (!l.note.empty()) {
      paint.paragraph("note", area.x + l.picker_label_x, area.y + l.note_y, area.width - l.picker_label_x, TextStyle::small, t.faint, l.note);
    }

    float x = area.x, y = area.y + l.steps_y;
    const std::vector<std::string> labels = microscope_steps(strings);
    for (int step = 1; step <= 4; ++step) {
      if (ui.pill(std::format("step.{}", step), x, y, area.x, area.x + area.width, labels[at(step - 1)], step == view.microscope_step, ControlRole::radio,
                  "steps", strings["microscope.name"]).pressed) {
        choose_step(step);
      }
    }
    if (sign_button("previous", placed(l.previous), strings["microscope.previous"], "‹", view.microscope_step <= 1)) choose_step(view.microscope_step - 1);
    draw_play();
    if (sign_button("next", placed(l.next), strings["microscope.next"], "›", view.microscope_step >= 4)) choose_step(view.microscope_step + 1);
    x = area.x + l.digits_x;
    y = area.y + l.digits_y;
    if (ui.toggle("all_digits", x, y, area.x, area.x + area.width + t.px(2), strings["microscope.digits.show"], view.all_digits).pressed) {
      ui.edit(SetFlag{SetFlag::Which::all_digits, !view.all_digits});
    }
  }

  void draw_play() {
    const bool playing = scene.view.playing;
    const Rect rect = placed(l.play);
    const std::string_view label = strings[playing ? "microscope.pause" : "microscope.play"];
    const Interaction button = ui.control({.id = ui.id("play"), .role = ControlRole::button, .name = std::string(label), .rect = rect});
    const float radius = rect.height / 2;
    paint.rectangle({}, rect, button.hovered ? t.quiet_hover : t.quiet, radius);
    const Color ink = t.text;
    // The sign and the word stand in the middle: the button is as wide as the longer of its two words.
    const float middle = rect.y + radius, left = rect.x + (rect.width - t.px(14) - paint.width(TextStyle::label, label)) / 2;
    if (playing) {
      for (const float offset : {0.0f, 5.5f}) paint.rectangle({}, {left + t.px(offset), middle - t.px(5), t.snapped(3), t.px(10)}, ink);
    } else {
      paint.text({}, left - t.px(1), middle + t.px(4.5f), TextStyle::label, ink, "▶");
    }
    paint.text("play", left + t.px(14), middle + t.px(4.5f), TextStyle::label, ink, label);
    if (!button.pressed) return;
    if (!playing && scene.view.microscope_step >= 4) ui.edit(SetStep{1});
    ui.edit(SetFlag{SetFlag::Which::playing, !playing});
  }

  // ---------------------------------------------------------------------------------------------------------- strips

  /// All numbers in words, for those who do not see the strip.
  std::string listed(const std::string& name, std::span<const float> numbers) const {
    std::string text = name + ": ";
    for (std::size_t i = 0; i < numbers.size(); ++i) text += (i > 0 ? "; " : "") + number(numbers[i]);
    return text;
  }

  void draw_strip(std::string_view id, const MicroscopeLayout::Strip& strip, const std::string& name, Role role, std::span<const float> numbers,
                  int columns, float bound) {
    const Rect cells = placed(strip.cells), label = placed(strip.name);
    const std::string unique = std::format("microscope.{}", id);
    draw_signed_cells(paint, unique, cells, role, numbers, columns, bound);
    const TextStyle style = role == Role::none ? TextStyle::small : TextStyle::label_strong;
    const Color ink = role == Role::none ? t.soft : t.role(role).ink;
    const float height = paint.paragraph_height(label.width, style, name);
    paint.paragraph(std::string(id) + ".name", label.x, t.compact ? label.y : std::round(label.y + (label.height - height) / 2), label.width, style, ink, name);
    draw_signed_legend(paint, unique + ".scale", placed(strip.scale), role, "±" + number(bound, 2));
    const bool brief = numbers.size() > 64;
    ui.describe(id, cells, (brief ? name : listed(name, numbers)) + ". " + strings.format("microscope.legend.signed", {{"maximum", number(bound, 2)}}));
  }

  /// The column under the pointer in one of the strips that share their columns.
  void find_component() {
    const PointerState& pointer = ui.pointer();
    for (const auto* strip : {&l.query, &l.key, &l.product, &l.output}) {
      if (strip->cells.width <= 0) continue;
      if (const auto found = cell_at(placed(strip->cells), n.size(), 1, pointer.x, pointer.y)) component = found;
    }
  }

  void mark_component(const MicroscopeLayout::Strip& strip) {
    if (!component || strip.cells.width <= 0) return;
    const Rect cells = placed(strip.cells);
    const float width = cells.width / static_cast<float>(n.size());
    paint.outline({}, {cells.x + width * static_cast<float>(*component) - t.px(1), cells.y - t.px(1), width + t.px(2), cells.height + t.px(2)}, t.snapped(1.5f), t.text);
  }

  void component_tip(const Rect& cells, float value) {
    if (!component || !placed(cells).contains(ui.pointer().x, ui.pointer().y)) return;
    tip = {strings.format("microscope.component", {{"index", std::to_string(*component + 1)}, {"value", number(value)}})};
  }

  void draw_states() {
    const auto name = [&](const std::string& piece) { return microscope_state_name(scene, n, strings, piece); };
    draw_strip("from_state", l.from_state, name(n.from()), Role::none, n.from_state, state_columns, n.state_bound);
    draw_strip("to_state", l.to_state, name(n.to()), Role::none, n.to_state, state_columns, n.state_bound);
    for (const auto& [strip, numbers] : {std::pair{&l.from_state, n.from_state}, std::pair{&l.to_state, n.to_state}}) {
      const int rows = static_cast<int>(numbers.size()) / state_columns;
      if (const auto cell = cell_at(placed(strip->cells), state_columns, rows, ui.pointer().x, ui.pointer().y)) {
        tip = {strings.format("microscope.component", {{"index", std::to_string(*cell + 1)}, {"value", number(numbers[at(*cell)])}})};
      }
    }
    const float x = area.x + l.query.cells.x;
    paint.text("projection", x, area.y + l.projection_y, TextStyle::small, t.soft,
               "↓ " + strings.format("microscope.projection", {{"count", std::to_string(n.size())}}));
  }

  void draw_vectors() {
    const explain::Derivation& d = n.derivation;
    draw_strip("query", l.query, strings.format("microscope.query_of", {{"piece", n.from()}}), Role::query, d.query, n.size(), n.query_bound);
    draw_strip("key", l.key, strings.format("microscope.key_of", {{"piece", n.to()}}), Role::key, d.key, n.size(), n.key_bound);
    if (component) {
      component_tip(l.query.cells, d.query[at(*component)]);
      component_tip(l.key.cells, d.key[at(*component)]);
    }
  }

  void draw_products() {
    const explain::Derivation& d = n.derivation;
    draw_strip("products", l.product, std::string(strings["microscope.products"]), Role::none, d.products, n.size(), n.product_bound);
    // The running sum: a step under each product, up or down by it.
    const Rect box = placed(l.running), label = placed(l.running_name);
    float sum = 0, lowest = 0, highest = 0;
    std::vector<float> sums;
    for (const float product : d.products) {
      sum += product;
      sums.push_back(sum);
      lowest = std::min(lowest, sum);
      highest = std::max(highest, sum);
    }
    const float range = std::max(1e-6f, highest - lowest), cell = box.width / static_cast<float>(sums.size());
    const auto y_of = [&](float value) { return box.y + box.height * (highest - value) / range; };
    paint.line({}, {box.x, y_of(0)}, {box.x + box.width, y_of(0)}, t.snapped(1), t.line_strong);
    std::vector<Point> points{{box.x, y_of(0)}};
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const float x = box.x + cell * static_cast<float>(i);
      points.push_back({x, y_of(sums[i])});
      points.push_back({x + cell, y_of(sums[i])});
    }
    paint.line("running", points, t.snapped(2), t.text, static_cast<double>(d.dot));
    const float dot = t.px(4);
    paint.rectangle({}, {box.x + box.width - dot, y_of(sums.back()) - dot, 2 * dot, 2 * dot}, t.text, dot);
    const std::string text = strings.format("microscope.dot", {{"dot", number(d.dot)}});
    const float height = paint.paragraph_height(label.width, TextStyle::small, text);
    paint.paragraph("dot", label.x, t.compact ? label.y : std::round(label.y + (label.height - height) / 2), label.width, TextStyle::small, t.soft, text);
    if (const auto found = cell_at(box, n.size(), 1, ui.pointer().x, ui.pointer().y)) component = found;
    if (component && (box.contains(ui.pointer().x, ui.pointer().y) || placed(l.product.cells).contains(ui.pointer().x, ui.pointer().y))) {
      const std::size_t i = at(*component);
      tip = {strings.format("microscope.component.product", {{"index", std::to_string(*component + 1)}, {"query", number(d.query[i])},
                                                             {"key", number(d.key[i])}, {"product", number(d.products[i])}}),
             strings.format("microscope.dot", {{"dot", number(sums[i])}})};
    }
  }

  void draw_score() {
    const explain::Derivation& d = n.derivation;
    const std::string text = strings.format("microscope.scaled", {{"dot", number(d.dot)}, {"size", std::to_string(n.size())}, {"score", number(d.logit)}});
    const float x = area.x + l.score_x, y = area.y + l.score_y;
    const float advance = paint.width(TextStyle::code, text);
    paint.text("score", x, y, TextStyle::code, t.text, text);
    const std::string caption = "— " + std::string(strings["microscope.scaled.caption"]);
    if (x + advance + t.px(10) + paint.width(TextStyle::figure_line, caption) <= area.x + area.width) {
      paint.text("score.caption", x + advance + t.px(10), y, TextStyle::figure_line, t.soft, caption);
    }
  }

  // ------------------------------------------------------------------------------------------------------------- row

  void draw_row() {
    const explain::Derivation& d = n.derivation;
    if (l.divider) paint.line({}, {area.x, area.y + l.divider_y}, {area.x + area.width, area.y + l.divider_y}, t.snapped(1), t.line);
    const double sum = std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
    if (l.bars) {
      const float x = t.compact ? area.x : area.x + l.rows.front().score_right - paint.width(TextStyle::number, number(d.logits.front()));
      const std::string title = strings.format("microscope.row.title", {{"sum", microscope_number(strings, sum, microscope_decimals, all())}});
      const float room = l.mix ? area.x + l.mix_title_x - t.px(16) - x : area.width - (x - area.x);
      paint.text("row.title", x, area.y + l.row_title_y, TextStyle::small_strong, t.soft, paint.fonts().fitted(t.font(TextStyle::small_strong), title, room));
    }
    const float largest = std::max(1e-9f, d.weights[at(n.most)]);
    const explain::Trace& trace = *scene.trace;
    int word = 0;
    for (int piece = 0; piece < n.pieces(); ++piece) {
      while (word + 1 < static_cast<int>(trace.words.size()) && piece >= trace.words[at(word)].end) ++word;
      const MicroscopeLayout::Row& place = l.rows[at(piece)];
      const Rect rect = placed(place.rect);
      const float weight = d.weights[at(piece)], middle = rect.y + rect.height / 2, baseline = middle + t.px(4.5f);
      const bool chosen = piece == d.to, special = trace.words[at(word)].special;
      const std::string& name = n.names[at(piece)];
      const std::string item = strings.format("microscope.row.item", {{"piece", name}, {"score", number(d.logits[at(piece)])}, {"weight", number(weight)}});
      const Interaction row = ui.control({.id = ui.id(std::format("row.{}", piece)), .role = ControlRole::option, .name = item, .group = ui.id("row"),
                                          .group_name = strings.format("microscope.table.caption", {{"from", n.from()}, {"layer", std::to_string(scene.view.head.layer + 1)},
                                                                                                    {"head", std::to_string(scene.view.head.head + 1)}}),
                                          .rect = rect, .selected = chosen});
      if (chosen || row.hovered) paint.rectangle({}, {rect.x - t.px(4), rect.y, rect.width + t.px(8), rect.height}, chosen ? t.key.tint : t.quiet, t.px(5));
      const TextStyle style = chosen ? TextStyle::label_strong : TextStyle::label;
      const Color ink = chosen ? t.key.ink : special ? t.faint : t.text;
      const float name_width = place.name_right - place.rect.x;
      const std::string fitted = paint.fonts().covers(t.font(style).face, name) ? paint.fonts().fitted(t.font(style), name, name_width) : name;
      paint.text(std::format("row.{}", piece), area.x + place.name_right, baseline, style, ink, fitted, TextAlign::right);
      if (!(t.compact && l.mix)) {
        paint.text(std::format("score.{}", piece), area.x + place.score_right, baseline, TextStyle::number, chosen ? t.text : t.faint, number(d.logits[at(piece)]), TextAlign::right);
      }
      if (l.bars) {
        const float tall = std::min(t.px(12), rect.height - t.px(6));
        const float length = place.bar_width * weight / largest;
        paint.rectangle(std::format("bar.{}", piece), {area.x + place.bar_x, middle - tall / 2, length, tall}, chosen ? t.query.fill : mix(t.card, t.query.fill, 0.45f),
                        std::min(t.px(3), length / 2), static_cast<double>(weight));
      }
      paint.text(std::format("weight.{}", piece), area.x + place.weight_right, baseline, TextStyle::number, chosen ? t.text : t.soft, number(weight), TextAlign::right);
      if (row.pressed) ui.edit(SelectTo{word, piece - trace.words[at(word)].first});
      if (row.hovered && l.mix) {
        tip = {strings.format("microscope.mix.item", {{"piece", name}, {"weight", number(weight)}, {"norm", number(n.norms[at(piece)])}})};
      }
    }
    float y = area.y + l.facts_y;
    for (const std::string& line : microscope_facts(scene, n, strings)) {
      y += paint.paragraph("fact", area.x, y, l.facts_width, TextStyle::small, t.soft, line) + t.px(2);
    }
    y = area.y + l.rest_y;
    paint.text("rest.title", area.x + l.rest_x, y + t.px(14), TextStyle::small_strong, t.text, strings["microscope.rest.title"]);
    paint.paragraph("rest", area.x + l.rest_x, y + t.line_height(TextStyle::small_strong) + t.px(2), l.rest_width, TextStyle::small, t.soft, microscope_rest(scene, n, strings));
  }

  void draw_mix() {
    const explain::Derivation& d = n.derivation;
    const int size = n.size(), per_column = (n.pieces() + l.row_columns - 1) / l.row_columns;
    paint.text("mix.title", area.x + l.mix_title_x, area.y + l.mix_title_y, TextStyle::small_strong, t.value.ink, strings["microscope.mix.title"]);
    for (int c = 0; c < static_cast<int>(l.mixes.size()); ++c) {
      const int first = c * per_column, rows = std::min(per_column, n.pieces() - first);
      const Rect rect = placed(l.mixes[at(c)]);
      draw_signed_cells(paint, std::format("microscope.mix.{}", c), rect, Role::value,
                        std::span(n.weighted).subspan(at(first * size), at(rows * size)), size, n.mix_bound);
      if (d.to >= first && d.to < first + rows) {
        const float height = rect.height / static_cast<float>(rows);
        paint.outline("mix.chosen", {rect.x - t.px(2), rect.y + height * static_cast<float>(d.to - first) - t.px(1), rect.width + t.px(4), height + t.px(1)},
                      t.snapped(1.5f), t.key.ink, t.px(3));
      }
      if (const auto cell = cell_at(rect, size, rows, ui.pointer().x, ui.pointer().y)) {
        const int piece = first + *cell / size, index = *cell % size;
        component = index;
        tip = {strings.format("microscope.mix.item", {{"piece", n.names[at(piece)]}, {"weight", number(d.weights[at(piece)])}, {"norm", number(n.norms[at(piece)])}}),
               strings.format("microscope.component", {{"index", std::to_string(index + 1)}, {"value", number(n.weighted[at(piece * size + index)])}})};
      }
    }
    const Rect cells = placed(l.output.cells);
    const std::string name = strings.format("microscope.output_of", {{"piece", n.from()}});
    draw_signed_cells(paint, "microscope.output", cells, Role::output, d.output, size, n.mix_bound);
    const Rect label = placed(l.output.name);
    const std::string fitted = paint.fonts().covers(t.font(TextStyle::label_strong).face, name) ? paint.fonts().fitted(t.font(TextStyle::label_strong), name, label.width) : name;
    paint.text("output.name", label.x + label.width, label.y + label.height / 2 + t.px(3), TextStyle::label_strong, t.output.ink, fitted, TextAlign::right);
    const std::string bound = "±" + number(n.mix_bound, 2);
    const Rect scale = placed(l.output.scale);
    draw_signed_legend(paint, "microscope.value.scale", scale, Role::value, {});
    draw_signed_legend(paint, "microscope.output.scale", {scale.x + t.snapped(50), scale.y, scale.width, scale.height}, Role::output, bound);
    ui.describe("output", cells, listed(name, d.output));
    if (component) component_tip(l.output.cells, d.output[at(*component)]);
    const float y = area.y + l.next_y;
    paint.paragraph("mix.next", area.x, y, l.facts_width, TextStyle::small, t.faint, strings.format("microscope.mix.next", {{"heads", std::to_string(scene.trace->head_count)}}));
  }

  void summarize() {
    const explain::Derivation& d = n.derivation;
    const int step = std::clamp(scene.view.microscope_step, 1, 4);
    const std::string text = strings.format(
        std::format("microscope.summary.{}", step),
        {{"from", n.from()}, {"to", n.to()}, {"layer", std::to_string(scene.view.head.layer + 1)}, {"head", std::to_string(scene.view.head.head + 1)},
         {"dot", number(d.dot)}, {"size", std::to_string(n.size())}, {"score", number(d.logit)}, {"count", std::to_string(n.pieces())},
         {"weight", number(d.weight)}, {"maximum", number(d.weights[at(n.most)])}, {"most", n.names[at(n.most)]},
         {"share", microscope_percent(strings, static_cast<double>(n.share), all())}});
    ui.describe("summary", {area.x, area.y + l.steps_y, area.width, t.pill_height()},
                strings.format("microscope.step.label", {{"step", std::to_string(step)}, {"name", std::string(strings[std::format("microscope.step.{}", step)])}}) + ". " + text);
  }

  void draw() {
    draw_choosing();
    summarize();
    find_component();
    if (l.states) draw_states();
    if (l.vectors) draw_vectors();
    if (l.products) draw_products();
    if (l.score) draw_score();
    if (l.row) draw_row();
    if (l.mix) draw_mix();
    if (l.vectors) {
      mark_component(l.query);
      mark_component(l.key);
    }
    if (l.products) mark_component(l.product);
    if (l.mix) mark_component(l.output);
    paint.paragraph("legend", area.x, area.y + l.legend_y, area.width, TextStyle::small, t.faint, strings["microscope.legend.strip"]);
    draw_tip(paint, area, {ui.pointer().x, ui.pointer().y}, tip);
  }
};

}  // namespace

void draw_microscope(Ui& ui, const Scene& scene, const Rect& area) {
  const MicroscopeNumbers numbers = microscope_numbers(scene, ui.strings());
  const MicroscopeLayout layout = lay_out_microscope(scene, numbers, ui.strings(), ui.paint().fonts(), ui.theme(), area.width, ui.figure());
  Drawing{.ui = ui, .scene = scene, .n = numbers, .l = layout, .area = area, .t = ui.theme(), .strings = ui.strings(), .paint = ui.paint()}.draw();
}

}  // namespace attention::widgets
