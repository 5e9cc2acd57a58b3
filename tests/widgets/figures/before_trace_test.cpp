// Before the first run there is no trace: every card must lay itself out all the same.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/support/figures.h"
#include "tests/widgets/page_fixture.h"
#include "widgets/figure.h"
#include "widgets/figures/sentence.h"

using namespace attention;
using namespace attention::widgets;

TEST_CASE("cards have a height before anything was computed", "[unit]") {
  const auto fonts = test::load_fonts();
  const auto article = test::load_article("en");
  for (const std::string name : {"sentence", "microscope", "wall", "order"})
    for (const float width : {390.0f, 1080.0f}) {
      INFO(name << " at " << width);
      const auto figure = make_figure({name, "fig-" + name, {}});
      if (!figure) continue;
      const Theme theme(false, 1, width < 640);
      CHECK(card_height(*figure, Scene{}, article->strings, *fonts, theme, width, false) > 100);
    }
}

TEST_CASE("card: the footer's buttons stay inside the card in every language, on a phone too", "[unit]") {
  for (const char* language : {"en", "it", "fr", "de"}) {
    const auto strings = test::strings_of(language);
    for (const float width : {330.0f, 390.0f, 700.0f, 1080.0f}) {
      const Theme theme(false, 1, width < 640);
      Scene scene;
      SentenceFigure figure({.figure = "sentence", .id = "fig-sentence", .options = {}});
      UiFrame input;
      UiMemory memory;
      Ui ui(input, memory, Painter(nullptr, test::fonts(), theme, nullptr), strings, "fig-sentence");
      const float height = card_height(figure, scene, strings, test::fonts(), theme, width, false);
      draw_card(figure, ui, scene, {0, 0, width, height});
      for (const Control& control : ui.take_controls()) {
        INFO(language << ' ' << width << ' ' << control.id);
        CHECK(control.rect.x >= 0);
        CHECK(control.rect.x + control.rect.width <= width);
        CHECK(control.rect.y + control.rect.height <= height);
      }
    }
  }
}

TEST_CASE("card: a first text that cannot be read can be mended where it stands", "[unit]") {
  const auto strings = test::strings_of("en");
  for (const float width : {358.0f, 1080.0f}) {
    const Theme theme(false, 1, width < 640);
    Scene scene;
    scene.sentence = {"own", "a b c", "a b c"};
    scene.status.kind = RunStatus::Kind::failed;
    scene.status.error = Error{ErrorCode::too_long, "132/128"};
    SentenceFigure figure({.figure = "sentence", .id = "fig-sentence", .options = {}});
    UiFrame input;
    input.events.push_back({"fig-sentence.input", ControlEvent::Kind::text, "a b", 0});
    input.events.push_back({"fig-sentence.preset.swapped", ControlEvent::Kind::press, {}, 0});
    input.mirrored = true;
    UiMemory memory;
    std::vector<Mark> marks;
    Ui ui(input, memory, Painter(nullptr, test::fonts(), theme, nullptr, &marks), strings, "fig-sentence");
    const float height = card_height(figure, scene, strings, test::fonts(), theme, width, false);
    draw_card(figure, ui, scene, {0, 0, width, height});
    bool typed = false, chosen = false;
    for (const Edit& edit : ui.take_edits()) {
      typed = typed || std::holds_alternative<SetTyped>(edit);
      chosen = chosen || std::holds_alternative<SetPreset>(edit);
    }
    CHECK(typed);
    CHECK(chosen);
    const std::string reason = strings.format("state.too_long", {{"count", "132"}, {"limit", "128"}});
    std::string said;
    for (const Mark& mark : marks)
      if (mark.name == "waiting") said += mark.text;
    CHECK(said.find("132") != std::string::npos);
    // The sentence is wrapped, not cut off: each of its lines lies inside the card.
    for (const Mark& mark : marks) {
      if (mark.name != "waiting") continue;
      CHECK(mark.rect.x >= 0);
      CHECK(mark.rect.x + mark.rect.width <= width);
    }
  }
}
