#include "explain/derivation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace attention::explain {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

float dot_product(std::span<const float> a, std::span<const float> b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

std::vector<float> copy(std::span<const float> values) { return {values.begin(), values.end()}; }

}  // namespace

Result<Derivation> derive(const Trace& trace, int layer, int head, int from, int to) {
  const int pieces = static_cast<int>(trace.pieces.size());
  if (layer < 0 || at(layer) >= trace.layers.size() || head < 0 || head >= trace.layers[at(layer)]->heads || from < 0 || from >= pieces ||
      to < 0 || to >= pieces)
    return fail(ErrorCode::out_of_range, "layer " + std::to_string(layer) + ", head " + std::to_string(head) + ", pieces " +
                                             std::to_string(from) + " and " + std::to_string(to));
  const LayerTrace& source = *trace.layers[at(layer)];
  const auto is_cut = [&](int column) {
    return std::ranges::any_of(trace.query.cuts, [&](const CutLink& cut) {
      return cut.layer == layer && (cut.head < 0 || cut.head == head) && cut.from_piece == from && cut.to_piece == column;
    });
  };

  Derivation result{.layer = layer, .head = head, .from = from, .to = to};
  result.query = copy(source.query_row(head, from));
  result.key = copy(source.key_row(head, to));
  for (std::size_t i = 0; i < result.query.size(); ++i) result.products.push_back(result.query[i] * result.key[i]);
  result.divisor = std::sqrt(static_cast<float>(source.head_size));
  for (int column = 0; column < pieces; ++column)
    result.logits.push_back(is_cut(column) ? -std::numeric_limits<float>::infinity()
                                           : dot_product(result.query, source.key_row(head, column)) / result.divisor);
  result.dot = dot_product(result.query, result.key);
  result.logit = result.logits[at(to)];
  result.row_maximum = *std::ranges::max_element(result.logits);
  const bool looks_nowhere = std::isinf(result.row_maximum);
  for (const float logit : result.logits) {
    result.exponentials.push_back(looks_nowhere ? 0.0f : std::exp(logit - result.row_maximum));
    result.sum += result.exponentials.back();
  }
  result.weights = copy(source.attention_row(head, from));
  result.weight = result.weights[at(to)];
  result.value = copy(source.value_row(head, to));
  for (const float value : result.value) result.weighted_value.push_back(result.weight * value);
  result.output.assign(result.value.size(), 0.0f);
  for (int column = 0; column < pieces; ++column) {
    const auto value = source.value_row(head, column);
    for (std::size_t i = 0; i < value.size(); ++i) result.output[i] += result.weights[at(column)] * value[i];
  }
  return result;
}

}  // namespace attention::explain
