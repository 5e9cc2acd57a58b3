#pragma once
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "widgets/scene.h"
#include "widgets/theme.h"

namespace attention::article {
class Strings;
}

namespace attention::widgets {

/// The comparisons of the order figure.
enum class OrderPair {
  off,       ///< words moved against words as typed, both without positions
  on,        ///< the same with positions
  shuffled,  ///< position rows shuffled against the model's own, words as typed
};

/// How far two runs differ once their words are put back into one order.
struct OrderDifference {
  float largest = 0;
  int word = 0;              ///< where the largest one is, an index into Trace::words
  std::vector<float> words;  ///< one per word as typed, start and end tokens included: the largest of its pieces
};

/// Differences are kept until a run they came from changes: two runs are up to 128 × 384 numbers each, and a frame asks often.
class OrderNumbers {
 public:
  /// Null while a run is missing, belongs to other words, or there is nothing to compare (the words stand as typed).
  const OrderDifference* difference(const Scene& scene, OrderPair pair) const;

 private:
  struct Kept {
    std::shared_ptr<const explain::Trace> first, second;
    std::optional<OrderDifference> result;
  };
  mutable std::array<Kept, 3> kept_;
};

/// Both runs of a pair, null where one is missing or was made for another order.
struct OrderRuns { std::shared_ptr<const explain::Trace> first, second; };
OrderRuns runs_of(const Scene& scene, OrderPair pair);

/// Real words, start and end not counted; 0 before the first trace.
int real_words(const Scene& scene);
/// The word at each place, 0-based; as typed if the state's order does not fit the trace (an older text, an unfinished run).
std::vector<int> shown_order(const Scene& scene);
/// The words stand as typed.
bool as_typed(const Scene& scene);
/// A rearrangement that is the same for everybody, no chance involved: the words from last to first; if they stand so already, that
/// order with its first word at the end.
std::vector<int> rearranged(std::span<const int> order);
/// `word` taken out and put in before the word that then stands at `place`.
std::vector<int> moved_to(std::span<const int> order, int word, int place);

/// Colours of a head's weights, T × T row by row, in square-root steps of 0…1. Row and column i show piece order[i]; an empty order
/// takes the pieces as they stand.
std::vector<Color> map_cells(const explain::LayerTrace& layer, int head, std::span<const int> order, const Theme& theme);
/// The order that puts a moved run's pieces back.
std::vector<int> inverse(std::span<const int> order);

/// A difference with two digits that count, however small: "1.9", "0.0000012".
std::string difference_text(double value, const article::Strings& strings);

}  // namespace attention::widgets
