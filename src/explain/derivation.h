#pragma once
#include <vector>

#include "base/error.h"
#include "explain/trace.h"

namespace attention::explain {

/// One entry of a head's attention taken apart, in the order of Vaswani et al. 2017, equation 1. The operands are the trace's own
/// tensors; what is between them and the trace's weight (products, logits, exponentials) is worked out again in the engine's
/// order of summation, because it is too large to keep. `weights` are the trace's own.
struct Derivation {
  int layer = 0, head = 0, from = 0, to = 0;  ///< pieces
  std::vector<float> query;     ///< [head_size] of `from`
  std::vector<float> key;       ///< [head_size] of `to`
  std::vector<float> products;  ///< [head_size] query · key, entry by entry
  float dot = 0;                ///< their sum
  float divisor = 1;            ///< √head_size
  float logit = 0;              ///< dot ÷ divisor; −∞ if the link is cut
  std::vector<float> logits;        ///< [T] of the whole row
  float row_maximum = 0;            ///< the largest logit, subtracted before the exponential
  std::vector<float> exponentials;  ///< [T] e^(logit − row_maximum); exactly 0 where the link is cut
  float sum = 0;                    ///< of the exponentials
  std::vector<float> weights;       ///< [T] the trace's row
  float weight = 0;                 ///< weights[to]
  std::vector<float> value;           ///< [head_size] of `to`
  std::vector<float> weighted_value;  ///< [head_size] weight · value
  std::vector<float> output;          ///< [head_size] Σ over the row of weight · value: what the head hands on for `from`
};

/// Errors: out_of_range if the layer is not there yet, or head or pieces do not exist.
Result<Derivation> derive(const Trace& trace, int layer, int head, int from, int to);

}  // namespace attention::explain
