#include "widgets/text_layout.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/widgets/page_fixture.h"

using namespace attention;
using namespace attention::widgets;

namespace {

Piece piece_of(std::string text, int first = 0) {
  Piece piece;
  piece.style = {Face::serif, 19, 0};
  piece.first = first;
  piece.end = first + static_cast<int>(text.size());
  piece.text = std::move(text);
  return piece;
}

std::string line_text(const Line& line) {
  std::string text;
  for (const Run& run : line.runs) text += run.text;
  return text;
}

const std::string sample =
    "Nobody tells it where to look. From many examples it learns two things at once: where to look, and how much. The relation is "
    "not mutual, either; what the first gives to the second is not what the second gives to the first.";

}  // namespace

TEST_CASE("lines fit, lose nothing, and end between words", "[unit]") {
  const auto fonts = test::load_fonts();
  for (const float width : {120.0f, 300.0f, 648.0f}) {
    const Paragraph paragraph = break_lines(*fonts, {piece_of(sample)}, {.width = width, .line_height = 30});
    std::string all;
    for (const Line& line : paragraph.lines) {
      CHECK(line.width <= width + 0.5f);
      if (!all.empty()) all += ' ';
      all += line_text(line);
    }
    CHECK(all == sample);
    CHECK(paragraph.height == 30 * static_cast<float>(paragraph.lines.size()));
  }
}

TEST_CASE("ranges are those of the plain text", "[unit]") {
  const auto fonts = test::load_fonts();
  std::vector<Piece> pieces{piece_of("Say ", 0), piece_of("the same", 4), piece_of(" thing with a verb, and then once more.", 12)};
  pieces[1].style.face = Face::serif_italic;
  const std::string plain = "Say the same thing with a verb, and then once more.";
  const Paragraph paragraph = break_lines(*fonts, pieces, {.width = 160, .line_height = 30});
  int last = 0;
  for (const Line& line : paragraph.lines)
    for (const Run& run : line.runs) {
      CHECK(run.first >= last);
      CHECK(plain.substr(static_cast<std::size_t>(run.first), static_cast<std::size_t>(run.end - run.first)) == run.text);
      last = run.end;
    }
  CHECK(last == static_cast<int>(plain.size()));
}

TEST_CASE("divisions add a hyphen that is not in the text", "[unit]") {
  const auto fonts = test::load_fonts();
  const Hyphenate halves = [](std::string_view word) { return std::vector<int>{static_cast<int>(word.size() / 2)}; };
  const Paragraph paragraph = break_lines(*fonts, {piece_of("Donaudampfschifffahrtsgesellschaft")}, {.width = 200, .line_height = 30, .hyphenate = halves});
  REQUIRE(paragraph.lines.size() == 2);
  const Run& first = paragraph.lines[0].runs.back();
  CHECK(first.hyphenated);
  CHECK(first.text.ends_with("-"));
  CHECK(first.end - first.first == static_cast<int>(first.text.size()) - 1);
  CHECK(paragraph.lines[1].runs[0].first == first.end);
}

TEST_CASE("quoted words are not divided", "[unit]") {
  const auto fonts = test::load_fonts();
  const Hyphenate everywhere = [](std::string_view word) { return std::vector<int>{static_cast<int>(word.size() / 2)}; };
  for (float width = 90; width < 200; width += 5) {
    const Paragraph paragraph = break_lines(*fonts, {piece_of("„rouge“ «gatto» “chases” „Katze“")}, {.width = width, .line_height = 30, .hyphenate = everywhere});
    for (const Line& line : paragraph.lines)
      for (const Run& run : line.runs) CHECK_FALSE(run.hyphenated);
  }
}

TEST_CASE("no break at French narrow spaces and no-break spaces", "[unit]") {
  const auto fonts = test::load_fonts();
  const std::string text = "Où regarde\u202F«\u202Frouge\u202F»\u202F? Vers le\u00A0chat\u202F!";
  const Paragraph paragraph = break_lines(*fonts, {piece_of(text)}, {.width = 90, .line_height = 30});
  for (const Line& line : paragraph.lines) {
    const std::string shown = line_text(line);
    CHECK_FALSE(shown.starts_with("\u202F"));
    CHECK_FALSE(shown.starts_with("»"));
    CHECK_FALSE(shown.starts_with("?"));
    CHECK_FALSE(shown.starts_with("!"));
  }
}

TEST_CASE("a citation mark stays with its word and takes no space before it", "[unit]") {
  const auto fonts = test::load_fonts();
  std::vector<Piece> pieces{piece_of("the Transformer ", 0), piece_of("[1]", 16), piece_of(". Then more words follow.", 19)};
  pieces[1].raise = 7;
  pieces[1].glue_before = true;
  for (float width = 60; width < 300; width += 7) {
    const Paragraph paragraph = break_lines(*fonts, pieces, {.width = width, .line_height = 30});
    for (const Line& line : paragraph.lines)
      if (width > 140) CHECK_FALSE(line.runs.front().raise > 0);
    const Run& word = paragraph.lines.front().runs.front();
    if (word.text.ends_with("Transformer")) CHECK(word.end == 16);  // the swallowed space is in its range
  }
}

TEST_CASE("words longer than a line break anywhere", "[unit]") {
  const auto fonts = test::load_fonts();
  const std::string word(200, 'x');
  const Paragraph paragraph = break_lines(*fonts, {piece_of(word)}, {.width = 100, .line_height = 30});
  CHECK(paragraph.lines.size() > 10);
  for (const Line& line : paragraph.lines) CHECK(line.width <= 100.5f);
}

TEST_CASE("no last line of one short word where it can be helped", "[unit]") {
  const auto fonts = test::load_fonts();
  int orphans = 0, tried = 0;
  for (float width = 300; width <= 660; width += 4) {
    const Paragraph paragraph = break_lines(*fonts, {piece_of(sample)}, {.width = width, .line_height = 30});
    ++tried;
    if (line_text(paragraph.lines.back()).find(' ') == std::string::npos) ++orphans;
  }
  CHECK(orphans * 10 < tried);
}

TEST_CASE("titles are balanced", "[unit]") {
  const auto fonts = test::load_fonts();
  const Paragraph title = break_lines(*fonts, {piece_of("A sentence is read all at once and you can watch")}, {.width = 330, .line_height = 30, .balance = true});
  REQUIRE(title.lines.size() == 2);
  CHECK(title.lines[1].width > 0.6f * title.lines[0].width);
}

TEST_CASE("empty text has no lines", "[unit]") {
  const auto fonts = test::load_fonts();
  CHECK(break_lines(*fonts, {}, {.width = 100, .line_height = 20}).lines.empty());
  CHECK(break_lines(*fonts, {piece_of("")}, {.width = 100, .line_height = 20}).lines.empty());
  CHECK(break_lines(*fonts, {piece_of("   ")}, {.width = 100, .line_height = 20}).lines.empty());
}
