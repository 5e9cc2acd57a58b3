#include "widgets/ui.h"

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <cmath>

namespace attention::widgets {

namespace {

float pill_width(const Fonts& fonts, const Theme& theme, std::string_view label) {
  return std::round(fonts.width_any(theme.font(TextStyle::label), label) + theme.px(26));
}
float pill_gap(const Theme& theme) { return theme.px(8); }
constexpr float drag_threshold = 4;  // CSS pixels

}  // namespace

void Ui::ring(const Rect& rect) {
  if (frame_.mirrored || !memory_.focus_visible) return;
  const float gap = theme().px(3);
  painter_.outline({}, {rect.x - gap, rect.y - gap, rect.width + 2 * gap, rect.height + 2 * gap}, theme().snapped(2), theme().focus,
                   theme().px(8));
}

Interaction Ui::control(Control control) {
  Interaction result;
  const Rect rect = control.rect;
  const bool inside = rect.contains(frame_.pointer.x, frame_.pointer.y);
  result.hovered = inside && !control.disabled && (memory_.captured.empty() || memory_.captured == control.id);
  if (!control.disabled) {
    if (frame_.pointer.pressed && inside) {
      memory_.captured = control.id;
      memory_.capture_x = frame_.pointer.x;
      memory_.capture_y = frame_.pointer.y;
      if (!frame_.mirrored) {
        memory_.focused = control.id;
        memory_.focus_visible = false;
      }
    }
    if (memory_.captured == control.id) {
      result.drag_x = frame_.pointer.x - memory_.capture_x;
      result.drag_y = frame_.pointer.y - memory_.capture_y;
      const bool moved = std::hypot(result.drag_x, result.drag_y) > theme().px(drag_threshold);
      result.dragging = frame_.pointer.down && moved;
      if (frame_.pointer.released) {
        result.dropped = moved;
        // In the browser the twin's own click event says so, keyboard and assistive technology included.
        result.pressed = inside && !moved && !frame_.mirrored;
      }
    }
    for (const ControlEvent& event : frame_.events) {
      if (event.id != control.id) continue;
      using Kind = ControlEvent::Kind;
      if (event.kind == Kind::press) result.pressed = true;
      if (event.kind == Kind::open) result.opened = true;
      if (event.kind == Kind::text) result.text = event.text;
      if (event.kind == Kind::number) result.number = event.number;
    }
  }
  result.focused = memory_.focused == control.id;
  if (result.focused) ring(rect);
  if (result.hovered && control.role != ControlRole::image && control.role != ControlRole::status) {
    cursor_ = control.role == ControlRole::textbox ? "text" : "pointer";
  }
  control.figure = figure_;
  control.rect.y += frame_.scroll;
  controls_.push_back(std::move(control));
  return result;
}

Interaction Ui::pill(std::string_view rest, float& x, float& y, float left, float right, std::string_view label, bool selected,
                     ControlRole role, std::string_view group, std::string_view group_name) {
  const Theme& t = theme();
  const float width = pill_width(painter_.fonts(), t, label);
  if (x > left && x + width > right) {
    x = left;
    y += t.pill_height() + pill_gap(t);
  }
  const Rect rect{x, y, width, t.pill_height()};
  Control control{.id = id(rest), .role = role, .name = std::string(label), .group = group.empty() ? std::string() : id(group),
                  .group_name = std::string(group_name), .rect = rect, .selected = selected};
  const Interaction result = this->control(std::move(control));
  const float radius = rect.height / 2;
  if (selected || result.hovered) painter_.rectangle({}, rect, result.hovered ? t.quiet_hover : t.quiet, radius);
  if (!selected) painter_.outline({}, rect, t.snapped(1), t.line, radius);
  const float baseline = rect.y + rect.height / 2 + t.px(4.5f);
  painter_.text({}, rect.x + rect.width / 2, baseline, selected ? TextStyle::label_strong : TextStyle::label, selected ? t.text : t.soft,
                label, TextAlign::center);
  x += width + pill_gap(t);
  return result;
}

float Ui::pill_rows_height(const Fonts& fonts, const Theme& theme, float width, const std::vector<std::string>& labels) {
  float x = 0, height = labels.empty() ? 0 : theme.pill_height();
  for (const std::string& label : labels) {
    const float needed = pill_width(fonts, theme, label);
    if (x > 0 && x + needed > width) {
      x = 0;
      height += theme.pill_height() + pill_gap(theme);
    }
    x += needed + pill_gap(theme);
  }
  return height;
}

Interaction Ui::quiet_button(std::string_view rest, float& right, float baseline, std::string_view label, ControlRole role, bool selected) {
  const Theme& t = theme();
  const float width = painter_.width(TextStyle::label, label), pad = t.px(6);
  const float height = t.px(t.compact ? Theme::touch : 28);
  const Rect rect{right - width - 2 * pad, baseline - t.px(4.5f) - height / 2, width + 2 * pad, height};
  Control control{.id = id(rest), .role = role, .name = std::string(label), .rect = rect, .selected = selected, .expanded = selected};
  const Interaction result = this->control(std::move(control));
  if (result.hovered) painter_.rectangle({}, rect, t.quiet, t.px(8));
  painter_.text({}, rect.x + pad, baseline, TextStyle::label, result.hovered || selected ? t.text : t.soft, label);
  right = rect.x - t.px(6);
  return result;
}

Interaction Ui::toggle(std::string_view rest, float& x, float& y, float left, float right, std::string_view label, bool on) {
  const Theme& t = theme();
  const float track = t.px(30), height = t.pill_height(), gap = t.px(8);
  const float width = track + gap + painter_.width(TextStyle::label, label);
  if (x > left && x + width > right) {
    x = left;
    y += height + pill_gap(t);
  }
  const Rect rect{x, y, width, height};
  const Interaction result = control({.id = id(rest), .role = ControlRole::toggle, .name = std::string(label), .rect = rect, .selected = on});
  const float thick = t.px(16), top = y + (height - thick) / 2;
  painter_.rectangle({}, {x, top, track, thick}, on ? t.accent : t.line_strong, thick / 2);
  const float knob = thick - t.px(4);
  painter_.rectangle({}, {x + (on ? track - knob - t.px(2) : t.px(2)), top + t.px(2), knob, knob}, t.card, knob / 2);
  painter_.text({}, x + track + gap, y + height / 2 + t.px(4.5f), TextStyle::label, result.hovered ? t.text : t.soft, label);
  x += width + t.px(20);
  return result;
}

Interaction Ui::text_field(std::string_view rest, const Rect& rect, std::string_view label, const std::string& value, int max_length,
                           TextStyle style) {
  const std::string whole = id(rest);
  const FontStyle font = theme().font(style);
  Interaction result = control({.id = whole, .role = ControlRole::textbox, .name = std::string(label), .value = value, .rect = rect,
                                .max_length = max_length, .font_size = font.size});
  if (frame_.mirrored) return result;
  // The desktop's field: Dear ImGui owns the text while it is edited, as the <input> does in the browser.
  if (painter_.visible()) {
    if (memory_.edited != whole) memory_.edit_buffer = value;
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({rect.width, rect.height});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {theme().px(10), (rect.height - painter_.fonts().imgui_size(font)) / 2});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, IM_COL32(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_FrameBg, IM_COL32(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_Text, theme().text.packed());
    ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, theme().selection.packed());
    ImGui::Begin(("##" + whole).c_str(), nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoMove);
    ImGui::PushFont(painter_.fonts().imgui_font(font.face), painter_.fonts().imgui_size(font));
    ImGui::SetNextItemWidth(rect.width);
    for (const ControlEvent& event : frame_.events) {
      if (event.id == whole && event.kind == ControlEvent::Kind::focus) ImGui::SetKeyboardFocusHere();
    }
    if (ImGui::InputText("##text", &memory_.edit_buffer)) result.text = memory_.edit_buffer;
    if (ImGui::IsItemActive()) memory_.edited = whole;
    else if (memory_.edited == whole) memory_.edited.clear();
    ImGui::PopFont();
    ImGui::End();
    ImGui::PopStyleColor(4);
    ImGui::PopStyleVar(3);
  }
  return result;
}

void Ui::describe(std::string_view rest, const Rect& rect, std::string name) {
  control({.id = id(rest), .role = ControlRole::image, .name = std::move(name), .rect = rect});
}

void Ui::announce(std::string_view rest, std::string text) {
  control({.id = id(rest), .role = ControlRole::status, .name = std::move(text)});
}

}  // namespace attention::widgets
