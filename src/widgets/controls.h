#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace attention::widgets {

struct Rect {
  float x = 0, y = 0, width = 0, height = 0;  ///< device pixels; document coordinates unless said otherwise
  bool contains(float px, float py) const { return px >= x && py >= y && px < x + width && py < y + height; }
  bool operator==(const Rect&) const = default;
};

/// What a control is, in the words of WAI-ARIA. Each has a real DOM control as its twin in the browser.
enum class ControlRole {
  button,        ///< one action
  toggle,        ///< aria-pressed
  radio,         ///< one of a group (aria-checked), e.g. presets, languages
  option,        ///< one of a composite figure (aria-selected), e.g. a word of the sentence, a head of the wall
  slider,        ///< value between minimum and maximum
  textbox,       ///< a real <input>; the DOM owns the text while it has the focus
  link,          ///< target in `value`
  disclosure,    ///< aria-expanded
  image,         ///< not operable; name carries the summary
  status,        ///< live region, polite: announced when its name changes
};

/// A control of the current frame, as the accessible mirror and the tests see it.
/// Identity is `id`, never the translated label. Controls with the same non-empty `group` form one composite: one Tab
/// stop, arrow keys inside.
struct Control {
  std::string id;           ///< stable, e.g. "fig-sentence.word.2"
  ControlRole role = ControlRole::button;
  std::string name;         ///< accessible name, localized
  std::string value;        ///< textbox: text; slider: formatted value; link: target; others: empty or a description
  std::string figure;       ///< id of the <figure> (or "bar", "contents") that holds the twin
  std::string group;        ///< composite, e.g. "fig-sentence.words"; empty = a Tab stop of its own
  std::string group_name;   ///< the composite's accessible name
  int columns = 0;          ///< of a grid composite (wall: 12), 0 = a line
  Rect rect;
  bool selected = false, disabled = false, expanded = false;
  float minimum = 0, maximum = 0, number = 0, step = 0;  ///< slider
  int max_length = 0;                                    ///< textbox, in characters
  float font_size = 0;                                   ///< textbox, device pixels
  bool operator==(const Control&) const = default;
};

/// A matrix or list that assistive technology and tests can ask for: a <table> built on demand from the current trace.
struct DataTable {
  std::string id, figure, caption;
  std::vector<std::string> columns;            ///< header row; the first is the row header's column
  std::vector<std::vector<std::string>> rows;  ///< localized numbers
};

/// What a reader did to a control, from ImGui's pointer on the canvas or from the DOM twin; both come in here.
struct ControlEvent {
  enum class Kind { press, focus, blur, text, number, hover, leave, open };
  std::string id;
  Kind kind = Kind::press;
  std::string text;   ///< Kind::text: the whole new value
  float number = 0;   ///< Kind::number
};

}  // namespace attention::widgets
