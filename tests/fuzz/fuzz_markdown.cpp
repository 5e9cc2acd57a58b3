// Any bytes as an article's body (and, after a NUL, as its glossary) give a document or an error, and a document can be
// written as HTML.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "article/html.h"
#include "tests/article/samples.h"
#include "tests/fuzz/replay.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attention::article;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto split = bytes.find('\0');
  const auto body = bytes.substr(0, split);
  const auto glossary = split == std::string_view::npos ? test::glossary : bytes.substr(split + 1);
  const auto document = parse_document("en", test::article(body), glossary, test::sources);
  if (!document) return 0;
  static const auto strings = Strings::parse(Language{}, "{}");
  (void)article_html(*document, *strings);
  (void)contents_html(*document, *strings);
  return 0;
}

std::vector<std::string> attention::fuzz::corpus() {
  return {
      "Text with *emphasis*, **strength**, `code`, [a link](#top) and [one outside](https://example.org).\n",
      "## One {#one}\n\n[query]{.query} and $a_{ij}^2$ [@a2017; @b2020], [[clip]] [[prompt|prompts]].\n",
      "$$\\frac{q_i \\cdot k_j}{\\sqrt{d}} \\; \\text{depends on} \\exp(s)$$\n",
      "```figure sentence\nid: fig-a\npreset: example\n```\n\n[go](#fig-a?word=1)\n",
      ":::primer {#primer-x} Title\nInside.\n:::\n\n:::note\nAside.\n:::\n",
      "| A | B |\n|---|---|\n| x | $y$ |\n\n1. a\n2. b\n   - c\n\n> quoted\n\n```\ncode\n```\n",
      std::string("Body [[x]].\n\0## X {#x}\n\nEntry.\n", 32),
  };
}
