#pragma once
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "base/error.h"

/// UTF-8 as the Unicode Standard defines it (chapter 3.9, table 3-7): no surrogates, no overlong forms, nothing above
/// U+10FFFF.
namespace attention::utf8 {

inline constexpr char32_t replacement = 0xFFFD;

/// One step of decoding: the code point and the bytes [begin, end) that it came from.
struct CodePoint {
  char32_t value = 0;
  std::size_t begin = 0, end = 0;
};

/// Decodes the code point at `offset`, which must be < text.size(). Ill-formed bytes give U+FFFD and advance by the
/// maximal subpart (at least one byte), as browsers do; `*well_formed` tells a real U+FFFD from a replaced one.
CodePoint decode_at(std::string_view text, std::size_t offset, bool* well_formed = nullptr);

/// The code points of a text, in order, ill-formed bytes as U+FFFD. The text must outlive the range.
///   for (auto [value, begin, end] : utf8::CodePoints(text)) …
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) : text_(text) {}

  class Iterator {
   public:
    using value_type = CodePoint;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(std::string_view text) : text_(text) { decode(); }
    const CodePoint& operator*() const { return current_; }
    const CodePoint* operator->() const { return &current_; }
    Iterator& operator++() {
      current_.begin = current_.end;
      decode();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return current_.begin >= text_.size(); }

   private:
    void decode() {
      if (current_.begin < text_.size()) current_ = decode_at(text_, current_.begin);
    }
    std::string_view text_;
    CodePoint current_;
  };

  Iterator begin() const { return Iterator(text_); }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::string_view text_;
};

bool is_valid(std::string_view text);
/// Number of code points; ill-formed parts count as one each.
std::size_t length(std::string_view text);
/// All code points. Errors: invalid_utf8, with the byte offset.
Result<std::u32string> decode(std::string_view text);
/// Appends one code point; what is not a Unicode scalar value (surrogates, above U+10FFFF) becomes U+FFFD.
void append(std::string& text, char32_t code_point);
std::string encode(std::u32string_view code_points);

/// The boundary after the code point that starts at `offset`, at most text.size().
std::size_t next(std::string_view text, std::size_t offset);
/// The boundary before `offset`; 0 at the start.
std::size_t previous(std::string_view text, std::size_t offset);

/// Unicode's White_Space property (PropList.txt).
bool is_white_space(char32_t code_point);
/// C0 and C1 controls and delete, white space among them excluded.
bool is_control(char32_t code_point);
/// Without leading and trailing white space.
std::string_view trim(std::string_view text);

}  // namespace attention::utf8
