#pragma once
#include <vector>

#include "explain/trace.h"

namespace attention::explain {

/// How a row of weights is shown.
struct RowView {
  bool hide_special = false;  ///< start and end tokens get 0, the rest is scaled up to sum to 1
  bool value_norm = false;    ///< weight × ‖value‖ (Kobayashi et al. 2020, without their output matrix), scaled to sum to 1
};

/// One word's row in one head, and what was done to it.
struct WordRow {
  std::vector<float> weights;  ///< one per word, start and end tokens included: as shown
  std::vector<float> raw;      ///< the head's own weights, before RowView
  std::vector<float> norms;    ///< mean ‖value‖ of each word's pieces, weighted by what they get
  float special_share = 0;     ///< what start and end hold of the raw row
  float sum = 1;               ///< of the row before it was scaled to sum to 1
};

/// Attention from a word is the mean over its pieces, to a word the sum over its pieces.
/// `layer` must be there (layer < trace.layers.size()), `from` be a word's index.
WordRow word_row(const Trace& trace, int layer, int head, int from, RowView view = {});

/// The raw weight from one word to another.
float word_weight(const Trace& trace, int layer, int head, int from, int to);

/// All words on all words, [words, words] row by row, raw.
std::vector<float> word_matrix(const Trace& trace, int layer, int head);

}  // namespace attention::explain
