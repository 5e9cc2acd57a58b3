#include "tensor/packed_matrix.h"

#include <algorithm>
#include <array>
#include <string>

#include "tensor/quantised.h"
#include "tensor/vector4.h"

namespace attention::tensor {
namespace {

constexpr Index width = PackedMatrix::panel_width;

/// Eight outputs of `Rows` rows. Four rows by eight outputs keep eight sums in registers and leave room for two weights and
/// one input of the sixteen registers that simd128 and SSE have; more would spill (measured).
template <std::size_t Rows>
void panel_kernel(const float* x, Index x_stride, const float* weights, const float* bias, Index inputs, float* y, Index y_stride) {
  std::array<Float4, Rows> left, right;
  left.fill(load(bias));
  right.fill(load(bias + 4));
  for (Index k = 0; k < inputs; ++k, weights += width) {
    const Float4 w0 = load(weights), w1 = load(weights + 4);
    for (std::size_t r = 0; r < Rows; ++r) {
      const Float4 input = broadcast(x[static_cast<Index>(r) * x_stride + k]);
      left[r] = multiply_add(input, w0, left[r]);
      right[r] = multiply_add(input, w1, right[r]);
    }
  }
  for (std::size_t r = 0; r < Rows; ++r) {
    store(y + static_cast<Index>(r) * y_stride, left[r]);
    store(y + static_cast<Index>(r) * y_stride + 4, right[r]);
  }
}

void panel_kernel_for(Index rows, const float* x, Index x_stride, const float* weights, const float* bias, Index inputs,
                      float* y, Index y_stride) {
  switch (rows) {
    case 1: return panel_kernel<1>(x, x_stride, weights, bias, inputs, y, y_stride);
    case 2: return panel_kernel<2>(x, x_stride, weights, bias, inputs, y, y_stride);
    case 3: return panel_kernel<3>(x, x_stride, weights, bias, inputs, y, y_stride);
    default: return panel_kernel<4>(x, x_stride, weights, bias, inputs, y, y_stride);
  }
}

/// One row by thirty-two outputs. With one row a single panel has only two sums, each of which waits for the one before it;
/// four panels side by side give eight independent ones.
void row_kernel(const float* x, const float* weights, const float* bias, Index inputs, float* y) {
  const Index next = inputs * width;
  std::array<Float4, 8> sums;
  for (std::size_t i = 0; i < 8; ++i) sums[i] = load(bias + 4 * i);
  for (Index k = 0; k < inputs; ++k, weights += width) {
    const Float4 input = broadcast(x[k]);
    for (std::size_t p = 0; p < 4; ++p) {
      const float* from = weights + static_cast<Index>(p) * next;
      sums[2 * p] = multiply_add(input, load(from), sums[2 * p]);
      sums[2 * p + 1] = multiply_add(input, load(from + 4), sums[2 * p + 1]);
    }
  }
  for (std::size_t i = 0; i < 8; ++i) store(y + 4 * i, sums[i]);
}

Index panels_for(Index outputs) { return (outputs + width - 1) / width; }

}  // namespace

void PackedMatrix::resize(Index inputs, Index outputs) {
  inputs_ = inputs;
  outputs_ = outputs;
  panels_.assign(static_cast<std::size_t>(panels_for(outputs) * inputs * width), 0.0f);
  bias_.assign(static_cast<std::size_t>(panels_for(outputs) * width), 0.0f);
}

void PackedMatrix::set_rows(Index first_output, ConstMatrix rows) {
  assert(rows.columns == inputs_ && first_output >= 0 && first_output + rows.rows <= outputs_);
  for (Index i = 0; i < rows.rows; ++i) {
    const Index output = first_output + i;
    float* to = panel(output / width) + output % width;
    const float* from = rows.row(i);
    for (Index k = 0; k < inputs_; ++k) to[k * width] = from[k];
  }
}

void PackedMatrix::set_columns(ConstMatrix columns) {
  assert(columns.rows == inputs_ && columns.columns == outputs_);
  for (Index k = 0; k < inputs_; ++k) {
    const float* from = columns.row(k);
    for (Index first = 0; first < outputs_; first += width)
      std::copy_n(from + first, std::min(width, outputs_ - first), panel(first / width) + k * width);
  }
}

Result<void> PackedMatrix::set_quantised_rows(Index first_output, Index count, ByteView blocks) {
  assert(first_output >= 0 && first_output + count <= outputs_);
  const Index row_bytes = quantised_row_bytes(inputs_);
  if (inputs_ % quantised_block_weights != 0 || static_cast<Index>(blocks.size()) != count * row_bytes)
    return fail(ErrorCode::shape_mismatch, "q4_0-32: " + std::to_string(blocks.size()) + " bytes for " + std::to_string(count) +
                                               " rows of " + std::to_string(inputs_));
  std::array<float, quantised_block_weights> values;
  for (Index i = 0; i < count; ++i) {
    const Index output = first_output + i;
    float* to = panel(output / width) + output % width;
    const std::byte* block = blocks.data() + i * row_bytes;
    for (Index k = 0; k < inputs_; k += quantised_block_weights, block += quantised_block_bytes) {
      decode_quantised_block(block, values.data());
      for (Index j = 0; j < quantised_block_weights; ++j) to[(k + j) * width] = values[static_cast<std::size_t>(j)];
    }
  }
  return {};
}

void PackedMatrix::set_bias(Index first_output, std::span<const float> bias) {
  assert(first_output >= 0 && first_output + static_cast<Index>(bias.size()) <= outputs_);
  std::copy(bias.begin(), bias.end(), bias_.begin() + first_output);
}

void PackedMatrix::multiply(ConstMatrix x, Matrix y) const {
  assert(x.columns == inputs_ && y.columns == outputs_ && x.rows == y.rows);
  const Index whole = outputs_ / width;  // panels without filling
  Index first = 0;
  if (x.rows == 1)
    for (; first + 4 <= whole; first += 4)
      row_kernel(x.data, panel(first), bias_.data() + first * width, inputs_, y.data + first * width);
  // Panels outermost: each weight travels from memory once, and the panel stays in the first cache while the rows pass by.
  for (Index p = first; p < whole; ++p)
    for (Index i = 0; i < x.rows; i += 4)
      panel_kernel_for(std::min<Index>(4, x.rows - i), x.row(i), x.stride, panel(p), bias_.data() + p * width, inputs_,
                       y.row(i) + p * width, y.stride);
  if (whole * width == outputs_) return;
  std::array<float, 4 * width> buffer;
  for (Index i = 0; i < x.rows; i += 4) {
    const Index rows = std::min<Index>(4, x.rows - i);
    panel_kernel_for(rows, x.row(i), x.stride, panel(whole), bias_.data() + whole * width, inputs_, buffer.data(), width);
    for (Index r = 0; r < rows; ++r)
      std::copy_n(buffer.data() + r * width, outputs_ - whole * width, y.row(i + r) + whole * width);
  }
}

}  // namespace attention::tensor
