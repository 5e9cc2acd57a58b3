#pragma once
#include <span>

#include "tensor/matrix.h"

namespace attention::tensor {

/// LayerNorm (Ba et al. 2016) of every row, in place: (x − mean) / √(variance + epsilon) · weight + bias, with the biased
/// variance. Two passes, so that rows whose mean is far from 0 lose no digits. weight, bias: [columns], or both empty for none.
void layer_norm(Matrix x, std::span<const float> weight, std::span<const float> bias, float epsilon);

/// The same after x += residual, as post-norm blocks need it. residual: [rows, columns]
void add_layer_norm(Matrix x, ConstMatrix residual, std::span<const float> weight, std::span<const float> bias, float epsilon);

}  // namespace attention::tensor
