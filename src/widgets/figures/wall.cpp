#include "widgets/figures/wall.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "explain/word_attention.h"
#include "widgets/figures/wall_cut.h"
#include "widgets/figures/wall_grid.h"
#include "widgets/figures/wall_pairs.h"

namespace attention::widgets {

namespace {

using article::Strings;

constexpr std::array sorts{WallSort::layer, WallSort::entropy, WallSort::distance, WallSort::special, WallSort::diagonal, WallSort::previous};

std::string sort_key(WallSort sort) { return "wall.sort." + std::string(key_of(sort)); }

std::vector<std::string> sort_labels(const Strings& strings) {
  std::vector<std::string> labels;
  for (const WallSort sort : sorts) labels.emplace_back(strings[sort_key(sort)]);
  return labels;
}

std::vector<std::string> filter_labels(const Scene& scene, const Strings& strings) {
  const WallSort sort = scene.view.wall_sort;
  std::vector<std::string> labels{std::string(strings["wall.filter.all"])};
  for (const float step : filter_steps(sort)) {
    labels.push_back(strings.format("wall.filter.above", {{"value", strings.number(static_cast<double>(step), digits_needed(static_cast<double>(step)))}}));
  }
  return labels;
}

/// Where everything in the body goes, relative to its top left corner.
struct Layout {
  WallGrid grid;
  float sort_y = 0, explain_y = 0, filter_y = 0;
  bool filter = false, stacked = false;
  Rect wall, legend, preview, pairs, more, cut;
  float height = 0;
};

Layout lay_out(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width, std::string_view figure) {
  Layout l;
  const Painter measure(nullptr, fonts, theme, nullptr);
  l.stacked = theme.compact || width < theme.px(760);
  const float line = theme.line_height(TextStyle::small);
  float y = line + theme.px(4);
  l.sort_y = y;
  y += Ui::pill_rows_height(fonts, theme, width, sort_labels(strings)) + theme.px(8);
  l.explain_y = y;
  y += measure.paragraph_height(width, TextStyle::small, strings["wall.sort.explain." + std::string(key_of(scene.view.wall_sort))]);
  l.filter = scene.view.wall_sort != WallSort::layer;
  if (l.filter) {
    y += theme.px(8);
    l.filter_y = y;
    // The pills follow the word "Show" and leave room for the count.
    const float label = measure.width(TextStyle::label, strings["wall.filter.title"]) + theme.px(12);
    y += Ui::pill_rows_height(fonts, theme, width - label - theme.px(90), filter_labels(scene, strings));
  }
  y += theme.px(18);
  const float least_side = theme.px(238), gap = theme.px(36);
  const float wall_width = l.stacked ? width : width - least_side - gap;
  l.grid = lay_out_grid(scene, fonts, theme, wall_width);
  // Tiles have whole pixels for each cell; what that leaves goes to the column beside them.
  const float side = l.stacked ? width : width - l.grid.width - gap;
  l.wall = {0, y, l.grid.width, l.grid.height};
  const float legend_left = l.grid.tile_at(0).x;
  const float legend = legend_height(strings, fonts, theme, wall_width - legend_left);
  l.legend = {legend_left, y + l.grid.height + theme.px(10), wall_width - legend_left, legend};
  const float preview = preview_height(theme, side), pairs = pairs_height(scene, strings, fonts, theme, side, figure);
  if (l.stacked) {
    float below = l.legend.y + legend + theme.px(24);
    l.preview = {0, below, width, preview};
    below += preview + theme.px(26);
    l.pairs = {0, below, width, pairs};
    y = below + pairs;
  } else {
    const float x = width - side;
    l.preview = {x, y, side, preview};
    l.pairs = {x, y + preview + theme.px(26), side, pairs};
    y = std::max(l.legend.y + legend, l.pairs.y + pairs);
  }
  const float more = more_pairs_height(scene, theme, width, figure);
  l.more = {0, y + (more > 0 ? theme.px(16) : 0.0f), width, more};
  y = l.more.y + more + theme.px(24);
  l.cut = {0, y, width, cut_height(scene, strings, fonts, theme, width)};
  l.height = y + l.cut.height + theme.px(8);
  return l;
}

void draw_sort(Ui& ui, const Scene& scene, const Layout& l, const Rect& area) {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const std::string_view title = strings["wall.sort.title"];
  ui.paint().text("sort.title", area.x, area.y + t.px(13), TextStyle::label_strong, t.text, title);
  float x = area.x, y = area.y + l.sort_y;
  for (const WallSort sort : sorts) {
    if (ui.pill("sort." + std::string(key_of(sort)), x, y, area.x, area.x + area.width, strings[sort_key(sort)], scene.view.wall_sort == sort, ControlRole::radio, "sort", title).pressed) {
      ui.edit(SetSort{sort});
    }
  }
  ui.paint().paragraph("sort.explain", area.x, area.y + l.explain_y, area.width, TextStyle::small, t.soft,
                       strings["wall.sort.explain." + std::string(key_of(scene.view.wall_sort))]);
}

void draw_filter(Ui& ui, const Scene& scene, const Layout& l, const Rect& area, int shown) {
  const Theme& t = ui.theme();
  const Strings& strings = ui.strings();
  const std::string_view title = strings["wall.filter.title"];
  const float y_text = t.pill_height() / 2 + t.px(4.5f);
  float y = area.y + l.filter_y;
  const float label = ui.paint().text("filter.title", area.x, y + y_text, TextStyle::label, t.soft, title) + t.px(12);
  const float left = area.x + label;
  float x = left;
  const std::vector<std::string> labels = filter_labels(scene, strings);
  const int steps = static_cast<int>(labels.size()) - 1;
  const auto is_on = [&](int step) { return scene.view.is_open(filter_id(scene, ui.figure(), step)); };
  bool any = false;
  for (int step = 0; step < steps; ++step) any = any || is_on(step);
  for (int i = 0; i <= steps; ++i) {
    const bool selected = i == 0 ? !any : is_on(i - 1);
    if (!ui.pill(std::format("filter.{}", i), x, y, left, area.x + area.width - t.px(90), labels[static_cast<std::size_t>(i)], selected, ControlRole::radio, "filter", title).pressed) continue;
    for (int step = 0; step < steps; ++step) ui.edit(SetOpen{filter_id(scene, ui.figure(), step), step == i - 1});
  }
  if (any) ui.paint().text("filter.count", x + t.px(8), y + y_text, TextStyle::number, t.soft, std::format("{} / {}", shown, heads_there(*scene.trace)));
}

}  // namespace

std::string WallFigure::title(const Scene& scene, const Strings& strings) const {
  const explain::Trace& trace = *scene.trace;
  const std::string total = std::to_string(heads_in_all(trace));
  if (!trace.finished()) return strings.format("wall.title.loading", {{"count", std::to_string(heads_there(trace))}, {"total", total}});
  const WallSort sort = scene.view.wall_sort;
  if (sort == WallSort::layer) {
    const int from = from_word_of(scene), to = to_word_of(scene);
    const int count = heads_that_prefer(trace, from, to);
    return strings.format(count > 0 ? "wall.title.pair" : "wall.title.pair.none",
                          {{"count", std::to_string(count)}, {"total", total}, {"from", wall_word(trace, from, strings)}, {"to", wall_word(trace, to, strings)}});
  }
  const std::vector<RankedHead> heads = sorted_heads(numbers_, trace, sort);
  if (sort == WallSort::special) {
    const auto count = std::count_if(heads.begin(), heads.end(), [](const RankedHead& head) { return head.value > 0.5f; });
    return strings.format("wall.title.special", {{"count", std::to_string(count)}, {"total", total}});
  }
  const RankedHead& first = heads.front();
  return strings.format("wall.title.sorted." + std::string(key_of(sort)),
                        {{"layer", std::to_string(first.head.layer + 1)}, {"head", std::to_string(first.head.head + 1)},
                         {"distance", strings.number(static_cast<double>(first.value), digits_of(WallSort::distance))}});
}

std::string WallFigure::hint(const Scene&, const Strings& strings, bool) const { return std::string(strings["wall.try"]); }

float WallFigure::body_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) const {
  if (!scene.trace) return theme.px(theme.compact ? 640 : 760);  // about what it will need
  return lay_out(scene, strings, fonts, theme, width, id()).height;
}

void WallFigure::draw_body(Ui& ui, const Scene& scene, const Rect& area) {
  const Strings& strings = ui.strings();
  const Layout l = lay_out(scene, strings, ui.paint().fonts(), ui.theme(), area.width, id());
  const auto placed = [&](const Rect& rect) { return Rect{area.x + rect.x, area.y + rect.y, rect.width, rect.height}; };
  draw_sort(ui, scene, l, area);
  if (l.filter) draw_filter(ui, scene, l, area, static_cast<int>(shown_heads(numbers_, scene, ui.figure()).size()));
  const std::optional<HeadChoice> under = draw_grid(ui, numbers_, scene, l.grid, placed(l.wall));
  draw_legend(ui, placed(l.legend));
  draw_preview(ui, numbers_, scene, ui.frame().touch ? scene.view.head : under.value_or(scene.view.head), placed(l.preview));
  draw_pairs(ui, scene, placed(l.pairs));
  draw_more_pairs(ui, scene, placed(l.more));
  draw_cut(ui, scene, placed(l.cut));
}

std::vector<std::string> WallFigure::computed(const Scene& scene, const Strings& strings) const {
  const explain::Trace& trace = *scene.trace;
  const HeadChoice head = scene.view.head;
  std::vector<std::string> lines;
  lines.emplace_back(strings["wall.how.text"]);
  for (const WallSort sort : wall_statistics) lines.push_back(std::format("{} — {}", strings[sort_key(sort)], strings["wall.sort.explain." + std::string(key_of(sort))]));
  if (head.layer < static_cast<int>(trace.layers.size())) {
    const explain::HeadStatistics& s = numbers_.of(trace, head);
    const auto number = [&](float value) { return strings.number(static_cast<double>(value), 4); };
    const std::string layer = std::to_string(head.layer + 1), number_of_head = std::to_string(head.head + 1);
    lines.push_back(strings.format("wall.how.operands", {{"layer", layer}, {"head", number_of_head}, {"entropy", number(s.entropy)}, {"distance", number(s.distance)},
                                                         {"special", number(s.special)}, {"diagonal", number(s.diagonal)}, {"previous", number(s.previous)},
                                                         {"neighbour", number(s.previous)}}) +
                    "  " + strings.format("head.code", {{"layer", std::to_string(head.layer)}, {"head", std::to_string(head.head)}}));
    const int from = from_word_of(scene), to = to_word_of(scene);
    lines.push_back(strings.format("wall.pair.arrow", {{"from", wall_word(trace, from, strings)}, {"to", wall_word(trace, to, strings)}}) + ". " +
                    strings.format("wall.pair.result", {{"layer", layer}, {"head", number_of_head}, {"weight", number(explain::word_weight(trace, head.layer, head.head, from, to))}}));
  }
  for (std::string& line : cut_computed(scene, strings)) lines.push_back(std::move(line));
  lines.emplace_back(strings["wall.how.source"]);
  return lines;
}

DataTable WallFigure::table(const Scene& scene, const Strings& strings, bool plain_numbers) const {
  const explain::Trace& trace = *scene.trace;
  const int from = from_word_of(scene), to = to_word_of(scene);
  DataTable table;
  table.caption = strings["wall.table.caption"];
  table.columns = {std::string(strings["wall.table.layer"]), std::string(strings["wall.table.head"])};
  for (const WallSort sort : wall_statistics) table.columns.emplace_back(strings[sort_key(sort)]);
  table.columns.push_back(strings.format("wall.pair.arrow", {{"from", wall_word(trace, from, strings)}, {"to", wall_word(trace, to, strings)}}));
  const auto number = [&](float value, int digits) {
    return plain_numbers ? std::format("{:.6f}", static_cast<double>(value)) : strings.number(static_cast<double>(value), digits);
  };
  for (const RankedHead& ranked : sorted_heads(numbers_, trace, WallSort::layer)) {
    const explain::HeadStatistics& statistics = numbers_.of(trace, ranked.head);
    std::vector<std::string> row{std::to_string(ranked.head.layer + 1), std::to_string(ranked.head.head + 1)};
    for (const WallSort sort : wall_statistics) row.push_back(number(value_of(statistics, sort), 3));
    row.push_back(number(explain::word_weight(trace, ranked.head.layer, ranked.head.head, from, to), 3));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace attention::widgets
