#include "widgets/find_bar.h"

#include <imgui.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/widgets/page_fixture.h"

using namespace attention;
using namespace attention::widgets;

TEST_CASE("typing finds, Enter goes on, Escape closes", "[unit]") {
  const auto fonts = test::load_fonts();
  const auto article = test::load_article("en");
  DocumentView view(article->document, article->strings, *fonts, {.figure_height = [](const article::FigureSlot&, float) { return 300.0f; }, .draw_figure = {}, .is_open = {}},
                    article->hyphenate);
  const Theme theme(false, 1, false);
  view.layout(theme, 1440, 56);
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {1440, 900};
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  FindBar bar;
  const auto frame = [&](float scroll = 0) {
    io.DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    const float place = bar.draw(view, *fonts, theme, article->strings, 1440, scroll);
    ImGui::EndFrame();
    return place;
  };
  CHECK(frame() == -1);  // closed
  bar.open();
  frame();
  frame();
  io.AddInputCharactersUTF8("softmax");
  float first = -1;
  for (int i = 0; i < 12; ++i)
    if (const float place = frame(); place >= 0) first = place;
  REQUIRE(first > 0);
  const auto press = [&](ImGuiKey key) {
    io.AddKeyEvent(key, true);
    const float place = frame();
    io.AddKeyEvent(key, false);
    frame();
    frame();
    return place;
  };
  const float second = press(ImGuiKey_Enter);
  CHECK(second > first);
  press(ImGuiKey_Escape);
  CHECK(press(ImGuiKey_Enter) == -1);
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
  ImGui::DestroyContext();
}
