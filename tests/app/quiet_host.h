#pragma once
#include "app/host.h"

namespace attention::test {

/// A host whose page side does nothing: a test overrides what it watches. The engine's side is each test's own.
class QuietHost : public app::Host {
 public:
  std::vector<explain::Event> take_events() override { return {}; }
  std::vector<widgets::ControlEvent> take_control_events() override { return {}; }
  app::Environment environment() override { return {}; }
  void publish(const app::PageLayout&) override {}
  void publish(const std::vector<widgets::Control>&) override {}
  void publish(const widgets::DataTable&) override {}
  void set_address(const std::string&, bool) override {}
  void set_language(const std::string&, const std::string&) override {}
  void scroll_to(float, bool) override {}
  void focus_control(const std::string&) override {}
  void copy_text(const std::string&) override {}
  void save_picture(const std::string&, const widgets::Rect&) override {}
  void save_file(const std::string&, const std::string&, ByteView) override {}
  void open_link(const std::string&) override {}
  void set_cursor(const std::string&) override {}
  void remember(const std::string&, const std::string&) override {}
  std::string recall(const std::string&) override { return {}; }
  void wake(double) override {}
  double now() override { return 0; }
  app::DrawnWord draw_word(const std::string&, float) override { return {}; }
};

}  // namespace attention::test
