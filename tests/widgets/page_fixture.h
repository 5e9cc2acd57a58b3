#pragma once
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

#include "article/document.h"
#include "article/hyphenation.h"
#include "article/strings.h"
#include "tests/support/files.h"
#include "widgets/document_view.h"
#include "widgets/fonts.h"

namespace attention::test {

/// All shipped faces. Measuring needs no window.
inline std::unique_ptr<widgets::Fonts> load_fonts() {
  auto fonts = std::make_unique<widgets::Fonts>();
  for (int i = 0; i < widgets::face_count; ++i) {
    const auto face = static_cast<widgets::Face>(i);
    const std::string path = "assets/fonts/" + std::string(widgets::file_of(face));
    REQUIRE(fonts->add(face, read_binary_file(path + ".ttf"), read_binary_file(path + ".kern")));
  }
  REQUIRE(fonts->ready());
  return fonts;
}

/// One language's article with its strings and divisions.
struct Article {
  article::Document document;
  article::Strings strings;
  widgets::Hyphenate hyphenate;
};

inline std::unique_ptr<Article> load_article(const std::string& code) {
  auto result = std::make_unique<Article>();
  const auto languages = article::parse_languages(read_text_file("content/languages.json"));
  REQUIRE(languages);
  for (const article::Language& language : *languages) {
    if (language.code != code) continue;
    auto strings = article::Strings::parse(language, read_text_file("content/" + code + "/strings.json"));
    REQUIRE(strings);
    result->strings = *std::move(strings);
    auto patterns = article::Hyphenation::parse(read_text_file("assets/hyphenation/" + language.hyphenation + ".patterns"));
    REQUIRE(patterns);
    result->hyphenate = [rules = *std::move(patterns)](std::string_view word) {
      std::vector<int> places;
      for (const std::size_t place : rules.divide_text(word)) places.push_back(static_cast<int>(place));
      return places;
    };
  }
  auto document = article::parse_document(code, read_text_file("content/" + code + "/article.md"), read_text_file("content/" + code + "/glossary.md"),
                                          read_text_file("content/sources.json"));
  REQUIRE(document);
  result->document = *std::move(document);
  return result;
}

}  // namespace attention::test
