// Which figures are brought up to date by which frame: the application without a window, the shipped model's engine stepped by hand.
#include <catch2/catch_test_macros.hpp>
#include <imgui.h>

#include <algorithm>
#include <deque>

#include "app/app.h"
#include "tests/app/quiet_host.h"
#include "tests/support/model_files.h"

using namespace attention;
using namespace attention::app;
using namespace attention::widgets;

namespace {

/// The reader's surroundings as a browser gives them; keeps what is published and which frames are asked for.
class CountingHost final : public test::QuietHost {
 public:
  Environment surroundings{.width = 1200, .height = 900, .mirrored = true, .language = "en", .fragment = {}};
  std::vector<explain::Event> arrived;
  std::vector<ControlEvent> acted;
  std::vector<Control> controls;
  int layouts = 0, publications = 0;
  std::optional<double> woken;

  /// The reader's doing takes the way of the engine's requests: they wait here until the test runs them.
  struct Request { explain::RequestId id; std::variant<explain::Query, explain::CutStudy> what; };
  std::deque<Request> requests;

  void load(const std::string& path, std::function<void(Result<Bytes>)> done) override {
    auto bytes = test::read_file(path);
    if (bytes) done(std::move(*bytes));
    else done(test::read_asset(path));
  }
  void submit(explain::RequestId id, const explain::Query& query) override { requests.push_back({id, query}); }
  void submit(explain::RequestId id, const explain::CutStudy& study) override { requests.push_back({id, study}); }
  void cancel(explain::RequestId) override {}
  std::vector<explain::Event> take_events() override { return std::exchange(arrived, {}); }
  std::vector<ControlEvent> take_control_events() override { return std::exchange(acted, {}); }
  Environment environment() override { return surroundings; }
  void publish(const PageLayout&) override { ++layouts; }
  void publish(const std::vector<Control>& all) override {
    controls = all;
    ++publications;
  }
  void scroll_to(float y, bool) override { surroundings.scroll = y; }
  void wake(double seconds) override { woken = woken ? std::min(*woken, seconds) : seconds; }

  /// The controls of one figure, as published last.
  std::vector<Control> of(std::string_view figure) const {
    std::vector<Control> result;
    std::ranges::copy_if(controls, std::back_inserter(result), [&](const Control& control) { return control.figure == figure; });
    return result;
  }
};

/// The application with Dear ImGui's context and an engine, as a platform owns them.
class Page {
 public:
  Page() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = io.LogFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = {host.surroundings.width, host.surroundings.height};
    io.DeltaTime = 1.0f / 60;
    app.emplace(host);
  }
  ~Page() {
    app.reset();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext();
  }

  void frame() {
    host.woken.reset();
    ImGui::NewFrame();
    app->frame();
    ImGui::Render();
    // Nobody draws: textures are as good as uploaded.
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      if (texture->Status == ImTextureStatus_WantDestroy) texture->SetStatus(ImTextureStatus_Destroyed);
      else if (texture->Status != ImTextureStatus_Destroyed) texture->SetStatus(ImTextureStatus_OK);
    }
  }
  /// Frames until none is asked for. Returns how many there were.
  int rest() {
    int frames = 0;
    do {
      frame();
      REQUIRE(++frames < 100);
    } while (host.woken && *host.woken <= 0);
    return frames;
  }
  /// What the engine says about the oldest request.
  std::vector<explain::Event> answer() {
    REQUIRE_FALSE(host.requests.empty());
    const auto request = host.requests.front();
    host.requests.pop_front();
    std::visit([&](const auto& what) { engine.submit(request.id, what); }, request.what);
    return test::run_until_idle(engine);
  }
  /// Everything that the page asks for is computed and drawn.
  void settle() {
    rest();
    while (!host.requests.empty()) {
      for (explain::Event& event : answer()) host.arrived.push_back(std::move(event));
      rest();
    }
    REQUIRE(app->settled());
  }
  void type(const std::string& text) { host.acted.push_back({"fig-sentence.input", ControlEvent::Kind::text, text, 0}); }
  void scroll_to_figure(std::string_view figure) {
    const auto all = host.of(figure);
    REQUIRE_FALSE(all.empty());
    host.surroundings.scroll = all.front().rect.y - 100;
  }

  CountingHost host;
  std::optional<App> app;
  explain::Engine engine{test::manifest_path};
};

int layer_of(const explain::Event& event) {
  const auto* layer = std::get_if<explain::LayerFinished>(&event);
  return layer == nullptr ? -1 : layer->layer;
}

}  // namespace

TEST_CASE("frames: twelve layers of an edited sentence ask for two frames, and figures out of sight for none", "[unit]") {
  Page page;
  page.settle();
  page.scroll_to_figure("fig-sentence");
  page.settle();
  page.type("A red cat chases a gray mole");  // the reader's own text brings controls of its own
  page.settle();
  const auto sentence = page.host.of("fig-sentence"), wall = page.host.of("fig-wall");
  REQUIRE_FALSE(sentence.empty());
  REQUIRE_FALSE(wall.empty());

  page.type("A red cat chases a gray dog");
  page.frame();
  REQUIRE(page.host.requests.size() == 1);
  REQUIRE(page.host.woken);
  CHECK(*page.host.woken > 0);  // the run's result is worth the next frame, unless it keeps the reader waiting
  CHECK(page.host.of("fig-wall") == wall);
  int frames = 0, layers = 0;
  for (explain::Event& event : page.answer()) {
    const bool wanted = page.app->wants_frame(event);
    const int layer = layer_of(event);
    const bool end = std::holds_alternative<explain::RunFinished>(event);
    page.host.arrived.push_back(std::move(event));
    layers += layer >= 0;
    if (!wanted) continue;
    ++frames;
    page.frame();
    CHECK((layer == 6 || end));
    CHECK(page.host.of("fig-wall") == wall);
    if (layer == 6) {
      CHECK(page.host.of("fig-sentence") != sentence);
      CHECK_FALSE(page.host.woken);  // nothing more to draw until the run ends
    }
  }
  CHECK(layers == 12);
  CHECK(frames == 2);
  page.rest();
  CHECK(page.host.of("fig-wall") != wall);
}

TEST_CASE("frames: while weights are being loaded every layer lights up", "[unit]") {
  Page page;
  page.rest();
  REQUIRE(page.host.requests.size() == 1);
  auto events = page.answer();
  page.host.arrived.push_back(explain::LoadProgress{.bytes_loaded = 1, .bytes_wanted = 2, .layers_ready = 0});
  page.rest();
  int wanted = 0;
  for (explain::Event& event : events) {
    if (std::holds_alternative<explain::LoadProgress>(event)) continue;
    const int layer = layer_of(event);
    if (layer >= 0 && page.app->wants_frame(event)) ++wanted;
    page.host.arrived.push_back(std::move(event));
    page.rest();
    // Figures out of sight do not wait for the end of a run that takes as long as the download.
    if (layer == 6) CHECK(page.host.of("fig-wall").size() > 10);
  }
  CHECK(wanted == 12);
}

TEST_CASE("frames: a figure out of sight answers through its twin in the same frame", "[unit]") {
  Page page;
  page.settle();
  const auto is_unfolded = [&] {
    const auto all = page.host.of("fig-wall");
    const auto found = std::ranges::find(all, std::string("fig-wall.computed"), &Control::id);
    REQUIRE(found != all.end());
    return found->expanded;
  };
  REQUIRE_FALSE(is_unfolded());
  page.host.acted.push_back({"fig-wall.computed", ControlEvent::Kind::press, {}, 0});
  page.rest();
  CHECK(is_unfolded());
}

TEST_CASE("frames: a page at rest asks for nothing", "[unit]") {
  Page page;
  page.settle();
  const int layouts = page.host.layouts, publications = page.host.publications;
  page.frame();
  CHECK_FALSE(page.host.woken);
  CHECK(page.host.layouts == layouts);
  CHECK(page.host.publications == publications);
}
