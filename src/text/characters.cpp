#include "text/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <span>

namespace attention::text {
namespace {

struct Range {
  char32_t low, high;
};

constexpr Range punctuation[] = {
    {0x21, 0x2F},     {0x3A, 0x40},     {0x5B, 0x60},     {0x7B, 0x7E},     {0xA1, 0xA1},     {0xA7, 0xA7},
    {0xAB, 0xAB},     {0xB6, 0xB7},     {0xBB, 0xBB},     {0xBF, 0xBF},     {0x589, 0x589},   {0x5BE, 0x5BE},
    {0x5C0, 0x5C0},   {0x5C3, 0x5C3},   {0x5F3, 0x5F4},   {0x60C, 0x60C},   {0x61B, 0x61B},   {0x61F, 0x61F},
    {0x6D4, 0x6D4},   {0x964, 0x965},   {0x104A, 0x104F}, {0x10FB, 0x10FB}, {0x1362, 0x1368}, {0x2010, 0x2027},
    {0x2030, 0x205E}, {0x3001, 0x3003}, {0x3008, 0x3011}, {0x3014, 0x301F}, {0x30FB, 0x30FB}, {0xFF01, 0xFF0F},
    {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}};

constexpr Range without_spaces[] = {{0xE00, 0xFFF},   {0x1000, 0x109F},  {0x1780, 0x17FF}, {0x3005, 0x3007},
                                    {0x3040, 0x30FF}, {0x31F0, 0x31FF},  {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
                                    {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}};

bool within(char32_t code_point, std::span<const Range> ranges) {
  return std::ranges::any_of(ranges, [=](Range range) { return code_point >= range.low && code_point <= range.high; });
}

}  // namespace

bool is_punctuation(char32_t code_point) {
  return within(code_point, punctuation);
}

bool is_without_spaces(char32_t code_point) {
  return within(code_point, without_spaces) && !is_punctuation(code_point);
}

bool is_apostrophe(char32_t code_point) {
  return code_point == 0x27 || code_point == 0x2019;
}

bool is_word_character(char32_t code_point) {
  if (code_point == U'_') return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

}  // namespace attention::text
