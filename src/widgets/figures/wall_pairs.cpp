#include "widgets/figures/wall_pairs.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace attention::widgets {

namespace {

using article::Strings;

constexpr int first_rows = 10;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// One end of the link, and the words to choose it from.
struct End {
  const char* part;       ///< id, and key wall.pair.<part>
  article::Role role;
  int chosen;
};

std::array<End, 2> ends_of(const Scene& scene) {
  return {End{"from", article::Role::query, from_word_of(scene)}, End{"to", article::Role::key, to_word_of(scene)}};
}

std::string flag(std::string_view figure, std::string_view part) { return std::string(figure) + '.' + std::string(part); }

float selector_height(const Theme& theme) { return theme.pill_height(); }
float row_height(const Theme& theme) { return theme.px(theme.compact ? Theme::touch : 23); }

/// Boxes of the words to choose from, wrapped, from the top left corner; the last one's bottom is the height.
std::vector<Rect> choices(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) {
  std::vector<Rect> boxes;
  const float height = theme.px(theme.compact ? Theme::touch : 27), gap = theme.px(5);
  float x = 0, y = 0;
  for (int i = 0; i < static_cast<int>(scene.trace->words.size()); ++i) {
    const float w = std::min(width, std::round(fonts.width_any(theme.font(TextStyle::label), wall_word(*scene.trace, i, strings)) + theme.px(18)));
    if (x > 0 && x + w > width) {
      x = 0;
      y += height + gap;
    }
    boxes.push_back({x, y, w, height});
    x += w + gap;
  }
  return boxes;
}

std::string fitted(Painter& paint, TextStyle style, const std::string& text, float width) {
  const FontStyle font = paint.theme().font(style);
  return paint.fonts().covers(font.face, text) ? paint.fonts().fitted(font, text, width) : text;
}

/// Draws "red ▾", the selector of one end; opens and closes its words.
void draw_selector(Ui& ui, const Scene& scene, const End& end, float& x, float y, float width) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const RoleColors& colours = t.role(end.role);
  const bool open = scene.view.is_open(flag(ui.figure(), end.part));
  const std::string word = fitted(paint, TextStyle::label_strong, wall_word(*scene.trace, end.chosen, ui.strings()), width - t.px(40));
  const float w = std::round(paint.width(TextStyle::label_strong, word) + t.px(38));
  const Rect rect{x, y, w, selector_height(t)};
  const std::string name = std::string(ui.strings()[std::string("wall.pair.") + end.part]) + ", " + wall_word(*scene.trace, end.chosen, ui.strings());
  const Interaction press = ui.control({.id = ui.id(end.part), .role = ControlRole::disclosure, .name = name, .rect = rect, .expanded = open});
  paint.rectangle({}, rect, colours.tint, rect.height / 2);
  if (open || press.hovered) paint.outline({}, rect, t.snapped(1), colours.ink, rect.height / 2);
  paint.text(std::format("pair.{}", end.part), rect.x + t.px(13), rect.y + rect.height / 2 + t.px(4.5f), TextStyle::label_strong, colours.ink, word);
  const float cx = rect.x + w - t.px(16), cy = rect.y + rect.height / 2, arm = t.px(4), drop = t.px(open ? -2 : 2);
  const Point chevron[] = {{cx - arm, cy - drop}, {cx, cy + drop}, {cx + arm, cy - drop}};
  paint.line({}, chevron, t.px(1.6f), colours.ink);
  if (press.pressed) {
    const bool is_from = end.role == article::Role::query;
    ui.edit(SetOpen{flag(ui.figure(), end.part), !open});
    if (!open) ui.edit(SetOpen{flag(ui.figure(), is_from ? "to" : "from"), false});
  }
  x += w;
}

void draw_choices(Ui& ui, const Scene& scene, const End& end, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const RoleColors& colours = t.role(end.role);
  const std::vector<Rect> boxes = choices(scene, ui.strings(), paint.fonts(), t, area.width);
  for (int i = 0; i < static_cast<int>(boxes.size()); ++i) {
    const Rect box{area.x + boxes[at(i)].x, area.y + boxes[at(i)].y, boxes[at(i)].width, boxes[at(i)].height};
    const bool chosen = i == end.chosen, special = scene.trace->words[at(i)].special;
    const std::string word = wall_word(*scene.trace, i, ui.strings());
    const Interaction press = ui.control({.id = ui.id(std::format("{}.{}", end.part, i)), .role = ControlRole::radio, .name = word,
                                          .group = ui.id(std::string(end.part) + ".words"),
                                          .group_name = std::string(ui.strings()[std::string("wall.pair.") + end.part]), .rect = box, .selected = chosen});
    const float radius = t.px(7);
    paint.rectangle({}, box, chosen ? colours.tint : press.hovered ? t.quiet_hover : t.quiet, radius);
    if (chosen) paint.outline({}, box, t.snapped(1), colours.ink, radius);
    paint.text(std::format("{}.{}", end.part, i), box.x + box.width / 2, box.y + box.height / 2 + t.px(4.5f), chosen ? TextStyle::label_strong : TextStyle::label,
               chosen ? colours.ink : special ? t.soft : t.text, fitted(paint, TextStyle::label, word, box.width - t.px(8)), TextAlign::center);
    if (!press.pressed) continue;
    if (end.role == article::Role::query) {
      ui.edit(SelectFrom{i});
    } else {
      ui.edit(SelectTo{i});
      if (scene.view.cut_to) ui.edit(SetCut{i});
    }
  }
}

/// One head with its bar, whose full length is the weight 1, and its number.
void draw_row(Ui& ui, const Scene& scene, const RankedHead& ranked, int rank, const Rect& rect) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const HeadChoice head = ranked.head;
  const std::string number = strings.number(static_cast<double>(ranked.value), 3);
  const bool in_use = head == scene.view.head;
  const std::string from = wall_word(*scene.trace, from_word_of(scene), strings), to = wall_word(*scene.trace, to_word_of(scene), strings);
  const Interaction press = ui.control({.id = ui.id(std::format("pair.{}.{}", head.layer, head.head)), .role = ControlRole::option,
      .name = strings.format("wall.pair.result", {{"layer", std::to_string(head.layer + 1)}, {"head", std::to_string(head.head + 1)}, {"weight", number}}),
      .group = ui.id("pairs"), .group_name = strings.format("wall.pair.list.label", {{"from", from}, {"to", to}}), .rect = rect, .selected = in_use});
  if (in_use) paint.rectangle({}, rect, t.query.tint, t.px(5));
  else if (press.hovered) paint.rectangle({}, rect, t.quiet, t.px(5));
  const float baseline = rect.y + rect.height / 2 + t.px(4.5f), pad = t.px(6);
  paint.text(std::format("pair.name.{}", rank), rect.x + pad, baseline, in_use ? TextStyle::label_strong : TextStyle::label, in_use ? t.query.ink : t.text, short_name(head));
  const float bar_left = rect.x + pad + t.px(46), number_width = t.px(50);
  const float room = rect.x + rect.width - pad - number_width - bar_left;
  const float thick = t.px(9);
  paint.rectangle({}, {bar_left, rect.y + (rect.height - thick) / 2, room, thick}, t.line.faded(0.45f), t.px(2));
  const float length = room * std::clamp(ranked.value, 0.0f, 1.0f);
  if (length > 0) paint.rectangle(std::format("pair.bar.{}", rank), {bar_left, rect.y + (rect.height - thick) / 2, length, thick}, t.query.fill, std::min(t.px(2), length / 2), static_cast<double>(ranked.value));
  paint.text(std::format("pair.number.{}", rank), rect.x + rect.width - pad, baseline, TextStyle::number, t.text, number, TextAlign::right);
  if (press.pressed || press.opened) ui.edit(SelectHead{head});
}

struct Columns { int count = 1, rows = 0; float width = 0, gap = 0; };
Columns columns_of(const Scene& scene, const Theme& theme, float width) {
  Columns out;
  out.gap = theme.px(theme.compact ? 12 : 24);
  out.count = std::max(1, static_cast<int>((width + out.gap) / (theme.px(theme.compact ? 150 : 200) + out.gap)));
  const int more = std::max(0, heads_there(*scene.trace) - first_rows);
  out.rows = (more + out.count - 1) / out.count;
  out.width = (width - out.gap * static_cast<float>(out.count - 1)) / static_cast<float>(out.count);
  return out;
}

std::string rank_text(const Scene& scene, const std::vector<RankedHead>& ranked, const Strings& strings) {
  const auto found = std::find_if(ranked.begin(), ranked.end(), [&](const RankedHead& head) { return head.head == scene.view.head; });
  if (found == ranked.end()) return {};
  return strings.format("wall.pair.rank", {{"rank", std::to_string(found - ranked.begin() + 1)}, {"total", std::to_string(ranked.size())}});
}

}  // namespace

float pairs_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width, std::string_view figure) {
  const Painter measure(nullptr, fonts, theme, nullptr);
  float height = theme.px(24) + selector_height(theme) + theme.px(10);
  for (const End& end : ends_of(scene)) {
    if (!scene.view.is_open(flag(figure, end.part))) continue;
    const std::vector<Rect> boxes = choices(scene, strings, fonts, theme, width);
    height += theme.line_height(TextStyle::small) + (boxes.empty() ? 0.0f : boxes.back().y + boxes.back().height) + theme.px(12);
  }
  height += row_height(theme) * static_cast<float>(std::min(first_rows, heads_there(*scene.trace))) + theme.px(6);
  // Room for the longest rank, so that the height does not hang on which head is in use.
  const std::string widest = std::to_string(heads_in_all(*scene.trace));
  height += measure.paragraph_height(width, TextStyle::small, strings.format("wall.pair.rank", {{"rank", widest}, {"total", widest}}));
  return height + theme.px(4) + theme.pill_height();
}

void draw_pairs(Ui& ui, const Scene& scene, const Rect& area) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const Strings& strings = ui.strings();
  const std::array<End, 2> ends = ends_of(scene);
  paint.text("pairs.title", area.x, area.y + t.px(13), TextStyle::label_strong, t.text, strings["wall.pair.title"]);
  float x = area.x, y = area.y + t.px(24);
  const float arrow = t.px(30), each = (area.width - arrow) / 2;
  draw_selector(ui, scene, ends[0], x, y, each);
  paint.text({}, x + arrow / 2, y + selector_height(t) / 2 + t.px(4.5f), TextStyle::label, t.soft, "→", TextAlign::center);
  x += arrow;
  draw_selector(ui, scene, ends[1], x, y, each);
  y += selector_height(t) + t.px(10);
  for (const End& end : ends) {
    if (!scene.view.is_open(flag(ui.figure(), end.part))) continue;
    paint.text({}, area.x, y + t.px(12), TextStyle::small, t.soft, strings[std::string("wall.pair.") + end.part]);
    y += t.line_height(TextStyle::small);
    const std::vector<Rect> boxes = choices(scene, strings, paint.fonts(), t, area.width);
    draw_choices(ui, scene, end, {area.x, y, area.width, 0});
    y += (boxes.empty() ? 0.0f : boxes.back().y + boxes.back().height) + t.px(12);
  }
  const std::vector<RankedHead> ranked = ranked_by_pair(*scene.trace, ends[0].chosen, ends[1].chosen);
  const int rows = std::min(first_rows, static_cast<int>(ranked.size()));
  for (int rank = 0; rank < rows; ++rank) {
    draw_row(ui, scene, ranked[at(rank)], rank, {area.x - t.px(6), y, area.width + t.px(6), row_height(t)});
    y += row_height(t);
  }
  y += t.px(6);
  y += paint.paragraph("pairs.rank", area.x, y, area.width, TextStyle::small, t.soft, rank_text(scene, ranked, strings)) + t.px(4);
  const bool open = scene.view.is_open(flag(ui.figure(), "pairs"));
  const std::string label = open ? strings.format("wall.pair.less", {{"count", std::to_string(first_rows)}})
                                 : strings.format("wall.pair.more", {{"total", std::to_string(ranked.size())}});
  x = area.x;
  if (ui.pill("more", x, y, area.x, area.x + area.width, label, open, ControlRole::disclosure).pressed) ui.edit(SetOpen{flag(ui.figure(), "pairs"), !open});
}

float more_pairs_height(const Scene& scene, const Theme& theme, float width, std::string_view figure) {
  if (!scene.view.is_open(flag(figure, "pairs"))) return 0;
  return static_cast<float>(columns_of(scene, theme, width).rows) * row_height(theme);
}

void draw_more_pairs(Ui& ui, const Scene& scene, const Rect& area) {
  if (!scene.view.is_open(flag(ui.figure(), "pairs"))) return;
  const Theme& t = ui.theme();
  const Columns columns = columns_of(scene, t, area.width);
  const std::vector<RankedHead> ranked = ranked_by_pair(*scene.trace, from_word_of(scene), to_word_of(scene));
  for (int rank = first_rows; rank < static_cast<int>(ranked.size()); ++rank) {
    const int place = rank - first_rows;
    const auto column = static_cast<float>(place / columns.rows), row = static_cast<float>(place % columns.rows);
    draw_row(ui, scene, ranked[at(rank)], rank, {area.x + column * (columns.width + columns.gap), area.y + row * row_height(t), columns.width, row_height(t)});
  }
}

}  // namespace attention::widgets
