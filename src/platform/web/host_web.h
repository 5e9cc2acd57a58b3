#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/host.h"

namespace attention::platform {

/// The browser as the application's host. Calls go out through emscripten/page_library.js; what the browser has to say
/// comes in through the exported functions of main.cpp, which fill this object between two frames.
class HostWeb final : public app::Host {
 public:
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
  std::string address() override;
  app::DrawnWord draw_word(const std::string& word, float font_size) override;

  // From the browser, between frames.
  app::Environment& surroundings() { return environment_; }
  void arrived(int id, Result<Bytes> bytes);
  void happened(explain::Event event) { events_.push_back(std::move(event)); }
  void happened(widgets::ControlEvent event) { control_events_.push_back(std::move(event)); }

 private:
  app::Environment environment_;
  std::map<int, std::function<void(Result<Bytes>)>> loads_;
  int next_load_ = 1;
  std::vector<explain::Event> events_;
  std::vector<widgets::ControlEvent> control_events_;
  std::map<std::string, std::vector<widgets::Control>> published_;  ///< by figure: only figures that changed are published again
  std::string cursor_;
};

}  // namespace attention::platform
