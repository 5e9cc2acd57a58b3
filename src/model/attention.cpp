#include "model/attention.h"

#include <limits>

#include "tensor/softmax.h"

namespace attention::model {

using tensor::Index;

void attend(tensor::ConstMatrix query, tensor::ConstMatrix key, tensor::ConstMatrix value, float scale, bool causal,
            std::span<const LogitCut> cuts, tensor::Matrix weights, tensor::Matrix output, AttentionScratch& scratch) {
  constexpr float minus_infinity = -std::numeric_limits<float>::infinity();
  scratch.keys.resize(key.columns, key.rows);
  scratch.keys.set_rows(0, key);
  scratch.keys.multiply(query, weights);
  for (const LogitCut& cut : cuts) {
    assert(cut.from >= 0 && cut.from < weights.rows && cut.to >= 0 && cut.to < weights.columns);
    weights(cut.from, cut.to) = minus_infinity;
  }
  for (Index i = 0; i < weights.rows; ++i) {
    if (causal)
      for (Index j = i + 1; j < weights.columns; ++j) weights(i, j) = minus_infinity;
    tensor::softmax({weights.row(i), static_cast<std::size_t>(weights.columns)}, scale);
  }
  scratch.values.resize(value.rows, value.columns);
  scratch.values.set_columns(value);
  scratch.values.multiply(weights, output);
}

}  // namespace attention::model
