#include "explain/permutation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace attention::explain {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Result<PermutationDifference> permutation_difference(const Trace& original, const Trace& moved) {
  const int pieces = static_cast<int>(original.ids.size());
  if (!original.finished() || !moved.finished() || original.layer_count != moved.layer_count || !original.query.piece_order.empty() ||
      static_cast<int>(moved.ids.size()) != pieces)
    return fail(ErrorCode::shape_mismatch, "permutation: two finished runs of one text are needed");
  std::vector<int> order = moved.query.piece_order;
  if (order.empty()) {
    order.resize(at(pieces));
    std::iota(order.begin(), order.end(), 0);
  }
  for (int place = 0; place < pieces; ++place)
    if (moved.ids[at(place)] != original.ids[at(order[at(place)])]) return fail(ErrorCode::shape_mismatch, "permutation: other pieces");

  PermutationDifference result;
  const auto larger = [](float so_far, float a, float b) { return std::max(so_far, std::abs(a - b)); };
  const auto &first = original.layers.back()->output, &second = moved.layers.back()->output;
  const std::size_t hidden = at(original.hidden);
  for (int place = 0; place < pieces; ++place)
    for (std::size_t j = 0; j < hidden; ++j)
      result.states = larger(result.states, first[at(order[at(place)]) * hidden + j], second[at(place) * hidden + j]);
  for (int layer = 0; layer < original.layer_count; ++layer)
    for (int head = 0; head < original.head_count; ++head)
      for (int from = 0; from < pieces; ++from) {
        const auto row = original.layers[at(layer)]->attention_row(head, order[at(from)]);
        const auto moved_row = moved.layers[at(layer)]->attention_row(head, from);
        for (int to = 0; to < pieces; ++to) result.attention = larger(result.attention, row[at(order[at(to)])], moved_row[at(to)]);
      }
  return result;
}

}  // namespace attention::explain
