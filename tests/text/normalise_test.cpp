#include "text/normalise.h"

#include <catch2/catch_test_macros.hpp>

using namespace attention;

TEST_CASE("composed and decomposed accents become the same text", "[unit]") {
  CHECK(text::to_nfc("cafe\u0301") == "caf\u00E9");
  CHECK(text::to_nfc("A\u030A\u0327") == text::to_nfc("A\u0327\u030A"));
  CHECK(text::to_nfc("\u1112\u1161\u11AB") == "\uD55C");
  CHECK(text::to_nfc("\uFB01") == "\uFB01");  // compatibility characters stay: that is the tokenizer's business
  CHECK(text::to_nfc("") == "");
  CHECK(text::to_nfc("\xFF").error().code == ErrorCode::invalid_utf8);
}

TEST_CASE("what a reader typed is trimmed and composed", "[unit]") {
  CHECK(text::prepare_text("  e\u0301te\u0301 \u00A0\n") == "\u00E9t\u00E9");
  CHECK(text::prepare_text("a\tb\nc") == "a\tb\nc");
}

TEST_CASE("bad text has an error of its own kind", "[unit]") {
  CHECK(text::prepare_text("").error().code == ErrorCode::empty_text);
  CHECK(text::prepare_text(" \u3000\t").error().code == ErrorCode::empty_text);
  CHECK(text::prepare_text("a\x1B[0m") == std::unexpected(Error{ErrorCode::control_characters, "U+001B"}));
  CHECK(text::prepare_text(std::string_view("a\0b", 3)).error().code == ErrorCode::control_characters);
  CHECK(text::prepare_text("a\u0090").error().detail == "U+0090");
  CHECK(text::prepare_text("ab\xC3") == std::unexpected(Error{ErrorCode::invalid_utf8, "byte 2"}));
}
