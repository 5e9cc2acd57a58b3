#include "widgets/figures/head_badge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace attention::widgets {

namespace {

using article::Strings;

constexpr std::array families{"adjacent", "broken", "swapped", "predicative"};
constexpr double bad = 0.5;  // below this a head is worse than a coin that is right for both colours twice as often

/// The rows below the head itself: key of the string, key of the rule in heads.json.
constexpr std::array<std::pair<const char*, const char*>, 3> rules{{
    {"badge.row.nearest", "nearest_noun"}, {"badge.row.offset", "fixed_offset"}, {"badge.row.direction", "noun_in_direction"}}};

struct Row {
  std::string label;
  std::array<std::optional<double>, families.size()> cells;
  bool head = false;
};

const std::map<std::string, HeadScores::Family, std::less<>>* scores_of(const Scene& scene, const Strings& strings) {
  if (!scene.scores) return nullptr;
  const auto found = scene.scores->languages.find(strings.language().code);
  return found == scene.scores->languages.end() ? nullptr : &found->second;
}

std::vector<Row> rows_of(const Scene& scene, const Strings& strings) {
  std::vector<Row> rows;
  const auto* scores = scores_of(scene, strings);
  if (scores == nullptr) return rows;
  const auto head = static_cast<std::size_t>(scene.view.head.layer * scene.scores->heads_per_layer + scene.view.head.head);
  Row own{std::string(strings["badge.row.head"]), {}, true};
  for (std::size_t i = 0; i < families.size(); ++i) {
    const auto family = scores->find(families[i]);
    if (family != scores->end() && head < family->second.bind.size()) own.cells[i] = family->second.bind[head];
  }
  rows.push_back(std::move(own));
  for (const auto& [label, rule] : rules) {
    Row row{std::string(strings[label]), {}, false};
    for (std::size_t i = 0; i < families.size(); ++i) {
      const auto family = scores->find(families[i]);
      if (family == scores->end()) continue;
      const auto share = family->second.rules.find(rule);
      if (share != family->second.rules.end()) row.cells[i] = share->second;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

constexpr const char* fold_id = "badge";  // one fold for all sentence figures: the badge says the same in each

std::string explanation(const Scene& scene, const Strings& strings) {
  const bool best = scene.view.head == scene.scores->best;
  const int total = scene.status.layer_count * scene.scores->heads_per_layer;
  std::string text = best ? strings.format("badge.default", {{"total", std::to_string(total)}}) : std::string(strings["badge.not_default"]);
  text += ' ' + strings.format("badge.explain", {{"count", strings.number(scene.scores->sentences, 0)}});
  return text;
}

struct Measures {
  float pad, label_width, column, row, header, explain, width;
  bool compact;
};

Measures measure(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  const Painter paint(nullptr, fonts, theme, nullptr);
  Measures m{};
  m.compact = theme.compact;
  m.pad = theme.px(theme.compact ? 12 : 16);
  m.width = width;
  float widest = 0;
  for (const Row& row : rows_of(scene, strings)) widest = std::max(widest, paint.width(TextStyle::small, row.label));
  const float inner = width - 2 * m.pad;
  m.label_width = theme.compact ? inner : std::min(widest + theme.px(20), inner * 0.5f);
  // As wide as the widest heading, if that fits.
  float widest_heading = 0;
  for (const char* family : families) widest_heading = std::max(widest_heading, paint.width(TextStyle::small, strings[std::string("badge.column.") + family]));
  const float columns = (theme.compact ? inner : inner - m.label_width) / static_cast<float>(families.size());
  m.column = theme.compact ? columns : std::min(columns, std::max(theme.px(140), std::ceil(widest_heading) + theme.px(24)));
  float header = 0;
  for (const char* family : families) {
    header = std::max(header, paint.paragraph_height(m.column - theme.px(10), TextStyle::small, strings[std::string("badge.column.") + family]));
  }
  m.header = header;
  m.row = theme.compact ? theme.px(42) : theme.px(23);
  m.explain = paint.paragraph_height(inner, TextStyle::small, explanation(scene, strings));
  return m;
}

}  // namespace

float badge_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  if (scores_of(scene, strings) == nullptr) return 0;
  const float top = theme.px(Theme::touch);
  if (!scene.view.is_open(fold_id) && theme.compact) return top;
  const Measures m = measure(scene, strings, fonts, theme, width);
  return m.pad + theme.px(4) + m.header + theme.px(6) + m.row * static_cast<float>(rows_of(scene, strings).size()) + theme.px(8) + m.explain + m.pad +
         (theme.compact ? top : theme.px(22));
}

void draw_badge(Ui& ui, const Scene& scene, const Rect& area) {
  const Strings& strings = ui.strings();
  if (scores_of(scene, strings) == nullptr) return;
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Measures m = measure(scene, strings, paint.fonts(), t, area.width);
  const std::string head = strings.format("head.name", {{"layer", std::to_string(scene.view.head.layer + 1)}, {"head", std::to_string(scene.view.head.head + 1)}});
  paint.rectangle("badge", area, t.quiet.faded(0.75f), t.radius());
  float y = area.y;
  const float left = area.x + m.pad;
  if (t.compact) {
    const bool is_open = scene.view.is_open(fold_id);
    const std::string label = head + " · " + std::string(strings[is_open ? "badge.hide" : "badge.show"]);
    const Rect summary{area.x, area.y, area.width, t.px(Theme::touch)};
    const Interaction fold = ui.control({.id = ui.id("badge"), .role = ControlRole::disclosure, .name = label, .rect = summary, .expanded = is_open});
    paint.text({}, left, y + t.px(Theme::touch) / 2 + t.px(4.5f), TextStyle::label, fold.hovered ? t.text : t.soft, label);
    if (fold.pressed) ui.edit(SetOpen{fold_id, !is_open});
    if (!is_open) return;
    y += t.px(Theme::touch);
  } else {
    y += m.pad;
    paint.text("badge.head", left, y + t.px(12), TextStyle::small_strong, t.text, head + " — " + std::string(strings["badge.title"]));
    y += t.px(22);
  }
  const float columns = t.compact ? left : left + m.label_width;
  for (std::size_t i = 0; i < families.size(); ++i) {
    paint.paragraph({}, columns + m.column * static_cast<float>(i), y, m.column - t.px(10), TextStyle::small, t.soft, strings[std::string("badge.column.") + families[i]]);
  }
  y += m.header + t.px(6);
  for (const Row& row : rows_of(scene, strings)) {
    const float label_baseline = y + t.px(15), number_baseline = t.compact ? y + t.px(34) : label_baseline;
    paint.text({}, left, label_baseline, row.head ? TextStyle::small_strong : TextStyle::small, row.head ? t.text : t.soft,
               paint.fonts().fitted(t.font(row.head ? TextStyle::small_strong : TextStyle::small), row.label, m.label_width - t.px(8)));
    for (std::size_t i = 0; i < families.size(); ++i) {
      if (!row.cells[i]) continue;
      const Color ink = row.head ? (*row.cells[i] < bad ? t.error : t.text) : t.soft;
      paint.text(std::string("badge.") + families[i], columns + m.column * static_cast<float>(i), number_baseline, TextStyle::number, ink, strings.number(*row.cells[i], 2));
    }
    y += m.row;
  }
  paint.paragraph({}, left, y + t.px(8), area.width - 2 * m.pad, TextStyle::small, t.soft, explanation(scene, strings));

  std::string summary = head;
  for (const Row& row : rows_of(scene, strings)) {
    summary += ". " + row.label + ':';
    for (std::size_t i = 0; i < families.size(); ++i) {
      if (row.cells[i]) summary += ' ' + std::string(strings[std::string("badge.column.") + families[i]]) + ' ' + strings.number(*row.cells[i], 2) + ',';
    }
  }
  ui.describe("badge.summary", area, summary);
}

}  // namespace attention::widgets
