// The page in the browser: a GLFW window for the WebGL 2 context, Dear ImGui on it, and the application. JavaScript
// (web/main.js) calls the exported functions; nothing runs by itself, so an idle page costs nothing.
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/app.h"
#include "platform/web/host_web.h"

extern "C" void page_release_glfw_listeners();

namespace {

using namespace attention;

/// All that lives as long as the page. Made by page_start, never destroyed: a browser tab just ends.
struct Page {
  platform::HostWeb host;
  std::unique_ptr<app::App> application;
  GLFWwindow* window = nullptr;
  double last_frame = 0;
};
std::optional<Page> page;

widgets::ControlEvent::Kind kind_of(int number) {
  constexpr int last = static_cast<int>(widgets::ControlEvent::Kind::open);
  return static_cast<widgets::ControlEvent::Kind>(std::clamp(number, 0, last));
}

}  // namespace

extern "C" {

/// Makes the context and the application. `language`: code of the page that was opened; `fragment`: after the '#'.
void page_start(const char* language, const char* fragment) {
  page.emplace();
  page->host.surroundings().language = language;
  page->host.surroundings().fragment = fragment;
  page->host.surroundings().mirrored = true;
  glfwInit();
  glfwWindowHint(GLFW_ALPHA_BITS, 0);
  page->window = glfwCreateWindow(640, 480, "attention", nullptr, nullptr);
  page_release_glfw_listeners();
  glfwMakeContextCurrent(page->window);
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange;
  ImGui_ImplOpenGL3_Init("#version 300 es");
  page->application = std::make_unique<app::App>(page->host);
}

/// What changed around the page; called before each frame. Sizes and the scroll position in device pixels.
void page_environment(float width, float height, float scale, float scroll, int dark, int reduced_motion, int touch) {
  if (!page) return;
  app::Environment& now = page->host.surroundings();
  now.width = width;
  now.height = height;
  now.scale = scale;
  now.scroll = scroll;
  now.dark = dark != 0;
  now.reduced_motion = reduced_motion != 0;
  now.touch = touch != 0;
}

void page_fragment(const char* fragment) {
  if (!page) return;
  page->host.surroundings().fragment = fragment;
  page->host.happened(widgets::ControlEvent{"link", widgets::ControlEvent::Kind::open, fragment, 0});
}

void page_pointer(float x, float y, int inside) {
  if (!page) return;
  constexpr float outside = -3.4e38f;  // Dear ImGui's "no mouse"
  ImGui::GetIO().AddMousePosEvent(inside != 0 ? x : outside, inside != 0 ? y : outside);
}

void page_pointer_button(int down) {
  if (page) ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, down != 0);
}

void page_control_event(int kind, const char* id, const char* text, float number) {
  if (page) page->host.happened(widgets::ControlEvent{id, kind_of(kind), text, number});
}

void page_asset(int id, const std::uint8_t* bytes, std::uint32_t length, int ok) {
  if (!page) return;
  if (ok == 0) return page->host.arrived(id, fail(ErrorCode::network));
  const auto* first = reinterpret_cast<const std::byte*>(bytes);
  page->host.arrived(id, Bytes(first, first + length));
}

void page_engine_event(const std::uint8_t* bytes, std::uint32_t length) {
  if (!page) return;
  auto event = explain::decode_event({reinterpret_cast<const std::byte*>(bytes), length});
  if (event) page->host.happened(std::move(*event));
}

void page_frame() {
  if (!page) return;
  const app::Environment& now = page->host.surroundings();
  if (now.width < 1 || now.height < 1) return;
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(now.width, now.height);
  io.DisplayFramebufferScale = ImVec2(1, 1);
  const double time = page->host.now();
  io.DeltaTime = std::clamp(static_cast<float>(time - page->last_frame), 1e-4f, 0.1f);
  page->last_frame = time;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  page->application->frame();
  ImGui::Render();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

/// The graphics context was taken away: device objects are given up while deleting them is still nobody's concern.
void page_context_lost() {
  if (page) ImGui_ImplOpenGL3_DestroyDeviceObjects();
}

/// The context is back: device objects and textures are made again from what memory keeps.
void page_context_restored() {
  if (page) ImGui_ImplOpenGL3_CreateDeviceObjects();
}

int main() { return 0; }

}  // extern "C"
