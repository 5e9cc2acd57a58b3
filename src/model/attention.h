#pragma once
#include <span>
#include <vector>

#include "tensor/matrix.h"
#include "tensor/packed_matrix.h"

namespace attention::model {

/// A cut link of one head: row `from` may not look at column `to`.
struct LogitCut {
  int from = 0, to = 0;
};

/// Memory that is reused from call to call.
struct AttentionScratch {
  tensor::PackedMatrix keys, values;
};

/// Scaled dot-product attention for one head (Vaswani et al. 2017, eq. 1): self, cross and joint attention alike.
/// query: [queries, d]  key: [keys, d]  value: [keys, e]  →  weights: [queries, keys], output: [queries, e]
/// weights = softmax(scale · query · keyᵀ); `cuts` and, when `causal`, the columns after the row's own get logit −∞, hence
/// weight 0. A row that may look nowhere gets zero weights and a zero output, not NaN.
void attend(tensor::ConstMatrix query, tensor::ConstMatrix key, tensor::ConstMatrix value, float scale, bool causal,
            std::span<const LogitCut> cuts, tensor::Matrix weights, tensor::Matrix output, AttentionScratch& scratch);

}  // namespace attention::model
