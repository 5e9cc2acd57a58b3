#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/tensor_file.h"

namespace attention::text {

/// The page's window, start and end tokens included.
inline constexpr int token_limit = 128;

/// Bytes [begin, end) of the text that was tokenised.
struct ByteRange {
  std::size_t begin = 0, end = 0;
  bool operator==(const ByteRange&) const = default;
};

/// A text in pieces; the three lists have the same length.
struct Tokens {
  std::vector<int> ids;             ///< start token first, end token last
  std::vector<std::string> pieces;  ///< the characters covered, after normalisation; "<s>" first and "</s>" last
  /// Where each piece came from. The marker `▁` and the start and end tokens cover nothing, so
  /// text[sources[a].begin … sources[b].end] is what the reader typed for pieces a…b, without the space in front.
  std::vector<ByteRange> sources;
  bool operator==(const Tokens&) const = default;
};

/// Unigram segmentation (Kudo 2018, arXiv 1804.10959) with SentencePiece's conventions, over the tables of one
/// tokenizer file. Immutable and cheap to copy. The rules and the file's layout: assets/recipes/e5/README.md.
class Tokenizer {
 public:
  /// Reads `pieces.*`, `normalise.*` and the metadata `bos`, `eos`, `unk`. Errors: file_corrupt, with what is wrong.
  static Result<Tokenizer> load(TensorFile file);

  /// The text as it is: no trimming, no Unicode normalisation beyond the file's table. Errors: invalid_utf8.
  Result<Tokens> tokenize(std::string_view text) const;

  int piece_count() const;
  /// The piece's text, `▁` included; empty when the id is none.
  std::string_view piece(int id) const;
  /// The id of exactly this piece, or -1.
  int find(std::string_view piece) const;
  int bos() const;
  int eos() const;
  int unknown() const;

 private:
  struct Tables;
  std::shared_ptr<const Tables> tables_;
};

/// Tokenises what a reader typed, after prepare_text (or as given, for the tool). Errors: invalid_utf8,
/// control_characters, empty_text (also when nothing visible is left), too_long with "<pieces>/<limit>".
Result<Tokens> read_text(const Tokenizer& tokenizer, std::string_view text, int limit = token_limit);

}  // namespace attention::text
