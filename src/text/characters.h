#pragma once

namespace attention::text {

/// The marker that the tokenizer puts where a space was, and in front of a text: U+2581.
inline constexpr char32_t space_marker = 0x2581;
inline constexpr const char* space_marker_utf8 = "\xE2\x96\x81";

/// Whether the character separates words as punctuation does. The table is part of the words rule:
/// assets/recipes/e5/README.md.
bool is_punctuation(char32_t code_point);
/// Whether the character belongs to a script that is written without spaces between words (Thai, Lao, Tibetan, Myanmar,
/// Khmer, kana, Han). Punctuation of those scripts is not.
bool is_without_spaces(char32_t code_point);
/// U+0027 and U+2019.
bool is_apostrophe(char32_t code_point);
/// Letters and numbers of any script (Unicode's general categories L and N) and the low line.
bool is_word_character(char32_t code_point);

}  // namespace attention::text
