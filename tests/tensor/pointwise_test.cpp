#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "tensor/activation.h"
#include "tensor/layer_norm.h"
#include "tensor/softmax.h"
#include "tensor/vector4.h"
#include "tests/tensor/random_values.h"

using namespace attention;
using namespace attention::tensor;
using test::random_values;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

template <class Function>
double largest_error(void (*tested)(std::span<float>), Function reference) {
  std::vector<float> x;
  for (int i = -4001; i <= 4001; ++i) x.push_back(static_cast<float>(i) * 0.0025f);
  std::vector<float> y = x;
  tested(y);
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) largest = std::max(largest, std::abs(y[i] - reference(static_cast<double>(x[i]))));
  return largest;
}

}  // namespace

TEST_CASE("the exponential is accurate to 2e-7 and exact at its ends", "[unit]") {
  double largest = 0;
  for (double x = -87.3; x < 88.3; x += 0.0137) {
    const float at = static_cast<float>(x);
    largest = std::max(largest, std::abs(exponential(broadcast(at))[0] / std::exp(static_cast<double>(at)) - 1));
  }
  REQUIRE(largest < 2e-7);
  REQUIRE(exponential(Float4{})[2] == 1.0f);
  REQUIRE(exponential(broadcast(-infinity))[1] == 0.0f);
  REQUIRE(exponential(broadcast(-200.0f))[3] == 0.0f);
  REQUIRE(std::isfinite(exponential(broadcast(1000.0f))[0]));
}

TEST_CASE("softmax: rows sum to 1, masked entries are exactly 0, nothing overflows", "[unit]") {
  for (const std::ptrdiff_t n : {1, 2, 3, 4, 5, 11, 64, 127}) {
    auto row = random_values(n, 9, 30.0f);
    if (n > 2) row[1] = -infinity;
    std::vector<double> expected(row.size());
    double sum = 0;
    for (std::size_t i = 0; i < row.size(); ++i) sum += expected[i] = std::exp(0.25 * static_cast<double>(row[i]));
    softmax(row, 0.25f);
    double total = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      REQUIRE(std::abs(static_cast<double>(row[i]) - expected[i] / sum) < 1e-6);
      total += static_cast<double>(row[i]);
    }
    REQUIRE(std::abs(total - 1) < 1e-6);
    if (n > 2) REQUIRE(row[1] == 0.0f);
  }
  std::vector<float> large{1e30f, 1e30f, -1e30f};
  softmax(large);
  REQUIRE(large == std::vector<float>{0.5f, 0.5f, 0.0f});
  std::vector<float> masked(7, -infinity);
  softmax(masked);
  REQUIRE(masked == std::vector<float>(7, 0.0f));
}

TEST_CASE("GELU and SiLU match their definitions", "[unit]") {
  REQUIRE(largest_error(gelu_erf, [](double x) { return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2)); }) < 1e-6);
  REQUIRE(largest_error(gelu_tanh, [](double x) {
            return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
          }) < 2e-6);
  REQUIRE(largest_error(silu, [](double x) { return x / (1 + std::exp(-x)); }) < 2e-6);
  std::vector<float> far{-1000.0f, 1000.0f};
  gelu_erf(far);
  REQUIRE(far[0] == 0.0f);
  REQUIRE(far[1] == 1000.0f);
}

TEST_CASE("LayerNorm equals its definition, also far from zero", "[unit]") {
  for (const std::ptrdiff_t n : {1, 3, 4, 9, 384}) {
    auto x = random_values(2 * n, 10), residual = random_values(2 * n, 11);
    for (std::ptrdiff_t j = n; j < 2 * n; ++j) x[static_cast<std::size_t>(j)] += 300.0f;
    const auto weight = random_values(n, 12), bias = random_values(n, 13);
    auto actual = x;
    add_layer_norm(view(actual, 2, n), view(residual, 2, n), weight, bias, 1e-5f);
    for (std::ptrdiff_t i = 0; i < 2; ++i) {
      const auto at = [&](std::ptrdiff_t j) {  // the sum as the engine has it, in single precision
        return static_cast<double>(x[static_cast<std::size_t>(i * n + j)] + residual[static_cast<std::size_t>(i * n + j)]);
      };
      double mean = 0, variance = 0;
      for (std::ptrdiff_t j = 0; j < n; ++j) mean += at(j) / static_cast<double>(n);
      for (std::ptrdiff_t j = 0; j < n; ++j) variance += (at(j) - mean) * (at(j) - mean) / static_cast<double>(n);
      for (std::ptrdiff_t j = 0; j < n; ++j) {
        const auto column = static_cast<std::size_t>(j);
        const double expected = (at(j) - mean) / std::sqrt(variance + 1e-5) * static_cast<double>(weight[column]) + static_cast<double>(bias[column]);
        REQUIRE(std::abs(static_cast<double>(actual[static_cast<std::size_t>(i * n + j)]) - expected) < 2e-4);
      }
    }
  }
}
