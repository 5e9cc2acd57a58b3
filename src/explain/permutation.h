#pragma once
#include <span>
#include <vector>

#include "base/error.h"
#include "explain/trace.h"

namespace attention::explain {

/// How far two runs differ once the second one's order is undone: the figure "order" prints it.
struct PermutationDifference {
  float states = 0;     ///< largest |difference| between the last states of the same piece
  float attention = 0;  ///< largest |difference| between the weights of the same pair of pieces, over all layers and heads
};

/// `moved` is a run of the same text as `original` with Query::piece_order set. Without positions self-attention cannot tell the
/// orders apart, and only rounding is left (Vaswani et al. 2017, section 3.5; Lee et al. 2019, property 1).
/// Errors: shape_mismatch if the runs are unfinished or their pieces are not the same ones in that order.
Result<PermutationDifference> permutation_difference(const Trace& original, const Trace& moved);

/// The largest |difference| of each piece's last state, one number for each piece of `original`, in its order. Runs and errors as
/// for permutation_difference(); an empty piece_order in `moved` compares the same places.
Result<std::vector<float>> state_differences(const Trace& original, const Trace& moved);

/// The piece at each place once the words are moved as wholes: `word_order` is the real word at each place, 0-based, start and end
/// tokens not counted; they stay where they are. Empty if `word_order` does not fit the trace's words.
std::vector<int> piece_order(const Trace& trace, std::span<const int> word_order);

}  // namespace attention::explain
