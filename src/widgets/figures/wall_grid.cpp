#include "widgets/figures/wall_grid.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace attention::widgets {

namespace {

using article::Strings;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// The largest square of whole cells for `tokens` tokens within `limit` pixels.
struct TileSize { int cells = 0; float edge = 0; };
TileSize tile_size(int tokens, float limit) {
  const int pixels = std::max(1, static_cast<int>(limit));
  const int cells = std::clamp(tokens, 1, pixels);
  const int pixels_per_cell = pixels / cells;
  // Many tokens leave half the place empty at whole pixels; then cells may differ by one pixel.
  const bool fills = cells * pixels_per_cell >= pixels * 3 / 4;
  return {cells, static_cast<float>(fills ? cells * pixels_per_cell : pixels)};
}

float axis_line(const Theme& theme) { return theme.line_height(TextStyle::small); }

void draw_axes(Ui& ui, const Scene& scene, const WallGrid& grid, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const std::string layer = std::string(strings["wall.axis.layer"]) + " ↓", head = std::string(strings["wall.axis.head"]) + " →";
  const float names = area.y + axis_line(t) - t.px(5);
  const float layer_end = area.x + paint.text("axis.layer", area.x, names, TextStyle::small, t.soft, layer);
  paint.text("axis.head", std::max(area.x + grid.left, layer_end + t.px(14)), names, TextStyle::small, t.soft, head);
  for (int column = 0; column < grid.columns; ++column) {
    const Rect tile = grid.tile_at(column);
    paint.text(std::format("axis.head.{}", column), area.x + tile.x + tile.width / 2, area.y + grid.top - t.px(6), TextStyle::small,
               column == scene.view.head.head ? t.query.ink : t.soft, std::to_string(column + 1), TextAlign::center);
  }
  for (int row = 0; row < grid.rows; ++row) {
    const Rect tile = grid.tile_at(row * grid.columns);
    paint.text(std::format("axis.layer.{}", row), area.x + grid.left - t.px(8), area.y + tile.y + tile.height / 2 + t.px(4.5f), TextStyle::small,
               row == scene.view.head.layer ? t.query.ink : t.soft, std::to_string(row + 1), TextAlign::right);
  }
}

}  // namespace

Rect WallGrid::tile_at(int place) const {
  const auto column = static_cast<float>(place % columns), row = static_cast<float>(place / columns);
  return {left + column * slot_width + std::floor((slot_width - tile) / 2), top + row * slot_height, tile, tile};
}

WallGrid lay_out_grid(const Scene& scene, const Fonts& fonts, const Theme& theme, float width) {
  WallGrid grid;
  const explain::Trace& trace = *scene.trace;
  grid.in_model_order = scene.view.wall_sort == WallSort::layer;
  const int total = std::max(1, heads_in_all(trace));
  grid.columns = std::max(1, trace.head_count);
  if (!grid.in_model_order && theme.compact) grid.columns = std::min(grid.columns, 8);
  grid.rows = (total + grid.columns - 1) / grid.columns;
  const float gap = theme.snapped(theme.compact ? 3 : 4), label = theme.px(16);
  if (grid.in_model_order) {
    grid.left = std::ceil(fonts.width(theme.font(TextStyle::small), std::to_string(trace.layer_count)) + theme.px(10));
    grid.top = std::ceil(2 * axis_line(theme) + theme.px(2));
  }
  grid.slot_width = std::floor((width - grid.left) / static_cast<float>(grid.columns));
  const TileSize size = tile_size(static_cast<int>(trace.pieces.size()), grid.slot_width - gap);
  grid.cells = size.cells;
  grid.tile = size.edge;
  grid.slot_width = std::min(grid.slot_width, grid.tile + 2 * gap);
  grid.slot_height = (grid.in_model_order ? grid.slot_width : grid.tile + gap) + (grid.in_model_order ? 0.0f : label);
  grid.width = grid.left + grid.slot_width * static_cast<float>(grid.columns);
  grid.height = grid.top + grid.slot_height * static_cast<float>(grid.rows);
  return grid;
}

std::string filter_id(const Scene& scene, std::string_view figure, int step) {
  return std::format("{}.filter.{}.{}", figure, key_of(scene.view.wall_sort), step);
}

std::optional<float> threshold_of(const Scene& scene, std::string_view figure) {
  const std::vector<float> steps = filter_steps(scene.view.wall_sort);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (scene.view.is_open(filter_id(scene, figure, static_cast<int>(i)))) return steps[i];
  }
  return std::nullopt;
}

std::vector<RankedHead> shown_heads(WallNumbers& numbers, const Scene& scene, std::string_view figure) {
  std::vector<RankedHead> heads = sorted_heads(numbers, *scene.trace, scene.view.wall_sort);
  if (const auto least = threshold_of(scene, figure)) std::erase_if(heads, [&](const RankedHead& head) { return head.value < *least; });
  return heads;
}

std::optional<HeadChoice> draw_grid(Ui& ui, WallNumbers& numbers, const Scene& scene, const WallGrid& grid, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const explain::Trace& trace = *scene.trace;
  const WallSort sort = scene.view.wall_sort;
  std::optional<HeadChoice> under;
  if (grid.in_model_order) draw_axes(ui, scene, grid, area);
  const auto placed = [&](int place) {
    const Rect tile = grid.tile_at(place);
    return Rect{area.x + tile.x, area.y + tile.y, tile.width, tile.height};
  };

  const std::string group = ui.id("heads");
  const std::string group_name = strings.format("wall.heads.label", {{"layers", std::to_string(trace.layer_count)}, {"heads", std::to_string(trace.head_count)}});
  const std::vector<RankedHead> heads = shown_heads(numbers, scene, ui.figure());
  for (int place = 0; place < static_cast<int>(heads.size()); ++place) {
    const HeadChoice head = heads[at(place)].head;
    const Rect tile = placed(place);
    const float margin = std::floor((grid.slot_width - grid.tile) / 2);
    // The whole slot answers, so that there is no dead strip between two tiles.
    const Rect slot{tile.x - margin, tile.y, grid.slot_width, grid.slot_height};
    const bool in_use = head == scene.view.head;
    const std::string name = strings.format("wall.head.label", {{"layer", std::to_string(head.layer + 1)}, {"head", std::to_string(head.head + 1)},
        {"statistic", statistic_text(numbers.of(trace, head), sort == WallSort::layer ? WallSort::entropy : sort, strings)}});
    const Interaction press = ui.control({.id = ui.id(std::format("head.{}.{}", head.layer, head.head)), .role = ControlRole::option, .name = name,
                                          .group = group, .group_name = group_name, .columns = grid.columns, .rect = slot, .selected = in_use});
    if (press.hovered) under = head;
    paint.matrix(std::format("tile.{}.{}", head.layer, head.head), tile, grid.cells, grid.cells, numbers.colours(trace, head, grid.cells, t));
    const float edge = t.snapped(1);
    const Rect frame{tile.x - edge, tile.y - edge, tile.width + 2 * edge, tile.height + 2 * edge};
    if (in_use) {
      const float thick = t.snapped(2);
      paint.outline("in_use", {tile.x - thick, tile.y - thick, tile.width + 2 * thick, tile.height + 2 * thick}, thick, t.query.fill, t.px(2));
    } else {
      paint.outline({}, frame, edge, press.hovered ? t.soft : t.line);
    }
    if (!grid.in_model_order) {
      paint.text(std::format("name.{}.{}", head.layer, head.head), tile.x + tile.width / 2, tile.y + tile.height + t.px(13), TextStyle::number_small,
                 in_use ? t.query.ink : t.soft, short_name(head), TextAlign::center);
    }
    if (press.pressed || press.opened) ui.edit(SelectHead{head});
  }
  // Layers that have not arrived: their places are kept.
  const int total = heads_in_all(trace), there = heads_there(trace);
  for (int place = there; place < total; ++place) paint.rectangle("waiting", placed(place), t.quiet, t.px(2));

  ui.describe("summary", {area.x, area.y, grid.width, grid.height}, [&] {
    const HeadChoice head = scene.view.head;
    const std::string statistic = head.layer < static_cast<int>(trace.layers.size())
                                      ? statistic_text(numbers.of(trace, head), sort == WallSort::layer ? WallSort::entropy : sort, strings) : std::string();
    return strings.format("wall.summary", {{"total", std::to_string(there)}, {"sort", std::string(strings["wall.sort." + std::string(key_of(sort))])},
                                           {"layer", std::to_string(head.layer + 1)}, {"head", std::to_string(head.head + 1)}, {"statistic", statistic}});
  }());
  return under;
}

namespace {

std::string_view legend_text(const Strings& strings, const Theme& theme) { return strings[theme.dark ? "wall.legend.dark" : "wall.legend"]; }

}  // namespace

float legend_height(const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  const Painter measure(nullptr, fonts, theme, nullptr);
  return theme.px(34) + measure.paragraph_height(width, TextStyle::small, legend_text(strings, theme));
}

void draw_legend(Ui& ui, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Rect strip{std::round(area.x), std::round(area.y), std::round(std::min(area.width, t.px(240))), t.snapped(8)};
  const std::vector<Color> table = t.sequential().table();
  paint.matrix("legend", strip, static_cast<int>(table.size()), 1, table);
  paint.outline({}, strip, t.snapped(1), t.line);
  // The strip's middle is a quarter: colours go by the square root.
  constexpr float marks[] = {0, 0.0625f, 0.25f, 0.5625f, 1};
  for (const float weight : marks) {
    const float place = std::sqrt(weight);
    const TextAlign align = weight <= 0 ? TextAlign::left : weight >= 1 ? TextAlign::right : TextAlign::center;
    const int digits = weight <= 0 || weight >= 1 ? 0 : 2;
    paint.text("legend.number", strip.x + place * strip.width, strip.y + strip.height + t.px(15), TextStyle::number_small, t.soft,
               ui.strings().number(static_cast<double>(weight), digits), align);
  }
  paint.paragraph("legend.text", area.x, area.y + t.px(32), area.width, TextStyle::small, t.faint, legend_text(ui.strings(), t));
}

namespace {

/// Edge of the place that the enlarged head has, whatever the sentence: what stands below does not move from one to the next.
float preview_edge(const Theme& theme, float width) { return std::min(width - theme.px(6), theme.px(190)); }

/// On a phone the statistics stand beside the enlarged head, where the column has room for them.
bool statistics_beside(const Theme& theme, float width) { return width - preview_edge(theme, width) >= theme.px(140); }

}  // namespace

float preview_height(const Theme& theme, float width) {
  const float statistics = static_cast<float>(wall_statistics.size()) * theme.line_height(TextStyle::small) + theme.px(10);
  return theme.line_height(TextStyle::label) + theme.px(4) + theme.line_height(TextStyle::small) + preview_edge(theme, width) +
         (statistics_beside(theme, width) ? 0.0f : statistics);
}

void draw_preview(Ui& ui, WallNumbers& numbers, const Scene& scene, HeadChoice head, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const explain::Trace& trace = *scene.trace;
  if (head.layer >= static_cast<int>(trace.layers.size())) return;
  float y = area.y + t.px(13);
  const bool in_use = head == scene.view.head;
  paint.text("preview.name", area.x, y, TextStyle::label_strong, in_use ? t.query.ink : t.text,
             strings.format("head.name", {{"layer", std::to_string(head.layer + 1)}, {"head", std::to_string(head.head + 1)}}));
  y = area.y + t.line_height(TextStyle::label) + t.px(4);
  const std::string from = std::string(strings["wall.axis.from"]) + " ↓", to = std::string(strings["wall.axis.to"]) + " →";
  const float end = paint.text("preview.from", area.x, y + t.px(12), TextStyle::small, t.soft, from);
  paint.text("preview.to", area.x + end + t.px(14), y + t.px(12), TextStyle::small, t.soft, to);
  y = std::round(y + t.line_height(TextStyle::small));
  const float place = preview_edge(t, area.width);
  const TileSize size = tile_size(static_cast<int>(trace.pieces.size()), place);
  const Rect tile{std::round(area.x) + t.snapped(1), y, size.edge, size.edge};
  paint.matrix("preview", tile, size.cells, size.cells, WallNumbers::enlarged(trace, head, size.cells, t));
  const float edge = t.snapped(1);
  paint.outline({}, {tile.x - edge, tile.y - edge, tile.width + 2 * edge, tile.height + 2 * edge}, edge, in_use ? t.query.fill : t.line_strong);
  // Where the link stands that the figure asks about: the row of the one word, the columns of the other.
  const explain::Word &source = trace.words[at(from_word_of(scene))], &target = trace.words[at(to_word_of(scene))];
  const float piece = size.edge / static_cast<float>(trace.pieces.size());
  paint.outline("preview.link", {tile.x + piece * static_cast<float>(target.first), tile.y + piece * static_cast<float>(source.first),
                                 piece * static_cast<float>(target.end - target.first), piece * static_cast<float>(source.end - source.first)},
                t.snapped(2), t.query.fill);
  float x = area.x;
  if (statistics_beside(t, area.width)) {
    x = tile.x + tile.width + t.px(18);
  } else {
    y += place + t.px(10);
  }
  const explain::HeadStatistics& statistics = numbers.of(trace, head);
  for (const WallSort sort : wall_statistics) {
    const bool chosen = sort == scene.view.wall_sort;
    paint.text(std::format("preview.{}", key_of(sort)), x, y + t.px(13), chosen ? TextStyle::small_strong : TextStyle::small,
               chosen ? t.text : t.soft, statistic_text(statistics, sort, strings));
    y += t.line_height(TextStyle::small);
  }
}

}  // namespace attention::widgets
