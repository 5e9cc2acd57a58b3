#include "widgets/figures/order_numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "article/strings.h"
#include "explain/permutation.h"

namespace attention::widgets {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

OrderDifference by_words(const explain::Trace& trace, std::span<const float> pieces) {
  OrderDifference out;
  for (int i = 0; i < static_cast<int>(trace.words.size()); ++i) {
    const explain::Word& word = trace.words[at(i)];
    float largest = 0;
    for (int piece = word.first; piece < word.end; ++piece) largest = std::max(largest, pieces[at(piece)]);
    out.words.push_back(largest);
    if (largest > out.largest) {
      out.largest = largest;
      out.word = i;
    }
  }
  return out;
}

}  // namespace

int real_words(const Scene& scene) { return scene.trace ? std::max(0, static_cast<int>(scene.trace->words.size()) - 2) : 0; }

std::vector<int> shown_order(const Scene& scene) {
  const int count = real_words(scene);
  const auto& wanted = scene.view.word_order;
  if (static_cast<int>(wanted.size()) == count && !scene.status.old && count > 0 && scene.trace->finished()) return wanted;
  std::vector<int> typed(at(count));
  std::iota(typed.begin(), typed.end(), 0);
  return typed;
}

bool as_typed(const Scene& scene) { return std::ranges::is_sorted(shown_order(scene)); }

OrderRuns runs_of(const Scene& scene, OrderPair pair) {
  if (!scene.trace || !scene.trace->finished()) return {};
  if (pair == OrderPair::shuffled) return {scene.trace, scene.order_shuffled};
  if (as_typed(scene)) return {pair == OrderPair::on ? scene.trace : scene.order_off, nullptr};
  const auto order = explain::piece_order(*scene.trace, shown_order(scene));
  const auto fitting = [&](const std::shared_ptr<const explain::Trace>& run) {
    return run && run->query.piece_order == order ? run : nullptr;
  };
  if (pair == OrderPair::on) return {scene.trace, fitting(scene.order_on_moved)};
  return {scene.order_off, fitting(scene.order_off_moved)};
}

const OrderDifference* OrderNumbers::difference(const Scene& scene, OrderPair pair) const {
  const OrderRuns runs = runs_of(scene, pair);
  if (!runs.first || !runs.second) return nullptr;
  Kept& kept = kept_[static_cast<std::size_t>(pair)];
  if (kept.first != runs.first || kept.second != runs.second) {
    kept = {runs.first, runs.second, std::nullopt};
    const auto pieces = explain::state_differences(*runs.first, *runs.second);
    if (pieces && runs.first->ids == scene.trace->ids) kept.result = by_words(*scene.trace, *pieces);
  }
  return kept.result ? &*kept.result : nullptr;
}

std::vector<int> rearranged(std::span<const int> order) {
  std::vector<int> reversed(order.size());
  std::iota(reversed.rbegin(), reversed.rend(), 0);
  if (std::ranges::equal(order, reversed) && reversed.size() > 2) std::rotate(reversed.begin(), reversed.begin() + 1, reversed.end());
  return reversed;
}

std::vector<int> moved_to(std::span<const int> order, int word, int place) {
  std::vector<int> result(order.begin(), order.end());
  std::erase(result, word);
  result.insert(result.begin() + std::clamp(place, 0, static_cast<int>(result.size())), word);
  return result;
}

std::vector<Color> map_cells(const explain::LayerTrace& layer, int head, std::span<const int> order, const Theme& theme) {
  const std::vector<Color> table = theme.sequential().table();
  std::vector<Color> cells;
  cells.reserve(at(layer.pieces) * at(layer.pieces));
  for (int i = 0; i < layer.pieces; ++i) {
    const auto row = layer.attention_row(head, order.empty() ? i : order[at(i)]);
    for (int j = 0; j < layer.pieces; ++j) {
      const float weight = row[at(order.empty() ? j : order[at(j)])];
      cells.push_back(table[static_cast<std::size_t>(std::lround(255 * std::sqrt(std::clamp(weight, 0.0f, 1.0f))))]);
    }
  }
  return cells;
}

std::vector<int> inverse(std::span<const int> order) {
  std::vector<int> back(order.size());
  for (int i = 0; i < static_cast<int>(order.size()); ++i) back[at(order[at(i)])] = i;
  return back;
}

std::string difference_text(double value, const article::Strings& strings) {
  if (value <= 0) return strings.number(0, 0);
  const int digits = 1 - static_cast<int>(std::floor(std::log10(value)));
  return strings.number(value, std::clamp(digits, 0, 12));
}

}  // namespace attention::widgets
