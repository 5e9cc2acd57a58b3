// Before the first run there is no trace: every card must lay itself out all the same.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/widgets/page_fixture.h"
#include "widgets/figure.h"

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
