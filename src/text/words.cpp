#include "text/words.h"

#include <algorithm>
#include <string_view>

#include "base/utf8.h"
#include "text/characters.h"

namespace attention::text {
namespace {

/// Forms that lose their vowel before the next word in Italian and French (not aujourd', which is half a word).
constexpr std::string_view elided[] = {
    "l",      "d",      "qu",   "un",  "dell", "all", "nell", "sull", "dall", "coll",  "quell",  "quest",  "bell",
    "sant",   "c",      "j",    "m",   "n",    "s",   "t",    "v",    "gl",   "jusqu", "lorsqu", "puisqu", "quoiqu",
    "quelqu", "presqu", "anch", "com", "dov",  "cos", "tutt", "mezz", "senz", "nient", "grand"};

char32_t first_of(std::string_view piece) {
  return piece.empty() ? 0 : utf8::decode_at(piece, 0).value;
}

char32_t last_of(std::string_view piece) {
  return piece.empty() ? 0 : utf8::decode_at(piece, utf8::previous(piece, piece.size())).value;
}

/// Whether piece i starts a word, the current word having begun at piece `begin`: rules 1 to 7.
bool starts_word(std::span<const std::string> pieces, std::size_t i, std::size_t begin) {
  if (pieces[i].starts_with(space_marker_utf8)) return true;
  if (pieces[i - 1] == space_marker_utf8) return false;
  const char32_t first = first_of(pieces[i]), last = last_of(pieces[i - 1]);
  if (is_without_spaces(first) || is_without_spaces(last)) return true;
  if (is_apostrophe(first) && !is_punctuation(last)) return false;
  if (is_apostrophe(last)) {
    std::string stem;
    for (std::size_t j = begin; j < i; ++j) stem += pieces[j];
    stem.resize(utf8::previous(stem, stem.size()));
    if (stem.starts_with(space_marker_utf8)) stem.erase(0, std::string_view(space_marker_utf8).size());
    for (char& c : stem)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return stem.empty() || std::ranges::find(elided, std::string_view(stem)) != std::end(elided) ||
           is_punctuation(first);
  }
  return is_punctuation(first) || is_punctuation(last);
}

}  // namespace

std::vector<WordRange> find_words(std::span<const std::string> pieces) {
  std::vector<WordRange> words;
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const int here = static_cast<int>(i);
    if (words.empty() || starts_word(pieces, i, static_cast<std::size_t>(words.back().first)))
      words.push_back({here, here + 1});
    else
      words.back().end = here + 1;
  }
  return words;
}

}  // namespace attention::text
