#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "explain/query.h"

namespace attention::explain {

/// What one encoder layer computed. Row-major; T = pieces, start and end tokens included.
struct LayerTrace {
  int heads = 0, pieces = 0, head_size = 0, hidden = 0;
  std::vector<float> query;      ///< [heads, T, head_size], with bias, unscaled
  std::vector<float> key;        ///< [heads, T, head_size], with bias
  std::vector<float> value;      ///< [heads, T, head_size], with bias
  std::vector<float> attention;  ///< [heads, T, T] = softmax(query · key / sqrt(head_size)); cut entries are exact 0
  std::vector<float> output;     ///< [T, hidden], after the block's last LayerNorm

  std::span<const float> query_row(int head, int piece) const { return vector_of(query, head, piece); }
  std::span<const float> key_row(int head, int piece) const { return vector_of(key, head, piece); }
  std::span<const float> value_row(int head, int piece) const { return vector_of(value, head, piece); }
  std::span<const float> attention_row(int head, int from) const {
    return std::span(attention).subspan((static_cast<std::size_t>(head) * static_cast<std::size_t>(pieces) + static_cast<std::size_t>(from)) * static_cast<std::size_t>(pieces), static_cast<std::size_t>(pieces));
  }

 private:
  std::span<const float> vector_of(const std::vector<float>& m, int head, int piece) const {
    const auto n = static_cast<std::size_t>(head_size);
    return std::span(m).subspan((static_cast<std::size_t>(head) * static_cast<std::size_t>(pieces) + static_cast<std::size_t>(piece)) * n, n);
  }
};

/// A word as the figures show it: pieces [first, end). Attention to a word sums over its pieces, attention from a
/// word averages over them.
struct Word {
  int first = 0, end = 0;
  std::string text;      ///< as typed, without the piece marker
  bool special = false;  ///< start or end token
  bool operator==(const Word&) const = default;
};

/// Everything that one run computed. Immutable once finished; layers arrive in order and are shared, never copied.
struct Trace {
  Query query;
  std::vector<std::string> pieces;  ///< [T], "<s>" first and "</s>" last
  std::vector<int> ids;             ///< [T]
  std::vector<Word> words;          ///< start token, the words in order, end token
  std::vector<float> embedding;     ///< [T, hidden], input of layer 0, after its LayerNorm
  std::vector<std::shared_ptr<const LayerTrace>> layers;  ///< filled from the front; the model's layer count at the end
  int layer_count = 0, head_count = 0, hidden = 0;
  std::string model;  ///< its name, as its manifest gives it

  bool finished() const { return layer_count > 0 && static_cast<int>(layers.size()) == layer_count; }
};

/// One row of the "cut a link" figure.
struct CutEffect {
  int to_word = 0;
  float weight = 0;  ///< the attention that the link had, from word to word
  float change = 0;  ///< ‖h' − h‖ / ‖h‖ of from_word's last state (mean over its pieces) when this link alone is cut
};
struct CutStudyResult {
  CutStudy study;
  std::vector<CutEffect> effects;  ///< one per word of the row, in order
};

}  // namespace attention::explain
