#include "widgets/fonts.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/widgets/page_fixture.h"

using namespace attention;
using namespace attention::widgets;
using Catch::Approx;

TEST_CASE("kerning comes from the font", "[unit]") {
  const auto fonts = test::load_fonts();
  for (const Face face : {Face::serif, Face::sans, Face::sans_bold}) {
    const FontStyle style{face, 100, 0};
    // "AV" is the pair that every text face kerns.
    CHECK(fonts->width(style, "AV") < fonts->width(style, "A") + fonts->width(style, "V") - 1);
    CHECK(fonts->width(style, "HH") == Approx(2 * fonts->width(style, "H")));
  }
  const FontStyle mono{Face::mono, 100, 0};
  CHECK(fonts->width(mono, "AV.i") == Approx(4 * fonts->width(mono, "0")));
}

TEST_CASE("digits and numbers of the mono face are tabular", "[unit]") {
  const auto fonts = test::load_fonts();
  for (const Face face : {Face::mono, Face::mono_medium})
    for (const char* digit : {"1", "7", ".", "−", " "}) CHECK(fonts->width({face, 13, 0}, digit) == Approx(fonts->width({face, 13, 0}, "0")));
}

TEST_CASE("ligatures share their width between their letters", "[unit]") {
  const auto fonts = test::load_fonts();
  const FontStyle style{Face::serif, 50, 0};
  const auto places = fonts->offsets(style, "fin");
  REQUIRE(places.size() == 4);
  CHECK(places[0] == 0);
  CHECK(places[1] > 0);
  CHECK(places[2] == Approx(2 * places[1]));
  CHECK(places[3] == Approx(fonts->width(style, "fin")));
}

TEST_CASE("offsets grow with the text and repeat inside a character", "[unit]") {
  const auto fonts = test::load_fonts();
  const std::string text = "Größe œuvre → 7";
  const auto places = fonts->offsets({Face::sans, 20, 0}, text);
  REQUIRE(places.size() == text.size() + 1);
  for (std::size_t i = 1; i < places.size(); ++i) {
    const bool inside = i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
    if (inside) CHECK(places[i] == places[i - 1]);
    else CHECK(places[i] > places[i - 1] - 1);  // a kerned pair may step back by less than it advanced
  }
}

TEST_CASE("broken UTF-8 and missing characters draw something and never crash", "[unit]") {
  const auto fonts = test::load_fonts();
  const FontStyle style{Face::serif, 20, 0};
  for (const std::string text : {"\xC3", "\xFF\xFE", "a\xE2\x82", "\xF0\x9F\x98\x80", ""}) {
    CHECK(fonts->width(style, text) >= 0);
    CHECK(fonts->offsets(style, text).size() == text.size() + 1);
  }
  CHECK_FALSE(fonts->covers(Face::serif, "字"));
  CHECK(fonts->covers(Face::serif, "l’œuvre → √2 ▁"));
}

TEST_CASE("words of other scripts come from the word source, else as code points", "[unit]") {
  const auto fonts = test::load_fonts();
  const FontStyle style{Face::sans, 20, 0};
  const float as_code_points = fonts->width_any(style, "a 字");
  CHECK(as_code_points > fonts->width(style, "a "));
  const auto again = test::load_fonts();
  std::string asked;
  again->set_word_source([&](const std::string& word, float) {
    asked = word;
    return WordPicture{33, 20, 15, Bytes(33 * 20)};
  });
  CHECK(again->width_any(style, "a 字") == Approx(again->width(style, "a ") + 33));
  CHECK(asked == "字");
}

TEST_CASE("joiners and marks of direction take no room, and an emoji keeps what belongs to it", "[unit]") {
  const auto fonts = test::load_fonts();
  const FontStyle style{Face::sans, 20, 0};
  for (const char* mark : {"\u200B", "\u200C", "\u200D", "\u200F", "\u202E", "\u2060", "\u2066", "\uFE0F", "\uFEFF"}) {
    CHECK(fonts->covers(Face::sans, std::string("cat") + mark));
    CHECK(fonts->width_any(style, std::string("ca") + mark + "t") == Approx(fonts->width(style, "cat")).margin(0.5));
  }
  std::string asked;
  fonts->set_word_source([&](const std::string& word, float) {
    asked += word + ";";
    return WordPicture{10, 10, 8, Bytes(100)};
  });
  fonts->width_any(style, "a \U0001F469\u200D\U0001F4BB b ❤\uFE0F c");
  CHECK(asked == "\U0001F469\u200D\U0001F4BB;❤\uFE0F;");
}

TEST_CASE("texts are shortened to fit", "[unit]") {
  const auto fonts = test::load_fonts();
  const FontStyle style{Face::sans, 14, 0};
  CHECK(fonts->fitted(style, "short", 500) == "short");
  const std::string cut = fonts->fitted(style, "a much longer text with Größe", 90);
  CHECK(cut.ends_with("…"));
  CHECK(fonts->width(style, cut) <= 90.01f);
}

TEST_CASE("corrupt fonts are errors", "[unit]") {
  Bytes ttf = test::read_binary_file("assets/fonts/inter-400.ttf");
  const Bytes kern = test::read_binary_file("assets/fonts/inter-400.kern");
  Fonts fonts;
  CHECK_FALSE(fonts.add(Face::sans, {}, {}));
  CHECK_FALSE(fonts.add(Face::sans, Bytes(ttf.begin(), ttf.begin() + 2000), {}));
  CHECK_FALSE(fonts.add(Face::sans, ttf, ByteView(kern).first(kern.size() - 1)));
  CHECK_FALSE(fonts.add(Face::sans, ttf, ByteView(kern).first(8)));
  CHECK_FALSE(fonts.ready());
  CHECK(fonts.add(Face::sans, ttf, kern));
}

TEST_CASE("the shipped faces have every character of the article and of the interface", "[unit]") {
  const auto fonts = test::load_fonts();
  for (const std::string code : {"en", "it", "fr", "de"}) {
    for (const std::string file : {"../sources.json", "article.md", "glossary.md", "strings.json"}) {
      const std::string text = test::read_text_file("content/" + code + "/" + file);
      for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        const std::string character = text.substr(at, end - at);
        at = end;
        if (static_cast<unsigned char>(character[0]) < 0x20) continue;
        INFO("content/" << code << "/" << file << ": '" << character << "'");
        for (const Face face : {Face::serif, Face::serif_italic, Face::serif_bold, Face::sans, Face::sans_medium, Face::sans_bold})
          if (!fonts->covers(face, character)) CHECK(fonts->covers(face, character));
      }
    }
  }
}
