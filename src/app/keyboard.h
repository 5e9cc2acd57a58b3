#pragma once
#include <vector>

#include "widgets/controls.h"
#include "widgets/ui.h"

namespace attention::app {

/// The keyboard where no mirror does it (the desktop): one Tab stop per composite, arrow keys inside, Space presses, Enter
/// opens or presses. Moves `memory.focused` and returns the events for the next frame; `scroll_to` gets the control that came
/// into focus, if one did.
struct KeyboardResult {
  std::vector<widgets::ControlEvent> events;
  const widgets::Control* focused = nullptr;
};
KeyboardResult handle_keys(const std::vector<widgets::Control>& controls, widgets::UiMemory& memory);

}  // namespace attention::app
