#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace attention::article {

/// Where words of one language may be divided: Liang's algorithm (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983) over
/// the patterns of assets/hyphenation/<name>.patterns. Divisions are meant for line ends only.
class Hyphenation {
 public:
  Hyphenation() = default;  ///< divides nothing
  /// Reads a patterns file. Errors: parse, with the line.
  static Result<Hyphenation> parse(std::string_view file);

  /// Byte offsets in `word`, ascending, at which a hyphen may be put. The word: letters and apostrophes, any case.
  std::vector<std::size_t> divide(std::string_view word) const;

  /// The same for a running text: byte offsets in `text` at which a word of it may be divided. Words that hold a digit, or a
  /// capital after their first letter (abbreviations, names of programs), and words of fewer than 5 letters stay whole.
  std::vector<std::size_t> divide_text(std::string_view text) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  /// Letters → weights: one digit before each letter and one after the last.
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> patterns_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> exceptions_;  ///< word → letters before each division
  std::size_t longest_ = 0;                                                  ///< of the patterns' letters, in code points
  std::size_t minimum_before_ = 2, minimum_after_ = 2;                       ///< letters
};

}  // namespace attention::article
