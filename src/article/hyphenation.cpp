#include "article/hyphenation.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <functional>

#include "base/utf8.h"

namespace attention::article {
namespace {

constexpr std::size_t shortest_word = 5;
constexpr std::size_t longest_word = 100;  // no word of the four languages is longer; the algorithm is quadratic in it

/// Lower case of the letters that the four languages use (Basic Latin, Latin-1, Œ, Ÿ); apostrophes become U+0027.
char32_t folded(char32_t c) {
  if (c == U'’') return U'\'';
  if ((c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 32;
  if (c == U'Œ') return U'œ';
  if (c == U'Ÿ') return U'ÿ';
  return c;
}

bool is_letter(char32_t c) {
  const char32_t lower = folded(c);
  return (lower >= U'a' && lower <= U'z') || (lower >= 0xDF && lower <= 0xFF && lower != 0xF7) ||
         (lower >= 0x100 && lower <= 0x17F);
}

bool is_apostrophe(char32_t c) {
  return c == U'\'' || c == U'’';
}

}  // namespace

Result<Hyphenation> Hyphenation::parse(std::string_view file) {
  if (!utf8::is_valid(file)) return fail(ErrorCode::invalid_utf8, "hyphenation patterns");
  Hyphenation result;
  int number = 0;
  while (!file.empty()) {
    const auto end = file.find('\n');
    const auto line = utf8::trim(file.substr(0, end));
    file = end == std::string_view::npos ? std::string_view() : file.substr(end + 1);
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto error = [&] {
      return fail(ErrorCode::parse, std::format("hyphenation patterns, line {}: \"{}\"", number, line));
    };
    if (line.starts_with("minimum ")) {
      const char* const last = line.data() + line.size();
      const auto [after_first, first_error] = std::from_chars(line.data() + 8, last, result.minimum_before_);
      if (first_error != std::errc() || after_first == last) return error();
      if (std::from_chars(after_first + 1, last, result.minimum_after_).ec != std::errc()) return error();
      continue;
    }
    if (line.starts_with('=')) {
      std::string word;
      std::vector<std::size_t> places;
      std::size_t letters = 0;
      for (const auto& [c, begin, after] : utf8::CodePoints(line.substr(1))) {
        if (c == U'-') {
          places.push_back(letters);
          continue;
        }
        utf8::append(word, folded(c));
        ++letters;
      }
      result.exceptions_[word] = std::move(places);
      continue;
    }
    std::string letters, weights;
    bool digit_last = false;
    for (const auto& [c, begin, after] : utf8::CodePoints(line)) {
      if (c >= U'0' && c <= U'9') {
        if (digit_last) return error();
        weights.push_back(static_cast<char>(c - U'0'));
        digit_last = true;
        continue;
      }
      if (!digit_last) weights.push_back(0);
      digit_last = false;
      utf8::append(letters, c);
    }
    if (!digit_last) weights.push_back(0);
    if (letters.empty()) return error();
    result.longest_ = std::max(result.longest_, weights.size() - 1);
    result.patterns_[std::move(letters)] = std::move(weights);
  }
  return result;
}

std::vector<std::size_t> Hyphenation::divide(std::string_view word) const {
  // The word between dots, in lower case; starts[i] is the byte at which its i-th character begins there.
  std::string dotted = ".";
  std::vector<std::size_t> starts{0}, offsets;
  std::vector<char32_t> characters;
  for (const auto& [c, begin, end] : utf8::CodePoints(word)) {
    offsets.push_back(begin);
    starts.push_back(dotted.size());
    characters.push_back(c);
    utf8::append(dotted, folded(c));
  }
  const std::size_t length = characters.size();
  if (length == 0 || length > longest_word) return {};
  starts.push_back(dotted.size());
  dotted += '.';
  starts.push_back(dotted.size());

  if (const auto exception = exceptions_.find(std::string_view(dotted).substr(1, dotted.size() - 2));
      exception != exceptions_.end()) {
    std::vector<std::size_t> places;
    for (const std::size_t place : exception->second)
      if (place > 0 && place < length) places.push_back(offsets[place]);
    return places;
  }

  // weight[i] stands before the i-th character of the dotted word.
  std::vector<char> weight(length + 3, 0);
  for (std::size_t first = 0; first < length + 2; ++first) {
    for (std::size_t count = 1; count <= longest_ && first + count <= length + 2; ++count) {
      const auto found =
          patterns_.find(std::string_view(dotted).substr(starts[first], starts[first + count] - starts[first]));
      if (found == patterns_.end()) continue;
      for (std::size_t i = 0; i <= count; ++i) weight[first + i] = std::max(weight[first + i], found->second[i]);
    }
  }
  std::vector<std::size_t> places;
  for (std::size_t i = minimum_before_; i < length && i + minimum_after_ <= length; ++i)
    if (weight[i + 1] % 2 == 1 && !is_apostrophe(characters[i]) && !is_apostrophe(characters[i - 1]))
      places.push_back(offsets[i]);
  return places;
}

std::vector<std::size_t> Hyphenation::divide_text(std::string_view text) const {
  std::vector<std::size_t> places;
  std::size_t begin = 0, letters = 0;
  bool whole = false, in_word = false;
  const auto finish = [&](std::size_t end) {
    if (in_word && !whole && letters >= shortest_word)
      for (const std::size_t place : divide(text.substr(begin, end - begin))) places.push_back(begin + place);
    in_word = whole = false;
    letters = 0;
  };
  for (const auto& [c, first, after] : utf8::CodePoints(text)) {
    const bool letter = is_letter(c), digit = c >= U'0' && c <= U'9';
    if (!letter && !digit && !(in_word && is_apostrophe(c))) {
      finish(first);
      continue;
    }
    if (!in_word) begin = first;
    // A capital inside a word: an abbreviation, except after an apostrophe (l’Italia).
    const bool after_apostrophe =
        first > begin && is_apostrophe(utf8::decode_at(text, utf8::previous(text, first)).value);
    if (digit || (letter && letters > 0 && !after_apostrophe && folded(c) != c)) whole = true;
    in_word = true;
    letters += letter;
  }
  finish(text.size());
  return places;
}

}  // namespace attention::article
