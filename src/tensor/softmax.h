#pragma once
#include <span>

namespace attention::tensor {

/// Softmax of scale · row, in place: e^(scale · x − m) / Σ, m = the row's maximum (so nothing overflows).
/// Entries of −∞ become exactly 0; a row of nothing but −∞ becomes all zeros, not NaN.
void softmax(std::span<float> row, float scale = 1.0f);

}  // namespace attention::tensor
