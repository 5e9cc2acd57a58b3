#include "base/utf8.h"

#include "base/joined.h"


namespace attention::utf8 {
namespace {

unsigned char byte_at(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

}  // namespace

CodePoint decode_at(std::string_view text, std::size_t offset, bool* well_formed) {
  const unsigned char lead = byte_at(text, offset);
  if (well_formed != nullptr) *well_formed = true;
  if (lead < 0x80) return {lead, offset, offset + 1};

  // Table 3-7: only the second byte has a range of its own; it excludes overlong forms, surrogates and > U+10FFFF.
  int continuation_bytes = 0;
  unsigned char low = 0x80, high = 0xBF;
  char32_t value = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    continuation_bytes = 1;
    value = lead & 0x1Fu;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    continuation_bytes = 2;
    value = lead & 0x0Fu;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    continuation_bytes = 3;
    value = lead & 0x07u;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  std::size_t end = offset + 1;
  for (int i = 0; i < continuation_bytes; ++i) {
    if (end >= text.size() || byte_at(text, end) < low || byte_at(text, end) > high) {
      if (well_formed != nullptr) *well_formed = false;
      return {replacement, offset, end};
    }
    value = value << 6 | (byte_at(text, end) & 0x3Fu);
    low = 0x80;
    high = 0xBF;
    ++end;
  }
  if (continuation_bytes == 0) {
    if (well_formed != nullptr) *well_formed = false;
    return {replacement, offset, end};
  }
  return {value, offset, end};
}

bool is_valid(std::string_view text) {
  bool well_formed = true;
  for (std::size_t offset = 0; offset < text.size() && well_formed;) offset = decode_at(text, offset, &well_formed).end;
  return well_formed;
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size(); ++count) offset = decode_at(text, offset).end;
  return count;
}

Result<std::u32string> decode(std::string_view text) {
  std::u32string result;
  result.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    bool well_formed = true;
    const CodePoint decoded = decode_at(text, offset, &well_formed);
    if (!well_formed) return fail(ErrorCode::invalid_utf8, joined("byte ", offset));
    result += decoded.value;
    offset = decoded.end;
  }
  return result;
}

void append(std::string& text, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = replacement;
  const auto put = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::string encode(std::u32string_view code_points) {
  std::string result;
  result.reserve(code_points.size());
  for (const char32_t code_point : code_points) append(result, code_point);
  return result;
}

std::size_t next(std::string_view text, std::size_t offset) {
  return offset >= text.size() ? text.size() : decode_at(text, offset).end;
}

std::size_t previous(std::string_view text, std::size_t offset) {
  if (offset == 0 || text.empty()) return 0;
  if (offset > text.size()) offset = text.size();
  // A code point has at most four bytes: take the longest candidate that decodes to exactly the bytes before `offset`.
  for (std::size_t length = 4; length > 1; --length)
    if (offset >= length && decode_at(text, offset - length).end == offset) return offset - length;
  return offset - 1;
}

bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_control(char32_t c) {
  return (c < 0x20 || (c >= 0x7F && c <= 0x9F)) && !is_white_space(c);
}

std::string_view trim(std::string_view text) {
  std::size_t begin = 0, end = text.size();
  while (begin < end && is_white_space(decode_at(text, begin).value)) begin = decode_at(text, begin).end;
  while (end > begin) {
    const std::size_t start = previous(text, end);
    if (!is_white_space(decode_at(text, start).value)) break;
    end = start;
  }
  return text.substr(begin, end - begin);
}

}  // namespace attention::utf8
