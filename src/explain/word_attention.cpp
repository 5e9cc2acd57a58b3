#include "explain/word_attention.h"

#include <cmath>
#include <cstddef>
#include <numeric>

namespace attention::explain {

namespace {

const Word& word_at(const Trace& trace, int index) { return trace.words[static_cast<std::size_t>(index)]; }

float norm_of(std::span<const float> vector) {
  return std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0f));
}

/// Mean over the pieces of `from` of their weight to one piece.
float weight_to_piece(const LayerTrace& layer, int head, const Word& from, int piece) {
  float sum = 0;
  for (int row = from.first; row < from.end; ++row) sum += layer.attention_row(head, row)[static_cast<std::size_t>(piece)];
  return sum / static_cast<float>(from.end - from.first);
}

}  // namespace

float word_weight(const Trace& trace, int layer, int head, int from, int to) {
  const LayerTrace& at = *trace.layers[static_cast<std::size_t>(layer)];
  const Word& source = word_at(trace, from);
  const Word& target = word_at(trace, to);
  float sum = 0;
  for (int piece = target.first; piece < target.end; ++piece) sum += weight_to_piece(at, head, source, piece);
  return sum;
}

std::vector<float> word_matrix(const Trace& trace, int layer, int head) {
  const int count = static_cast<int>(trace.words.size());
  std::vector<float> matrix;
  matrix.reserve(static_cast<std::size_t>(count) * static_cast<std::size_t>(count));
  for (int from = 0; from < count; ++from) {
    for (int to = 0; to < count; ++to) matrix.push_back(word_weight(trace, layer, head, from, to));
  }
  return matrix;
}

WordRow word_row(const Trace& trace, int layer, int head, int from, RowView view) {
  const LayerTrace& at = *trace.layers[static_cast<std::size_t>(layer)];
  const Word& source = word_at(trace, from);
  WordRow row;
  for (const Word& target : trace.words) {
    float weight = 0, product = 0;
    for (int piece = target.first; piece < target.end; ++piece) {
      const float part = weight_to_piece(at, head, source, piece);
      weight += part;
      product += part * norm_of(at.value_row(head, piece));
    }
    row.raw.push_back(weight);
    // A word that gets nothing has no weighted norm; its own pieces' mean then stands for it.
    float norm = weight > 0 ? product / weight : 0;
    if (weight <= 0) {
      for (int piece = target.first; piece < target.end; ++piece) norm += norm_of(at.value_row(head, piece));
      norm /= static_cast<float>(target.end - target.first);
    }
    row.norms.push_back(norm);
    if (target.special) row.special_share += weight;
  }
  row.weights = row.raw;
  if (view.value_norm) {
    for (std::size_t i = 0; i < row.weights.size(); ++i) row.weights[i] *= row.norms[i];
  }
  if (view.hide_special) {
    for (std::size_t i = 0; i < row.weights.size(); ++i) {
      if (trace.words[i].special) row.weights[i] = 0;
    }
  }
  row.sum = std::accumulate(row.weights.begin(), row.weights.end(), 0.0f);
  if ((view.value_norm || view.hide_special) && row.sum > 0) {
    for (float& weight : row.weights) weight /= row.sum;
  }
  return row;
}

}  // namespace attention::explain
