// The SVG export: as small as it can be without another look. The pictures are read back and compared with the marks.
#include "widgets/svg.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/widgets/page_fixture.h"

using namespace attention;
using namespace attention::widgets;
using Catch::Approx;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// What stands between quotation marks after `name="`, from `at` on.
std::string attribute(std::string_view text, std::string_view name, std::size_t at = 0) {
  const std::size_t from = text.find(std::string(name) + "=\"", at) + name.size() + 2;
  return std::string(text.substr(from, text.find('"', from) - from));
}

/// The numbers of SVG path data, also where nothing but a sign or a second point parts them.
std::vector<double> numbers(std::string_view text) {
  std::vector<double> result;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '-' || text[i] == '.' || (text[i] >= '0' && text[i] <= '9')) {
      std::size_t end = i + 1;
      bool point = text[i] == '.';
      for (; end < text.size() && ((text[end] >= '0' && text[end] <= '9') || (text[end] == '.' && !point)); ++end) point = point || text[end] == '.';
      result.push_back(std::stod(std::string(text.substr(i, end - i))));
      i = end;
    } else {
      ++i;
    }
  }
  return result;
}

Mark matrix(const Rect& rect, int columns, int rows, std::vector<Color> cells) {
  Mark mark;
  mark.kind = Mark::Kind::matrix;
  mark.rect = rect;
  mark.columns = columns;
  mark.rows = rows;
  mark.cells = std::move(cells);
  return mark;
}

Mark text(std::string words, float x, float baseline) {
  Mark mark;
  mark.kind = Mark::Kind::text;
  mark.text = std::move(words);
  mark.font = {Face::sans, 14, 0};
  mark.rect = {x, baseline, 100, 0};
  mark.color = Color::hex(0x1D1C1A);
  return mark;
}

/// Paints the paths of all groups of cells into `colours`, one entry for each whole pixel.
void paint_cells(const std::string& svg, int width, std::vector<std::string>& colours) {
  for (std::size_t group = svg.find("<g transform=\"translate("); group != std::string::npos; group = svg.find("<g transform=\"translate(", group + 1)) {
    const std::vector<double> place = numbers(attribute(svg, "transform", group));
    REQUIRE(place.size() == 4);
    const std::size_t end = svg.find("</g>", group);
    for (std::size_t path = svg.find("<path", group); path < end; path = svg.find("<path", path + 1)) {
      const std::string data = attribute(svg, " d", path), colour = attribute(svg, "stroke", path);
      double x = 0, y = 0;
      for (std::size_t at = 0; at < data.size();) {
        const std::size_t next = std::min(data.find_first_of("Mmh", at + 1), data.size());
        const std::vector<double> values = numbers(std::string_view(data).substr(at + 1, next - at - 1));
        if (data[at] == 'h') {
          REQUIRE(values.size() == 1);
          const int left = static_cast<int>(std::lround(place[0] + x * place[2])), right = static_cast<int>(std::lround(place[0] + (x + values[0]) * place[2]));
          const int top = static_cast<int>(std::lround(place[1] + (y - 0.5) * place[3])), bottom = static_cast<int>(std::lround(place[1] + (y + 0.5) * place[3]));
          for (int row = top; row < bottom; ++row)
            for (int column = left; column < right; ++column) colours[static_cast<std::size_t>(row * width + column)] = colour;
          x += values[0];
        } else {
          REQUIRE(values.size() == 2);
          x = (data[at] == 'M' ? 0 : x) + values[0];
          y = (data[at] == 'M' ? 0 : y) + values[1];
        }
        at = next;
      }
    }
  }
}

}  // namespace

TEST_CASE("the cells of matrices come back from the picture, each in its place and colour", "[unit]") {
  const auto fonts = test::load_fonts();
  const Theme theme(false, 1, false);
  const auto scale = theme.sequential();
  std::vector<Color> first, second;
  for (int i = 0; i < 12; ++i) {
    first.push_back(scale.at(static_cast<float>(i % 5) / 4));
    second.push_back(scale.at(static_cast<float>(i % 3) / 2));
  }
  // Two tiles with cells of 5 × 5 pixels, the second off the first one's grid, and one with other cells.
  const std::vector<Mark> marks{matrix({10, 20, 20, 15}, 4, 3, first), matrix({43, 21, 20, 15}, 4, 3, second), matrix({10, 60, 36, 8}, 12, 1, second)};
  const std::string svg = to_svg(marks, {0, 0, 100, 100}, *fonts, theme, "t", "c");
  std::vector<std::string> colours(100 * 100);
  paint_cells(svg, 100, colours);
  const auto at = [&](int x, int y) { return colours[static_cast<std::size_t>(y * 100 + x)]; };
  for (const Mark& mark : marks) {
    const float width = mark.rect.width / static_cast<float>(mark.columns), height = mark.rect.height / static_cast<float>(mark.rows);
    for (int row = 0; row < mark.rows; ++row)
      for (int column = 0; column < mark.columns; ++column) {
        const int x = static_cast<int>(mark.rect.x + (static_cast<float>(column) + 0.5f) * width), y = static_cast<int>(mark.rect.y + (static_cast<float>(row) + 0.5f) * height);
        CHECK(at(x, y) == css(mark.cells[static_cast<std::size_t>(row * mark.columns + column)]));
      }
  }
  CHECK(at(35, 25).empty());
  CHECK(count(svg, "<g transform") == 2);  // one for each size of cell
}

TEST_CASE("a matrix stays above what was drawn under it", "[unit]") {
  const auto fonts = test::load_fonts();
  const Theme theme(false, 1, false);
  const std::vector<Color> cells(4, Color::hex(0x0072B2));
  Mark ground;
  ground.kind = Mark::Kind::rectangle;
  ground.rect = {40, 0, 30, 30};
  ground.color = Color::hex(0xF3F0E8);
  const std::string svg = to_svg({matrix({0, 0, 20, 20}, 2, 2, cells), ground, matrix({44, 4, 20, 20}, 2, 2, cells)}, {0, 0, 100, 100}, *fonts, theme, "t", "c");
  CHECK(count(svg, "<g transform") == 2);
  CHECK(svg.rfind("<g transform") > svg.rfind("<rect"));
}

TEST_CASE("a glyph is written once, wherever it stands, and has the font's own size", "[unit]") {
  const auto fonts = test::load_fonts();
  const Theme theme(false, 1, false);
  const std::string svg = to_svg({text("HHH", 10, 40), text("H H", 10, 80)}, {0, 0, 100, 100}, *fonts, theme, "t", "c");
  CHECK(count(svg, "<path id=") == 1);
  CHECK(count(svg, "<use ") == 5);
  // Walk along the outline of "H", straight lines only: as high as a capital, and back where it began.
  const std::string data = attribute(svg, " d");
  double x = 0, y = 0, top = 0, bottom = 0;
  for (std::size_t at = 0; at < data.size();) {
    const std::size_t next = std::min(data.find_first_of("mhvlqz", at + 1), data.size());
    const std::vector<double> step = numbers(std::string_view(data).substr(at + 1, next - at - 1));
    if (data[at] == 'h') x += step.at(0);
    if (data[at] == 'v') y += step.at(0);
    if (data[at] == 'm' || data[at] == 'l') {
      x += step.at(0);
      y += step.at(1);
    }
    top = std::min(top, y);
    bottom = std::max(bottom, y);
    at = next;
  }
  const FontStyle style{Face::sans, 14, 0};
  CHECK(bottom == 0);
  CHECK(-top * static_cast<double>(fonts->unit(Face::sans, 14)) == Approx(fonts->metrics(style).cap_height).margin(0.01));
  // The second letter stands where measuring says.
  const std::vector<double> place = numbers(attribute(svg, "transform"));
  CHECK(place.at(0) == 10);
  CHECK(place.at(1) == 40);
  const std::size_t second = svg.find("<use ", svg.find("<use ") + 1);
  CHECK(std::stod(attribute(svg, "x", second)) * place.at(2) == Approx(fonts->width(style, "H")).margin(0.02));
}

TEST_CASE("a word that no shipped face has stays text, and is escaped", "[unit]") {
  const auto fonts = test::load_fonts();
  const std::string svg = to_svg({text("a 字 <b>", 10, 40)}, {0, 0, 100, 100}, *fonts, Theme(false, 1, false), "“a” & <b>", "c");
  CHECK(svg.find(">字</text>") != std::string::npos);
  CHECK(svg.find("<title>“a” &amp; &lt;b&gt;</title>") != std::string::npos);
  CHECK(svg.find("<b>") == std::string::npos);
}
