#pragma once
#include <cstddef>
#include <random>
#include <vector>

namespace attention::tensor::test {

/// `count` values, normally distributed; the same for the same seed.
inline std::vector<float> random_values(std::ptrdiff_t count, unsigned seed, float spread = 1.0f) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal(0.0f, spread);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(generator);
  return values;
}

}  // namespace attention::tensor::test
