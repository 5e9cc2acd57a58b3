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
  if (!found || !std::ranges::equal(found->shape, shape) || (found->type != DType::f16 && found->type != DType::f32)) {
    error_ = Error{ErrorCode::file_corrupt, model_ + ": '" + name + "' is missing or has another shape or type"};
  } else if (found->type == DType::f16) {
    tensor::decode_half(found->bytes, result);
  } else if (const auto floats = found->floats()) {
    result.assign(floats->begin(), floats->end());
  } else {
    error_ = floats.error();
  }
  return result;
}

tensor::PackedMatrix TensorLoader::linear(const std::string& name, tensor::Index inputs, tensor::Index outputs, bool with_bias) {
  tensor::PackedMatrix matrix(inputs, outputs);
  const auto weight = values(name + ".weight", {outputs, inputs});
  matrix.set_rows(0, tensor::view(weight, outputs, inputs));
  if (with_bias) matrix.set_bias(0, values(name + ".bias", {outputs}));
  return matrix;
}

}  // namespace attention::model
