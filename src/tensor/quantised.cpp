#include "tensor/quantised.h"

#include <bit>

namespace attention::tensor {
namespace {

std::uint16_t little_endian_16(const std::byte* bytes) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[0]) | std::to_integer<unsigned>(bytes[1]) << 8);
}

}  // namespace

float float_from_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16, rest = bits & 0x7fffu;
  if (rest >= 0x7c00u)
    return std::bit_cast<float>(sign | 0x7f800000u | (rest & 0x3ffu) << 13);  // infinity, not a number
  // Placing the 15 bits at the top of a float's exponent and fraction gives the value times 2^-112, for subnormals too.
  const float magnitude = std::bit_cast<float>(rest << 13) * std::bit_cast<float>((127u + 112u) << 23);
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
}

void decode_half(ByteView bytes, std::span<float> values) {
  assert(bytes.size() == 2 * values.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = float_from_half(little_endian_16(bytes.data() + 2 * i));
}

void decode_eight_bit(ByteView codes, std::span<const float> scales, std::span<float> values) {
  assert(codes.size() == values.size() && !scales.empty() && values.size() % scales.size() == 0);
  const std::size_t columns = values.size() / scales.size();
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(static_cast<std::int8_t>(codes[i])) * scales[i / columns];
}

void decode_quantised_block(const std::byte* block, float* values) {
  const float scale = float_from_half(little_endian_16(block));
  for (int j = 0; j < 16; ++j) {
    const int both = std::to_integer<int>(block[2 + j]);
    values[j] = static_cast<float>((both & 15) - 8) * scale;
    values[j + 16] = static_cast<float>((both >> 4) - 8) * scale;
  }
}

void decode_quantised_row(ByteView row, std::span<float> values) {
  assert(static_cast<Index>(row.size()) == quantised_row_bytes(static_cast<Index>(values.size())));
  const std::byte* block = row.data();
  for (std::size_t k = 0; k < values.size(); k += quantised_block_weights, block += quantised_block_bytes)
    decode_quantised_block(block, values.data() + k);
}

}  // namespace attention::tensor
