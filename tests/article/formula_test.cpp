#include "article/formula.h"

#include <catch2/catch_test_macros.hpp>

#include "article/plain_text.h"

using namespace attention;
using namespace attention::article;

namespace {

Formula parsed(std::string_view tex) {
  auto formula = parse_formula(tex);
  if (!formula) FAIL(formula.error().detail);
  return *formula;
}
std::string mathml(std::string_view tex, bool display = false) {
  return to_mathml(parsed(tex), display);
}

}  // namespace

TEST_CASE("letters, digits and operators are symbols of their own", "[unit]") {
  const auto row = parsed("10x - \\mu = 0.5").children;
  REQUIRE(row.size() == 6);
  CHECK(row[0].text == "10");
  CHECK(is_number(row[0]));
  CHECK(is_variable(row[1]));
  CHECK(row[2].text == "−");
  CHECK(row[3].text == "μ");
  CHECK(is_variable(row[3]));
  CHECK(row[5].text == "0.5");
  CHECK(parsed("f(x).").children.back().text == ".");
}

TEST_CASE("scripts bind to the item before them, in either order", "[unit]") {
  for (const std::string_view tex : {"a_{ij}^2", "a^2_{ij}"}) {
    const auto row = parsed(tex).children;
    REQUIRE(row.size() == 1);
    REQUIRE(row[0].kind == Formula::Kind::script);
    CHECK(plain_text(row[0].children[0]) == "a");
    CHECK(plain_text(row[0].children[1]) == "ij");
    CHECK(plain_text(row[0].children[2]) == "2");
  }
  CHECK(parsed("\\sigma^2 + 1").children.size() == 3);
  CHECK(parsed("K^\\top").children[0].children[2].children[0].text == "⊤");
}

TEST_CASE("fractions, roots and texts", "[unit]") {
  const auto row = parsed("\\frac{q_i \\cdot k_j}{\\sqrt{d}} \\; \\text{depends on} \\exp(s)").children;
  REQUIRE(row.size() == 7);
  CHECK(row[0].kind == Formula::Kind::fraction);
  CHECK(plain_text(row[0].children[0]) == "qi·kj");
  CHECK(row[0].children[1].children[0].kind == Formula::Kind::root);
  CHECK(row[1].text == "\u2005");
  CHECK(row[2].text == "depends on");
  CHECK(row[3].kind == Formula::Kind::text);
}

TEST_CASE("what the subset does not have is an error that says where", "[unit]") {
  for (const std::string_view tex : {"", " ", "\\alpha\\unknown", "{", "}", "a_", "_a", "a^2^3", "\\frac{a}", "\\sqrt",
                                     "\\text{a", "\\text", "a & b", "\\", "\\text{\\x}", "#"}) {
    INFO(tex);
    const auto formula = parse_formula(tex);
    REQUIRE_FALSE(formula);
    CHECK(formula.error().code == ErrorCode::parse);
  }
}

TEST_CASE("MathML has the formula's structure, its TeX in alttext, and no white space between elements", "[unit]") {
  CHECK(mathml("x") == "<math alttext=\"x\"><mi>x</mi></math>");
  CHECK(mathml("a_{ij}") == "<math alttext=\"a_{ij}\"><msub><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></math>");
  CHECK(mathml("\\frac{1}{\\sqrt{d}}") ==
        "<math alttext=\"\\frac{1}{\\sqrt{d}}\"><mfrac><mn>1</mn><mrow><mo form=\"prefix\" stretchy=\"false\" "
        "lspace=\"0\" rspace=\"0\">√</mo><mrow class=\"radicand\"><mi>d</mi></mrow></mrow></mfrac></math>");
  CHECK(mathml("\\sum_m x", true) ==
        "<math display=\"block\" alttext=\"\\sum_m "
        "x\"><mrow><munder><mo>∑</mo><mi>m</mi></munder><mi>x</mi></mrow></math>");
  CHECK(mathml("a < b") == "<math alttext=\"a &lt; b\"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>");
}
