#include "model/tensor_loader.h"

#include <algorithm>

#include "tensor/quantised.h"

namespace attention::model {

std::vector<float> TensorLoader::values(const std::string& name, const std::vector<std::int64_t>& shape) {
  std::int64_t size = 1;
  for (const std::int64_t extent : shape) size *= extent;
  std::vector<float> result(static_cast<std::size_t>(size));
  if (error_) return result;
  const auto found = file_.find(name);
  if (!found || !std::ranges::equal(found->shape, shape)) {
    error_ = Error{ErrorCode::file_corrupt, model_ + ": '" + name + "' is missing or has another shape"};
  } else if (found->type == DType::f16) {
    tensor::decode_half(found->bytes, result);
  } else if (found->type == DType::i8 && shape.size() == 2) {
    const auto scales =
        file_.find(name + ".scale", DType::f32, std::span(shape).first(1)).and_then(&TensorView::floats);
    if (scales)
      tensor::decode_eight_bit(found->bytes, *scales, result);
    else
      error_ =
          Error{ErrorCode::file_corrupt, model_ + ": '" + name + ".scale' is missing or has another shape or type"};
  } else if (const auto floats = found->floats()) {
    result.assign(floats->begin(), floats->end());
  } else {
    error_ = Error{ErrorCode::file_corrupt, model_ + ": '" + name + "' is of a type that is not read here"};
  }
  return result;
}

tensor::PackedMatrix TensorLoader::linear(const std::string& name, tensor::Index inputs, tensor::Index outputs,
                                          bool with_bias) {
  tensor::PackedMatrix matrix(inputs, outputs);
  const auto weight = values(name + ".weight", {outputs, inputs});
  matrix.set_rows(0, tensor::view(weight, outputs, inputs));
  if (with_bias) matrix.set_bias(0, values(name + ".bias", {outputs}));
  return matrix;
}

}  // namespace attention::model
