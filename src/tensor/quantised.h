#pragma once
#include <cstdint>

#include "base/bytes.h"
#include "tensor/matrix.h"

namespace attention::tensor {

/// Scheme q4_0-32: a row is a sequence of blocks, each for 32 neighbouring weights: a little-endian float16 scale d,
/// then 16 bytes; byte j holds weight j in its low nibble and weight j + 16 in its high nibble. value = (nibble − 8) ·
/// d.
inline constexpr Index quantised_block_weights = 32;
inline constexpr Index quantised_block_bytes = 18;

/// Bytes of a row of `weights` weights, a multiple of 32.
constexpr Index quantised_row_bytes(Index weights) {
  return weights / quantised_block_weights * quantised_block_bytes;
}

/// IEEE 754 binary16 to binary32, exact, subnormals and infinities included.
float float_from_half(std::uint16_t bits);
/// Little-endian binary16 values to floats; bytes.size() must be twice values.size().
void decode_half(ByteView bytes, std::span<float> values);

/// Eight bits: value = byte · scale, one scale for each row. codes: [rows, columns] of int8, row by row; scales:
/// [rows].
void decode_eight_bit(ByteView codes, std::span<const float> scales, std::span<float> values);

/// One block: reads 18 bytes, writes 32 values.
void decode_quantised_block(const std::byte* block, float* values);
/// One row: `row` must hold quantised_row_bytes(values.size()) bytes.
void decode_quantised_row(ByteView row, std::span<float> values);

}  // namespace attention::tensor
