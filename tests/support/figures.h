#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "explain/engine.h"
#include "tests/support/files.h"
#include "tests/support/model_files.h"
#include "widgets/figure.h"

/// Figures without a window: the shipped model's traces, the shipped fonts and strings, and one frame drawn nowhere, as the
/// marks, controls and edits that came of it.
namespace attention::test {

/// The shipped fonts; they live as long as the program, like the application's own.
inline const widgets::Fonts& fonts() {
  static const widgets::Fonts& loaded = *[] {
    auto* all = new widgets::Fonts;
    for (int i = 0; i < widgets::face_count; ++i) {
      const auto face = static_cast<widgets::Face>(i);
      const std::string path = "assets/fonts/" + std::string(widgets::file_of(face));
      if (!all->add(face, read_binary_file(path + ".ttf"), read_binary_file(path + ".kern"))) std::abort();
    }
    return all;
  }();
  return loaded;
}

/// A language's strings and number format, as the page has them.
inline article::Strings strings_of(std::string_view code) {
  const auto languages = article::parse_languages(read_text_file("content/languages.json")).value();
  const auto language = std::find_if(languages.begin(), languages.end(), [&](const article::Language& one) { return one.code == code; });
  return article::Strings::parse(*language, read_text_file("content/" + std::string(code) + "/strings.json")).value();
}

/// The shipped model's trace of a text; null if the run failed.
inline std::shared_ptr<const explain::Trace> trace_of(const std::string& text) {
  explain::Engine engine(manifest_path);
  return run_query(engine, {.text = text});
}

struct Frame {
  std::vector<widgets::Mark> marks;
  std::vector<widgets::Control> controls;
  std::vector<widgets::Edit> edits;
  float height = 0;

  const widgets::Mark* mark(std::string_view name) const {
    const auto found = std::find_if(marks.begin(), marks.end(), [&](const widgets::Mark& m) { return m.name == name; });
    return found == marks.end() ? nullptr : &*found;
  }
  const widgets::Control* control(std::string_view id) const {
    const auto found = std::find_if(controls.begin(), controls.end(), [&](const widgets::Control& c) { return c.id == id; });
    return found == controls.end() ? nullptr : &*found;
  }
};

/// The body of a figure at a width, as one frame would draw it. `events`: what the reader did to its controls.
inline Frame draw_body(widgets::Figure& figure, const widgets::Scene& scene, const article::Strings& strings, const widgets::Theme& theme, float width,
                       std::vector<widgets::ControlEvent> events = {}) {
  Frame frame;
  frame.height = figure.body_height(scene, strings, fonts(), theme, width);
  widgets::UiFrame input;
  input.mirrored = true;
  input.events = std::move(events);
  widgets::UiMemory memory;
  widgets::Ui ui(input, memory, widgets::Painter(nullptr, fonts(), theme, nullptr, &frame.marks), strings, figure.id());
  figure.draw_body(ui, scene, {0, 0, width, frame.height});
  frame.controls = ui.take_controls();
  frame.edits = ui.take_edits();
  return frame;
}

}  // namespace attention::test
