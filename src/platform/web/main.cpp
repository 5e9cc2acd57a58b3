// The page in the browser: a GLFW window for the WebGL 2 context, Dear ImGui on it, and the application. JavaScript
// (web/main.js) calls the exported functions; nothing runs by itself, so an idle page costs nothing.
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "app/app.h"
#include "platform/web/host_web.h"

extern "C" {
void page_release_glfw_listeners();
void page_keep_no_graphics_state();
}

namespace {

using namespace attention;

/// All that lives as long as the page. Made by page_start, never destroyed: a browser tab just ends.
struct Page {
  platform::HostWeb host;
  std::unique_ptr<app::App> application;
  GLFWwindow* window = nullptr;
  double last_frame = 0;
  std::uint64_t picture = 0;  ///< fingerprint of what the canvas shows
};
std::optional<Page> page;

widgets::ControlEvent::Kind kind_of(int number) {
  constexpr int last = static_cast<int>(widgets::ControlEvent::Kind::open);
  return static_cast<widgets::ControlEvent::Kind>(std::clamp(number, 0, last));
}

/// A fingerprint of what a frame draws where; 0 if textures have to be brought up to date first.
std::uint64_t fingerprint(const ImDrawData& data) {
  std::uint64_t hash = 1469598103934665603ULL;
  const auto add = [&hash](const void* bytes, std::size_t size) {
    const auto* at = static_cast<const char*>(bytes);
    for (; size >= sizeof(std::uint64_t); at += sizeof(std::uint64_t), size -= sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      hash = std::rotl((hash ^ word) * 0x9E3779B97F4A7C15ULL, 29);
    }
    std::uint64_t rest = size;
    std::memcpy(&rest, at, size);
    hash = std::rotl((hash ^ rest) * 0x9E3779B97F4A7C15ULL, 29);
  };
  for (const ImTextureData* texture : *data.Textures) {
    if (texture->Status != ImTextureStatus_OK) return 0;
  }
  add(&data.DisplaySize, sizeof data.DisplaySize);
  for (const ImDrawList* list : data.CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      const ImTextureID texture = command.GetTexID();
      add(&command.ClipRect, sizeof command.ClipRect);
      add(&texture, sizeof texture);
      add(&command.VtxOffset, sizeof command.VtxOffset);
      add(&command.IdxOffset, sizeof command.IdxOffset);
      add(&command.ElemCount, sizeof command.ElemCount);
    }
    add(list->VtxBuffer.Data, static_cast<std::size_t>(list->VtxBuffer.size_in_bytes()));
    add(list->IdxBuffer.Data, static_cast<std::size_t>(list->IdxBuffer.size_in_bytes()));
  }
  return std::max<std::uint64_t>(1, hash);
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
  page_keep_no_graphics_state();
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

/// Takes one event of the engine's. Returns whether it is worth a frame.
int page_engine_event(const std::uint8_t* bytes, std::uint32_t length) {
  if (!page) return 0;
  auto event = explain::decode_event({reinterpret_cast<const std::byte*>(bytes), length});
  if (!event) return 0;
  const bool wanted = page->application->wants_frame(*event);
  page->host.happened(std::move(*event));
  return wanted ? 1 : 0;
}

/// One frame. A picture that the canvas shows already is not drawn again unless `always`: many frames only bring twins up to date.
void page_frame(int always) {
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
  const std::uint64_t picture = fingerprint(*ImGui::GetDrawData());
  if (always == 0 && picture != 0 && picture == page->picture) return;
  page->picture = picture;
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

/// The graphics context was taken away: device objects are given up while deleting them is still nobody's concern.
void page_context_lost() {
  if (!page) return;
  page->picture = 0;
  ImGui_ImplOpenGL3_DestroyDeviceObjects();
}

/// The context is back: device objects and textures are made again from what memory keeps.
void page_context_restored() {
  if (page) ImGui_ImplOpenGL3_CreateDeviceObjects();
}

int main() { return 0; }

}  // extern "C"
