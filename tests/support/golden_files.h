#pragma once
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/tensor_file.h"
#include "tests/support/model_files.h"

/// Weights and reference values of the models trained here: shipped, or, between training and shipping, as the recipe
/// has just written them.
namespace attention::test {

/// A file of weights, such as "picture/picture.safetensors"; nothing if it is neither shipped nor fresh.
inline std::optional<TensorFile> open_first(const std::string& shipped, const std::string& fresh) {
  for (const std::string& path : {shipped, fresh})
    if (auto bytes = read_file(path)) {
      auto file = TensorFile::parse(std::move(*bytes));
      REQUIRE(file.has_value());
      return *file;
    }
  return std::nullopt;
}
inline std::optional<TensorFile> open_weights(const std::string& model, const std::string& name) {
  return open_first("assets/models/" + model + "/" + name, "build/models/" + model + "/" + name);
}
inline std::optional<TensorFile> open_golden(const std::string& model, const std::string& name) {
  return open_first("tests/golden/" + model + "/" + name, "build/models/" + model + "/golden/" + name);
}

inline std::vector<float> floats(const TensorFile& file, const std::string& name) {
  const auto tensor = file.find(name);
  REQUIRE(tensor.has_value());
  const auto values = tensor->floats();
  REQUIRE(values.has_value());
  return {values->begin(), values->end()};
}

/// Infinite when one of the numbers is none.
inline double largest_difference(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!std::isfinite(difference)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, difference);
  }
  return largest;
}

}  // namespace attention::test
