#include "platform/desktop/window.h"

#define GL_GLEXT_PROTOTYPES
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <format>
#include <memory>
#include <string>
#include <vector>

#include "app/app.h"
#include "image/png.h"
#include "platform/desktop/host_desktop.h"

namespace attention::platform {
namespace {

/// After an event Dear ImGui needs a few frames: it hands out pressed and released buttons one by one.
constexpr int frames_after_event = 3;

class Window {
 public:
  Window(const Options& options, const AssetFolder& assets) : options_(options), assets_(assets) {}

  ~Window() {
    application_.reset();
    host_.reset();
    if (imgui_) {
      ImGui_ImplOpenGL3_Shutdown();
      ImGui_ImplGlfw_Shutdown();
      ImGui::DestroyContext();
    }
    if (window_ != nullptr) glfwDestroyWindow(window_);
    glfwTerminate();
  }

  Result<void> open() {
    glfwSetErrorCallback([](int, const char* text) { std::fprintf(stderr, "attention: window: %s\n", text); });
    if (glfwInit() == GLFW_FALSE) return fail(ErrorCode::unsupported, "there is no display to open a window on");
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_VISIBLE, picture_only() ? GLFW_FALSE : GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    window_ = glfwCreateWindow(options_.width, options_.height, "Attention", nullptr, nullptr);
    if (window_ == nullptr) return fail(ErrorCode::unsupported, "OpenGL 3.3 is needed and could not be had");
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(picture_only() ? 0 : 1);
    glfwSetWindowSizeLimits(window_, 320, 240, GLFW_DONT_CARE, GLFW_DONT_CARE);

    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange;
    io.ConfigInputTextCursorBlink = false;  // nothing moves on an idle page
    imgui_ = ImGui_ImplGlfw_InitForOpenGL(window_, false);
    ImGui_ImplOpenGL3_Init("#version 330 core");

    host_ = std::make_unique<HostDesktop>(window_, assets_);
    app::Environment& start = host_->surroundings();
    start.language = language();
    start.fragment = options_.fragment;
    start.dark = options_.dark.value_or(host_->recall("theme") == "dark");
    start.reduced_motion = picture_only();
    measure();
    application_ = std::make_unique<app::App>(*host_);
    glfwSetWindowUserPointer(window_, this);
    install_callbacks();
    return {};
  }

  Result<void> run() {
    if (picture_only()) return take_screenshot();
    while (glfwWindowShouldClose(window_) == GLFW_FALSE) {
      wait();
      if (frames_ <= 0) continue;
      --frames_;
      measure();
      if (environment().width < 1 || environment().height < 1) continue;
      frame(true);
      glfwSwapBuffers(window_);
      if (const auto picture = host_->take_picture()) save(*picture);
    }
    return {};
  }

 private:
  bool picture_only() const { return !options_.screenshot.empty(); }
  app::Environment& environment() { return host_->surroundings(); }

  /// The language of the command line, of the last visit, of the system; English if we do not have it.
  std::string language() const {
    const auto have = [&](const std::string& code) { return code.size() == 2 && assets_.has("content/" + code + "/article.md"); };
    if (have(options_.language)) return options_.language;
    if (const std::string last = read_setting("language"); have(last)) return last;
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
      if (const char* value = std::getenv(name); value != nullptr && have(std::string(value).substr(0, 2))) return std::string(value).substr(0, 2);
    return "en";
  }

  /// Sizes in device pixels, whatever the system counts windows in.
  void measure() {
    int width = 0, height = 0, window_width = 0, window_height = 0;
    float scale_x = 1, scale_y = 1;
    glfwGetFramebufferSize(window_, &width, &height);
    glfwGetWindowSize(window_, &window_width, &window_height);
    glfwGetWindowContentScale(window_, &scale_x, &scale_y);
    if (picture_only()) {
      width = options_.width;
      height = options_.height;
      scale_x = 1;
    }
    pixels_per_unit_ = picture_only() || window_width == 0 ? 1 : static_cast<float>(width) / static_cast<float>(window_width);
    environment().width = static_cast<float>(width);
    environment().height = static_cast<float>(height);
    environment().scale = options_.scale.value_or(scale_x > 0 ? scale_x : 1);
    host_->scroller().set_viewport(static_cast<float>(height), environment().scale);
  }

  // ------------------------------------------------------------------------------------------------------- events

  static Window& of(GLFWwindow* window) { return *static_cast<Window*>(glfwGetWindowUserPointer(window)); }
  void happened() { frames_ = frames_after_event; }

  void install_callbacks() {
    glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int focused) {
      ImGui_ImplGlfw_WindowFocusCallback(w, focused);
      of(w).happened();
    });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
      ImGui_ImplGlfw_CursorEnterCallback(w, entered);
      of(w).happened();
    });
    glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) { of(w).pointer(x, y); });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int mods) { of(w).button(button, action, mods); });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double y) {
      of(w).host_->scroller().wheel(static_cast<float>(y), glfwGetTime());
      of(w).happened();
    });
    glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int code, int action, int mods) { of(w).key(key, code, action, mods); });
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned character) {
      ImGui_ImplGlfw_CharCallback(w, character);
      of(w).happened();
    });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { of(w).happened(); });
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { of(w).happened(); });
    glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* w, float, float) { of(w).happened(); });
  }

  void pointer(double x, double y) {
    pointer_x_ = static_cast<float>(x) * pixels_per_unit_;
    pointer_y_ = static_cast<float>(y) * pixels_per_unit_;
    if (host_->scroller().dragging()) host_->scroller().drag(pointer_y_);
    else ImGui_ImplGlfw_CursorPosCallback(window_, pointer_x_, pointer_y_);
    happened();
  }

  void button(int button, int action, int mods) {
    happened();
    Scroller& scroller = host_->scroller();
    if (button == GLFW_MOUSE_BUTTON_LEFT) {
      if (action == GLFW_PRESS && scroller.press(pointer_x_, pointer_y_, environment().width, glfwGetTime())) return;
      if (action == GLFW_RELEASE && scroller.dragging()) {
        scroller.release();
        return;
      }
    }
    if (action == GLFW_PRESS && button == GLFW_MOUSE_BUTTON_4) host_->go_back();
    if (action == GLFW_PRESS && button == GLFW_MOUSE_BUTTON_5) host_->go_forward();
    ImGui_ImplGlfw_MouseButtonCallback(window_, button, action, mods);
  }

  void key(int key, int code, int action, int mods) {
    happened();
    if (action != GLFW_RELEASE && scroll_key(key, mods)) return;
    ImGui_ImplGlfw_KeyCallback(window_, key, code, action, mods);
  }

  /// Keys that scroll or go back, as in a browser; not while a text is edited, and arrows not while a control holds the focus.
  bool scroll_key(int key, int mods) {
    Scroller& scroller = host_->scroller();
    const double now = glfwGetTime();
    using Step = Scroller::Step;
    if ((mods & GLFW_MOD_ALT) != 0) {
      if (key == GLFW_KEY_LEFT) return host_->go_back(), true;
      if (key == GLFW_KEY_RIGHT) return host_->go_forward(), true;
      return false;
    }
    if ((mods & GLFW_MOD_CONTROL) != 0 && key == GLFW_KEY_Q) return glfwSetWindowShouldClose(window_, GLFW_TRUE), true;
    if (ImGui::GetIO().WantTextInput || mods != 0) {
      if (key == GLFW_KEY_SPACE && mods == GLFW_MOD_SHIFT && !ImGui::GetIO().WantTextInput && !application_->keyboard_in_use())
        return scroller.step(Step::page_up, now), true;
      return false;
    }
    const bool used = application_->keyboard_in_use();
    switch (key) {
      case GLFW_KEY_PAGE_UP: return scroller.step(Step::page_up, now), true;
      case GLFW_KEY_PAGE_DOWN: return scroller.step(Step::page_down, now), true;
      case GLFW_KEY_HOME: return used ? false : (scroller.step(Step::top, now), true);
      case GLFW_KEY_END: return used ? false : (scroller.step(Step::bottom, now), true);
      case GLFW_KEY_UP: return used ? false : (scroller.step(Step::line_up, now), true);
      case GLFW_KEY_DOWN: return used ? false : (scroller.step(Step::line_down, now), true);
      case GLFW_KEY_SPACE: return used ? false : (scroller.step(Step::page_down, now), true);
      default: return false;
    }
  }

  /// Sleeps until something happens, or until the application wants a frame.
  void wait() {
    const auto wake = host_->take_wake();
    if (wake && *wake <= 0) frames_ = std::max(frames_, 1);
    if (host_->scroller().moving()) frames_ = std::max(frames_, 1);
    if (frames_ > 0) {
      glfwPollEvents();
      return;
    }
    if (wake) glfwWaitEventsTimeout(std::max(0.001, *wake));
    else glfwWaitEvents();
    // Also an empty event from the engine's thread, or the time that was asked for.
    frames_ = std::max(frames_, 1);
  }

  // ------------------------------------------------------------------------------------------------------- frames

  void frame(bool on_screen) {
    host_->deliver_files();
    host_->scroller().advance(glfwGetTime());
    const app::Environment now = host_->environment();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {now.width, now.height};
    io.DisplayFramebufferScale = {1, 1};
    ImGui::NewFrame();
    application_->frame();
    if (on_screen) draw_scrollbar();
    ImGui::Render();
    glViewport(0, 0, static_cast<int>(now.width), static_cast<int>(now.height));
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }

  void draw_scrollbar() {
    const Scroller::Thumb thumb = host_->scroller().thumb(environment().width);
    if (thumb.height <= 0) return;
    const bool near = host_->scroller().dragging() || pointer_x_ >= thumb.x;
    const float inset = std::round(environment().scale * (near ? 2.0f : 4.0f));
    // A grey that is quiet on both papers.
    ImGui::GetForegroundDrawList()->AddRectFilled({thumb.x + inset, thumb.y + inset}, {thumb.x + thumb.width - inset / 2, thumb.y + thumb.height - inset},
                                                  near ? IM_COL32(128, 126, 120, 200) : IM_COL32(128, 126, 120, 110), thumb.width);
  }

  // ----------------------------------------------------------------------------------------------------- pictures

  /// Draws one frame into a picture of its own size; RGB, top row first. Empty if the graphics memory does not have room.
  std::vector<std::uint8_t> draw_off_screen(int width, int height) {
    GLuint framebuffer = 0, colour = 0;
    glGenFramebuffers(1, &framebuffer);
    glGenRenderbuffers(1, &colour);
    glBindRenderbuffer(GL_RENDERBUFFER, colour);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
    std::vector<std::uint8_t> pixels;
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE) {
      frame(false);
      const auto row = static_cast<std::size_t>(width) * 3;
      std::vector<std::uint8_t> upside_down(row * static_cast<std::size_t>(height));
      glPixelStorei(GL_PACK_ALIGNMENT, 1);
      glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, upside_down.data());
      pixels.resize(upside_down.size());
      for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)
        std::copy_n(upside_down.begin() + static_cast<std::ptrdiff_t>((static_cast<std::size_t>(height) - 1 - y) * row), row, pixels.begin() + static_cast<std::ptrdiff_t>(y * row));
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glDeleteRenderbuffers(1, &colour);
    glDeleteFramebuffers(1, &framebuffer);
    return pixels;
  }

  /// A figure as it is drawn now, also where it reaches beyond the window: the document is drawn once more, off-screen.
  void save(const HostDesktop::Picture& picture) {
    app::Environment there = host_->environment();
    const float above = std::ceil(64 * there.scale);  // the bar lies over the top
    there.scroll = std::max(0.0f, picture.area.y - above);
    const float top = picture.area.y - there.scroll;
    there.height = std::ceil(top + picture.area.height);
    host_->pretend(there);
    const int width = static_cast<int>(there.width), height = static_cast<int>(there.height);
    const std::vector<std::uint8_t> pixels = draw_off_screen(width, height);
    host_->pretend(std::nullopt);
    happened();
    if (pixels.empty()) return;
    const int x = std::clamp(static_cast<int>(picture.area.x), 0, width - 1), y = std::clamp(static_cast<int>(top), 0, height - 1);
    const int w = std::min(static_cast<int>(std::ceil(picture.area.width)), width - x), h = std::min(static_cast<int>(std::ceil(picture.area.height)), height - y);
    std::vector<std::uint8_t> cut;
    cut.reserve(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3);
    for (int line = 0; line < h; ++line) {
      const auto first = pixels.begin() + (static_cast<std::ptrdiff_t>(y + line) * width + x) * 3;
      cut.insert(cut.end(), first, first + static_cast<std::ptrdiff_t>(w) * 3);
    }
    host_->save_file(picture.name, "image/png", image::encode_png(cut, w, h));
  }

  /// Frames until nothing changes any more, then the picture.
  Result<void> take_screenshot() {
    const double deadline = glfwGetTime() + options_.patience;
    bool scrolled = options_.scroll <= 0;
    int quiet = 0;
    std::vector<std::uint8_t> pixels;
    while (quiet < 4) {
      if (glfwGetTime() > deadline) return fail(ErrorCode::internal, std::format("the page had not settled after {} seconds", options_.patience));
      glfwPollEvents();
      measure();
      pixels = draw_off_screen(options_.width, options_.height);
      if (pixels.empty()) return fail(ErrorCode::unsupported, "no room for the picture in graphics memory");
      const auto wake = host_->take_wake();
      const bool busy = (wake && *wake <= 0.05) || host_->scroller().moving() || !application_->settled();
      if (busy) {
        quiet = 0;
        if (!application_->settled()) glfwWaitEventsTimeout(0.01);
        continue;
      }
      if (!scrolled) {
        host_->scroller().jump(options_.scroll * environment().scale, false, glfwGetTime());
        scrolled = true;
        continue;
      }
      ++quiet;
    }
    return write_file(options_.screenshot, image::encode_png(pixels, options_.width, options_.height));
  }

  const Options& options_;
  const AssetFolder& assets_;
  GLFWwindow* window_ = nullptr;
  bool imgui_ = false;
  std::unique_ptr<HostDesktop> host_;
  std::unique_ptr<app::App> application_;
  int frames_ = frames_after_event;
  float pixels_per_unit_ = 1, pointer_x_ = -1, pointer_y_ = -1;
};

}  // namespace

std::filesystem::path program_path(const char* started_as) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path(started_as) : self;
}

Result<void> run_window(const Options& options, const AssetFolder& assets) {
  Window window(options, assets);
  if (auto opened = window.open(); !opened) return opened;
  return window.run();
}

}  // namespace attention::platform
