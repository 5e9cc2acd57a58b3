#include "article/strings.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

using namespace attention;
using namespace attention::article;

namespace {

Strings strings_of(std::string_view json) {
  return *Strings::parse(Language{}, json);
}

constexpr std::string_view languages = R"([
  {"code": "en", "name": "English", "decimal": ".", "group": ",", "minus": "−", "percent": "%", "quotes": ["“", "”"], "inner_quotes": ["‘", "’"], "list": [", ", " and "], "hyphenation": "en_US"},
  {"code": "fr", "name": "Français", "decimal": ",", "group": "\u202f", "minus": "−", "percent": "\u202f%", "quotes": ["«\u202f", "\u202f»"], "inner_quotes": ["“", "”"], "list": [", ", " et "], "hyphenation": "fr"}])";

}  // namespace

TEST_CASE("languages carry their marks", "[unit]") {
  const auto list = parse_languages(languages);
  REQUIRE(list);
  REQUIRE(list->size() == 2);
  CHECK((*list)[1].code == "fr");
  CHECK((*list)[1].open_quote == "«\u202f");
  CHECK((*list)[1].percent == "\u202f%");
  CHECK((*list)[1].list_last == " et ");
  CHECK((*list)[1].hyphenation == "fr");
}

TEST_CASE("texts, missing keys and placeholders", "[unit]") {
  const auto strings = strings_of(R"({"a": "x {one} {two} {one}", "b": "{", "c": "{open"})");
  CHECK(strings["a"] == "x {one} {two} {one}");
  CHECK(strings["nope"] == "⟨nope⟩");
  CHECK(strings.contains("a"));
  CHECK_FALSE(strings.contains("nope"));
  CHECK(strings.format("a", {{"one", "{two}"}, {"two", "2"}}) == "x {two} 2 {two}");
  CHECK(strings.format("a", {{"one", "1"}}) == "x 1 {two} 1");
  CHECK(strings.format("b", {}) == "{");
  CHECK(strings.format("c", {}) == "{open");
}

TEST_CASE("numbers follow the language and are never minus zero", "[unit]") {
  const auto list = *parse_languages(languages);
  const auto english = *Strings::parse(list[0], "{}"), french = *Strings::parse(list[1], "{}");
  CHECK(english.number(0.1674, 3) == "0.167");
  CHECK(french.number(0.1674, 3) == "0,167");
  CHECK(english.number(-0.0004, 3) == "0.000");
  CHECK(english.number(-1.5, 1) == "−1.5");
  CHECK(english.number(1234, 0) == "1234");
  CHECK(english.number(250002, 0) == "250,002");
  CHECK(french.number(1234567.25, 1) == "1\u202f234\u202f567,2");
  CHECK(english.number(std::nan(""), 2) == "–");
  CHECK(english.number(-INFINITY, 2) == "−∞");
  CHECK(english.number(0.5, -1) == "0");
}
