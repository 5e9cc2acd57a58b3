#include "tensor/packed_matrix.h"

#include <Eigen/Dense>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tensor/quantised.h"
#include "tests/tensor/random_values.h"

using namespace attention;
using namespace attention::tensor;
using test::random_values;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The plain reference: y = x · Wᵀ + b.
RowMajor reference(const std::vector<float>& x, const std::vector<float>& w, const std::vector<float>& b, Index rows, Index inputs,
                   Index outputs) {
  const Eigen::Map<const RowMajor> left(x.data(), rows, inputs), right(w.data(), outputs, inputs);
  const Eigen::Map<const Eigen::RowVectorXf> bias(b.data(), outputs);
  RowMajor y = left * right.transpose();
  y.rowwise() += bias;
  return y;
}

float largest_difference(const RowMajor& expected, ConstMatrix actual) {
  float largest = 0;
  for (Index i = 0; i < actual.rows; ++i)
    for (Index j = 0; j < actual.columns; ++j) largest = std::max(largest, std::abs(expected(i, j) - actual(i, j)));
  return largest;
}

}  // namespace

TEST_CASE("packed products equal Eigen's over odd shapes", "[unit]") {
  for (const Index rows : {0, 1, 2, 3, 4, 5, 7, 8, 13})
    for (const Index inputs : {1, 2, 31, 32, 65})
      for (const Index outputs : {1, 3, 7, 8, 9, 16, 31, 32, 33, 40, 71}) {
        const auto x = random_values(rows * inputs, 1), w = random_values(outputs * inputs, 2), b = random_values(outputs, 3);
        PackedMatrix packed(inputs, outputs);
        packed.set_rows(0, view(w, outputs, inputs));
        packed.set_bias(0, b);
        std::vector<float> y(static_cast<std::size_t>(rows * outputs), NAN);
        packed.multiply(view(x, rows, inputs), view(y, rows, outputs));
        CAPTURE(rows, inputs, outputs);
        if (rows > 0) REQUIRE(largest_difference(reference(x, w, b, rows, inputs, outputs), view(y, rows, outputs)) < 2e-5f);
      }
}

TEST_CASE("a row's result does not depend on how many rows there are", "[unit]") {
  const Index inputs = 96, outputs = 72, rows = 7;
  const auto x = random_values(rows * inputs, 4), w = random_values(outputs * inputs, 5);
  PackedMatrix packed(inputs, outputs);
  packed.set_rows(0, view(w, outputs, inputs));
  std::vector<float> together(static_cast<std::size_t>(rows * outputs)), alone(static_cast<std::size_t>(outputs));
  packed.multiply(view(x, rows, inputs), view(together, rows, outputs));
  for (Index i = 0; i < rows; ++i) {
    packed.multiply(view(x, rows, inputs).row_range(i, 1), view(alone, 1, outputs));
    REQUIRE(std::equal(alone.begin(), alone.end(), together.begin() + i * outputs));
  }
}

TEST_CASE("strided views: the columns of one head, in and out", "[unit]") {
  const Index rows = 5, wide = 30, inputs = 10, outputs = 12;
  const auto x = random_values(rows * wide, 6), w = random_values(inputs * outputs, 7);
  PackedMatrix packed(inputs, outputs);
  packed.set_columns(view(w, inputs, outputs));
  std::vector<float> y(static_cast<std::size_t>(rows * 20), -1.0f);
  packed.multiply(view(x, rows, wide).column_range(7, inputs), view(y, rows, 20).column_range(4, outputs));
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < 20; ++j) {
      const float actual = y[static_cast<std::size_t>(i * 20 + j)];
      if (j < 4 || j >= 16) {
        REQUIRE(actual == -1.0f);
        continue;
      }
      float expected = 0;
      for (Index k = 0; k < inputs; ++k)
        expected += x[static_cast<std::size_t>(i * wide + 7 + k)] * w[static_cast<std::size_t>(k * outputs + j - 4)];
      REQUIRE(std::abs(actual - expected) < 1e-5f);
    }
}

TEST_CASE("quantised rows decode straight into the panels", "[unit]") {
  const Index inputs = 64, outputs = 11;
  Bytes blocks(static_cast<std::size_t>(outputs * quantised_row_bytes(inputs)));
  unsigned state = 1;
  for (std::byte& value : blocks) value = std::byte((state = state * 1664525u + 1013904223u) >> 24);
  for (std::size_t block = 0; block < blocks.size(); block += quantised_block_bytes) blocks[block + 1] = std::byte(0x2c);  // finite scales

  std::vector<float> w(static_cast<std::size_t>(outputs * inputs));
  for (Index i = 0; i < outputs; ++i)
    decode_quantised_row(ByteView(blocks).subspan(static_cast<std::size_t>(i * quantised_row_bytes(inputs)),
                                                  static_cast<std::size_t>(quantised_row_bytes(inputs))),
                         std::span(w).subspan(static_cast<std::size_t>(i * inputs), static_cast<std::size_t>(inputs)));
  const auto x = random_values(3 * inputs, 8);
  const std::vector<float> zero(static_cast<std::size_t>(outputs));
  PackedMatrix packed(inputs, outputs);
  REQUIRE(packed.set_quantised_rows(0, outputs, blocks).has_value());
  std::vector<float> y(static_cast<std::size_t>(3 * outputs));
  packed.multiply(view(x, 3, inputs), view(y, 3, outputs));
  REQUIRE(largest_difference(reference(x, w, zero, 3, inputs, outputs), view(y, 3, outputs)) < 1e-4f);

  blocks.pop_back();
  REQUIRE(packed.set_quantised_rows(0, outputs, blocks).error().code == ErrorCode::shape_mismatch);
}
