#pragma once
#include <memory>

#include "app/host.h"

namespace attention::app {

/// The application: an article with live figures. It owns all state; the platform owns the window, the engine's thread or worker
/// and Dear ImGui's context, calls frame() between NewFrame() and Render(), and only when something happened.
class App {
 public:
  explicit App(Host& host);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Takes what happened, draws, applies the reader's edits. Asks host.wake() for another frame where one is needed.
  void frame();
  /// Whether an event of the engine's is worth a frame of its own. Those that are not are taken with the next frame.
  bool wants_frame(const explain::Event& event) const;
  /// Nothing is loading or computing any more: what is on screen will stay. For screenshots and tests.
  bool settled() const;
  /// A control has the keyboard (it was reached with Tab): arrows and Space are for it, not for scrolling. Desktop only.
  bool keyboard_in_use() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace attention::app
