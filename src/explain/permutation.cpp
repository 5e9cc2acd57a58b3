#include "explain/permutation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace attention::explain {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// The piece at each place of a run.
std::vector<int> order_of(const Trace& trace) {
  std::vector<int> order = trace.query.piece_order;
  if (order.empty()) {
    order.resize(trace.ids.size());
    std::iota(order.begin(), order.end(), 0);
  }
  return order;
}

}  // namespace

Result<std::vector<float>> state_differences(const Trace& original, const Trace& moved) {
  const int pieces = static_cast<int>(original.ids.size());
  if (!original.finished() || !moved.finished() || original.layer_count != moved.layer_count || !original.query.piece_order.empty() ||
      static_cast<int>(moved.ids.size()) != pieces)
    return fail(ErrorCode::shape_mismatch, "permutation: two finished runs of one text are needed");
  const std::vector<int> order = order_of(moved);
  for (int place = 0; place < pieces; ++place)
    if (moved.ids[at(place)] != original.ids[at(order[at(place)])]) return fail(ErrorCode::shape_mismatch, "permutation: other pieces");

  const auto &first = original.layers.back()->output, &second = moved.layers.back()->output;
  const std::size_t hidden = at(original.hidden);
  std::vector<float> differences(at(pieces));
  for (int place = 0; place < pieces; ++place) {
    float& largest = differences[at(order[at(place)])];
    for (std::size_t j = 0; j < hidden; ++j)
      largest = std::max(largest, std::abs(first[at(order[at(place)]) * hidden + j] - second[at(place) * hidden + j]));
  }
  return differences;
}

Result<PermutationDifference> permutation_difference(const Trace& original, const Trace& moved) {
  const auto states = state_differences(original, moved);
  if (!states) return std::unexpected(states.error());
  PermutationDifference result;
  for (const float difference : *states) result.states = std::max(result.states, difference);
  const std::vector<int> order = order_of(moved);
  const int pieces = static_cast<int>(original.ids.size());
  for (int layer = 0; layer < original.layer_count; ++layer)
    for (int head = 0; head < original.head_count; ++head)
      for (int from = 0; from < pieces; ++from) {
        const auto row = original.layers[at(layer)]->attention_row(head, order[at(from)]);
        const auto moved_row = moved.layers[at(layer)]->attention_row(head, from);
        for (int to = 0; to < pieces; ++to) result.attention = std::max(result.attention, std::abs(row[at(order[at(to)])] - moved_row[at(to)]));
      }
  return result;
}

std::vector<int> piece_order(const Trace& trace, std::span<const int> word_order) {
  if (trace.words.size() != word_order.size() + 2) return {};
  std::vector<int> pieces{0};
  for (const int word : word_order) {
    if (word < 0 || at(word) >= word_order.size()) return {};
    const Word& moved = trace.words[at(word) + 1];
    for (int piece = moved.first; piece < moved.end; ++piece) pieces.push_back(piece);
  }
  pieces.push_back(static_cast<int>(trace.pieces.size()) - 1);
  if (pieces.size() != trace.pieces.size()) return {};
  return pieces;
}

}  // namespace attention::explain
