// Prints how fast the packed products are: GF/s = 1e9 multiplications or additions per second, best of many runs.
// Nothing here is asserted: times belong to the machine that they were taken on.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tensor/packed_matrix.h"
#include "tests/tensor/random_values.h"

using namespace attention::tensor;

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double best_seconds(const PackedMatrix& weights, ConstMatrix x, Matrix y) {
  double best = 1e9;
  for (double spent = 0; spent < 0.4;) {
    const double start = seconds_now();
    constexpr int repetitions = 4;
    for (int i = 0; i < repetitions; ++i) weights.multiply(x, y);
    const double took = seconds_now() - start;
    best = std::min(best, took / repetitions);
    spent += took;
  }
  return best;
}

}  // namespace

int main() {
  std::printf("%12s", "inputs x outputs");
  for (const int rows : {1, 4, 16, 64, 128}) std::printf("  %3d rows", rows);
  std::printf("   (GF/s)\n");
  for (const auto& [inputs, outputs] : {std::pair<Index, Index>{384, 384}, {384, 1152}, {384, 1536}, {1536, 384}, {32, 64}, {64, 32}}) {
    PackedMatrix weights(inputs, outputs);
    const auto w = attention::tensor::test::random_values(inputs * outputs, 2);
    weights.set_rows(0, view(w, outputs, inputs));
    std::printf("%7td x %-7td", inputs, outputs);
    for (const Index rows : {1, 4, 16, 64, 128}) {
      const auto x = attention::tensor::test::random_values(rows * inputs, 1);
      std::vector<float> y(static_cast<std::size_t>(rows * outputs));
      const double seconds = best_seconds(weights, view(x, rows, inputs), view(y, rows, outputs));
      std::printf("  %8.1f", 2e-9 * static_cast<double>(rows * inputs * outputs) / seconds);
    }
    std::printf("\n");
  }
}
