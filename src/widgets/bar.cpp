#include "widgets/bar.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>

#include "imgui.h"

namespace attention::widgets {
namespace {

/// Draws the bar's controls from left to right and right to left, and keeps what was pressed.
class BarPainter {
 public:
  BarPainter(ImDrawList& list, const Fonts& fonts, const Theme& theme, const article::Strings& strings, const DocumentView::Pointer& pointer,
             std::vector<Control>& controls)
      : list_(list), fonts_(fonts), theme_(theme), strings_(strings), pointer_(pointer), controls_(controls) {}

  BarAction action;
  const char* cursor = nullptr;

  bool hovered(const Rect& rect) const { return pointer_.active && rect.contains(pointer_.x, pointer_.y); }

  /// Registers a control; a press on it is what the bar did.
  void control(std::string id, ControlRole role, std::string name, const Rect& rect, bool selected, std::string group = {}) {
    Control made;
    made.id = std::move(id);
    made.role = role;
    made.name = std::move(name);
    made.figure = "bar";
    made.group = std::move(group);
    made.group_name = made.group.empty() ? "" : std::string(strings_["language.title"]);
    made.rect = rect;
    made.selected = selected;
    made.expanded = selected && role == ControlRole::disclosure;
    if (hovered(rect)) cursor = "pointer";
    if (hovered(rect) && pointer_.pressed) action = bar_action_of(made.id);
    controls_.push_back(std::move(made));
  }

  /// Pressed neither here nor on the bar.
  bool pressed_outside(const Rect& rect) const {
    return pointer_.active && pointer_.pressed && pointer_.y > theme_.bar_height() && !rect.contains(pointer_.x, pointer_.y);
  }

  /// Baseline that centres capitals in a box.
  float baseline(const Rect& rect, const FontStyle& style) const {
    return std::round(rect.y + (rect.height + fonts_.metrics(style).cap_height) / 2);
  }

  void background(const Rect& rect, bool selected) {
    if (!selected && !hovered(rect)) return;
    list_.AddRectFilled({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, (selected ? theme_.quiet : theme_.quiet_hover.faded(0.7f)).packed(),
                        theme_.px(7));
  }

  void text(const Rect& rect, const FontStyle& style, Color color, std::string_view label) {
    fonts_.draw(list_, rect.x + (rect.width - fonts_.width(style, label)) / 2, baseline(rect, style), color, style, label);
  }

  /// Three lines, for phones.
  void menu_icon(const Rect& rect, Color color) {
    const float w = std::round(theme_.px(16)), left = std::round(rect.x + (rect.width - w) / 2), thick = theme_.snapped(1.5f);
    for (int i = -1; i <= 1; ++i) {
      const float y = std::round(rect.y + rect.height / 2 + static_cast<float>(i) * theme_.px(5) - thick / 2);
      list_.AddRectFilled({left, y}, {left + w, y + thick}, color.packed());
    }
  }

  /// A disc, half of it filled: the other paper.
  void theme_icon(const Rect& rect, Color color) {
    constexpr float pi = std::numbers::pi_v<float>;
    const ImVec2 centre(rect.x + rect.width / 2, rect.y + rect.height / 2);
    const float radius = theme_.px(7);
    list_.PathArcTo(centre, radius, pi / 2, 3 * pi / 2, 24);
    list_.PathFillConvex(color.packed());
    list_.AddCircle(centre, radius, color.packed(), 40, theme_.px(1.5f));
  }

 private:
  ImDrawList& list_;
  const Fonts& fonts_;
  const Theme& theme_;
  const article::Strings& strings_;
  const DocumentView::Pointer& pointer_;
  std::vector<Control>& controls_;
};

/// The open contents: chapters with their sections, where the reader is, what is still to come.
void draw_contents(ImDrawList& list, const Fonts& fonts, const Theme& theme, const article::Strings& strings, const BarState& state, float width,
                   float viewport_height, BarPainter& painter) {
  const float bar = theme.bar_height(), pad = std::round(theme.px(14));
  const float panel_width = std::floor(std::min(theme.px(460), width - theme.px(16))), x = std::round(theme.px(theme.compact ? 8.0f : 16.0f));
  const float row_chapter = theme.snapped(34), row_section = theme.snapped(28);
  const Paragraph coming = wrap_text(fonts, theme.font(TextStyle::small), {TextInk::Kind::faint, {}}, strings["contents.coming"],
                                     panel_width - 4 * pad, theme.line_height(TextStyle::small));
  float height = 2 * pad + coming.height + pad;
  for (const ContentsEntry& entry : *state.contents) height += entry.level == 2 ? row_chapter : row_section;
  const float room = viewport_height - bar - theme.px(24);
  const bool sections = height <= room;
  if (!sections) {
    height = 3 * pad + coming.height;
    for (const ContentsEntry& entry : *state.contents) height += entry.level == 2 ? row_chapter : 0;
  }
  const Rect panel{x, bar + theme.px(8), panel_width, height};
  for (int i = 6; i >= 1; --i) {
    const float grow = theme.px(2.5f * static_cast<float>(i));
    list.AddRectFilled({panel.x - grow, panel.y - grow / 2}, {panel.x + panel.width + grow, panel.y + panel.height + grow},
                       theme.shadow.faded(0.16f).packed(), theme.px(12) + grow);
  }
  list.AddRectFilled({panel.x, panel.y}, {panel.x + panel.width, panel.y + panel.height}, theme.card.packed(), theme.px(12));
  list.AddRect({panel.x, panel.y}, {panel.x + panel.width, panel.y + panel.height}, theme.line.packed(), theme.px(12), 0, theme.snapped(1));
  float y = panel.y + pad;
  for (const ContentsEntry& entry : *state.contents) {
    if (entry.level != 2 && !sections) continue;
    const Rect row{panel.x + pad / 2, y, panel.width - pad, entry.level == 2 ? row_chapter : row_section};
    const bool here = state.section == &entry;
    painter.background(row, here);
    const FontStyle style = theme.font(entry.level == 2 ? TextStyle::label_strong : TextStyle::label);
    const float text_x = row.x + pad + theme.px(26), base = painter.baseline(row, style);
    if (entry.level == 2 && entry.chapter >= 0)
      fonts.draw(list, row.x + pad, base, theme.accent_ink, theme.font(TextStyle::number), std::to_string(entry.chapter));
    fonts.draw(list, text_x, base, entry.level == 2 || here ? theme.text : theme.soft, style,
               fonts.fitted(style, entry.title, row.x + row.width - text_x - theme.px(8)));
    painter.control("contents." + entry.id, ControlRole::link, entry.title, row, here);
    y += row.height;
  }
  y += pad / 2;
  list.AddRectFilled({panel.x + 2 * pad, y}, {panel.x + panel.width - 2 * pad, y + theme.snapped(1)}, theme.line.packed());
  draw_paragraph(list, fonts, theme, coming, panel.x + 2 * pad, std::round(y + pad * 0.8f), 0, viewport_height);
  // A press beside the panel closes it.
  if (painter.action.kind == BarAction::Kind::none && painter.pressed_outside(panel)) painter.action = {BarAction::Kind::contents, {}};
}

}  // namespace

BarAction bar_action_of(const std::string& control) {
  using Kind = BarAction::Kind;
  constexpr std::string_view language = "bar.language.", contents = "contents.";
  if (control == "bar.home") return {Kind::home, {}};
  if (control == "bar.contents") return {Kind::contents, {}};
  if (control == "bar.theme") return {Kind::theme, {}};
  if (control.starts_with(language)) return {Kind::language, control.substr(language.size())};
  if (control.starts_with(contents)) return {Kind::go, control.substr(contents.size())};
  return {};
}

BarAction draw_bar(ImDrawList& list, const Fonts& fonts, const Theme& theme, const article::Strings& strings, const BarState& state, float width,
                   float viewport_height, const DocumentView::Pointer& pointer, std::vector<Control>& controls, const char** cursor) {
  const float height = theme.bar_height(), hairline = theme.snapped(1);
  list.AddRectFilled({0, 0}, {width, height}, theme.paper.packed());
  list.AddRectFilled({0, height - hairline}, {width, height}, theme.line.packed());
  const float line = theme.snapped(2);
  list.AddRectFilled({0, height - line}, {std::round(width * std::clamp(state.progress, 0.0f, 1.0f)), height}, theme.accent.packed());

  BarPainter painter(list, fonts, theme, strings, pointer, controls);
  FontStyle strong = theme.font(TextStyle::label_strong), normal = theme.font(TextStyle::label);
  strong.size = theme.px(14.5f);
  normal.size = theme.px(14.5f);
  const float control_height = theme.snapped(30), top = std::round((height - control_height) / 2);

  // From the left: home, contents.
  float x = theme.compact ? theme.gutter() - theme.px(8) : theme.px(20);
  const std::string_view home = strings["nav.home"];
  Rect rect{x, top, std::ceil(fonts.width(strong, home) + theme.px(16)), control_height};
  painter.background(rect, false);
  painter.text(rect, strong, theme.text, home);
  painter.control("bar.home", ControlRole::link, std::string(home), rect, false);
  x += rect.width + theme.px(6);
  const std::string contents(strings["contents.title"]);
  const bool icon = width < theme.px(560);
  rect = {x, top, icon ? control_height : std::ceil(fonts.width(normal, contents) + theme.px(16)), control_height};
  painter.background(rect, state.contents_open);
  if (icon) painter.menu_icon(rect, theme.soft);
  else painter.text(rect, normal, state.contents_open ? theme.text : theme.soft, contents);
  painter.control("bar.contents", ControlRole::disclosure, contents, rect, state.contents_open);

  // From the right: theme, languages.
  x = width - (theme.compact ? theme.gutter() - theme.px(6) : theme.px(20));
  rect = {x - control_height, top, control_height, control_height};
  painter.background(rect, false);
  painter.theme_icon(rect, theme.soft);
  painter.control("bar.theme", ControlRole::button, std::string(strings[theme.dark ? "theme.switch_to_light" : "theme.switch_to_dark"]), rect, theme.dark);
  x = rect.x - theme.px(theme.compact ? 4.0f : 14.0f);
  for (auto language = state.languages.rbegin(); language != state.languages.rend(); ++language) {
    std::string code = language->code;
    std::ranges::transform(code, code.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const bool current = language->code == state.language;
    const FontStyle& style = normal;
    const float cell = std::ceil(fonts.width(style, code) + theme.px(theme.compact ? 13.0f : 16.0f));
    rect = {x - cell, top, cell, control_height};
    painter.background(rect, current);
    painter.text(rect, style, current ? theme.text : theme.soft, code);
    painter.control("bar.language." + language->code, ControlRole::radio, language->name, rect, current, "bar.languages");
    x = rect.x;
  }
  if (state.contents_open && state.contents != nullptr) draw_contents(list, fonts, theme, strings, state, width, viewport_height, painter);
  if (cursor != nullptr && painter.cursor != nullptr) *cursor = painter.cursor;
  return painter.action;
}

}  // namespace attention::widgets
