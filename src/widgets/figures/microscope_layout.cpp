#include "widgets/figures/microscope_layout.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace attention::widgets {

namespace {

using article::Strings;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Boxes of one picker, words kept together, wrapped into [left, right]. Returns the height.
float place_pieces(const explain::Trace& trace, const MicroscopeNumbers& numbers, const Painter& measure, const Theme& theme, float left,
                   float right, float top, std::vector<Rect>& boxes) {
  const bool crowded = numbers.pieces() > 40;
  const float height = theme.snapped(theme.compact ? Theme::touch : crowded ? 24 : 28), line_gap = theme.px(4);
  const float pad = theme.px(crowded ? 6 : 10), word_gap = theme.px(crowded ? 3 : 5), piece_gap = theme.px(1);
  float x = left, y = top;
  for (const explain::Word& word : trace.words) {
    std::vector<float> widths;
    float total = -piece_gap;
    for (int piece = word.first; piece < word.end; ++piece) {
      const float text = std::min(measure.width(TextStyle::label, numbers.names[at(piece)]), theme.px(150));
      widths.push_back(std::round(std::max(text + 2 * pad, theme.px(theme.compact ? 34 : 26))));
      total += widths.back() + piece_gap;
    }
    if (x > left && x + total > right) {
      x = left;
      y += height + line_gap;
    }
    for (const float width : widths) {
      if (x > left && x + width > right) {  // a word longer than a line
        x = left;
        y += height + line_gap;
      }
      boxes.push_back({x, y, width, height});
      x += width + piece_gap;
    }
    x += word_gap - piece_gap;
  }
  return y + height - top;
}

float widest_number(const std::vector<float>& values, const Painter& measure, const Strings& strings, bool all_digits) {
  float widest = 0;
  for (const float value : values) {
    widest = std::max(widest, measure.width(TextStyle::number, microscope_number(strings, static_cast<double>(value), microscope_decimals, all_digits)));
  }
  return std::ceil(widest);
}

/// Builds the layout from top to bottom.
struct Builder {
  const Scene& scene;
  const MicroscopeNumbers& n;
  const Strings& strings;
  const Theme& t;
  const Painter& measure;
  const float width;
  const std::string_view id;
  MicroscopeLayout l;
  float y = 0;
  float strip_x = 0, strip_width = 0, strip_height = 0, scale_width = 0;

  void choose_parts() {
    const int step = scene.view.microscope_step;
    l.states = step == 1;
    l.vectors = !t.compact || step <= 2;
    l.products = t.compact ? step == 2 : step >= 2;
    l.score = t.compact ? step == 2 || step == 3 : step >= 2;
    l.row = step >= 3;
    l.mix = step == 4;
    l.bars = l.row && !(t.compact && l.mix);
  }

  bool is_open(std::string_view which) const { return scene.view.is_open(microscope_list_key(id, which)); }

  /// A phone: one line with both chosen pieces, each a button that unfolds its list below.
  float place_folded() {
    const float height = t.pill_height(), gap = t.px(8), side = t.snapped(40);
    l.folded = true;
    const float from_label = measure.width(TextStyle::label_strong, strings["microscope.from"]), to_label = measure.width(TextStyle::label_strong, strings["microscope.to"]);
    const float room = (width - side - from_label - to_label - t.px(16) - 4 * gap) / 2;
    const auto button = [&](const std::string& name) { return std::round(std::min(room, measure.width(TextStyle::label_strong, name) + t.px(44))); };
    l.from_y = l.to_y = y + side / 2;
    const float top = y + (side - height) / 2;
    l.from_button = {std::ceil(from_label + gap), top, button(n.from()), height};
    l.to_label_x = l.from_button.x + l.from_button.width + t.px(16);
    l.to_button = {std::ceil(l.to_label_x + to_label + gap), top, button(n.to()), height};
    l.exchange = {width - side, y, side, side};
    y += side;
    for (const bool from : {true, false}) {
      if (!is_open(from ? "from" : "to")) continue;
      y += t.px(8);
      y += place_pieces(*scene.trace, n, measure, t, 0, width, y, from ? l.from_pieces : l.to_pieces);
    }
    return 0;
  }

  void place_pickers() {
    const float left = t.compact ? place_folded() : place_unfolded();
    for (const int chosen : {scene.view.from_word, scene.view.to_word}) {
      const explain::Word& word = scene.trace->words[at(std::clamp(chosen, 0, static_cast<int>(scene.trace->words.size()) - 1))];
      if (word.end - word.first < 2) continue;
      const std::string line = strings.format("microscope.tokens_note", {{"word", word.text}, {"count", std::to_string(word.end - word.first)}});
      if (l.note.find(line) == std::string::npos) l.note += (l.note.empty() ? "" : " ") + line;
    }
    if (!l.note.empty()) {
      l.note_y = y + t.px(7);
      y = l.note_y + measure.paragraph_height(width - left, TextStyle::small, l.note);
    }
    l.picker_label_x = left;
    y += t.px(16);
  }

  /// Room for both lists; returns where they begin.
  float place_unfolded() {
    const float label = std::max(measure.width(TextStyle::label_strong, strings["microscope.from"]), measure.width(TextStyle::label_strong, strings["microscope.to"]));
    const float side = t.snapped(36), gap = t.px(12);
    const float left = std::ceil(label + gap), right = width - side - gap;
    const explain::Trace& trace = *scene.trace;
    const float half = t.snapped(n.pieces() > 40 ? 24 : 28) / 2;
    l.from_y = y + half;
    y += place_pieces(trace, n, measure, t, left, right, y, l.from_pieces) + t.px(8);
    l.to_y = y + half;
    y += place_pieces(trace, n, measure, t, left, right, y, l.to_pieces);
    float end = 0;
    for (const Rect& box : l.from_pieces) end = std::max(end, box.x + box.width);
    l.exchange = {std::round(std::min(width - side, end + t.px(20))), std::round((l.from_y + l.to_y) / 2 - side / 2), side, side};
    return left;
  }

  void place_steps() {
    // As Ui::pill() places them.
    const float height = t.pill_height(), gap = t.px(8);
    l.steps_y = y;
    float x = 0;
    for (const std::string& label : microscope_steps(strings)) {
      const float pill = std::round(measure.width(TextStyle::label, label) + t.px(26));
      if (x > 0 && x + pill > width) {
        x = 0;
        y += height + gap;
      }
      x += pill + gap;
    }
    const float play = std::round(std::max(measure.width(TextStyle::label, strings["microscope.play"]), measure.width(TextStyle::label, strings["microscope.pause"])) + t.px(42));
    const float player = 2 * height + play + 2 * t.px(4);
    const float digits = t.px(38) + measure.width(TextStyle::label, strings["microscope.digits.show"]);
    if (x + t.px(8) + player > width) {
      x = 0;
      y += height + gap;
    } else if (x > 0) {
      x += t.px(8);
    }
    l.previous = {x, y, height, height};
    l.play = {x + height + t.px(4), y, play, height};
    l.next = {l.play.x + play + t.px(4), y, height, height};
    x += player + t.px(20);
    if (x + digits > width) {
      x = 0;
      y += height + gap;
    } else {
      x = width - digits;
    }
    l.digits_x = x;
    l.digits_y = y;
    y += height + t.px(20);
  }

  MicroscopeLayout::Strip strip(float height, float name_lines = 1) {
    MicroscopeLayout::Strip out;
    if (t.compact) {
      out.name = {0, y, width - scale_width - t.px(8), t.line_height(TextStyle::small)};
      out.scale = {width - scale_width, y, scale_width, out.name.height};
      y += name_lines * out.name.height + t.px(3);
      out.cells = {strip_x, y, strip_width, height};
    } else {
      out.name = {0, y, strip_x - t.px(16), height};
      out.cells = {strip_x, y, strip_width, height};
      out.scale = {strip_x + strip_width + t.px(16), y, scale_width, height};
    }
    y += height;
    return out;
  }

  void measure_strips() {
    const auto cells = static_cast<float>(std::max(1, n.size()));
    const bool all = scene.view.all_digits;
    float bound = 0;
    for (const float value : {n.query_bound, n.key_bound, n.product_bound, n.mix_bound, n.state_bound}) {
      bound = std::max(bound, measure.width(TextStyle::number_small, "±" + microscope_number(strings, static_cast<double>(value), 2, all)));
    }
    scale_width = std::ceil(bound) + t.px(52);
    strip_x = t.compact ? 0 : t.px(196);
    const float room = t.compact ? width : width - strip_x - scale_width - t.px(16);
    strip_width = std::max(1.0f, std::floor(room / cells)) * cells;
    strip_height = t.snapped(t.compact ? 30 : 32);
  }

  void place_strips() {
    if (l.states) {
      const float height = t.snapped(t.compact ? 40 : 40);
      const auto lines = [&](const std::string& piece) {
        return t.compact ? std::ceil(measure.paragraph_height(width - scale_width - t.px(8), TextStyle::small, microscope_state_name(scene, n, strings, piece)) / t.line_height(TextStyle::small)) : 1.0f;
      };
      l.from_state = strip(height, lines(n.from()));
      y += t.px(t.compact ? 10 : 6);
      l.to_state = strip(height, lines(n.to()));
      l.projection_y = y + t.px(20);
      y += t.px(34);
    }
    if (l.vectors) {
      l.query = strip(strip_height);
      y += t.px(t.compact ? 10 : 5);
      l.key = strip(strip_height);
      y += t.px(t.compact ? 10 : 5);
    }
    if (l.products) {
      l.product = strip(strip_height);
      y += t.px(t.compact ? 10 : 12);
      const float height = t.snapped(56);
      l.running_name = t.compact ? Rect{0, y, width, t.line_height(TextStyle::small)} : Rect{0, y, strip_x - t.px(16), height};
      if (t.compact) y += l.running_name.height + t.px(4);
      l.running = {strip_x, y, strip_width, height};
      y += height;
    }
    if (l.score) {
      l.score_x = t.compact ? 0 : strip_x;
      l.score_y = y + t.px(l.products ? 34 : 16);
      y = l.score_y + t.px(10);
    }
    y += t.px(8);
  }

  void place_rows() {
    if (!l.row) return;
    const int count = n.pieces();
    const bool all = scene.view.all_digits;
    l.divider = l.vectors || l.score;
    l.divider_y = y + t.px(4);
    y += l.divider ? t.px(12) : -t.px(8);
    l.row_title_y = y + t.px(16);
    y += t.px(28);
    l.row_columns = t.compact || count <= 24 ? 1 : count <= 64 || all ? 2 : 3;
    const int per_column = (count + l.row_columns - 1) / l.row_columns;
    const float height = t.snapped(count <= 14 ? 24 : count <= 24 ? 22 : 18);
    const float gap = t.px(28), column = (width - gap * static_cast<float>(l.row_columns - 1)) / static_cast<float>(l.row_columns);
    float name = 0;
    for (const std::string& piece : n.names) name = std::max(name, measure.width(TextStyle::label_strong, piece));
    name = std::min(std::ceil(name), t.px(l.row_columns > 2 ? 70 : t.compact ? (l.mix ? 66 : 84) : 130));
    const float weight = widest_number(n.derivation.weights, measure, strings, all);
    const float score = t.compact && l.mix ? -t.px(12) : widest_number(n.derivation.logits, measure, strings, all);
    const float space = t.px(12);
    const float before_bar = name + space + score + space;
    float mix = 0;
    if (l.mix) {
      const auto cells = static_cast<float>(std::max(1, n.size()));
      const float room = t.compact ? column - before_bar - weight - space : (column - before_bar - weight - 2 * space) * (l.row_columns > 1 ? 0.62f : 0.68f);
      mix = std::max(1.0f, std::floor(room / cells)) * cells;
    }
    for (int i = 0; i < count; ++i) {
      const float left = static_cast<float>(i / per_column) * (column + gap), top = y + height * static_cast<float>(i % per_column);
      MicroscopeLayout::Row row;
      row.rect = {left, top, column - (mix > 0 ? mix + 2 * space : 0), height};
      if (t.compact && l.mix) row.rect.width = column - mix - space / 2;
      row.name_right = left + name;
      row.score_right = row.name_right + space + score;
      row.bar_x = left + before_bar;
      row.weight_right = row.rect.x + row.rect.width - (mix > 0 ? t.px(4) : 0);
      row.bar_width = std::max(0.0f, row.weight_right - weight - space - row.bar_x);
      l.rows.push_back(row);
    }
    if (l.mix) {
      for (int c = 0; c < l.row_columns; ++c) {
        const int rows = std::min(per_column, count - c * per_column);
        if (rows <= 0) break;
        const float left = static_cast<float>(c) * (column + gap);
        l.mixes.push_back({std::floor(left + column - mix), y, mix, height * static_cast<float>(rows)});
      }
      const float title = measure.width(TextStyle::small_strong, strings["microscope.mix.title"]);
      l.mix_title_x = std::max(0.0f, std::min(t.compact ? l.mixes.front().x : l.mixes.back().x, width - title));
      l.mix_title_y = l.row_title_y;
    }
    y += height * static_cast<float>(per_column) + t.px(10);
    if (l.mix) {
      // Under the last column of weighted values, cell below cell: the sums.
      const Rect& above = l.mixes.back();
      const float tall = t.snapped(28);
      if (t.compact) y += t.px(2);
      l.output.cells = {above.x, y, above.width, tall};
      l.output.name = {0, y, above.x - t.px(12), tall};
      l.output.scale = {std::max(0.0f, std::min(above.x, width - scale_width - t.px(52))), y + tall + t.px(4), above.width, t.line_height(TextStyle::small)};
      y += tall + t.px(6) + l.output.scale.height;
    }
    y += t.px(8);
    place_texts();
  }

  void place_texts() {
    const std::vector<std::string> facts = microscope_facts(scene, n, strings);
    const std::string rest = microscope_rest(scene, n, strings);
    const float gap = t.px(32);
    l.facts_width = t.compact ? width : std::round((width - gap) * 0.4f);
    l.facts_y = y;
    float facts_height = 0;
    for (const std::string& line : facts) facts_height += measure.paragraph_height(l.facts_width, TextStyle::small, line) + t.px(2);
    if (l.mix) {
      l.next_y = y + facts_height + t.px(2);
      facts_height += t.px(2) + measure.paragraph_height(l.facts_width, TextStyle::small, strings.format("microscope.mix.next", {{"heads", std::to_string(scene.trace->head_count)}}));
    }
    l.rest_width = t.compact ? width : width - l.facts_width - gap;
    l.rest_x = t.compact ? 0 : width - l.rest_width;
    l.rest_y = t.compact ? y + facts_height + t.px(12) : y;
    const float rest_height = t.line_height(TextStyle::small_strong) + t.px(2) + measure.paragraph_height(l.rest_width, TextStyle::small, rest);
    y = std::max(y + facts_height, l.rest_y + rest_height) + t.px(10);
  }
};

}  // namespace

std::string microscope_list_key(std::string_view id, std::string_view which) { return std::format("{}.pieces.{}", id, which); }

std::vector<std::string> microscope_steps(const Strings& strings) {
  std::vector<std::string> labels;
  for (int step = 1; step <= 4; ++step) labels.push_back(std::format("{}  {}", step, strings[std::format("microscope.step.{}", step)]));
  return labels;
}

std::string microscope_state_name(const Scene& scene, const MicroscopeNumbers& n, const Strings& strings, const std::string& piece) {
  const int layer = scene.view.head.layer;
  return strings.format(layer == 0 ? "microscope.state.embedding" : "microscope.state",
                        {{"piece", piece}, {"layer", std::to_string(layer + 1)}, {"count", std::to_string(n.from_state.size())}});
}

std::vector<std::string> microscope_facts(const Scene& scene, const MicroscopeNumbers& n, const Strings& strings) {
  const auto number = [&](float value) { return microscope_number(strings, static_cast<double>(value), microscope_decimals, scene.view.all_digits); };
  const explain::Derivation& d = n.derivation;
  return {strings.format("microscope.row.maximum", {{"maximum", number(d.row_maximum)}}),
          strings.format("microscope.row.sum", {{"sum", number(d.sum)}}),
          std::format("{}: exp({} − {}) ÷ {} = {}", n.to(), number(d.logit), number(d.row_maximum), number(d.sum), number(d.weight))};
}

std::string microscope_rest(const Scene& scene, const MicroscopeNumbers& n, const Strings& strings) {
  const bool all = scene.view.all_digits;
  const std::string share = microscope_percent(strings, static_cast<double>(n.special_share), all);
  // A quarter of a row is more than most words get: from there on the sink is worth its explanation.
  if (n.special_share < 0.25f || n.pieces() < 3) return strings.format("microscope.rest.text.small", {{"share", share}});
  const auto norm = [&](float value) { return microscope_number(strings, static_cast<double>(value), 2, all); };
  return strings.format("microscope.rest.text", {{"share", share}, {"start_norm", norm(n.start_norm)}, {"end_norm", norm(n.end_norm)},
                                                 {"word_norm", norm(n.word_norm)}, {"contribution", microscope_percent(strings, static_cast<double>(n.special_contribution), all)}});
}

MicroscopeLayout lay_out_microscope(const Scene& scene, const MicroscopeNumbers& numbers, const Strings& strings, const Fonts& fonts,
                                    const Theme& theme, float width, std::string_view id) {
  const Painter measure(nullptr, fonts, theme, nullptr);
  Builder builder{.scene = scene, .n = numbers, .strings = strings, .t = theme, .measure = measure, .width = width, .id = id, .l = {}};
  builder.choose_parts();
  builder.place_pickers();
  builder.place_steps();
  builder.measure_strips();
  builder.place_strips();
  builder.place_rows();
  builder.l.legend_y = builder.y;
  builder.l.height = builder.y + measure.paragraph_height(width, TextStyle::small, strings["microscope.legend.strip"]);
  return builder.l;
}

}  // namespace attention::widgets
