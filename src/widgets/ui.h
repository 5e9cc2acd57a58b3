#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article/strings.h"
#include "widgets/controls.h"
#include "widgets/painter.h"
#include "widgets/scene.h"

namespace attention::widgets {

/// The pointer in this frame, viewport coordinates. Absent pointers are far outside.
struct PointerState {
  float x = -1e9f, y = -1e9f;
  bool down = false, pressed = false, released = false;  ///< the main button; pressed and released are of this frame
};

/// What lives between frames for controls: who holds the pointer, who has the keyboard.
struct UiMemory {
  std::string captured;       ///< control that the button went down on
  float capture_x = 0, capture_y = 0;
  std::string focused;
  bool focus_visible = false; ///< the ring is shown: the focus came from the keyboard (desktop; the browser draws its own)
  std::string edited;         ///< the text field that is being edited
  std::string edit_buffer;    ///< desktop: the text field's own text while it is being edited
};

/// What happened to one control in this frame.
struct Interaction {
  bool hovered = false, focused = false;
  bool pressed = false;             ///< click, tap, Space, or an arrow key that moved a composite's selection here
  bool opened = false;              ///< Enter on an option, or a double click
  bool dragging = false, dropped = false;
  float drag_x = 0, drag_y = 0;     ///< since the button went down
  std::optional<std::string> text;  ///< textbox: the new value
  std::optional<float> number;      ///< slider: the new value
};

/// Everything of one frame that does not change while figures are drawn.
struct UiFrame {
  PointerState pointer;
  bool pointer_moved = false;  ///< in this frame
  std::vector<ControlEvent> events;
  bool mirrored = false;
  float scroll = 0;         ///< document y of the viewport's top
  bool touch = false, reduced_motion = false;
  double time = 0;          ///< seconds, for motion that explains
};

/// Draws and registers controls for one figure. Rectangles are in viewport coordinates; the published controls are in
/// document coordinates. Collects edits: what the reader did, never a change of state.
class Ui {
 public:
  Ui(const UiFrame& frame, UiMemory& memory, Painter painter, const article::Strings& strings, std::string figure)
      : frame_(frame), memory_(memory), painter_(painter), strings_(strings), figure_(std::move(figure)) {}

  Painter& paint() { return painter_; }
  const Theme& theme() const { return painter_.theme(); }
  const article::Strings& strings() const { return strings_; }
  const UiFrame& frame() const { return frame_; }
  const PointerState& pointer() const { return frame_.pointer; }
  /// "fig-sentence": ids of controls begin with it.
  const std::string& figure() const { return figure_; }
  /// "<figure>.<rest>"
  std::string id(std::string_view rest) const { return figure_ + '.' + std::string(rest); }

  /// Registers a control that the caller has drawn or will draw. `control.figure` is filled in.
  Interaction control(Control control);
  /// A pill as in the mock-ups (presets, sort orders, steps): radio, toggle or button. Returns what happened; `x` is
  /// the left end and is moved past the pill and its gap. Wraps to the next line when `right` would be passed.
  Interaction pill(std::string_view id, float& x, float& y, float left, float right, std::string_view label, bool selected,
                   ControlRole role = ControlRole::button, std::string_view group = {}, std::string_view group_name = {});
  /// The height that a row of pills needs (wrapped), for body_height().
  static float pill_rows_height(const Fonts& fonts, const Theme& theme, float width, const std::vector<std::string>& labels);
  /// A quiet word to press ("Copy link"), right edge at `right`; `right` is moved left past it.
  Interaction quiet_button(std::string_view id, float& right, float baseline, std::string_view label,
                           ControlRole role = ControlRole::button, bool selected = false);
  /// A labelled toggle with a small switch; returns what happened, x moves past it, wraps like pill().
  Interaction toggle(std::string_view id, float& x, float& y, float left, float right, std::string_view label, bool on);
  /// A one-line text field: a real <input> in the browser, Dear ImGui's natively.
  Interaction text_field(std::string_view id, const Rect& rect, std::string_view label, const std::string& value, int max_length, TextStyle style);
  /// A summary that assistive technology reads for a drawing; no stop for Tab.
  void describe(std::string_view id, const Rect& rect, std::string name);
  /// Announced politely when it changes.
  void announce(std::string_view id, std::string text);

  void edit(Edit edit) { edits_.push_back(std::move(edit)); }
  void cursor(const char* css_name) { cursor_ = css_name; }

  std::vector<Edit> take_edits() { return std::move(edits_); }
  std::vector<Control> take_controls() { return std::move(controls_); }
  const char* wanted_cursor() const { return cursor_; }

 private:
  void ring(const Rect& rect);

  const UiFrame& frame_;
  UiMemory& memory_;
  Painter painter_;
  const article::Strings& strings_;
  std::string figure_;
  std::vector<Edit> edits_;
  std::vector<Control> controls_;
  const char* cursor_ = nullptr;
};

}  // namespace attention::widgets
