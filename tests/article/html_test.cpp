#include "article/html.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "article/contents.h"
#include "article/markup.h"
#include "article/plain_text.h"
#include "tests/article/samples.h"

using namespace attention;
using namespace attention::article;

namespace {

constexpr std::string_view everything = R"(Lead [@a2017].

```figure sentence
id: fig-sentence
preset: example
```

## One & two {#one}

A *b* **c** `d<e>` [query]{.query} [[clip]] [go](#fig-sentence?preset=swapped&word=1) [out](https://example.org/?a=1&b=2) $a_{ij}$ [@a2017; @b2020].

$$\frac{a}{\sqrt{b}}$$

- one
- two

  more

> quoted

```
x < y
```

| A | B |
|---|---|
| *x* | $y$ |

:::primer {#primer-x} Title
Inside.
:::

:::note
Aside.
:::

---
)";

constexpr std::string_view texts =
    R"({"source.link": "Source {number}: {authors}, {title}", "source.back.numbered": "Back to mention {index}", "contents.chapter": "Chapter {number}",
  "contents.coming": "Later", "contents.minutes": "{minutes} min", "primer.label": "Primer", "note.label": "Note", "sentence.name": "Sentence", "static.figure": "Live {name}",
  "static.figure.sentence": "Arcs", "preset.example": "A red cat"})";

std::string page_of(std::string_view body) {
  const auto document = test::parse(body);
  if (!document) FAIL(document.error().detail);
  return article_html(*document, *Strings::parse(Language{}, texts));
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      text.replace(at, std::string_view(from).size(), to);
  return text;
}

/// The text nodes of each block, nested blocks and silent elements left out: what web/text_layer.js walks over.
std::map<int, std::string> texts_by_block(std::string_view html) {
  std::map<int, std::string> result;
  std::vector<std::pair<int, bool>> open{{-1, false}};  // the block an element belongs to; whether it is silent
  std::size_t at = 0;
  while (at < html.size()) {
    if (html[at] != '<') {
      const auto end = std::min(html.find('<', at), html.size());
      if (!open.back().second) result[open.back().first] += unescaped(std::string(html.substr(at, end - at)));
      at = end;
      continue;
    }
    const auto end = html.find('>', at);
    const auto tag = html.substr(at, end - at + 1);
    at = end + 1;
    if (tag.starts_with("</")) {
      open.pop_back();
      continue;
    }
    if (tag.starts_with("<br") || tag.starts_with("<hr")) continue;
    auto state = open.back();
    if (const auto block = tag.find("data-block=\""); block != std::string_view::npos)
      state = {std::stoi(std::string(tag.substr(block + 12))), false};
    if (tag.contains("data-silent")) state.second = true;
    open.push_back(state);
  }
  REQUIRE(open.size() == 1);
  return result;
}

}  // namespace

TEST_CASE("every block's plain text is exactly its text nodes", "[unit]") {
  const auto document = test::parse(everything);
  REQUIRE(document);
  auto found = texts_by_block(page_of(everything));
  int blocks = 0;
  for_each_block(document->blocks, [&](const Block& block) {
    ++blocks;
    INFO("block " << block.index);
    CHECK(found[block.index] == plain_text(block));
  });
  CHECK(blocks > 25);
  CHECK(count(page_of(everything), "data-block=\"") == static_cast<std::size_t>(blocks));
}

TEST_CASE("each construct has its element", "[unit]") {
  const auto html = page_of(everything);
  for (const std::string_view part :
       {"<h1 data-block=\"0\" id=\"top\" data-eyebrow=\"Topics · 12 min\">",
        "<h2 data-block=\"4\" id=\"one\" data-eyebrow=\"Chapter 0\">One &amp; two</h2>",
        "<em>b</em>",
        "<strong>c</strong>",
        "<code>d&lt;e&gt;</code>",
        "<span class=\"role query\">query</span>",
        "<a class=\"term\" href=\"#term-clip\">CLIP</a>",
        "<a class=\"drive\" href=\"#fig-sentence?preset=swapped&amp;word=1\">go</a>",
        "rel=\"noopener noreferrer\" href=\"https://example.org/?a=1&amp;b=2\"",
        "<math alttext=\"a_{ij}\">",
        "<math display=\"block\"",
        "<span class=\"mark\">[<a class=\"citation\" role=\"doc-biblioref\" id=\"cite-1-2\" href=\"#source-1\" "
        "aria-label=\"Source 1: A et al., All\">1</a>, ",
        "aria-label=\"Source 2: B &amp; C, Both &lt;b&gt;\">2</a>]</span>.",
        "<blockquote",
        "<th scope=\"col\">A</th>",
        "<details ",
        "<summary data-eyebrow=\"Primer\">Title</summary>",
        "<aside ",
        "<hr ",
        "<section ",
        "<ol data-block",
        "aria-label=\"Back to mention 2\"",
        "data-figure=\"sentence\" data-options=\"preset=example\"",
        "<p class=\"sentence\">A red cat</p>",
        "<span class=\"anchor\" data-silent id=\"fig-sentence?preset=swapped&amp;word=1\"></span>"}) {
    INFO(part);
    CHECK(html.contains(part));
  }
  CHECK(count(html, "<thead>") == 1);
  CHECK(count(html, "<tbody>") == 1);
  CHECK_FALSE(html.contains("<script"));
  CHECK_FALSE(html.contains("style="));
}

TEST_CASE("the contents list chapters, sections, the line to come, and the ends", "[unit]") {
  const auto document = test::parse("## One {#one}\n\n### Part <x> {#part}\n\nText [@a2017].\n");
  REQUIRE(document);
  CHECK(contents_html(*document, *Strings::parse(Language{}, texts)) ==
        "<ol class=\"chapters\"><li><a href=\"#one\"><span class=\"number\">0</span>One</a><ol><li><a "
        "href=\"#part\">Part &lt;x&gt;</a></li></ol></li><li class=\"coming\">Later</li>"
        "<li class=\"end\"><a href=\"#glossary\">Terms</a></li><li class=\"end\"><a "
        "href=\"#sources\">Sources</a></li></ol>");
}

TEST_CASE("templates: every name must have a value", "[unit]") {
  CHECK(fill_template("a {{x}} b {{y}}", {{"x", "1"}, {"y", "{{x}}"}}) == "a 1 b {{x}}");
  CHECK(fill_template("{{z}}", {}).error().code == ErrorCode::unknown_name);
  CHECK(fill_template("{{z", {}).error().code == ErrorCode::parse);
}
