// Text from outside never crashes and never takes long: it gives a document or an error.
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <string>

#include "article/formula.h"
#include "article/html.h"
#include "article/hyphenation.h"
#include "tests/article/samples.h"

using namespace attention;
using namespace attention::article;

namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

/// Parses, and writes what came out, so that later steps see hostile documents too.
void survive(std::string_view body) {
  const auto document = test::parse(body);
  if (!document) {
    CHECK_FALSE(document.error().detail.empty());
    return;
  }
  const auto strings = Strings::parse(Language{}, "{}");
  CHECK_FALSE(article_html(*document, *strings).empty());
}

}  // namespace

TEST_CASE("deep nesting is refused, not followed", "[unit]") {
  CHECK_FALSE(test::parse(repeated("> ", 5000) + "x\n"));
  std::string list;
  for (int depth = 0; depth < 400; ++depth) list += std::string(static_cast<std::size_t>(2 * depth), ' ') + "- x\n";
  CHECK_FALSE(test::parse(list));
  survive(repeated("*", 100'000) + "x" + repeated("*", 100'000));
  survive(repeated("[", 100'000));
  survive(repeated("[x]{.key}", 20'000));
  survive(repeated("[[", 100'000));
  survive(repeated("`", 1000) + repeated(" `` ` ", 20'000));
  CHECK_FALSE(parse_formula(repeated("\\sqrt{", 5000)));
  CHECK_FALSE(parse_formula(repeated("{", 200'000)));
  CHECK_FALSE(parse_formula(repeated("x^{", 5000) + "y" + repeated("}", 5000)));
}

TEST_CASE("huge tables and huge texts are refused", "[unit]") {
  std::string table = repeated("|a", 100) + "|\n" + repeated("|-", 100) + "|\n";
  table += repeated("|x|\n", 100'000);
  CHECK_FALSE(test::parse(table));
  CHECK_FALSE(test::parse(std::string(maximum_document_bytes + 1, 'x')));
  survive(repeated("x\n\n", 100'000));
  survive(std::string(maximum_document_bytes - 4096, 'x'));
}

TEST_CASE("bytes that are not UTF-8 are an error", "[unit]") {
  for (const std::string_view bytes : {"\x80", "\xC3", "\xED\xA0\x80", "\xF5\x80\x80\x80", "ok \xFF"}) {
    const auto document = test::parse(bytes);
    REQUIRE_FALSE(document);
    CHECK(document.error().code == ErrorCode::invalid_utf8);
  }
  survive(std::string("nul \0 inside", 12));
  survive("\xF3\xB0\x80\x80 private use");  // a placeholder's code point
  survive("entity &#xF0000; &#xF8FF; &#0; &#x110000; &#99999999999;");
}

TEST_CASE("unclosed and crossing marks", "[unit]") {
  for (const std::string_view body : {"$",
                                      "$$",
                                      "[@",
                                      "[@]",
                                      "[[",
                                      "[[]]",
                                      "[[|]]",
                                      "]{.query}",
                                      "[x]{.",
                                      "{#}",
                                      "## {#}",
                                      "## {#x",
                                      ":::",
                                      ":::primer",
                                      ":::primer {#",
                                      ":::primer {#x}",
                                      "```figure",
                                      "```figure ",
                                      "```figure sentence",
                                      "```figure sentence\nid",
                                      "```figure sentence\nid:\n```",
                                      "~~~\n```",
                                      "| a |\n|",
                                      "|||\n|-|",
                                      "[x](",
                                      "[x](#",
                                      "\\",
                                      "`",
                                      "*_*_*",
                                      "[a [b]{.query} c]{.key}",
                                      "*[a*]{.key}",
                                      "[[clip|*x]]*",
                                      "| [[clip|x]] |\n|---|",
                                      "> :::note",
                                      "- :::note\n  :::",
                                      "$a$b$",
                                      "\\$$x$"})
    survive(body);
}

TEST_CASE("random pieces of syntax", "[unit]") {
  constexpr std::string_view pieces[] = {"$",        "$$",
                                         "[",        "]",
                                         "[[",       "]]",
                                         "{.key}",   "{#x}",
                                         "[@a2017]", "`",
                                         "```",      "\n",
                                         "\n\n",     ":::note",
                                         ":::",      "> ",
                                         "- ",       "1. ",
                                         "|",        "|---|",
                                         "*",        "**",
                                         "_",        "\\",
                                         "\\frac{",  "}",
                                         "^",        "clip",
                                         "#",        "## ",
                                         "(",        ")",
                                         "&amp;",    "é",
                                         "𝔸",        "\t",
                                         "    ",     "figure sentence",
                                         "id: x"};
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string body;
    const auto count = random() % 40;
    for (unsigned i = 0; i < count; ++i) body += pieces[random() % std::size(pieces)];
    const auto document = test::parse(body);
    if (!document) continue;
    const auto strings = Strings::parse(Language{}, "{}");
    CHECK_FALSE(article_html(*document, *strings).empty());
  }
}

TEST_CASE("hostile JSON beside a good article", "[unit]") {
  for (const std::string_view json :
       {"", "{", "[]", "{}", "[1]", "[{}]", "[{\"key\": 1}]",
        "[{\"key\":\"a2017\",\"authors\":\"\",\"title\":\"\",\"url\":\"javascript:x\"}]"}) {
    const auto document = parse_document("en", test::article("[@a2017]"), "", json);
    CHECK_FALSE(document);
  }
  CHECK_FALSE(parse_languages("{}"));
  CHECK_FALSE(parse_languages("[{\"code\":\"en\"}]"));
  CHECK_FALSE(Strings::parse({}, "[]"));
  CHECK_FALSE(Strings::parse({}, "{\"a\": 1}"));
  CHECK_FALSE(Strings::parse({}, R"({"a": "x", "a": "y"})"));
  CHECK_FALSE(Hyphenation::parse("minimum 2"));
  CHECK_FALSE(Hyphenation::parse("minimum x y"));
  CHECK_FALSE(Hyphenation::parse("a11b"));
  CHECK_FALSE(Hyphenation::parse("\xFF"));
}
