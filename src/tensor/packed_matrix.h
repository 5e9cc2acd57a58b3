#pragma once
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "tensor/matrix.h"

namespace attention::tensor {

/// The right-hand side of many products, laid out once for the kernel: y = x · Wᵀ + b for every row of x.
/// Layout: panels of eight outputs; a panel holds, for each input, its eight weights side by side, so that the kernel reads
/// weights in order and needs no shuffles. The last panel is filled with zeros.
/// Every y(i, j) is summed over the inputs in ascending order, starting from the bias, whatever the number of rows is: a row's
/// result does not depend on its neighbours.
class PackedMatrix {
 public:
  static constexpr Index panel_width = 8;

  PackedMatrix() = default;
  /// Zero weights and bias.
  PackedMatrix(Index inputs, Index outputs) { resize(inputs, outputs); }

  Index inputs() const { return inputs_; }
  Index outputs() const { return outputs_; }
  std::size_t byte_count() const { return (panels_.size() + bias_.size()) * sizeof(float); }

  /// Forgets everything; memory is kept for reuse.
  void resize(Index inputs, Index outputs);

  /// Writes the weights of outputs [first_output, first_output + rows.rows) from a matrix [outputs, inputs]; this is also
  /// how keys are prepared for query · keyᵀ. `rows.columns` must equal inputs().
  void set_rows(Index first_output, ConstMatrix rows);
  /// Writes all weights from a matrix [inputs, outputs]: prepares values for attention · value.
  void set_columns(ConstMatrix columns);
  /// As set_rows, from `count` rows of q4_0-32 blocks (tensor/quantised.h), which are decoded straight into the panels.
  /// Errors: shape_mismatch if `blocks` is not exactly that many rows.
  Result<void> set_quantised_rows(Index first_output, Index count, ByteView blocks);
  void set_bias(Index first_output, std::span<const float> bias);

  /// y = x · Wᵀ + b.  x: [rows, inputs]  y: [rows, outputs]; they must not overlap.
  void multiply(ConstMatrix x, Matrix y) const;

 private:
  float* panel(Index p) { return panels_.data() + p * inputs_ * panel_width; }
  const float* panel(Index p) const { return panels_.data() + p * inputs_ * panel_width; }

  Index inputs_ = 0, outputs_ = 0;
  std::vector<float> panels_;  ///< [ceil(outputs / 8), inputs, 8]
  std::vector<float> bias_;    ///< [ceil(outputs / 8) · 8]
};

}  // namespace attention::tensor
