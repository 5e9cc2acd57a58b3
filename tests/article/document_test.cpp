// Every construct of content/README.md becomes the block or inline that document.h promises.
#include "article/document.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

#include "article/contents.h"
#include "article/plain_text.h"
#include "tests/article/samples.h"

using namespace attention;
using namespace attention::article;

namespace {

/// The body's first block of a kind.
const Block& first(const Document& document, Block::Kind kind) {
  const Block* found = nullptr;
  for_each_block(document.blocks, [&](const Block& block) {
    // The title and the subtitle come before the body.
    if (found == nullptr && block.index >= 2 && block.kind == kind) found = &block;
  });
  REQUIRE(found != nullptr);
  return *found;
}

Document parsed(std::string_view body) {
  auto document = test::parse(body);
  if (!document) FAIL(document.error().detail);
  return *document;
}

ErrorCode code_of(std::string_view body) {
  const auto document = test::parse(body);
  REQUIRE_FALSE(document);
  CHECK_FALSE(document.error().detail.empty());
  return document.error().code;
}

}  // namespace

TEST_CASE("front matter: values run to the end of the line; the title is block 0", "[unit]") {
  const auto document = parsed("Text.");
  CHECK(document.front.at("title") == "A title: with a colon");
  CHECK(document.blocks[0].kind == Block::Kind::heading);
  CHECK(document.blocks[0].level == 1);
  CHECK(document.blocks[0].id == "top");
  CHECK(plain_text(document.blocks[0]) == "A title: with a colon");
  CHECK(document.blocks[1].style == Block::Style::subtitle);
  CHECK_FALSE(parse_document("en", "no front matter", "", "[]"));
  CHECK_FALSE(parse_document("en", "---\ntitle: T\n", "", "[]"));
  CHECK_FALSE(parse_document("en", "---\ntitle: T\n---\n", "", "[]"));  // subtitle and description are missing
}

TEST_CASE("blocks are numbered in reading order, nested ones included", "[unit]") {
  const auto document = parsed("Lead.\n\n## One {#one}\n\n- a\n- b\n\n  more\n\n:::note\nInside.\n:::\n\n> quoted\n");
  int expected = 0;
  for_each_block(document.blocks, [&](const Block& block) { CHECK(block.index == expected++); });
  CHECK(expected > 12);
}

TEST_CASE("the lead is what stands before the first heading or figure", "[unit]") {
  const auto document = parsed("Lead.\n\n```figure sentence\nid: fig-a\n```\n\nNot lead.\n\n## One {#one}\n\nText.\n");
  CHECK(document.blocks[2].style == Block::Style::lead);
  CHECK(document.blocks[3].kind == Block::Kind::figure);
  CHECK(document.blocks[4].style == Block::Style::body);
}

TEST_CASE("headings: ids, chapters counted from 0, contents with sections", "[unit]") {
  const auto document =
      parsed("## One *two* {#one}\n\n### Part {#part}\n\n## Three {#three}\n\nSee [[clip]] and [@a2017].\n");
  const auto chapters = contents(document);
  REQUIRE(chapters.size() == 4);
  CHECK(chapters[0].number == 0);
  CHECK(chapters[0].title == "One two");
  CHECK(chapters[0].sections.size() == 1);
  CHECK(chapters[1].number == 1);
  CHECK(chapters[2].id == "glossary");
  CHECK(chapters[2].number == -1);
  CHECK(chapters[3].id == "sources");
  CHECK(chapters[3].title == "Sources");
  CHECK(find_block(document, "part")->level == 3);
  CHECK(find_block(document, "nowhere") == nullptr);
  CHECK(code_of("## No id\n") == ErrorCode::parse);
  CHECK(code_of("# A title {#t}\n") == ErrorCode::parse);
  CHECK(code_of("## A {#same}\n\n## B {#same}\n") == ErrorCode::parse);
}

TEST_CASE("inline styles, code, breaks, entities and escapes", "[unit]") {
  const auto document = parsed("a *b **c*** `d*e` &amp; \\$5 &#x20AC;\nf\\\ng\n");
  const auto& text = document.blocks[2].text;
  CHECK(plain_text(document.blocks[2]) == "a b c d*e & $5 € fg");
  REQUIRE(text.size() == 8);
  CHECK(text[1].emphasis);
  CHECK_FALSE(text[1].strong);
  CHECK(text[2].strong);
  CHECK(text[2].emphasis);
  CHECK(text[4].code);
  CHECK(text[4].text == "d*e");
  CHECK(text[5].text == " & $5 € f");
}

TEST_CASE("role spans colour what is between the brackets, styles inside included", "[unit]") {
  const auto document = parsed("The [query]{.query} and [the *key* of it]{.key}, [not] this.\n");
  std::map<Role, std::string> by_role;
  for (const auto& item : document.blocks[2].text) by_role[item.role] += item.text;
  CHECK(by_role[Role::query] == "query");
  CHECK(by_role[Role::key] == "the key of it");
  CHECK(by_role[Role::none] == "The  and , [not] this.");
  CHECK(code_of("[x]{.nothing}\n") == ErrorCode::unknown_name);
}

TEST_CASE("formulas in a line keep Markdown's hands off", "[unit]") {
  const auto document = parsed("So $a_i + b_i [c](d)$ and **$x^2$** hold.\n");
  const auto& text = document.blocks[2].text;
  REQUIRE(text.size() == 5);
  CHECK(text[1].kind == Inline::Kind::formula);
  CHECK(text[1].formula.source == "a_i + b_i [c](d)");
  CHECK(text[3].strong);
  CHECK(text[3].formula.source == "x^2");
}

TEST_CASE("a displayed formula is a block of its own", "[unit]") {
  const auto document = parsed("Before\n\n$$\\frac{a}{b}$$\n\nafter\n");
  const auto& block = first(document, Block::Kind::formula);
  REQUIRE(block.text.size() == 1);
  CHECK(block.text[0].formula.source == "\\frac{a}{b}");
  CHECK(block.text[0].number == 0);
  CHECK(code_of("in a line $$a$$ with text\n") == ErrorCode::parse);
  CHECK(code_of("costs $5\n") == ErrorCode::parse);
  CHECK(code_of("$\\unknown$\n") == ErrorCode::parse);
}

TEST_CASE("citations are numbered by first use, link both ways, and have anchors", "[unit]") {
  const auto document = parsed("One [@b2020]. Two [@a2017; @b2020].\n");
  REQUIRE(document.sources.size() == 2);
  CHECK(document.sources[0].key == "b2020");
  CHECK(document.sources[0].number == 1);
  CHECK(document.sources[0].note == "Second.");
  CHECK(document.sources[0].cited_from ==
        std::vector<std::string>{"cite-1-1", "cite-1-2", "cite-1-3"});  // the glossary cites it too
  CHECK(plain_text(document.blocks[2]) == "One [1]. Two [2, 1].");
  const auto& list = document.blocks.back();
  REQUIRE(list.kind == Block::Kind::sources);
  REQUIRE(list.children.size() == 2);
  CHECK(list.children[0].id == "source-1");
  CHECK(list.children[0].number == 1);
  std::vector<std::string> back;
  for (const auto& item : list.children[0].children[0].text)
    if (item.kind == Inline::Kind::back_reference) back.push_back(item.target);
  CHECK(back == std::vector<std::string>{"#cite-1-1", "#cite-1-2", "#cite-1-3"});
  CHECK(code_of("[@nobody1999]\n") == ErrorCode::unknown_name);
  CHECK(code_of("[@a2017\n") == ErrorCode::parse);
  CHECK(code_of("[@a2017; b]\n") == ErrorCode::parse);
}

TEST_CASE("glossary links show the entry's title, or a text of their own", "[unit]") {
  const auto document = parsed("See [[clip]] and [[prompt|prompts]].\n");
  CHECK(plain_text(document.blocks[2]) == "See CLIP and prompts.");
  CHECK(document.blocks[2].text[1].target == "#term-clip");
  CHECK(find_block(document, "term-clip")->kind == Block::Kind::glossary_entry);
  CHECK(code_of("See [[nothing]].\n") == ErrorCode::unknown_name);
}

TEST_CASE("figure slots have an id and options", "[unit]") {
  const auto document =
      parsed("```figure order\nid: fig-order\npositions: off\n```\n\n[Go](#fig-order?positions=on&word=2)\n");
  const auto& figure = first(document, Block::Kind::figure);
  CHECK(figure.figure.figure == "order");
  CHECK(figure.id == "fig-order");
  CHECK(figure.figure.options == std::map<std::string, std::string, std::less<>>{{"positions", "off"}});
  CHECK(document.blocks[3].text[0].target == "#fig-order?positions=on&word=2");
  CHECK(code_of("```figure cube\nid: fig-x\n```\n") == ErrorCode::unknown_name);
  CHECK(code_of("```figure order\n```\n") == ErrorCode::parse);
  CHECK(code_of("[Go](#fig-nowhere?a=b)\n") == ErrorCode::unknown_name);
  CHECK(code_of("[Go](#nowhere)\n") == ErrorCode::unknown_name);
}

TEST_CASE("primers and notes hold blocks", "[unit]") {
  const auto document = parsed(
      ":::primer {#primer-x} A *small* title\nInside $x$.\n\n- item\n:::\n\n:::note\nAn aside.\n:::\n\nAfter "
      "[it](#primer-x).\n");
  const auto& primer = first(document, Block::Kind::primer);
  CHECK(primer.id == "primer-x");
  CHECK(primer.title == "A small title");
  REQUIRE(primer.children.size() == 2);
  CHECK(primer.children[1].kind == Block::Kind::list);
  CHECK(first(document, Block::Kind::note).children.size() == 1);
  CHECK(code_of(":::primer {#primer-x} T\nnever closed\n") == ErrorCode::parse);
  CHECK(code_of(":::\n") == ErrorCode::parse);
  CHECK(code_of(":::note\n:::note\n:::\n:::\n") == ErrorCode::parse);
  CHECK(code_of(":::warning\n:::\n") == ErrorCode::unknown_name);
  CHECK(code_of(":::primer Title\n:::\n") == ErrorCode::parse);
}

TEST_CASE("code blocks are verbatim: no formulas, citations or directives in them", "[unit]") {
  const auto document = parsed("```\n$x$ [@nobody] [[nothing]]\n:::note\n```\n\n`$y$ [@nobody]`\n");
  CHECK(first(document, Block::Kind::code).code == "$x$ [@nobody] [[nothing]]\n:::note\n");
  CHECK(plain_text(document.blocks[3]) == "$y$ [@nobody]");
}

TEST_CASE("lists: tight and loose items hold paragraphs; ordered ones are numbered", "[unit]") {
  const auto document = parsed("3. a\n4. b\n   - c\n");
  const auto& list = first(document, Block::Kind::list);
  CHECK(list.ordered);
  REQUIRE(list.children.size() == 2);
  CHECK(list.children[1].number == 4);
  REQUIRE(list.children[1].children.size() == 2);
  CHECK(list.children[1].children[0].kind == Block::Kind::paragraph);
  CHECK(list.children[1].children[1].level == 2);
}

TEST_CASE("tables have header cells and inline content", "[unit]") {
  const auto document = parsed("| A | B |\n|---|---|\n| *x* | $y$ |\n");
  const auto& table = first(document, Block::Kind::table);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0][0].header);
  CHECK_FALSE(table.rows[1][0].header);
  CHECK(table.rows[1][0].text[0].emphasis);
  CHECK(plain_text(table) == "ABxy");
}

TEST_CASE("links may not leave the web's safe schemes; images and raw HTML have no effect", "[unit]") {
  CHECK(code_of("[x](javascript:alert)\n") == ErrorCode::parse);
  CHECK(code_of("[x](data:text/html,x)\n") == ErrorCode::parse);
  CHECK(code_of("![x](https://example.org/x.png)\n") == ErrorCode::parse);
  CHECK(plain_text(parsed("<b>bold</b>\n").blocks[2]) == "<b>bold</b>");
  CHECK(parsed("[x](https://example.org/?a=1&b=2)\n").blocks[2].text[0].target == "https://example.org/?a=1&b=2");
}

TEST_CASE("related terms of the front matter become a line of links", "[unit]") {
  auto text = test::article("Text.");
  text.replace(text.find("category:"), 0, "related: clip, prompt\n");
  const auto document = parse_document("en", text, test::glossary, test::sources);
  REQUIRE(document);
  CHECK(document->blocks[2].style == Block::Style::related);
  CHECK(plain_text(document->blocks[2]) == "Terms: CLIP\u00A0· Prompt");
  text.replace(text.find("related: clip"), 13, "related: nope");
  CHECK_FALSE(parse_document("en", text, test::glossary, test::sources));
}
