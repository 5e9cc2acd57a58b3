#pragma once
#include <span>
#include <string>
#include <vector>

namespace attention::text {

/// Pieces [first, end) that make one word.
struct WordRange {
  int first = 0, end = 0;
  bool operator==(const WordRange&) const = default;
};

/// The words of a tokenised text, in order; the first and the last piece (start and end token) belong to none. A word
/// ends at `▁`, at punctuation and after an elision apostrophe (l', qu', dell'); in scripts without spaces each piece
/// is a word. The full rule: assets/recipes/e5/README.md.
std::vector<WordRange> find_words(std::span<const std::string> pieces);

}  // namespace attention::text
