#include "base/utf8.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

using namespace attention;

TEST_CASE("every Unicode scalar value survives encoding and decoding", "[unit]") {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    std::string text;
    utf8::append(text, code_point);
    bool well_formed = false;
    const utf8::CodePoint decoded = utf8::decode_at(text, 0, &well_formed);
    if (decoded.value != code_point || decoded.end != text.size() || !well_formed ||
        utf8::previous(text, text.size()) != 0)
      FAIL("U+" << std::hex << static_cast<unsigned>(code_point));
  }
}

TEST_CASE("what is no scalar value is written as U+FFFD", "[unit]") {
  for (const char32_t code_point : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    std::string text;
    utf8::append(text, code_point);
    CHECK(text == "\xEF\xBF\xBD");
  }
}

TEST_CASE("ill-formed bytes are found", "[unit]") {
  for (const std::string_view text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xE2\x82", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "ok \xF0\x9F\x98"}) {
    CHECK_FALSE(utf8::is_valid(text));
    const auto decoded = utf8::decode(text);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == ErrorCode::invalid_utf8);
  }
  CHECK(utf8::is_valid(""));
  CHECK(utf8::is_valid(std::string_view("\0", 1)));
  CHECK(utf8::is_valid("\xEF\xBF\xBD"));
}

TEST_CASE("ill-formed parts become one U+FFFD per maximal subpart", "[unit]") {
  // The example of the Unicode Standard, table 3-8.
  std::u32string seen;
  for (const auto& [value, begin, end] : utf8::CodePoints("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"))
    seen += value;
  CHECK(seen == U"a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
}

TEST_CASE("code points come with the bytes they are made of", "[unit]") {
  std::vector<std::size_t> ends;
  for (const auto& [value, begin, end] : utf8::CodePoints("aé€😀")) ends.push_back(end);
  CHECK(ends == std::vector<std::size_t>{1, 3, 6, 10});
  CHECK(utf8::length("aé€😀") == 4);
  CHECK(utf8::next("é", 0) == 2);
  CHECK(utf8::next("é", 2) == 2);
  CHECK(utf8::previous("aé", 3) == 1);
  CHECK(utf8::previous("aé", 0) == 0);
  CHECK(utf8::encode(*utf8::decode("aé€😀")) == "aé€😀");
}

TEST_CASE("controls, white space and trimming", "[unit]") {
  CHECK(utf8::is_control(0x00));
  CHECK(utf8::is_control(0x1B));
  CHECK(utf8::is_control(0x7F));
  CHECK(utf8::is_control(0x9F));
  for (const char32_t space : {U'\t', U'\n', U'\r', U' ', char32_t{0x85}, char32_t{0xA0}, char32_t{0x3000}}) {
    CHECK(utf8::is_white_space(space));
    CHECK_FALSE(utf8::is_control(space));
  }
  CHECK_FALSE(utf8::is_white_space(0x200B));
  CHECK(utf8::trim(" \t\u00A0 a b\u3000\n") == "a b");
  CHECK(utf8::trim(" \u2003 ").empty());
  CHECK(utf8::trim("").empty());
}
