#include "platform/web/host_web.h"

#include <emscripten/html5.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "base/json.h"

extern "C" {
void attention_load(int id, const char* path);
void attention_submit(const void* bytes, std::size_t length);
void attention_cancel(unsigned request);
void attention_publish_layout(const char* json, std::size_t length);
void attention_publish_controls(const char* json, std::size_t length);
void attention_publish_table(const char* json, std::size_t length);
void attention_set_address(const char* fragment, int push);
void attention_set_language(const char* code, const char* title);
void attention_scroll_to(float y, int animated);
void attention_focus_control(const char* id);
void attention_copy_text(const char* text);
void attention_save_file(const char* name, const char* mime, const void* bytes, std::size_t length);
void attention_save_picture(const char* name, float x, float y, float width, float height);
void attention_open_link(const char* url);
void attention_set_cursor(const char* name);
void attention_remember(const char* key, const char* value);
char* attention_address(void);
char* attention_recall(const char* key);
void attention_wake(double seconds);
std::uint8_t* attention_draw_word(const char* word, float size, std::int32_t* width, std::int32_t* height, float* baseline);
}

namespace attention::platform {

namespace {

void write(JsonWriter& json, const widgets::Rect& rect) {
  json.begin_object();
  json.key("x").value(rect.x).key("y").value(rect.y).key("width").value(rect.width).key("height").value(rect.height);
  json.end_object();
}

/// The role's name in web/mirror.js.
std::string_view name_of(widgets::ControlRole role) {
  using enum widgets::ControlRole;
  switch (role) {
    case button: return "button";
    case toggle: return "toggle";
    case radio: return "radio";
    case option: return "option";
    case slider: return "slider";
    case textbox: return "textbox";
    case link: return "link";
    case disclosure: return "disclosure";
    case image: return "image";
    case status: return "status";
  }
  return "button";
}

void write(JsonWriter& json, const widgets::Control& control) {
  json.begin_object();
  json.key("id").value(control.id).key("role").value(name_of(control.role));
  json.key("name").value(control.name).key("value").value(control.value);
  json.key("figure").value(control.figure).key("group").value(control.group).key("group_name").value(control.group_name);
  json.key("columns").value(control.columns).key("rect");
  write(json, control.rect);
  json.key("selected").value(control.selected).key("disabled").value(control.disabled);
  json.key("expanded").value(control.expanded).key("minimum").value(control.minimum);
  json.key("maximum").value(control.maximum).key("number").value(control.number).key("step").value(control.step);
  json.key("max_length").value(control.max_length).key("font_size").value(control.font_size);
  json.end_object();
}

void submit_bytes(const explain::EncoderRequest& request) {
  const Bytes bytes = explain::encode(request);
  attention_submit(bytes.data(), bytes.size());
}

}  // namespace

void HostWeb::load(const std::string& path, std::function<void(Result<Bytes>)> done) {
  const int id = next_load_++;
  loads_.emplace(id, std::move(done));
  attention_load(id, path.c_str());
}

void HostWeb::arrived(int id, Result<Bytes> bytes) {
  auto found = loads_.find(id);
  if (found == loads_.end()) return;
  auto done = std::move(found->second);
  loads_.erase(found);
  done(std::move(bytes));
}

void HostWeb::submit(explain::RequestId request, const explain::Query& query) { submit_bytes({request, query}); }
void HostWeb::submit(explain::RequestId request, const explain::CutStudy& study) { submit_bytes({request, study}); }
void HostWeb::cancel(explain::RequestId request) { attention_cancel(request); }

std::vector<explain::Event> HostWeb::take_events() { return std::exchange(events_, {}); }
std::vector<widgets::ControlEvent> HostWeb::take_control_events() { return std::exchange(control_events_, {}); }
app::Environment HostWeb::environment() { return environment_; }

void HostWeb::publish(const app::PageLayout& layout) {
  JsonWriter json;
  json.begin_object();
  json.key("language").value(layout.language).key("width").value(layout.width).key("height").value(layout.height);
  json.key("blocks").begin_array();
  for (const auto& box : layout.blocks) {
    json.begin_array().value(box.block).value(box.rect.x).value(box.rect.y).value(box.rect.width).value(box.rect.height);
    json.end_array();
  }
  json.end_array().key("lines").begin_array();
  for (const auto& line : layout.lines) {
    json.begin_array().value(line.block).value(line.first).value(line.end).value(line.x).value(line.baseline);
    json.value(line.width).value(line.height).value(line.font_size).value(line.last_of_line ? 1 : 0).end_array();
  }
  json.end_array().end_object();
  attention_publish_layout(json.text().data(), json.text().size());
}

void HostWeb::publish(const std::vector<widgets::Control>& controls) {
  std::map<std::string, std::vector<widgets::Control>> figures;
  for (const auto& control : controls) {
    // The article's links and the bar are the page's own elements.
    if (control.figure != "article" && control.figure != "bar") figures[control.figure].push_back(control);
  }
  for (const auto& [figure, old] : published_) figures.try_emplace(figure);
  JsonWriter json;
  json.begin_object();
  bool any = false;
  for (const auto& [figure, now] : figures) {
    const auto before = published_.find(figure);
    if (before != published_.end() && before->second == now) continue;
    any = true;
    json.key(figure).begin_array();
    for (const auto& control : now) write(json, control);
    json.end_array();
  }
  json.end_object();
  published_ = std::move(figures);
  if (!any) return;
  attention_publish_controls(json.text().data(), json.text().size());
}

void HostWeb::publish(const widgets::DataTable& table) {
  JsonWriter json;
  json.begin_object();
  json.key("id").value(table.id).key("figure").value(table.figure).key("caption").value(table.caption);
  json.key("columns").begin_array();
  for (const auto& column : table.columns) json.value(column);
  json.end_array().key("rows").begin_array();
  for (const auto& row : table.rows) {
    json.begin_array();
    for (const auto& cell : row) json.value(cell);
    json.end_array();
  }
  json.end_array().end_object();
  attention_publish_table(json.text().data(), json.text().size());
}

void HostWeb::set_address(const std::string& fragment, bool push) { attention_set_address(fragment.c_str(), push ? 1 : 0); }
void HostWeb::set_language(const std::string& code, const std::string& title) {
  attention_set_language(code.c_str(), title.c_str());
}
void HostWeb::scroll_to(float y, bool animated) { attention_scroll_to(y, animated ? 1 : 0); }
void HostWeb::focus_control(const std::string& id) { attention_focus_control(id.c_str()); }
void HostWeb::copy_text(const std::string& text) { attention_copy_text(text.c_str()); }
void HostWeb::save_picture(const std::string& name, const widgets::Rect& area) {
  attention_save_picture(name.c_str(), area.x, area.y, area.width, area.height);
}
void HostWeb::save_file(const std::string& name, const std::string& mime, ByteView bytes) {
  attention_save_file(name.c_str(), mime.c_str(), bytes.data(), bytes.size());
}
void HostWeb::open_link(const std::string& url) { attention_open_link(url.c_str()); }
void HostWeb::set_cursor(const std::string& css_name) {
  if (css_name == cursor_) return;
  cursor_ = css_name;
  attention_set_cursor(css_name.c_str());
}
void HostWeb::remember(const std::string& key, const std::string& value) { attention_remember(key.c_str(), value.c_str()); }
std::string HostWeb::recall(const std::string& key) {
  char* text = attention_recall(key.c_str());
  std::string result = text;
  std::free(text);
  return result;
}
void HostWeb::wake(double seconds) { attention_wake(seconds); }
double HostWeb::now() { return emscripten_performance_now() / 1000.0; }

std::string HostWeb::address() {
  char* text = attention_address();
  std::string result = text;
  std::free(text);
  return result;
}

app::DrawnWord HostWeb::draw_word(const std::string& word, float font_size) {
  std::int32_t width = 0, height = 0;
  float baseline = 0;
  std::uint8_t* alpha = attention_draw_word(word.c_str(), font_size, &width, &height, &baseline);
  if (alpha == nullptr) return {};
  const auto* first = reinterpret_cast<const std::byte*>(alpha);
  app::DrawnWord drawn{width, height, baseline, Bytes(first, first + static_cast<std::ptrdiff_t>(width) * height)};
  std::free(alpha);
  return drawn;
}

}  // namespace attention::platform
