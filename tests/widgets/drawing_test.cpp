// What reaches the screen, without one: Dear ImGui collects the quads, and they are checked.
#include <imgui.h>

#include <catch2/catch_test_macros.hpp>
#include <algorithm>
#include <cmath>
#include <string>

#include "tests/widgets/page_fixture.h"
#include "widgets/bar.h"
#include "widgets/document_view.h"
#include "widgets/theme.h"

using namespace attention;
using namespace attention::widgets;

namespace {

/// A Dear ImGui context that draws into memory.
struct Screen {
  Screen(float width, float height) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {width, height};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    ImGui::NewFrame();
  }
  ~Screen() {
    ImGui::EndFrame();
    // What a graphics back end would do with the atlas's textures at its end.
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext();
  }
  ImDrawList& list() { return *ImGui::GetBackgroundDrawList(); }
};

struct Page {
  std::unique_ptr<Fonts> fonts = test::load_fonts();
  std::unique_ptr<test::Article> article = test::load_article("en");
  DocumentView view{article->document, article->strings, *fonts, {.figure_height = [](const article::FigureSlot&, float) { return 300.0f; }, .draw_figure = {}, .is_open = {}},
                    article->hyphenate};
};

bool is_whole(float value) { return std::abs(value - std::round(value)) < 1e-3f; }

}  // namespace

TEST_CASE("glyphs stand on whole device pixels, at any place and scale", "[unit]") {
  const auto fonts = test::load_fonts();
  Screen screen(800, 600);
  ImDrawList& list = screen.list();
  for (const float size : {12.5f, 19.0f, 23.16f, 50.0f}) {
    const int before = list.VtxBuffer.Size;
    fonts->draw(list, 10.37f, 100.61f, Color{}, {Face::serif, size, 0}, "Every figure, 0.167 → √32 ▁");
    REQUIRE(list.VtxBuffer.Size > before);
    for (int i = before; i < list.VtxBuffer.Size; ++i) {
      CHECK(is_whole(list.VtxBuffer[i].pos.x));
      CHECK(is_whole(list.VtxBuffer[i].pos.y));
    }
  }
}

TEST_CASE("drawing advances as far as measuring says", "[unit]") {
  const auto fonts = test::load_fonts();
  Screen screen(800, 600);
  const FontStyle style{Face::sans, 14, 0.5f};
  CHECK(fonts->draw(screen.list(), 3, 20, Color{}, style, "Walk along the sentence") == fonts->width(style, "Walk along the sentence"));
  CHECK(fonts->draw_any(screen.list(), 3, 20, Color{}, style, "a 字 b") == fonts->width_any(style, "a 字 b"));
}

TEST_CASE("marks around a word of another script are drawn by our own face", "[unit]") {
  const auto fonts = test::load_fonts();
  std::string asked;
  fonts->set_word_source([&](const std::string& word, float) {
    asked += word + ";";
    return WordPicture{10, 10, 8, Bytes(100)};
  });
  fonts->width_any({Face::sans, 14, 0}, "«\u202F的\u202F» et “قطة”");
  CHECK(asked == "的;قطة;");
}

TEST_CASE("only what is visible is drawn", "[unit]") {
  Page page;
  Screen screen(1440, 900);
  page.view.layout(Theme(false, 1, false), 1440, 56);
  page.view.draw(screen.list(), 2000, 900, {});
  const int visible = screen.list().VtxBuffer.Size;
  CHECK(visible > 1000);
  CHECK(visible < 40000);
  for (const ImDrawVert& vertex : screen.list().VtxBuffer) {
    CHECK(vertex.pos.y > -200);
    CHECK(vertex.pos.y < 1100);
  }
}

TEST_CASE("a link follows, a fold-out toggles, a drag selects", "[unit]") {
  Page page;
  Screen screen(1440, 900);
  page.view.layout(Theme(false, 1, false), 1440, 56);
  const auto draw = [&](float x, float document_y, bool pressed, bool down, bool active = true) {
    const float scroll = document_y - 300;
    return page.view.draw(screen.list(), scroll, 900, {x, document_y - scroll, pressed, down, active});
  };
  const PlacedLink& link = page.view.links()[5];
  const Rect spot = link.rects.front();
  auto result = draw(spot.x + 2, spot.y + spot.height / 2, true, true);
  REQUIRE(result.follow);
  CHECK(*result.follow == link.target);
  CHECK(std::string(result.cursor) == "pointer");
  CHECK_FALSE(draw(spot.x + 2, spot.y + spot.height / 2, true, true, false).follow);

  const float primer = *page.view.position_of("primer-softmax");
  result = draw(720, primer + 10, true, true);
  REQUIRE(result.toggle);
  CHECK(*result.toggle == "primer-softmax");

  const auto paragraph = std::ranges::find_if(page.view.runs(), [](const PlacedRun& run) { return run.end - run.first > 50; });
  REQUIRE(paragraph != page.view.runs().end());
  result = draw(paragraph->x + 1, paragraph->baseline - 4, true, true);
  CHECK(std::string(result.cursor) == "text");
  draw(paragraph->x + 120, paragraph->baseline - 4, false, true);
  CHECK(page.view.selected_text().size() > 5);
  draw(paragraph->x + 120, paragraph->baseline - 4, false, false);
  CHECK(page.view.selected_text().size() > 5);  // stays after the button went up
  draw(paragraph->x + 300, paragraph->baseline - 4, true, true);
  CHECK(page.view.selected_text().empty());
}

TEST_CASE("the bar: every control answers, at every width", "[unit]") {
  Page page;
  const auto languages = article::parse_languages(test::read_text_file("content/languages.json"));
  REQUIRE(languages);
  for (const float width : {360.0f, 800.0f, 1440.0f}) {
    Screen screen(width, 900);
    const Theme theme(true, 1, width < 640);
    page.view.layout(theme, width, theme.bar_height());
    BarState state{.languages = *languages, .language = "en", .progress = 0.4f, .contents_open = true, .contents = &page.view.contents(), .section = nullptr};
    std::vector<Control> controls;
    CHECK(draw_bar(screen.list(), *page.fonts, theme, page.article->strings, state, width, 900, {}, controls).kind == BarAction::Kind::none);
    REQUIRE(controls.size() > 12);
    for (const Control& control : controls) {
      INFO(control.id << " at " << width);
      CHECK_FALSE(control.name.empty());
      CHECK(control.rect.x >= 0);
      CHECK(control.rect.x + control.rect.width <= width);
      std::vector<Control> again;
      const DocumentView::Pointer pointer{control.rect.x + control.rect.width / 2, control.rect.y + control.rect.height / 2, true, true, true};
      const char* cursor = nullptr;
      const BarAction action = draw_bar(screen.list(), *page.fonts, theme, page.article->strings, state, width, 900, pointer, again, &cursor);
      CHECK(action.kind != BarAction::Kind::none);
      CHECK(cursor != nullptr);
      if (control.id == "bar.language.it") CHECK(action.value == "it");
      if (control.id == "contents.order") CHECK(action.value == "order");
    }
    for (std::size_t i = 0; i < controls.size(); ++i)
      for (std::size_t k = i + 1; k < controls.size(); ++k) {
        const Rect &a = controls[i].rect, &b = controls[k].rect;
        INFO(controls[i].id << " and " << controls[k].id << " at " << width);
        CHECK((a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y));
      }
  }
}
