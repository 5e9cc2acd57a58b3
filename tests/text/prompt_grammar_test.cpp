#include "text/prompt_grammar.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <optional>

using namespace attention;
using text::PromptPart;

namespace {

using Parts = std::vector<PromptPart>;

/// Texts equal, weights equal to six digits.
void check_parts(const Result<Parts>& parts, const Parts& expected) {
  REQUIRE(parts);
  REQUIRE(parts->size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK((*parts)[i].text == expected[i].text);
    CHECK(std::abs((*parts)[i].weight - expected[i].weight) <= 1e-6 * std::max(1.0, std::abs(expected[i].weight)));
  }
}

struct Vector {
  std::string prompt;
  Parts a1111;
  std::optional<Parts> comfy;  ///< nothing: the same
};

const Vector vectors[] = {
    {"a (cat:1.2) b", {{"a ", 1}, {"cat", 1.2}, {" b", 1}}, {}},
    {"((cat))", {{"cat", 1.21}}, {}},
    {"((cat:1.2))", {{"cat", 1.32}}, Parts{{"cat", 1.2}}},
    {"(a (b:1.5) c:1.2)", {{"a ", 1.2}, {"b", 1.8}, {" c", 1.2}}, Parts{{"a ", 1.2}, {"b", 1.5}, {" c", 1.2}}},
    {"[cat]", {{"cat", 0.909091}}, Parts{{"[cat]", 1}}},
    {"[[cat]]", {{"cat", 0.826446}}, Parts{{"[[cat]]", 1}}},
    {"[(cat:1.3)]", {{"cat", 1.181818}}, Parts{{"[", 1}, {"cat", 1.3}, {"]", 1}}},
    {"(cat:1.2", {{"cat:1.2", 1.1}}, Parts{{"(cat:1.2", 1}}},
    {"a (cat:1.2)) b", {{"a ", 1}, {"cat", 1.2}, {") b", 1}}, {}},
    {"(cat: 1.2)", {{"cat: 1.2", 1.1}}, Parts{{"cat", 1.2}}},
    {"(cat:1e1)", {{"cat:1e1", 1.1}}, Parts{{"cat", 10}}},
    {"(cat:abc)", {{"cat:abc", 1.1}}, {}},
    {"(:1.2)", {{"", 1}}, Parts{{":1.2", 1.1}}},
    {"(a:b:1.3)", {{"a:b", 1.3}}, {}},
    {"\\(cat\\)", {{"(cat)", 1}}, {}},
    {"(cat:1.2)(dog:1.2)", {{"catdog", 1.2}}, Parts{{"cat", 1.2}, {"dog", 1.2}}},
    {"(cat:-1)", {{"cat", -1}}, {}},
    {"(cat:0)", {{"cat", 0}}, {}},
    {"(cat:.5)", {{"cat", 0.5}}, {}},
    {"(a BREAK b:1.2)", {{"a", 1.2}, {"BREAK", -1.2}, {"b", 1.2}}, Parts{{"a BREAK b", 1.2}}},
    {"cat:1.2", {{"cat:1.2", 1}}, {}},
};

}  // namespace

TEST_CASE("the two bracket grammars agree and differ as the programs do", "[unit]") {
  for (const Vector& vector : vectors) {
    INFO(vector.prompt);
    check_parts(text::parse_a1111(vector.prompt), vector.a1111);
    check_parts(text::parse_comfy(vector.prompt), vector.comfy.value_or(vector.a1111));
  }
}

// The examples in the program's own documentation of parse_prompt_attention.
TEST_CASE("the A1111 grammar's own examples", "[unit]") {
  check_parts(text::parse_a1111("normal text"), {{"normal text", 1}});
  check_parts(text::parse_a1111("an (important) word"), {{"an ", 1}, {"important", 1.1}, {" word", 1}});
  check_parts(text::parse_a1111("(unbalanced"), {{"unbalanced", 1.1}});
  check_parts(text::parse_a1111("\\(literal\\]"), {{"(literal]", 1}});
  check_parts(text::parse_a1111("(unnecessary)(parens)"), {{"unnecessaryparens", 1.1}});
  check_parts(text::parse_a1111("a (((house:1.3)) [on] a (hill:0.5), sun, (((sky)))."), {{"a ", 1},
                                                                                         {"house", 1.573},
                                                                                         {" ", 1.1},
                                                                                         {"on", 1},
                                                                                         {" a ", 1.1},
                                                                                         {"hill", 0.55},
                                                                                         {", sun, ", 1.1},
                                                                                         {"sky", 1.4641},
                                                                                         {".", 1.1}});
}

TEST_CASE("BREAK counts as a word only", "[unit]") {
  check_parts(text::parse_a1111("a BREAK b"), {{"a", 1}, {"BREAK", -1}, {"b", 1}});
  check_parts(text::parse_a1111("BREAKFAST aBREAK éBREAK"), {{"BREAKFAST aBREAK éBREAK", 1}});
  check_parts(text::parse_a1111("BREAK BREAK"), {{"", 1}, {"BREAK", -1}, {"", 1}, {"BREAK", -1}, {"", 1}});
}

// Expected values from compel 2.5.1 itself.
TEST_CASE("compel's grammar", "[unit]") {
  const std::pair<std::string, Parts> cases[] = {
      {"a cat++ dog--", {{"a", 1}, {"cat", 1.21}, {"dog", 0.81}}},
      {"(a red cat)1.3 x", {{"a red cat", 1.3}, {"x", 1}}},
      {"\"a red\"+ cat", {{"a red", 1.1}, {"cat", 1}}},
      {"(a (b)++ c)1.2", {{"a", 1.2}, {"b", 1.452}, {"c", 1.2}}},
      {"cat.attend(1.4) b", {{"cat", 1.4}, {"b", 1}}},
      {"(a b).attend(+) c", {{"a b", 1.1}, {"c", 1}}},
      {"1e3inf.attend( 1)\"", {{"1e3inf \"", 1}}},
      {"cat+, dog", {{"cat", 1.1}, {", dog", 1}}},
      {"wide-eyed cat-5", {{"wide-eyed cat-5", 1}}},
      {"cat--5", {{"cat", 0.81}, {"5", 1}}},
      {"(cat) 1.3", {{"cat 1.3", 1}}},
      {"(cat) +", {{"cat +", 1}}},
      {"\\(cat\\)", {{"(cat)", 1}}},
      {"((cat)", {{"((cat)", 1}}},
      {"(cat:1.2)", {{"cat:1 . 2", 1}}},
      {"(cat)1e9", {{"cat e9", 1}}},
      {"(cat)-1", {{"cat", 0.9}, {"1", 1}}},
      {"(cat)0", {{"cat", 0}}},
      {"(a).5", {{"a", 0.5}}},
      {"(a)5.", {{"a", 5}}},
      {"(cat)1.2.3", {{"cat", 1.2}, {".3", 1}}},
      {"cat+dog", {{"cat+dog", 1}}},
      {"(a\\,b)++", {{"a\\, b", 1.21}}},
      {"\"a \\\"b\\\" c\"+", {{"a \"b\" c", 1.1}}},
      {"(\"a b\"++ c)1.1", {{"a b", 1.331}, {"c", 1.1}}},
      {"é+ ü", {{"é", 1.1}, {"ü", 1}}},
      {"a,b+", {{"a,", 1}, {"b", 1.1}}},
      {"a(b)+", {{"a(b)+", 1}}},
      {"\"+BREAK\\\",BREAK", {{"+BREAK\\ , BREAK", 1}}},
      {"(((", {{"(((", 1}}},
      {"", {{"", 1}}},
      {" \n", {{"", 1}}},
  };
  for (const auto& [prompt, expected] : cases) {
    INFO(prompt);
    check_parts(text::parse_compel(prompt), expected);
  }
  CHECK(text::parse_compel("a.swap(b)") == std::unexpected(Error{ErrorCode::unsupported, ".swap"}));
  CHECK(text::parse_compel("(\"a\",\"b\").blend(1,2)").error().code == ErrorCode::unsupported);
  CHECK(text::parse_compel("(\"a\",\"b\").and()").error().code == ErrorCode::unsupported);
  CHECK(text::parse_compel("useLora(x,1) a").error().code == ErrorCode::unsupported);
}

TEST_CASE("prompts that want to break something", "[unit]") {
  for (const std::string prompt : {"(((", ")))", "]][[", "(", "\\", ":", "(:", "(:)", "()", "[]", "(()())", "\"", "(\"",
                                   "+", "--", ".attend(", ","}) {
    INFO(prompt);
    CHECK(text::parse_a1111(prompt));
    CHECK(text::parse_comfy(prompt));
    CHECK(text::parse_compel(prompt));
  }
  const std::string open(8000, '('), close(8000, ')');
  CHECK(text::parse_a1111(open + close));
  REQUIRE(text::parse_comfy(open + "a" + close));
  CHECK(std::isinf(text::parse_comfy(open + "a" + close)->front().weight));
  CHECK(text::parse_compel(open + close).error().code == ErrorCode::parse);

  check_parts(text::parse_a1111("(cat:1000000000)"), {{"cat", 1e9}});
  check_parts(text::parse_comfy("(cat:1e9)"), {{"cat", 1e9}});
  CHECK(std::isinf(text::parse_comfy("(cat:inf)")->front().weight));
  CHECK(std::isnan(text::parse_comfy("(cat:nan)")->front().weight));
  CHECK(text::parse_a1111("(cat:1.2.3)") == std::unexpected(Error{ErrorCode::parse, "weight '1.2.3'"}));
  for (const auto parse : {text::parse_a1111, text::parse_comfy, text::parse_compel}) {
    CHECK(parse("\xFF").error().code == ErrorCode::invalid_utf8);
    CHECK(parse(std::string(20000, 'a')) == std::unexpected(Error{ErrorCode::too_long, "20000/16384"}));
  }
}
