#include "widgets/figures/wall_cut.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace attention::widgets {

namespace {

using article::Strings;
using explain::CutEffect;

constexpr double small_change = 0.05, much_weight = 0.1;  // a change below, although the link held more than this: worth a word

std::size_t at(int index) { return static_cast<std::size_t>(index); }

std::string word_of(const Scene& scene, int word, const Strings& strings) { return wall_word(*scene.trace, word, strings); }

int cut_to_of(const Scene& scene) {
  return std::clamp(scene.view.cut_to.value_or(scene.view.to_word), 0, static_cast<int>(scene.trace->words.size()) - 1);
}

const CutEffect* effect_of(const explain::CutStudyResult& result, int to) {
  const auto found = std::find_if(result.effects.begin(), result.effects.end(), [&](const CutEffect& effect) { return effect.to_word == to; });
  return found == result.effects.end() ? nullptr : &*found;
}

std::string link_name(const Scene& scene, int to, const Strings& strings) {
  return strings.format("wall.pair.arrow", {{"from", word_of(scene, from_word_of(scene), strings)}, {"to", word_of(scene, to, strings)}});
}

std::array<std::string, 2> scope_labels(const Scene& scene, const Strings& strings) {
  return {std::string(strings["wall.cut.scope.head"]), strings.format("wall.cut.scope.layer", {{"layer", std::to_string(scene.view.head.layer + 1)}})};
}

/// Everything that stands beside the plot, as text, and where it goes.
struct CutLayout {
  bool stacked = false;
  float text_width = 0, scope_y = 0, button_y = 0, result_y = 0, text_height = 0;
  float plot_x = 0, plot_y = 0, plot_width = 0, plot_height = 0, height = 0;
  std::string number, sentence, finding, note;
};

CutLayout lay_out(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  CutLayout l;
  const Painter measure(nullptr, fonts, theme, nullptr);
  const bool cut = scene.view.cut_to.has_value();
  l.stacked = theme.compact || width < theme.px(680);
  l.text_width = l.stacked || !cut ? width : std::min(theme.px(360), width * 0.38f);
  const auto labels = scope_labels(scene, strings);
  float y = theme.px(18) + theme.px(28) + theme.line_height(TextStyle::label) + theme.px(10);
  l.scope_y = y;
  y += Ui::pill_rows_height(fonts, theme, l.text_width, {labels[0], labels[1]}) + theme.px(10);
  l.button_y = y;
  y += theme.pill_height();
  if (cut) {
    y += theme.px(20);
    l.result_y = y;
    if (const auto* result = cut_result(scene)) {
      const int to = cut_to_of(scene);
      if (const CutEffect* effect = effect_of(*result, to)) {
        const auto change = static_cast<double>(effect->change);
        l.number = percent_text(change, strings);
        l.sentence = strings.format("wall.cut.result", {{"from", word_of(scene, from_word_of(scene), strings)}, {"change", l.number}});
        l.finding = cut_finding(scene, *result, strings);
        if (!scene.view.cut_whole_layer && change < small_change && static_cast<double>(effect->weight) >= much_weight) l.note = strings["wall.cut.small"];
      }
      y += theme.line_height(TextStyle::word) + theme.px(2) + measure.paragraph_height(l.text_width, TextStyle::small, l.sentence) + theme.px(12);
      y += measure.paragraph_height(l.text_width, TextStyle::label_strong, l.finding) + theme.px(8);
      if (!l.note.empty()) y += measure.paragraph_height(l.text_width, TextStyle::small, l.note) + theme.px(8);
    } else {
      y += theme.line_height(TextStyle::label) + theme.px(14);
    }
    l.plot_x = l.stacked ? 0 : l.text_width + theme.px(44);
    l.plot_y = l.stacked ? y + theme.px(14) : theme.px(18);
    l.plot_width = width - l.plot_x;
    l.plot_height = theme.px(theme.compact ? 280 : 300);
  }
  l.text_height = y;
  l.height = cut ? std::max(y, l.plot_y + l.plot_height) : y;
  return l;
}

/// A filled circle with the card's colour around it, so that dots which touch stay apart.
void dot(Ui& ui, const std::string& name, Point middle, float radius, Color colour, double value) {
  const float edge = radius + ui.theme().px(1.5f);
  ui.paint().rectangle({}, {middle.x - edge, middle.y - edge, 2 * edge, 2 * edge}, ui.theme().card, edge);
  ui.paint().rectangle(name, {middle.x - radius, middle.y - radius, 2 * radius, 2 * radius}, colour, radius, value);
}

bool overlap(const Rect& a, const Rect& b) { return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height; }

/// A place for a dot's word that covers no other word and no dot: right, left, above, below, then between these. With `always` also
/// farther away, and in the end over whatever is there.
std::optional<Rect> place_label(Point middle, float width, float height, float gap, const Rect& bounds, const std::vector<Rect>& taken, bool always) {
  const auto inside = [&](const Rect& box) {
    return box.x >= bounds.x && box.x + box.width <= bounds.x + bounds.width && box.y >= bounds.y && box.y + box.height <= bounds.y + bounds.height;
  };
  constexpr Point directions[] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
  std::optional<Rect> fallback;
  for (int step = 1; step <= (always ? 4 : 1); ++step) {
    const float away = gap * static_cast<float>(step);
    for (const Point& direction : directions) {
      const Rect box{middle.x - width / 2 + direction.x * (away + width / 2), middle.y - height / 2 + direction.y * (away + height / 2), width, height};
      if (!inside(box)) continue;
      if (std::none_of(taken.begin(), taken.end(), [&](const Rect& other) { return overlap(box, other); })) return box;
      fallback = box;
    }
  }
  return always ? fallback : std::nullopt;
}

void draw_plot(Ui& ui, const Scene& scene, const explain::CutStudyResult& result, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const int cut_to = cut_to_of(scene);
  double most_weight = 0, most_change = 0;
  for (const CutEffect& effect : result.effects) {
    most_weight = std::max(most_weight, static_cast<double>(effect.weight));
    most_change = std::max(most_change, static_cast<double>(effect.change));
  }
  const double x_end = std::min(1.0, axis_end(most_weight)), y_end = axis_end(most_change);
  paint.paragraph("cut.axis.change", area.x, area.y, area.width, TextStyle::small, t.soft, std::string("↑ ") + std::string(strings["wall.cut.axis.change"]));
  const float left = area.x + t.px(56), right = area.x + area.width - t.px(14), top = area.y + t.px(30), bottom = area.y + area.height - t.px(68);
  const auto place = [&](double weight, double change) {
    return Point{left + static_cast<float>(weight / x_end) * (right - left), bottom - static_cast<float>(change / y_end) * (bottom - top)};
  };
  constexpr int steps = 2;
  for (int step = 0; step <= steps; ++step) {
    const double part = static_cast<double>(step) / steps;
    const Point x_tick = place(part * x_end, 0), y_tick = place(0, part * y_end);
    const Color grid = step == 0 ? t.line_strong : t.line;
    paint.line("cut.grid", {left, y_tick.y}, {right, y_tick.y}, t.snapped(1), grid);
    paint.line("cut.grid", {x_tick.x, top}, {x_tick.x, bottom}, t.snapped(1), grid);
    const auto tick = [&](double end) { return strings.number(part * end, step == 0 ? 0 : digits_needed(end / steps)); };
    paint.text("cut.tick.change", left - t.px(14), y_tick.y + t.px(4), TextStyle::number_small, t.soft, tick(y_end * 100) + strings.language().percent, TextAlign::right);
    paint.text("cut.tick.weight", x_tick.x, bottom + t.px(18), TextStyle::number_small, t.soft, tick(x_end), TextAlign::center);
  }
  paint.text("cut.axis.weight", right, bottom + t.px(35), TextStyle::small, t.soft, std::string(strings["wall.cut.axis.weight"]) + " →", TextAlign::right);

  const float radius = t.px(4.5f), cut_radius = t.px(6.5f);
  const Rect bounds{left + t.px(2), top - t.px(8), right - left + t.px(12), bottom - top + t.px(6)};
  std::vector<Rect> taken;
  for (const CutEffect& effect : result.effects) {
    const Point middle = place(static_cast<double>(effect.weight), static_cast<double>(effect.change));
    taken.push_back({middle.x - radius, middle.y - radius, 2 * radius, 2 * radius});
  }
  // The cut link first in line for a label, then from the largest change down; drawn last, on top.
  std::vector<const CutEffect*> order;
  for (const CutEffect& effect : result.effects) order.push_back(&effect);
  std::stable_sort(order.begin(), order.end(), [&](const CutEffect* a, const CutEffect* b) {
    if ((a->to_word == cut_to) != (b->to_word == cut_to)) return a->to_word == cut_to;
    return a->change > b->change;
  });
  for (const CutEffect* effect : order) {
    const bool is_cut = effect->to_word == cut_to;
    const TextStyle style = is_cut ? TextStyle::small_strong : TextStyle::small;
    const Point middle = place(static_cast<double>(effect->weight), static_cast<double>(effect->change));
    const std::string word = word_of(scene, effect->to_word, strings);
    const float width = paint.width(style, word);
    const auto box = place_label(middle, width, t.px(13), (is_cut ? cut_radius : radius) + t.px(4), bounds, taken, is_cut);
    if (!box) continue;
    taken.push_back(*box);
    const bool special = scene.trace->words[at(effect->to_word)].special;
    paint.text(std::format("cut.word.{}", effect->to_word), box->x, box->y + t.px(10.5f), style, is_cut ? t.query.ink : special ? t.faint : t.text, word);
  }
  std::string list;
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const CutEffect& effect = **it;
    const bool is_cut = effect.to_word == cut_to;
    const Point middle = place(static_cast<double>(effect.weight), static_cast<double>(effect.change));
    const float reach = t.px(12);
    const std::string weight = strings.number(static_cast<double>(effect.weight), 3), change = percent_text(static_cast<double>(effect.change), strings);
    const Interaction press = ui.control({.id = ui.id(std::format("cut.link.{}", effect.to_word)), .role = ControlRole::option,
                                          .name = std::format("{}, {}, {}", link_name(scene, effect.to_word, strings), weight, change),
                                          .group = ui.id("cut.links"), .group_name = std::string(strings["wall.cut.link"]),
                                          .rect = {middle.x - reach, middle.y - reach, 2 * reach, 2 * reach}, .selected = is_cut});
    dot(ui, std::format("cut.dot.{}", effect.to_word), middle, is_cut ? cut_radius : radius, is_cut ? t.query.fill : press.hovered ? t.text : t.faint,
        static_cast<double>(effect.change));
    if (press.hovered) {
      const std::string text = std::format("{}  {}  {}", word_of(scene, effect.to_word, strings), weight, change);
      paint.text("cut.hover", right, area.y + area.height - t.px(68) - t.px(8), TextStyle::small_strong, t.text, text, TextAlign::right);
    }
    if (press.pressed && !is_cut) {
      ui.edit(SelectTo{effect.to_word});
      ui.edit(SetCut{effect.to_word});
    }
    if (!is_cut) list += (list.empty() ? "" : ", ") + word_of(scene, effect.to_word, strings) + ' ' + change;
  }
  // The key.
  float x = left;
  const float key_y = area.y + area.height - t.px(12);
  for (const bool is_cut : {true, false}) {
    const std::string_view label = strings[is_cut ? "wall.cut.this" : "wall.cut.others"];
    dot(ui, "cut.key", {x + cut_radius, key_y - t.px(4.5f)}, is_cut ? cut_radius : radius, is_cut ? t.query.fill : t.faint, 0);
    x += 2 * cut_radius + t.px(6);
    x += paint.text({}, x, key_y, TextStyle::small, t.soft, label) + t.px(18);
  }
  if (const CutEffect* effect = effect_of(result, cut_to)) {
    ui.describe("cut.summary", area,
                strings.format("wall.cut.summary", {{"from", word_of(scene, from_word_of(scene), strings)}, {"to", word_of(scene, cut_to, strings)},
                                                    {"change", percent_text(static_cast<double>(effect->change), strings)}, {"list", list}}));
  }
}

}  // namespace

const explain::CutStudyResult* cut_result(const Scene& scene) {
  if (!scene.cut || !scene.view.cut_to || !scene.trace) return nullptr;
  const explain::CutStudy& study = scene.cut->study;
  // A result that answers an earlier question is none.
  const int head = scene.view.cut_whole_layer ? -1 : scene.view.head.head;
  const bool answers = study.layer == scene.view.head.layer && study.head == head && study.from_word == from_word_of(scene) &&
                       study.query.text == scene.trace->query.text && scene.cut->effects.size() == scene.trace->words.size() && scene.trace->finished();
  return answers ? &*scene.cut : nullptr;
}

CutRank cut_rank(const explain::CutStudyResult& result, int to) {
  CutRank rank;
  const CutEffect* effect = effect_of(result, to);
  if (effect == nullptr) return rank;
  for (const CutEffect& other : result.effects) {
    if (other.to_word == to) continue;
    ++rank.others;
    if (other.change < effect->change) ++rank.less;
  }
  return rank;
}

std::string cut_finding(const Scene& scene, const explain::CutStudyResult& result, const Strings& strings) {
  const int to = cut_to_of(scene);
  const CutRank rank = cut_rank(result, to);
  const char* key = rank.less == rank.others ? "wall.cut.finding.most" : rank.less == 0 ? "wall.cut.finding.least" : "wall.cut.finding.rank";
  return strings.format(key, {{"from", word_of(scene, from_word_of(scene), strings)}, {"to", word_of(scene, to, strings)},
                              {"count", std::to_string(rank.less)}, {"total", std::to_string(rank.others)}});
}

std::string percent_text(double share, const Strings& strings) {
  const double percent = share * 100;
  const int digits = percent <= 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 2 : 3;
  return strings.number(percent, digits) + strings.language().percent;
}

double axis_end(double value) {
  if (!(value > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 2.5, 5.0}) {
    if (value <= step * power * (1 + 1e-9)) return step * power;
  }
  return 10 * power;
}

float cut_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  return lay_out(scene, strings, fonts, theme, width).height;
}

void draw_cut(Ui& ui, const Scene& scene, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const CutLayout l = lay_out(scene, strings, paint.fonts(), t, area.width);
  const int to = cut_to_of(scene);
  const bool cut = scene.view.cut_to.has_value();
  paint.line({}, {area.x, area.y}, {area.x + area.width, area.y}, t.snapped(1), t.line);
  float y = area.y + t.px(18);
  paint.text("cut.title", area.x, y + t.px(13), TextStyle::label_strong, t.text, strings["wall.cut.title"]);
  y += t.px(28);
  const float name = paint.text({}, area.x, y + t.px(13), TextStyle::label, t.soft, strings["wall.cut.link"]);
  paint.text("cut.link", area.x + name + t.px(8), y + t.px(13), TextStyle::label_strong, t.query.ink, link_name(scene, to, strings));

  const float right = area.x + l.text_width;
  float x = area.x;
  y = area.y + l.scope_y;
  const auto labels = scope_labels(scene, strings);
  for (const bool whole_layer : {false, true}) {
    if (ui.pill(whole_layer ? "cut.layer" : "cut.head", x, y, area.x, right, labels[whole_layer ? 1 : 0], scene.view.cut_whole_layer == whole_layer, ControlRole::radio,
                "cut.scope", strings["wall.cut.title"]).pressed) {
      ui.edit(SetFlag{SetFlag::Which::cut_whole_layer, whole_layer});
    }
  }
  x = area.x;
  y = area.y + l.button_y;
  const std::string label(strings[cut ? "wall.cut.undo" : "wall.cut.run"]);
  const float width = std::round(paint.width(TextStyle::label_strong, label) + t.px(32));
  const Rect button{x, y, width, t.pill_height()};
  const Interaction press = ui.control({.id = ui.id("cut.run"), .role = ControlRole::toggle, .name = label, .rect = button, .selected = cut});
  paint.rectangle({}, button, cut ? (press.hovered ? t.quiet_hover : t.quiet) : press.hovered ? t.query.fill.faded(0.9f) : t.query.ink, button.height / 2);
  if (cut) paint.outline({}, button, t.snapped(1), t.line_strong, button.height / 2);
  paint.text("cut.run", button.x + width / 2, y + button.height / 2 + t.px(4.5f), TextStyle::label_strong, cut ? t.text : t.card, label, TextAlign::center);
  if (press.pressed) ui.edit(SetCut{cut ? std::nullopt : std::optional(to)});
  if (!cut) return;

  y = area.y + l.result_y;
  const Rect plot{area.x + l.plot_x, area.y + l.plot_y, l.plot_width, l.plot_height};
  const auto* result = cut_result(scene);
  if (result == nullptr) {
    const std::string_view running = scene.cut_error ? strings["error." + std::string(name_of(scene.cut_error->code))] : strings["wall.cut.running"];
    paint.paragraph("cut.running", area.x, y, l.text_width, TextStyle::label, scene.cut_error ? t.error : t.soft, running);
    paint.rectangle("cut.waiting", plot, t.quiet.faded(0.6f), t.radius());
    ui.announce("cut.status", std::string(running));
    return;
  }
  paint.text("cut.change", area.x, y + t.line_height(TextStyle::word) * 0.76f, TextStyle::word, t.query.ink, l.number);
  y += t.line_height(TextStyle::word) + t.px(2);
  y += paint.paragraph("cut.result", area.x, y, l.text_width, TextStyle::small, t.soft, l.sentence) + t.px(12);
  y += paint.paragraph("cut.finding", area.x, y, l.text_width, TextStyle::label_strong, t.text, l.finding) + t.px(8);
  if (!l.note.empty()) paint.paragraph("cut.note", area.x, y, l.text_width, TextStyle::small, t.soft, l.note);
  ui.announce("cut.status", l.finding + ". " + l.sentence);
  draw_plot(ui, scene, *result, plot);
}

std::vector<std::string> cut_computed(const Scene& scene, const Strings& strings) {
  const auto* result = cut_result(scene);
  const int to = cut_to_of(scene);
  const CutEffect* effect = result != nullptr ? effect_of(*result, to) : nullptr;
  if (effect == nullptr) return {};
  const explain::Trace& trace = *scene.trace;
  const explain::Word& word = trace.words[at(from_word_of(scene))];
  // ‖h‖ of the word's last state, the mean over its tokens; the difference is told by the engine's ratio.
  const std::vector<float>& states = trace.layers.back()->output;
  double length = 0;
  for (int piece = word.first; piece < word.end; ++piece) {
    double square = 0;
    for (int i = 0; i < trace.hidden; ++i) square += std::pow(static_cast<double>(states[at(piece * trace.hidden + i)]), 2);
    length += std::sqrt(square) / (word.end - word.first);
  }
  const auto change = static_cast<double>(effect->change);
  return {strings.format("wall.cut.how", {{"from", wall_word(trace, from_word_of(scene), strings)}, {"difference", strings.number(change * length, 4)},
                                          {"length", strings.number(length, 4)}, {"change", strings.number(change, 4)}})};
}

}  // namespace attention::widgets
