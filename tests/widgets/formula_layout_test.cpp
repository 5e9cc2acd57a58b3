#include "widgets/formula_layout.h"

#include <algorithm>
#include <functional>
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "article/formula.h"
#include "tests/widgets/page_fixture.h"

using namespace attention;
using namespace attention::widgets;

namespace {

FormulaBox laid_out(const Fonts& fonts, std::string_view tex, bool display = true) {
  const auto formula = article::parse_formula(tex);
  REQUIRE(formula);
  return layout_formula(fonts, *formula, 20, display);
}

const FormulaBox::Glyphs& glyph(const FormulaBox& box, std::string_view text) {
  const auto found = std::ranges::find(box.glyphs, text, &FormulaBox::Glyphs::text);
  REQUIRE(found != box.glyphs.end());
  return *found;
}

}  // namespace

TEST_CASE("variables are italic, numbers and names upright", "[unit]") {
  const auto fonts = test::load_fonts();
  const FormulaBox box = laid_out(*fonts, R"(x + 2 \mu + \text{softmax}(W))");
  CHECK(glyph(box, "x").style.face == Face::serif_italic);
  CHECK(glyph(box, "μ").style.face == Face::serif_italic);
  CHECK(glyph(box, "W").style.face == Face::serif_italic);
  CHECK(glyph(box, "2").style.face == Face::serif);
  CHECK(glyph(box, "softmax").style.face == Face::serif);
  CHECK(glyph(box, "(").style.face == Face::serif);
}

TEST_CASE("scripts are smaller, below and above", "[unit]") {
  const auto fonts = test::load_fonts();
  const FormulaBox box = laid_out(*fonts, "x_i^2");
  CHECK(glyph(box, "i").y > 0);
  CHECK(glyph(box, "2").y < 0);
  CHECK(glyph(box, "i").style.size < 20);
  CHECK(glyph(box, "i").x >= glyph(box, "x").x);
}

TEST_CASE("a fraction's parts stand on both sides of its bar", "[unit]") {
  const auto fonts = test::load_fonts();
  const FormulaBox box = laid_out(*fonts, R"(\frac{a}{b})");
  REQUIRE(box.rules.size() == 1);
  CHECK(glyph(box, "a").y < box.rules[0].y);
  CHECK(glyph(box, "b").y > box.rules[0].y);
  CHECK(box.rules[0].width >= fonts->width(glyph(box, "a").style, "a"));
}

TEST_CASE("limits stand under a sum in displays and beside it in text", "[unit]") {
  const auto fonts = test::load_fonts();
  const FormulaBox display = laid_out(*fonts, R"(\sum_m a)"), text = laid_out(*fonts, R"(\sum_m a)", false);
  CHECK(glyph(display, "m").x < glyph(display, "a").x);
  CHECK(glyph(display, "m").y > glyph(text, "m").y);
  CHECK(glyph(text, "m").x > fonts->width(glyph(text, "∑").style, "∑") * 0.8f);
}

TEST_CASE("a minus sign without a left operand has no space of an operation", "[unit]") {
  const auto fonts = test::load_fonts();
  const FormulaBox unary = laid_out(*fonts, "-x"), binary = laid_out(*fonts, "a-x");
  const float sign = fonts->width({Face::serif, 20, 0}, "−");
  CHECK(glyph(unary, "x").x - glyph(unary, "−").x < sign + 0.5f);
  CHECK(glyph(binary, "x").x - glyph(binary, "−").x > sign + 2);
}

TEST_CASE("boxes hold their contents and grow with the size", "[unit]") {
  const auto fonts = test::load_fonts();
  for (const std::string tex : {R"(s_{ij} = \frac{q_i \cdot k_j}{\sqrt{d}} \; , \quad d = 32)", R"(\text{Attention}(Q, K, V) = \text{softmax}(\frac{Q K^\top}{\sqrt{d}}) \; V)",
                                R"(\gamma \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta)"}) {
    std::string source = tex;
    if (const auto quad = source.find("\\quad"); quad != std::string::npos) source.replace(quad, 5, "\\;");
    const FormulaBox box = laid_out(*fonts, source);
    for (const auto& part : box.glyphs) {
      CHECK(part.x >= -0.01f);
      CHECK(part.x + fonts->width(part.style, part.text) <= box.width + 0.5f);
      CHECK(-part.y <= box.ascent);
      CHECK(part.y <= box.descent);
    }
  }
}

TEST_CASE("every formula of the articles lays out", "[unit]") {
  const auto fonts = test::load_fonts();
  const auto english = test::load_article("en");
  int formulas = 0;
  const std::function<void(const std::vector<article::Block>&)> walk = [&](const std::vector<article::Block>& blocks) {
    for (const auto& block : blocks) {
      for (const auto& item : block.text) {
        if (item.kind != article::Inline::Kind::formula) continue;
        const FormulaBox box = layout_formula(*fonts, item.formula, 20, true);
        CHECK(box.width > 0);
        ++formulas;
      }
      walk(block.children);
    }
  };
  walk(english->document.blocks);
  CHECK(formulas > 10);
}
