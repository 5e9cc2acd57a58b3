#include "tensor/softmax.h"

#include <algorithm>
#include <array>
#include <limits>

#include "tensor/vector4.h"

namespace attention::tensor {
namespace {

constexpr float minus_infinity = -std::numeric_limits<float>::infinity();

/// The last one to three entries, filled up with −∞.
Float4 load_rest(const float* from, std::size_t count) {
  std::array<float, 4> values{minus_infinity, minus_infinity, minus_infinity, minus_infinity};
  std::copy_n(from, count, values.begin());
  return load(values.data());
}

void store_rest(float* to, std::size_t count, Float4 value) {
  std::array<float, 4> values;
  store(values.data(), value);
  std::copy_n(values.begin(), count, to);
}

}  // namespace

void softmax(std::span<float> row, float scale) {
  const std::size_t whole = row.size() / 4 * 4, rest = row.size() - whole;
  float* x = row.data();
  Float4 highest = broadcast(minus_infinity);
  for (std::size_t i = 0; i < whole; i += 4) {
    const Float4 scaled = load(x + i) * scale;
    store(x + i, scaled);
    highest = maximum(highest, scaled);
  }
  if (rest != 0) {
    const Float4 scaled = load_rest(x + whole, rest) * scale;
    store_rest(x + whole, rest, scaled);
    highest = maximum(highest, scaled);
  }
  const float row_maximum = maximum_of(highest);
  if (row_maximum == minus_infinity) {
    std::fill(row.begin(), row.end(), 0.0f);
    return;
  }
  Float4 total{};
  for (std::size_t i = 0; i < whole; i += 4) {
    const Float4 e = exponential(load(x + i) - row_maximum);
    store(x + i, e);
    total += e;
  }
  if (rest != 0) {
    const Float4 e = exponential(load_rest(x + whole, rest) - row_maximum);
    store_rest(x + whole, rest, e);
    total += e;
  }
  const float factor = 1.0f / sum_of(total);
  for (float& value : row) value *= factor;
}

}  // namespace attention::tensor
