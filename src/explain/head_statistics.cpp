#include "explain/head_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace attention::explain {

HeadStatistics head_statistics(const LayerTrace& layer, int head) {
  const int count = layer.pieces, last = count - 1;
  double entropy = 0, distance = 0, special = 0, diagonal = 0, before = 0, after = 0;
  int distance_rows = 0, neighbour_rows = 0;
  for (int i = 0; i < count; ++i) {
    const auto row = layer.attention_row(head, i);
    const auto weight = [&](int j) { return static_cast<double>(row[static_cast<std::size_t>(j)]); };
    for (int j = 0; j < count; ++j) {
      if (weight(j) > 0) entropy -= weight(j) * std::log2(weight(j));
    }
    special += weight(0) + (last > 0 ? weight(last) : 0);
    diagonal += weight(i);
    if (i == 0 || i == last) continue;
    double sum = 0, reach = 0;
    for (int j = 1; j < last; ++j) {
      sum += weight(j);
      reach += weight(j) * std::abs(i - j);
    }
    // A row that gives the words exactly nothing has no distance.
    if (sum > 0) {
      distance += reach / sum;
      ++distance_rows;
    }
    if (i > 1) {
      before += weight(i - 1);
      ++neighbour_rows;  // as many rows have a word after them
    }
    if (i < last - 1) after += weight(i + 1);
  }
  const auto mean = [](double sum, int rows) { return rows > 0 ? static_cast<float>(sum / rows) : 0.0f; };
  return {.entropy = mean(entropy, count), .distance = mean(distance, distance_rows), .special = mean(special, count),
          .diagonal = mean(diagonal, count), .previous = mean(std::max(before, after), neighbour_rows)};
}

}  // namespace attention::explain
