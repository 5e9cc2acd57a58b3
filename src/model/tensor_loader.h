#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/tensor_file.h"
#include "tensor/packed_matrix.h"

namespace attention::model {

/// Reads the tensors of a model trained here by name: f16, f32, or, for matrices, i8 with `NAME.scale`, f32, for each
/// row. The first error stays; whatever is read after it is zeros of the wanted size, so a loader needs to look only
/// once, at the end.
class TensorLoader {
 public:
  /// `model` begins the errors' details.
  TensorLoader(const TensorFile& file, std::string model) : file_(file), model_(std::move(model)) {}

  /// All elements of a tensor of exactly this shape.
  std::vector<float> values(const std::string& name, const std::vector<std::int64_t>& shape);
  /// `name`.weight [outputs, inputs] and, unless there is none, `name`.bias [outputs].
  tensor::PackedMatrix linear(const std::string& name, tensor::Index inputs, tensor::Index outputs,
                              bool with_bias = true);

  const std::optional<Error>& error() const { return error_; }

 private:
  const TensorFile& file_;
  std::string model_;
  std::optional<Error> error_;
};

}  // namespace attention::model
