#include "widgets/figures/sentence.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>

#include "explain/word_attention.h"
#include "text/tokenizer.h"
#include "widgets/figures/colour_pairs.h"
#include "widgets/figures/head_badge.h"

namespace attention::widgets {

namespace {

using article::Strings;
using explain::WordRow;

constexpr float threshold = 0.01f;  // weights below carry no number over their arc
constexpr float tie = 1e-4f;        // two weights closer than this are equal for a title
constexpr int text_limit = 20000;   // characters in the text field: far beyond the model's own limit in pieces, which has a message

std::string word_name(const explain::Trace& trace, int word, const Strings& strings) {
  const auto& at = trace.words[static_cast<std::size_t>(word)];
  if (!at.special) return at.text;
  return std::string(strings[word == 0 ? "token.start" : "token.end"]);
}

WordRow row_of(const Scene& scene) {
  const ViewState& view = scene.view;
  const int last = static_cast<int>(scene.trace->words.size()) - 1;
  return explain::word_row(*scene.trace, view.head.layer, view.head.head, std::clamp(view.from_word, 0, last),
                           {.hide_special = view.hide_special, .value_norm = view.value_norm});
}

/// The word that gets most, the chosen one and the start and end tokens left out; -1 if there is none.
int strongest_other(const explain::Trace& trace, const std::vector<float>& weights, int from) {
  int best = -1;
  for (int i = 0; i < static_cast<int>(weights.size()); ++i) {
    if (i == from || trace.words[static_cast<std::size_t>(i)].special) continue;
    if (best < 0 || weights[static_cast<std::size_t>(i)] > weights[static_cast<std::size_t>(best)]) best = i;
  }
  return best;
}

/// Where everything in the body goes, relative to its top left corner.
struct Layout {
  bool vertical = false;
  TextStyle word_style = TextStyle::word;
  std::vector<Rect> words;      ///< boxes, start and end included
  float baseline = 0;           ///< horizontal: the words' baseline
  float arcs_top = 0, words_height = 0;
  float numbers_y = 0;          ///< horizontal: baseline of the numbers under the words
  Rect input;
  float presets_y = 0, presets_height = 0, toggles_y = 0, toggles_height = 0, legend_y = 0, badge_y = 0, badge_height = 0, height = 0;
};

float largest_of(const WordRow& row) { return std::max(1e-6f, *std::max_element(row.weights.begin(), row.weights.end())); }

/// The widest arc: what the word gives itself is a number, not an arc.
float widest_arc(const WordRow& row, int from) {
  float widest = 1e-6f;
  for (int i = 0; i < static_cast<int>(row.weights.size()); ++i) {
    if (i != from) widest = std::max(widest, row.weights[static_cast<std::size_t>(i)]);
  }
  return widest;
}

/// What the widths mean, with their bound, and what the two toggles do to them.
std::string legend_of(const Scene& scene, const Strings& strings, bool vertical) {
  const ViewState& view = scene.view;
  const WordRow row = row_of(scene);
  const int from = std::clamp(view.from_word, 0, static_cast<int>(row.weights.size()) - 1);
  const auto number = [&](double value) { return strings.number(value, 3); };
  std::string legend = strings.format("sentence.legend", {{"maximum", number(static_cast<double>(vertical ? largest_of(row) : widest_arc(row, from)))}});
  legend += ' ' + strings.format("sentence.row_sum", {{"sum", number(std::accumulate(row.weights.begin(), row.weights.end(), 0.0))}});
  if (view.hide_special) legend += ' ' + strings.format("sentence.hidden_special", {{"share", number(static_cast<double>(row.special_share))}});
  if (view.value_norm) legend += ' ' + std::string(strings["sentence.value_norm_on"]);
  return legend;
}

const char* const presets[] = {"example", "swapped", "between", "predicative", "astronaut", "own"};

std::vector<std::string> preset_labels(const Strings& strings) {
  std::vector<std::string> labels;
  for (const char* preset : presets) labels.emplace_back(strings[std::string("presets.") + preset]);
  return labels;
}

Layout lay_out(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  Layout out;
  const auto& words = scene.trace ? scene.trace->words : std::vector<explain::Word>{};
  const Painter measure(nullptr, fonts, theme, nullptr);
  const auto total_width = [&](TextStyle style, float pad, float gap) {
    float sum = 0;
    for (int i = 0; i < static_cast<int>(words.size()); ++i) {
      const bool special = words[static_cast<std::size_t>(i)].special;
      sum += measure.width(special ? TextStyle::label : style, word_name(*scene.trace, i, strings)) + (special ? theme.px(26) : 2 * pad) + gap;
    }
    return sum - gap;
  };
  float y = 0;
  float pad = theme.px(9), gap = theme.px(7);
  if (!theme.compact && total_width(TextStyle::word, pad, gap) <= width) {
    out.word_style = TextStyle::word;
  } else {
    out.word_style = TextStyle::word_small;
    pad = theme.px(7);
    gap = theme.px(4);
    out.vertical = theme.compact || total_width(TextStyle::word_small, pad, gap) > width;
  }
  if (words.empty()) {
    out.words_height = theme.px(theme.compact ? 9 * Theme::touch : 176);  // about what the example needs
  } else if (out.vertical) {
    const float row = theme.px(theme.compact ? Theme::touch : words.size() > 24 ? 28 : 34);
    float widest = 0;
    for (int i = 0; i < static_cast<int>(words.size()); ++i) widest = std::max(widest, measure.width(out.word_style, word_name(*scene.trace, i, strings)));
    widest = std::min(widest + 2 * pad, width * 0.5f);
    const float arcs = theme.px(theme.compact ? 56 : 96);
    for (std::size_t i = 0; i < words.size(); ++i) out.words.push_back({arcs, row * static_cast<float>(i), widest, row - theme.px(4)});
    out.words_height = row * static_cast<float>(words.size());
  } else {
    const float total = total_width(out.word_style, pad, gap);
    const float box = theme.line_height(out.word_style) + theme.px(4);
    out.arcs_top = theme.px(8);
    const float arcs = theme.px(128);
    const float top = arcs;
    const FontMetrics metrics = fonts.metrics(theme.font(out.word_style));
    out.baseline = std::round(top + box / 2 + metrics.cap_height / 2);
    float x = std::round((width - total) / 2);
    for (int i = 0; i < static_cast<int>(words.size()); ++i) {
      const bool special = words[static_cast<std::size_t>(i)].special;
      const float text = measure.width(special ? TextStyle::label : out.word_style, word_name(*scene.trace, i, strings));
      const float w = text + (special ? theme.px(26) : 2 * pad);
      const float height = special ? theme.px(28) : box;
      out.words.push_back({x, top + (box - height) / 2, w, height});
      x += w + gap;
    }
    out.numbers_y = top + box + theme.px(18);
    out.words_height = top + box + theme.px(24);
  }
  y += out.words_height + theme.px(10);
  const float field = std::min(width, theme.px(620));
  out.input = {std::round((width - field) / 2), y, field, theme.snapped(40)};
  y += out.input.height + theme.px(18);
  out.presets_y = y;
  out.presets_height = Ui::pill_rows_height(fonts, theme, width, preset_labels(strings));
  // Nothing will come before the text is changed: no room is kept for it.
  if (!scene.trace && scene.status.kind == RunStatus::Kind::failed) {
    out.height = y + out.presets_height;
    return out;
  }
  y += out.presets_height + theme.px(14);
  out.toggles_y = y;
  // Toggles and the way into the microscope, wrapped like pills.
  float x = 0, rows = 1;
  for (const char* key : {"sentence.toggle.hide_special", "sentence.toggle.value_norm"}) {
    const float w = theme.px(38) + measure.width(TextStyle::label, strings[key]);
    if (x > 0 && x + w > width) {
      x = 0;
      ++rows;
    }
    x += w + theme.px(20);
  }
  const float open = measure.width(TextStyle::label, strings["sentence.open_microscope"]) + theme.px(40);
  if (x + open > width) ++rows;
  out.toggles_height = rows * theme.pill_height() + (rows - 1) * theme.px(8);
  y += out.toggles_height + theme.px(10);
  out.legend_y = y;
  // The layer that the legend speaks of may still be on its way.
  const bool there = scene.trace && !words.empty() && static_cast<int>(scene.trace->layers.size()) > scene.view.head.layer;
  y += (there ? measure.paragraph_height(width, TextStyle::small, legend_of(scene, strings, out.vertical)) : theme.line_height(TextStyle::small)) + theme.px(12);
  out.badge_y = y;
  out.badge_height = badge_height(scene, strings, fonts, theme, width);
  out.height = y + out.badge_height;
  return out;
}

/// Words get the query's colour, stronger with their share of the strongest word; start and end, the sink, stay grey, so that
/// their arcs are seen at their full width without drowning the words.
Color arc_color(const Theme& theme, float share, bool special) {
  if (special) return mix(theme.card, theme.faint, theme.dark ? 0.3f : 0.26f);
  return mix(theme.card, theme.query.fill, 0.25f + 0.75f * std::clamp(share, 0.0f, 1.0f));
}

/// Arcs over one line of words. The line's width is proportional to the weight.
void draw_arcs(Ui& ui, const Layout& l, const Rect& area, const explain::Trace& trace, int from, const std::vector<float>& weights, float largest, float strongest) {
  const Theme& t = ui.theme();
  const float widest = t.px(15), thinnest = t.px(0.75f);
  std::vector<int> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  const auto special = [&](int i) { return trace.words[static_cast<std::size_t>(i)].special; };
  // The sink lies below, then the words from the weakest to the strongest.
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    if (special(a) != special(b)) return special(a);
    return weights[static_cast<std::size_t>(a)] < weights[static_cast<std::size_t>(b)];
  });
  const auto middle = [&](int i) {
    const Rect& box = l.words[static_cast<std::size_t>(i)];
    return area.x + box.x + box.width / 2;
  };
  const Rect& start = l.words[static_cast<std::size_t>(from)];
  float farthest = 1;
  for (std::size_t i = 0; i < weights.size(); ++i) farthest = std::max(farthest, std::abs(middle(static_cast<int>(i)) - middle(from)));
  for (const int i : order) {
    const float weight = weights[static_cast<std::size_t>(i)];
    if (i == from || weight <= 0) continue;
    const float share = weight / largest;
    const float distance = std::abs(middle(i) - middle(from));
    const float available = start.y - l.arcs_top - t.px(14);
    const float height = t.px(22) + (available - t.px(22)) * std::sqrt(distance / farthest);
    const float side = middle(i) > middle(from) ? 1.0f : -1.0f;
    const Rect& box = l.words[static_cast<std::size_t>(i)];
    const Point a{middle(from) + side * std::min(start.width * 0.22f, t.px(10)), area.y + start.y - t.px(2)};
    const Point b{middle(i), area.y + box.y - t.px(2)};
    ui.paint().arc(std::format("arc.{}.{}", from, i), a, b, height, std::max(thinnest, widest * share),
                   arc_color(t, weight / strongest, special(i)), static_cast<double>(weight));
  }
}

/// The same beside a column of words: arcs on the left, bars with their numbers on the right.
void draw_vertical(Ui& ui, const Layout& l, const Rect& area, const explain::Trace& trace, int from, const std::vector<float>& weights, float largest, float strongest) {
  const Theme& t = ui.theme();
  const Rect& start = l.words[static_cast<std::size_t>(from)];
  const float from_y = area.y + start.y + start.height / 2, edge = area.x + start.x - t.px(3);
  const float count = static_cast<float>(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float weight = weights[i], share = weight / largest;
    const Rect& box = l.words[i];
    const float y = area.y + box.y + box.height / 2;
    const Color color = arc_color(t, weight / strongest, trace.words[i].special);
    if (static_cast<int>(i) != from && weight > 0) {
      const float reach = (start.x - t.px(12)) * std::sqrt(std::abs(y - from_y) / std::max(1.0f, l.words_height)) + t.px(4);
      std::vector<Point> points;
      constexpr int steps = 40;
      for (int step = 0; step <= steps; ++step) {
        const float angle = static_cast<float>(step) / steps * 3.14159265f;
        points.push_back({edge - reach * std::sin(angle), from_y + (y - from_y) * (1 - std::cos(angle)) / 2});
      }
      ui.paint().line(std::format("arc.{}.{}", from, i), points, std::max(t.px(0.75f), t.px(10) * share), color, static_cast<double>(weight));
    }
    const float bar_left = area.x + box.x + box.width + t.px(12), number = t.px(58);
    const float room = area.x + area.width - bar_left - number;
    const float bar = std::max(0.0f, room) * share;
    if (bar > 0.5f) ui.paint().rectangle(std::format("bar.{}", i), {bar_left, y - t.px(5), bar, t.px(10)}, color, t.px(3), static_cast<double>(weight));
    const bool strong = weight >= threshold || count < 12;
    ui.paint().text(std::format("number.{}", i), area.x + area.width, y + t.px(4.5f), TextStyle::number, strong ? t.text : t.faint,
                    ui.strings().number(static_cast<double>(weight), 3), TextAlign::right);
  }
}

void draw_words(Ui& ui, const Scene& scene, const Layout& l, const Rect& area, const WordRow& row, int strongest) {
  const Theme& t = ui.theme();
  const explain::Trace& trace = *scene.trace;
  const int from = scene.view.from_word;
  for (int i = 0; i < static_cast<int>(trace.words.size()); ++i) {
    const Rect& box = l.words[static_cast<std::size_t>(i)];
    const Rect rect{area.x + box.x, area.y + box.y, box.width, box.height};
    // In a column the whole line answers, its bar and number too.
    const Rect hit = l.vertical ? Rect{rect.x, rect.y - t.px(2), area.x + area.width - rect.x, rect.height + t.px(4)} : rect;
    const bool special = trace.words[static_cast<std::size_t>(i)].special, chosen = i == from;
    const float weight = row.weights[static_cast<std::size_t>(i)];
    const std::string name = word_name(trace, i, ui.strings());
    const std::string number = ui.strings().number(static_cast<double>(weight), 3);
    const Interaction word = ui.control({.id = ui.id(std::format("word.{}", i)), .role = ControlRole::option,
                                         .name = ui.strings().format("sentence.word.label", {{"word", name}, {"weight", number}}),
                                         .group = ui.id("words"), .group_name = std::string(ui.strings()["sentence.words.label"]),
                                         .rect = hit, .selected = chosen});
    const float radius = special ? rect.height / 2 : t.px(9);
    if (special) ui.paint().rectangle({}, rect, t.quiet, radius);
    else if (i == strongest) ui.paint().rectangle({}, rect, t.query.tint, radius);
    else if (word.hovered) ui.paint().rectangle({}, rect, t.quiet, radius);
    if (chosen) ui.paint().outline("chosen", rect, t.snapped(2), t.query.ink, radius);
    const Color ink = chosen ? t.query.ink : special ? t.soft : t.text;
    if (l.vertical) {
      const TextStyle style = special ? TextStyle::label : l.word_style;
      const std::string fitted = ui.paint().fonts().covers(t.font(style).face, name)
                                     ? ui.paint().fonts().fitted(t.font(style), name, rect.width - t.px(12)) : name;
      ui.paint().text(std::format("word.{}", i), rect.x + t.px(7), rect.y + rect.height / 2 + t.px(6), style, ink, fitted);
    } else {
      const float baseline = special ? rect.y + rect.height / 2 + t.px(4.5f) : area.y + l.baseline;
      ui.paint().text(std::format("word.{}", i), rect.x + rect.width / 2, baseline, special ? TextStyle::label : l.word_style, ink, name, TextAlign::center);
      const bool shown = weight >= threshold || i == strongest || trace.words.size() <= 12;
      const bool fits = ui.paint().width(TextStyle::number_small, number) <= rect.width + t.px(14);
      if (shown && fits) {
        ui.paint().text(std::format("number.{}", i), rect.x + rect.width / 2, area.y + l.numbers_y, TextStyle::number,
                        i == strongest ? t.query.ink : weight >= threshold ? t.soft : t.faint, number, TextAlign::center);
      }
    }
    const bool by_hover = word.hovered && !ui.frame().touch && !ui.pointer().down && !chosen && ui.frame().pointer_moved;
    if (word.pressed || by_hover) ui.edit(SelectFrom{i});
    if (word.opened) {
      ui.edit(SelectFrom{i});
      ui.edit(GoTo{"fig-microscope"});
    }
  }
}

/// At the end of the field, where the text leaves room: what to do there, and once it is the reader's own, how much fits in.
void draw_field_note(Ui& ui, const Scene& scene, const Rect& field) {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const bool own = scene.sentence.preset == "own";
  if (own && !scene.trace) return;
  const std::string note = own ? strings.format("sentence.input.count", {{"count", std::to_string(scene.trace->pieces.size())}, {"limit", std::to_string(text::token_limit)}})
                               : std::string(strings["sentence.input.hint"]);
  const float typed = ui.paint().width(TextStyle::figure_line, scene.sentence.typed), room = field.width - t.px(20) - typed - t.px(24);
  if (scene.sentence.typed.empty() || ui.paint().width(TextStyle::small, note) > room) return;
  ui.paint().text("input.note", field.x + field.width - t.px(10), field.y + field.height / 2 + t.px(4.5f), TextStyle::small, t.faint, note, TextAlign::right);
}

/// The field and the ready-made sentences. They are there before the first weights: a text that is too long can be shortened.
void draw_text_controls(Ui& ui, const Scene& scene, const Layout& l, const Rect& area) {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const Rect input{area.x + l.input.x, area.y + l.input.y, l.input.width, l.input.height};
  ui.paint().rectangle({}, input, t.quiet.faded(0.55f), t.px(8));
  ui.paint().line({}, {input.x + t.px(6), input.y + input.height}, {input.x + input.width - t.px(6), input.y + input.height}, t.snapped(1), t.line_strong);
  const Interaction field = ui.text_field("input", input, strings["sentence.input.label"], scene.sentence.typed, text_limit, TextStyle::figure_line);
  if (field.text) ui.edit(SetTyped{*field.text});
  draw_field_note(ui, scene, input);

  float x = area.x, y = area.y + l.presets_y;
  for (const char* preset : presets) {
    if (ui.pill(std::string("preset.") + preset, x, y, area.x, area.x + area.width, strings[std::string("presets.") + preset],
                scene.sentence.preset == preset, ControlRole::radio, "presets", strings["presets.title"]).pressed) {
      ui.edit(SetPreset{preset});
    }
  }
}

}  // namespace

std::string SentenceFigure::title(const Scene& scene, const Strings& strings) const {
  const explain::Trace& trace = *scene.trace;
  const WordRow row = row_of(scene);
  const int from = std::min(scene.view.from_word, static_cast<int>(trace.words.size()) - 1);
  const auto name = [&](int word) { return word_name(trace, word, strings); };
  const auto weight = [&](int word) { return row.weights[static_cast<std::size_t>(word)]; };
  const int most = strongest_other(trace, row.weights, from);
  if (most < 0) return std::string(strings["sentence.title.single"]);
  if (trace.words[static_cast<std::size_t>(from)].special) {
    return strings.format("sentence.title.token", {{"from", name(from)}, {"to", name(most)}});
  }
  if (const auto pair = pair_of(scene, strings)) {
    const float own = weight(pair->own), other = weight(pair->other);
    const std::vector<std::pair<std::string_view, std::string>> values{
        {"from", name(from)}, {"to", name(pair->own)}, {"other", name(pair->other)}, {"most", name(most)}};
    if (std::abs(own - other) < tie) return strings.format("sentence.title.tie", values);
    if (own < other) return strings.format("sentence.title.misses", values);
    return strings.format(most == pair->own ? "sentence.title.finds" : "sentence.title.finds_weakly", values);
  }
  if (!scene.view.hide_special && row.special_share > 0.9f) return strings.format("sentence.title.special", {{"from", name(from)}});
  if (weight(from) > weight(most)) return strings.format("sentence.title.itself", {{"from", name(from)}});
  return strings.format("sentence.title.other", {{"from", name(from)}, {"to", name(most)}});
}

std::string SentenceFigure::hint(const Scene&, const Strings& strings, bool touch) const {
  return std::string(strings[touch ? "sentence.try.touch" : "sentence.try"]);
}

float SentenceFigure::body_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) const {
  return lay_out(scene, strings, fonts, theme, width).height;
}

void SentenceFigure::draw_waiting(Ui& ui, const Scene& scene, const Rect& area, const std::string& reason) {
  Scene blank;  // without the trace: its words may not have their weights yet
  blank.sentence = scene.sentence;
  blank.view = scene.view;
  blank.status = scene.status;
  const Layout l = lay_out(blank, ui.strings(), ui.paint().fonts(), ui.theme(), area.width);
  draw_quiet_field(ui, {area.x, area.y, area.width, l.words_height}, reason);
  draw_text_controls(ui, blank, l, area);
}

void SentenceFigure::draw_body(Ui& ui, const Scene& scene, const Rect& area) {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const explain::Trace& trace = *scene.trace;
  const ViewState& view = scene.view;
  const Layout l = lay_out(scene, strings, ui.paint().fonts(), t, area.width);
  const int from = std::min(view.from_word, static_cast<int>(trace.words.size()) - 1);
  const WordRow row = row_of(scene);
  const int strongest = strongest_other(trace, row.weights, from);
  const float largest = largest_of(row), widest = widest_arc(row, from);
  const float strongest_weight = strongest < 0 ? widest : std::max(1e-6f, row.weights[static_cast<std::size_t>(strongest)]);
  if (l.vertical) draw_vertical(ui, l, area, trace, from, row.weights, largest, strongest_weight);
  else draw_arcs(ui, l, area, trace, from, row.weights, widest, strongest_weight);
  draw_words(ui, scene, l, area, row, strongest);

  std::string list;
  for (int i = 0; i < static_cast<int>(row.weights.size()); ++i) {
    if (!list.empty()) list += ", ";
    list += strings.format("sentence.summary.item", {{"word", word_name(trace, i, strings)}, {"weight", strings.number(static_cast<double>(row.weights[static_cast<std::size_t>(i)]), 3)}});
  }
  ui.describe("summary", {area.x, area.y, area.width, l.words_height},
              strings.format("sentence.summary", {{"from", word_name(trace, from, strings)}, {"layer", std::to_string(view.head.layer + 1)},
                                                  {"head", std::to_string(view.head.head + 1)}, {"list", list}}));

  draw_text_controls(ui, scene, l, area);

  float x = area.x, y = area.y + l.toggles_y;
  using Which = SetFlag::Which;
  if (ui.toggle("hide_special", x, y, area.x, area.x + area.width, strings["sentence.toggle.hide_special"], view.hide_special).pressed) {
    ui.edit(SetFlag{Which::hide_special, !view.hide_special});
  }
  if (ui.toggle("value_norm", x, y, area.x, area.x + area.width, strings["sentence.toggle.value_norm"], view.value_norm).pressed) {
    ui.edit(SetFlag{Which::value_norm, !view.value_norm});
  }
  const std::string open = std::string(strings["sentence.open_microscope"]) + " →";
  const float open_width = ui.paint().width(TextStyle::label, open) + t.px(26);
  if (x + open_width <= area.x + area.width && !t.compact) x = area.x + area.width - open_width;
  if (ui.pill("open", x, y, area.x, area.x + area.width + t.px(2), open, false).pressed) {
    const auto pair = pair_of(scene, strings);
    ui.edit(SelectTo{pair ? pair->own : std::max(0, strongest)});
    ui.edit(GoTo{"fig-microscope"});
  }

  draw_badge(ui, scene, {area.x, area.y + l.badge_y, area.width, l.badge_height});
  ui.paint().paragraph("legend", area.x, area.y + l.legend_y, area.width, TextStyle::small, t.faint, legend_of(scene, strings, l.vertical));
}

std::vector<std::string> SentenceFigure::computed(const Scene& scene, const Strings& strings) const {
  const explain::Trace& trace = *scene.trace;
  const ViewState& view = scene.view;
  const WordRow row = row_of(scene);
  const int from = std::min(view.from_word, static_cast<int>(trace.words.size()) - 1);
  const auto pair = pair_of(scene, strings);
  const int to = pair ? pair->own : std::max(0, strongest_other(trace, row.weights, from));
  const explain::Word& source = trace.words[static_cast<std::size_t>(from)];
  const explain::Word& target = trace.words[static_cast<std::size_t>(to)];
  const explain::LayerTrace& layer = *trace.layers[static_cast<std::size_t>(view.head.layer)];
  const auto number = [&](double value, int digits = 4) { return strings.number(value, digits); };
  const std::string a = word_name(trace, from, strings), b = word_name(trace, to, strings);

  // The first piece of each word stands for the calculation; how words sum up their pieces is said below.
  const auto q = layer.query_row(view.head.head, source.first);
  const double root = std::sqrt(static_cast<double>(layer.head_size));
  const auto score_of = [&](int piece) {
    const auto k = layer.key_row(view.head.head, piece);
    return std::inner_product(q.begin(), q.end(), k.begin(), 0.0) / root;
  };
  double maximum = -1e30, sum = 0;
  for (int piece = 0; piece < layer.pieces; ++piece) maximum = std::max(maximum, score_of(piece));
  for (int piece = 0; piece < layer.pieces; ++piece) sum += std::exp(score_of(piece) - maximum);
  const double score = score_of(target.first);
  const double weight = static_cast<double>(layer.attention_row(view.head.head, source.first)[static_cast<std::size_t>(target.first)]);

  std::vector<std::string> lines;
  lines.push_back(strings.format("sentence.how.title", {{"from", a}, {"to", b}, {"weight", number(static_cast<double>(row.raw[static_cast<std::size_t>(to)]))}}) +
                  "  " + strings.format("head.code", {{"layer", std::to_string(view.head.layer)}, {"head", std::to_string(view.head.head)}}));
  lines.push_back(strings.format("sentence.how.score", {{"from", a}, {"to", b}, {"size", std::to_string(layer.head_size)}, {"dot", number(score * root)},
                                                        {"root", number(root)}, {"score", number(score)}}));
  lines.push_back(std::string(strings["sentence.how.formula"]));
  lines.push_back(strings.format("sentence.how.operands", {{"score", number(score)}, {"maximum", number(maximum)}, {"sum", number(sum)}, {"weight", number(weight)}}));
  for (const explain::Word* word : {&source, &target}) {
    if (word->end - word->first < 2) continue;
    std::string pieces;
    for (int piece = word->first; piece < word->end; ++piece) pieces += (pieces.empty() ? "" : " + ") + trace.pieces[static_cast<std::size_t>(piece)];
    lines.push_back(strings.format("sentence.how.words", {{"word", word->text}, {"count", std::to_string(word->end - word->first)}, {"pieces", pieces}}));
  }
  const auto raw = static_cast<double>(row.raw[static_cast<std::size_t>(to)]);
  if (view.value_norm) {
    const auto norm = static_cast<double>(row.norms[static_cast<std::size_t>(to)]);
    lines.push_back(strings.format("sentence.how.value_norm", {{"weight", number(raw)}, {"norm", number(norm)}, {"product", number(raw * norm)}, {"sum", number(static_cast<double>(row.sum))}}));
  } else if (view.hide_special) {
    lines.push_back(strings.format("sentence.how.hidden", {{"weight", number(raw)}, {"share", number(static_cast<double>(row.special_share))},
                                                           {"result", number(static_cast<double>(row.weights[static_cast<std::size_t>(to)]))}}));
  }
  lines.push_back(std::string(strings["sentence.how.source"]));
  return lines;
}

DataTable SentenceFigure::table(const Scene& scene, const Strings& strings, bool plain_numbers) const {
  const explain::Trace& trace = *scene.trace;
  const ViewState& view = scene.view;
  DataTable table;
  table.caption = strings.format("sentence.table.caption", {{"layer", std::to_string(view.head.layer + 1)}, {"head", std::to_string(view.head.head + 1)}});
  table.columns.emplace_back(strings["csv.from"]);
  const int count = static_cast<int>(trace.words.size());
  const std::vector<float> matrix = explain::word_matrix(trace, view.head.layer, view.head.head);
  for (int i = 0; i < count; ++i) table.columns.push_back(word_name(trace, i, strings));
  for (int from = 0; from < count; ++from) {
    std::vector<std::string> row{word_name(trace, from, strings)};
    for (int to = 0; to < count; ++to) {
      const auto weight = static_cast<double>(matrix[static_cast<std::size_t>(from * count + to)]);
      row.push_back(plain_numbers ? std::format("{:.6f}", weight) : strings.number(weight, 3));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace attention::widgets
