#include "tensor/activation.h"

#include <algorithm>
#include <array>

#include "tensor/vector4.h"

namespace attention::tensor {
namespace {

template <class Function>
void apply(std::span<float> x, Function function) {
  const std::size_t whole = x.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) store(x.data() + i, function(load(x.data() + i)));
  if (whole == x.size()) return;
  std::array<float, 4> rest{};
  std::copy(x.begin() + static_cast<std::ptrdiff_t>(whole), x.end(), rest.begin());
  store(rest.data(), function(load(rest.data())));
  std::copy_n(rest.begin(), x.size() - whole, x.begin() + static_cast<std::ptrdiff_t>(whole));
}

Float4 sigmoid(Float4 x) { return 1.0f / (1.0f + exponential(-x)); }

}  // namespace

void gelu_erf(std::span<float> x) {
  apply(x, [](Float4 v) {
    // Φ(−|v|) = ½ erfc(|v| / √2); the small tail keeps its relative precision on the negative side.
    const Float4 z = absolute(v) * 0.70710678118654752f;
    const Float4 t = 1.0f / (z * 0.3275911f + 1.0f);
    Float4 p = t * 1.061405429f - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    const Float4 tail = 0.5f * p * t * exponential(-z * z);
    return choose(v < Float4{}, v * tail, v - v * tail);
  });
}

void gelu_tanh(std::span<float> x) {
  // ½ (1 + tanh u) = sigmoid(2u)
  apply(x, [](Float4 v) { return v * sigmoid((v + 0.044715f * v * v * v) * 1.5957691216057308f); });
}

void silu(std::span<float> x) {
  apply(x, [](Float4 v) { return v * sigmoid(v); });
}

}  // namespace attention::tensor
