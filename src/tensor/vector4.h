#pragma once
#include <bit>
#include <cstdint>

/// Four floats at a time through the compilers' own vector type: one source becomes SSE, NEON or WebAssembly's simd128.
namespace attention::tensor {

using Float4 = float __attribute__((vector_size(16)));
using Int4 = std::int32_t __attribute__((vector_size(16)));

// Loads and stores need no alignment. (Not memcpy: g++ then keeps the vectors in memory, at half the speed.)
using UnalignedFloat4 = float __attribute__((vector_size(16), aligned(4), may_alias));
inline Float4 load(const float* from) { return *reinterpret_cast<const UnalignedFloat4*>(from); }
inline void store(float* to, Float4 value) { *reinterpret_cast<UnalignedFloat4*>(to) = value; }
inline Float4 broadcast(float x) { return Float4{x, x, x, x}; }

/// a · b + c. Where the target has a fused (or relaxed) form, that is used.
inline Float4 multiply_add(Float4 a, Float4 b, Float4 c) {
#ifdef __wasm_relaxed_simd__
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}

/// Per lane: `mask` (all bits or none, as comparisons give them) chooses `yes` or `no`.
inline Float4 choose(Int4 mask, Float4 yes, Float4 no) {
  return std::bit_cast<Float4>((std::bit_cast<Int4>(yes) & mask) | (std::bit_cast<Int4>(no) & ~mask));
}
inline Float4 maximum(Float4 a, Float4 b) { return choose(a > b, a, b); }
inline Float4 minimum(Float4 a, Float4 b) { return choose(a < b, a, b); }
inline Float4 absolute(Float4 a) { return std::bit_cast<Float4>(std::bit_cast<Int4>(a) & 0x7fffffff); }

inline float sum_of(Float4 a) { return (a[0] + a[2]) + (a[1] + a[3]); }
inline float maximum_of(Float4 a) {
  const float left = a[0] > a[1] ? a[0] : a[1], right = a[2] > a[3] ? a[2] : a[3];
  return left > right ? left : right;
}

/// e^x in each lane: Cody–Waite reduction to |r| ≤ ln 2 / 2, then the degree-5 polynomial of the Cephes library
/// (expf.c) for (e^r − 1 − r) / r². Largest relative error about 1.2e-7 on [−87, 88]. Below −87.33, where the result
/// would leave the normal range, it is exactly 0 (so is e^−∞); above 88.37 it stays at e^88.37.
inline Float4 exponential(Float4 x) {
  constexpr float lowest = -87.33654f, highest = 88.37f, shift = 12582912.0f;  // 1.5 · 2^23: adding it rounds to integers
  const Float4 clamped = minimum(maximum(x, broadcast(lowest)), broadcast(highest));
  const Float4 shifted = clamped * 1.44269504088896341f + shift;
  const Float4 power = shifted - shift;
  // ln 2 in two parts, the first with few enough bits that power · first is exact.
  const Float4 r = (clamped - power * 0.693359375f) + power * 2.12194440e-4f;
  Float4 p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const Float4 series = p * (r * r) + (r + 1.0f);
  const Int4 exponent = (std::bit_cast<Int4>(shifted) - std::bit_cast<std::int32_t>(shift) + 127) << 23;
  const Float4 result = series * std::bit_cast<Float4>(exponent);
  return choose(x < broadcast(lowest), Float4{}, result);
}

}  // namespace attention::tensor
