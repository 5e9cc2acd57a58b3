#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/host.h"
#include "platform/desktop/engine_thread.h"
#include "platform/desktop/files.h"
#include "platform/desktop/scroller.h"
#include "platform/desktop/word_drawer.h"

struct GLFWwindow;
struct GLFWcursor;

namespace attention::platform {

/// The desktop as the application's host: files from disk, the engine on a thread, the window's own scrolling, history and clipboard.
/// Used by the thread of the window only.
class HostDesktop final : public app::Host {
 public:
  HostDesktop(GLFWwindow* window, AssetFolder assets);
  ~HostDesktop() override;

  void load(const std::string& path, std::function<void(Result<Bytes>)> done) override;
  void submit(explain::RequestId request, const explain::Query& query) override;
  void submit(explain::RequestId request, const explain::CutStudy& study) override;
  void cancel(explain::RequestId request) override;
  std::vector<explain::Event> take_events() override;
  std::vector<widgets::ControlEvent> take_control_events() override;
  app::Environment environment() override;
  void publish(const app::PageLayout& layout) override;
  void publish(const std::vector<widgets::Control>& controls) override;
  void publish(const widgets::DataTable& table) override;
  void set_address(const std::string& fragment, bool push) override;
  void set_language(const std::string& code, const std::string& title) override;
  void scroll_to(float y, bool animated) override;
  void focus_control(const std::string& id) override;
  void copy_text(const std::string& text) override;
  void save_picture(const std::string& name, const widgets::Rect& area) override;
  void save_file(const std::string& name, const std::string& mime, ByteView bytes) override;
  void open_link(const std::string& url) override;
  void set_cursor(const std::string& css_name) override;
  void remember(const std::string& key, const std::string& value) override;
  std::string recall(const std::string& key) override;
  void wake(double seconds) override;
  double now() override;
  std::string address() override { return {}; }
  app::DrawnWord draw_word(const std::string& word, float font_size) override;

  // For the window.
  app::Environment& surroundings() { return environment_; }
  Scroller& scroller() { return scroller_; }
  /// Delivers what was loaded since the last call.
  void deliver_files();
  /// Seconds until the application wants a frame; empty = not before something happens. Asking forgets it.
  std::optional<double> take_wake();
  void go_back();
  void go_forward();
  struct Picture { std::string name; widgets::Rect area; };
  std::optional<Picture> take_picture();
  /// While set, environment() says this instead: a picture of something that is not on screen.
  void pretend(std::optional<app::Environment> environment) { pretended_ = std::move(environment); }
  const std::vector<widgets::Control>& controls() const { return controls_; }

 private:
  struct Place { std::string fragment; float scroll = 0; };
  void visit(std::size_t place);

  GLFWwindow* window_;
  AssetFolder assets_;
  WordDrawer word_drawer_;
  Scroller scroller_;
  app::Environment environment_;
  std::optional<app::Environment> pretended_;
  std::vector<std::pair<std::string, std::function<void(Result<Bytes>)>>> loads_;
  std::vector<widgets::ControlEvent> control_events_;
  std::vector<widgets::Control> controls_;
  std::optional<double> wake_at_;
  std::optional<Picture> picture_;
  std::vector<Place> history_{Place{}};
  std::size_t place_ = 0;
  std::vector<std::pair<std::string, GLFWcursor*>> cursors_;
  std::string cursor_;
  EngineThread engine_;  // last: its thread may wake the window while the rest still stands
};

/// Opens a web address or a file with the program that the system has for it.
void open_with_system(const std::string& address);

}  // namespace attention::platform
