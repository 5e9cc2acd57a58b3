#pragma once
#include <string>
#include <vector>

namespace attention::explain {

/// How position rows are added to the piece embeddings (article, chapter 4).
enum class Positions {
  on,        ///< row i for piece i, as the model was trained
  off,       ///< no position row is added: the encoder then sees a bag of words
  shuffled,  ///< words stay, rows are permuted by Query::position_rows
};

/// One link that is cut: its logit becomes minus infinity before the softmax.
struct CutLink {
  int layer = 0;       ///< 0-based
  int head = -1;       ///< 0-based; -1 = every head of the layer
  int from_piece = 0;  ///< the query's piece (row), start token included, so 0 is <s>
  int to_piece = 0;    ///< the key's piece (column)
  bool operator==(const CutLink&) const = default;
};

/// What the reader asks of the encoder. A plain value: equal queries give equal traces, and results are cached by it.
struct Query {
  std::string text;                ///< taken as it is; callers trim and normalise (NFC) what a reader typed
  Positions positions = Positions::on;
  std::vector<int> piece_order;    ///< empty, or the piece at each place (start and end tokens included and fixed)
  std::vector<int> position_rows;  ///< only with shuffled: the row used at each place
  std::vector<CutLink> cuts;
  bool operator==(const Query&) const = default;
};

/// "Cut a link": the effect of cutting word `from_word` → `to_word` on the last state of `from_word`, beside every
/// other link of the same row cut in turn (start and end tokens included as words of their own, see Trace::words).
struct CutStudy {
  Query query;
  int layer = 0;
  int head = -1;  ///< -1 = every head of the layer
  int from_word = 0;
  bool operator==(const CutStudy&) const = default;
};

}  // namespace attention::explain
