#pragma once
#include <string>
#include <string_view>

#include "article/document.h"

/// Small texts for the tests of src/article.
namespace attention::article::test {

inline constexpr std::string_view glossary =
    "## CLIP {#clip}\n\nTwo encoders [@b2020]. See [[prompt|the prompt]].\n\n## Prompt {#prompt}\n\nA text.\n";

inline constexpr std::string_view sources = R"([
  {"key": "a2017", "authors": "A et al.", "year": 2017, "title": "All", "url": "https://example.org/a", "note": {"en": "First.", "de": "Erste."}},
  {"key": "b2020", "authors": "B & C", "year": 2020, "title": "Both <b>", "url": "https://example.org/b", "note": {"en": "Second."}},
  {"key": "unused", "authors": "U", "year": 2000, "title": "Unused", "url": "https://example.org/u", "note": {}}
])";

/// A whole article around a body.
inline std::string article(std::string_view body) {
  return "---\ntitle: A title: with a colon\nsubtitle: Sub\ndescription: About\ncategory: Topics\nreading_minutes: "
         "12\nglossary_title: Terms\nsources_title: Sources\n---\n\n" +
         std::string(body);
}

inline Result<Document> parse(std::string_view body) {
  return parse_document("en", article(body), glossary, sources);
}

}  // namespace attention::article::test
