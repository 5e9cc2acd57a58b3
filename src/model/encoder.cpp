#include "model/encoder.h"

#include <algorithm>
#include <cmath>

#include "tensor/activation.h"
#include "tensor/layer_norm.h"

namespace attention::model {

using tensor::ConstMatrix;
using tensor::Index;
using tensor::Matrix;
using tensor::view;

namespace {

/// The part of [heads, T, n] that belongs to one head, as a matrix [T, n].
Matrix head_of(std::span<float> values, Index head, Index pieces, Index n) {
  return view(values.subspan(static_cast<std::size_t>(head * pieces * n), static_cast<std::size_t>(pieces * n)), pieces, n);
}

void copy(ConstMatrix from, Matrix to) {
  for (Index i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.columns, to.row(i));
}

}  // namespace

void encoder_layer(const EncoderConfig& config, const EncoderLayer& layer, std::span<const float> input,
                   std::span<const HeadCut> cuts, const LayerActivations& result, EncoderScratch& scratch) {
  const Index hidden = config.hidden, inner = config.feed_forward, n = config.head_size;
  const Index pieces = static_cast<Index>(input.size()) / hidden;
  const auto sized = [&](std::vector<float>& values, Index columns) {
    values.resize(static_cast<std::size_t>(pieces * columns));
    return view(values, pieces, columns);
  };
  const ConstMatrix x = view(input, pieces, hidden);

  const Matrix projected = sized(scratch.query_key_value, 3 * hidden);
  layer.query_key_value.multiply(x, projected);

  const Matrix context = sized(scratch.context, hidden);
  const float scale = 1.0f / std::sqrt(static_cast<float>(n));
  for (Index head = 0; head < config.heads; ++head) {
    const Matrix query = head_of(result.query, head, pieces, n), key = head_of(result.key, head, pieces, n),
                 value = head_of(result.value, head, pieces, n);
    copy(projected.column_range(head * n, n), query);
    copy(projected.column_range(hidden + head * n, n), key);
    copy(projected.column_range(2 * hidden + head * n, n), value);
    scratch.cuts.clear();
    for (const HeadCut& cut : cuts)
      if (cut.head < 0 || cut.head == head) scratch.cuts.push_back({cut.from, cut.to});
    attend(query, key, value, scale, false, scratch.cuts, head_of(result.attention, head, pieces, pieces),
           context.column_range(head * n, n), scratch.attention);
  }

  const Matrix attended = sized(scratch.attended, hidden);
  layer.attention_output.multiply(context, attended);
  tensor::add_layer_norm(attended, x, layer.attention_norm_weight, layer.attention_norm_bias, config.epsilon);

  layer.intermediate.multiply(attended, sized(scratch.inner, inner));
  tensor::gelu_erf(scratch.inner);
  const Matrix output = view(result.output, pieces, hidden);
  layer.output.multiply(view(scratch.inner, pieces, inner), output);
  tensor::add_layer_norm(output, attended, layer.output_norm_weight, layer.output_norm_bias, config.epsilon);
}

}  // namespace attention::model
