#include "tensor/layer_norm.h"

#include <cmath>

#include "tensor/vector4.h"

namespace attention::tensor {
namespace {

void normalise_row(float* x, Index n, std::span<const float> weight, std::span<const float> bias, float epsilon) {
  const Index whole = n / 4 * 4;
  Float4 sums{};
  for (Index i = 0; i < whole; i += 4) sums += load(x + i);
  float sum = sum_of(sums);
  for (Index i = whole; i < n; ++i) sum += x[i];
  const float mean = sum / static_cast<float>(n);

  Float4 squares{};
  for (Index i = 0; i < whole; i += 4) {
    const Float4 distance = load(x + i) - mean;
    squares = multiply_add(distance, distance, squares);
  }
  float square = sum_of(squares);
  for (Index i = whole; i < n; ++i) square += (x[i] - mean) * (x[i] - mean);
  const float factor = 1.0f / std::sqrt(square / static_cast<float>(n) + epsilon);

  if (weight.empty()) {
    for (Index i = 0; i < n; ++i) x[i] = (x[i] - mean) * factor;
    return;
  }
  const float *w = weight.data(), *b = bias.data();
  for (Index i = 0; i < whole; i += 4)
    store(x + i, multiply_add((load(x + i) - mean) * factor, load(w + i), load(b + i)));
  for (Index i = whole; i < n; ++i) x[i] = (x[i] - mean) * factor * w[i] + b[i];
}

}  // namespace

void layer_norm(Matrix x, std::span<const float> weight, std::span<const float> bias, float epsilon) {
  assert(weight.size() == bias.size() && (weight.empty() || static_cast<Index>(weight.size()) == x.columns));
  for (Index i = 0; i < x.rows; ++i) normalise_row(x.row(i), x.columns, weight, bias, epsilon);
}

void add_layer_norm(Matrix x, ConstMatrix residual, std::span<const float> weight, std::span<const float> bias, float epsilon) {
  assert(residual.rows == x.rows && residual.columns == x.columns);
  for (Index i = 0; i < x.rows; ++i) {
    float* to = x.row(i);
    const float* from = residual.row(i);
    for (Index j = 0; j < x.columns; ++j) to[j] += from[j];
  }
  layer_norm(x, weight, bias, epsilon);
}

}  // namespace attention::tensor
