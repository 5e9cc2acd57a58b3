#pragma once
#include <span>

namespace attention::tensor {

/// x · Φ(x), Φ the normal distribution function (Hendrycks & Gimpel 2016): GELU in its exact form, in place.
/// Largest absolute error 4e-7 where |x| ≤ 10 (erfc by Abramowitz & Stegun 7.1.26).
void gelu_erf(std::span<float> x);

/// The approximation ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), in place. It differs from the exact form by up to 4.7e-4: use
/// whichever the model was trained with.
void gelu_tanh(std::span<float> x);

/// x · sigmoid(x), in place.
void silu(std::span<float> x);

}  // namespace attention::tensor
