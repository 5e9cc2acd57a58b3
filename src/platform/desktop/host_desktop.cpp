#include "platform/desktop/host_desktop.h"

#include <GLFW/glfw3.h>
#include <spawn.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <format>
#include <utility>

extern char** environ;

namespace attention::platform {
namespace {

constexpr float bar_css = 56;  // Theme::bar_height()

/// A table as comma-separated values (RFC 4180).
std::string csv_of(const widgets::DataTable& table) {
  std::string text;
  const auto row = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += ',';
      text += '"';
      for (const char c : cells[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  };
  row(table.columns);
  for (const auto& cells : table.rows) row(cells);
  return text;
}

}  // namespace

void open_with_system(const std::string& address) {
  std::string program = "xdg-open", argument = address;
  std::array<char*, 3> arguments{program.data(), argument.data(), nullptr};
  pid_t process = 0;
  if (posix_spawnp(&process, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
    std::fprintf(stderr, "attention: no xdg-open to show %s\n", address.c_str());
}

HostDesktop::HostDesktop(GLFWwindow* window, AssetFolder assets)
    : window_(window), assets_(assets), engine_(std::move(assets), "models/e5/manifest.json", [] { glfwPostEmptyEvent(); }) {}

HostDesktop::~HostDesktop() {
  for (const auto& [name, cursor] : cursors_)
    if (cursor != nullptr) glfwDestroyCursor(cursor);
}

void HostDesktop::load(const std::string& path, std::function<void(Result<Bytes>)> done) {
  loads_.emplace_back(path, std::move(done));
  wake(0);
}

void HostDesktop::deliver_files() {
  // A callback may load more; those come at the next call.
  for (auto& [path, done] : std::exchange(loads_, {})) done(assets_.read(path));
}

void HostDesktop::submit(explain::RequestId request, const explain::Query& query) { engine_.submit({request, query}); }
void HostDesktop::submit(explain::RequestId request, const explain::CutStudy& study) { engine_.submit({request, study}); }
void HostDesktop::cancel(explain::RequestId request) { engine_.cancel(request); }
std::vector<explain::Event> HostDesktop::take_events() { return engine_.take_events(); }
std::vector<widgets::ControlEvent> HostDesktop::take_control_events() { return std::exchange(control_events_, {}); }

app::Environment HostDesktop::environment() {
  if (pretended_) return *pretended_;
  app::Environment now = environment_;
  now.scroll = scroller_.position();
  return now;
}

void HostDesktop::publish(const app::PageLayout& layout) {
  if (pretended_) return;
  scroller_.set_layout(layout, bar_css * environment_.scale);
}
void HostDesktop::publish(const std::vector<widgets::Control>& controls) { controls_ = controls; }

void HostDesktop::publish(const widgets::DataTable& table) {
  const std::string csv = csv_of(table);
  save_file(table.id + ".csv", "text/csv", std::as_bytes(std::span(csv)));
}

void HostDesktop::set_address(const std::string& fragment, bool push) {
  history_[place_].scroll = scroller_.position();
  if (push) {
    history_.resize(place_ + 1);
    history_.push_back({});
    ++place_;
  }
  history_[place_].fragment = fragment;
}

void HostDesktop::visit(std::size_t place) {
  history_[place_].scroll = scroller_.position();
  place_ = place;
  const Place& there = history_[place];
  if (!there.fragment.empty()) control_events_.push_back({"link", widgets::ControlEvent::Kind::open, there.fragment, 0});
  scroller_.jump(there.scroll, false, now());
  wake(0);
}

void HostDesktop::go_back() {
  if (place_ > 0) visit(place_ - 1);
}
void HostDesktop::go_forward() {
  if (place_ + 1 < history_.size()) visit(place_ + 1);
}

void HostDesktop::set_language(const std::string&, const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }

void HostDesktop::scroll_to(float y, bool animated) {
  scroller_.jump(y, animated && !environment_.reduced_motion, now());
  wake(0);
}

void HostDesktop::focus_control(const std::string& id) {
  control_events_.push_back({id, widgets::ControlEvent::Kind::focus, {}, 0});
  wake(0);
}

void HostDesktop::copy_text(const std::string& text) { glfwSetClipboardString(window_, text.c_str()); }

void HostDesktop::save_picture(const std::string& name, const widgets::Rect& area) {
  picture_ = Picture{name, area};
  wake(0);
}

std::optional<HostDesktop::Picture> HostDesktop::take_picture() { return std::exchange(picture_, std::nullopt); }

void HostDesktop::save_file(const std::string& name, const std::string&, ByteView bytes) {
  const std::filesystem::path path = free_name(download_folder(), name);
  if (auto written = write_file(path, bytes); !written) std::fprintf(stderr, "attention: could not write %s\n", path.c_str());
  else std::printf("attention: saved %s\n", path.c_str());
  std::fflush(stdout);
}

void HostDesktop::open_link(const std::string& url) {
  // Nothing but the web and our own files: a link never starts another program.
  if (url.starts_with("https://") || url.starts_with("http://")) return open_with_system(url);
  if (const auto file = assets_.find_file(url)) open_with_system(file->string());
  else std::fprintf(stderr, "attention: %s was not found\n", url.c_str());
}

void HostDesktop::set_cursor(const std::string& css_name) {
  if (css_name == cursor_) return;
  cursor_ = css_name;
  auto found = std::ranges::find(cursors_, css_name, &std::pair<std::string, GLFWcursor*>::first);
  if (found == cursors_.end()) {
    int shape = 0;
    if (css_name == "pointer") shape = GLFW_HAND_CURSOR;
    if (css_name == "text") shape = GLFW_IBEAM_CURSOR;
#ifdef GLFW_RESIZE_ALL_CURSOR
    if (css_name == "grab" || css_name == "grabbing") shape = GLFW_RESIZE_ALL_CURSOR;
#endif
    cursors_.emplace_back(css_name, shape == 0 ? nullptr : glfwCreateStandardCursor(shape));
    found = cursors_.end() - 1;
  }
  glfwSetCursor(window_, found->second);
}

void HostDesktop::remember(const std::string& key, const std::string& value) { write_setting(key, value); }
std::string HostDesktop::recall(const std::string& key) {
  // What the command line asks for comes before what was chosen last time.
  if (key == "language" && !environment_.language.empty()) return environment_.language;
  return read_setting(key);
}

void HostDesktop::wake(double seconds) {
  const double at = now() + std::max(0.0, seconds);
  if (!wake_at_ || at < *wake_at_) wake_at_ = at;
}

std::optional<double> HostDesktop::take_wake() {
  if (!wake_at_) return std::nullopt;
  const double left = std::max(0.0, *wake_at_ - now());
  if (left <= 0) wake_at_.reset();
  return left;
}

double HostDesktop::now() { return glfwGetTime(); }

app::DrawnWord HostDesktop::draw_word(const std::string& word, float font_size) { return word_drawer_.draw(word, font_size); }

}  // namespace attention::platform
