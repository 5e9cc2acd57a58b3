#include "app/keyboard.h"

#include <imgui.h>

#include <algorithm>

namespace attention::app {

using widgets::Control;
using widgets::ControlEvent;
using widgets::ControlRole;

namespace {

bool operable(const Control& control) {
  return !control.disabled && control.role != ControlRole::image && control.role != ControlRole::status;
}

/// The control of a composite that Tab reaches: the selected one, else the first.
const Control* tab_stop(const std::vector<Control>& controls, const std::string& group) {
  const Control* first = nullptr;
  for (const Control& control : controls) {
    if (control.group != group || !operable(control)) continue;
    if (control.selected) return &control;
    if (first == nullptr) first = &control;
  }
  return first;
}

std::vector<const Control*> tab_stops(const std::vector<Control>& controls) {
  std::vector<const Control*> stops;
  std::vector<std::string> groups;
  for (const Control& control : controls) {
    if (!operable(control)) continue;
    if (control.group.empty()) {
      stops.push_back(&control);
    } else if (std::find(groups.begin(), groups.end(), control.group) == groups.end()) {
      groups.push_back(control.group);
      stops.push_back(tab_stop(controls, control.group));
    }
  }
  return stops;
}

}  // namespace

KeyboardResult handle_keys(const std::vector<Control>& controls, widgets::UiMemory& memory) {
  KeyboardResult result;
  const auto found = std::find_if(controls.begin(), controls.end(), [&](const Control& c) { return c.id == memory.focused; });
  const Control* current = found == controls.end() ? nullptr : &*found;
  const auto focus = [&](const Control* control) {
    if (control == nullptr) return;
    memory.focused = control->id;
    memory.focus_visible = true;
    result.focused = control;
    result.events.push_back({control->id, ControlEvent::Kind::focus, {}, 0});
  };

  if (ImGui::IsKeyPressed(ImGuiKey_Tab)) {
    const auto stops = tab_stops(controls);
    if (stops.empty()) return result;
    const bool back = ImGui::GetIO().KeyShift;
    auto at = std::find_if(stops.begin(), stops.end(), [&](const Control* stop) {
      return current != nullptr && (stop == current || (!stop->group.empty() && stop->group == current->group));
    });
    const auto count = static_cast<std::ptrdiff_t>(stops.size());
    const std::ptrdiff_t index = at == stops.end() ? (back ? count : -1) : at - stops.begin();
    focus(stops[static_cast<std::size_t>((index + (back ? -1 : 1) + count) % count)]);
    return result;
  }
  if (current == nullptr || !memory.edited.empty()) return result;
  if (ImGui::IsKeyPressed(ImGuiKey_Escape)) memory.focused.clear();
  if (ImGui::IsKeyPressed(ImGuiKey_Space)) result.events.push_back({current->id, ControlEvent::Kind::press, {}, 0});
  if (ImGui::IsKeyPressed(ImGuiKey_Enter)) {
    const auto kind = current->role == ControlRole::option ? ControlEvent::Kind::open : ControlEvent::Kind::press;
    result.events.push_back({current->id, kind, {}, 0});
  }
  if (current->role == ControlRole::slider) {
    const float step = current->step > 0 ? current->step : (current->maximum - current->minimum) / 20;
    float value = current->number;
    if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) value += step;
    if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) value -= step;
    value = std::clamp(value, current->minimum, current->maximum);
    if (value != current->number) result.events.push_back({current->id, ControlEvent::Kind::number, {}, value});
    return result;
  }
  if (current->group.empty()) return result;
  std::vector<const Control*> members;
  for (const Control& control : controls) {
    if (control.group == current->group && operable(control)) members.push_back(&control);
  }
  const auto count = static_cast<int>(members.size());
  const int at = static_cast<int>(std::find(members.begin(), members.end(), current) - members.begin());
  const int row = current->columns > 0 ? current->columns : 1;
  int to = at;
  if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) to = at + 1;
  if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) to = at - 1;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) to = at + row;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) to = at - row;
  if (ImGui::IsKeyPressed(ImGuiKey_Home)) to = 0;
  if (ImGui::IsKeyPressed(ImGuiKey_End)) to = count - 1;
  if (to != at && to >= 0 && to < count) {
    focus(members[static_cast<std::size_t>(to)]);
    result.events.push_back({members[static_cast<std::size_t>(to)]->id, ControlEvent::Kind::press, {}, 0});
  }
  return result;
}

}  // namespace attention::app
