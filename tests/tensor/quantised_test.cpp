#include "tensor/quantised.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

using namespace attention;
using namespace attention::tensor;

TEST_CASE("half-precision values decode exactly", "[unit]") {
  REQUIRE(float_from_half(0x0000) == 0.0f);
  REQUIRE(std::signbit(float_from_half(0x8000)));
  REQUIRE(float_from_half(0x3c00) == 1.0f);
  REQUIRE(float_from_half(0xc000) == -2.0f);
  REQUIRE(float_from_half(0x3555) == 0.333251953125f);
  REQUIRE(float_from_half(0x7bff) == 65504.0f);
  REQUIRE(float_from_half(0x0400) == std::ldexp(1.0f, -14));
  REQUIRE(float_from_half(0x0001) == std::ldexp(1.0f, -24));
  REQUIRE(float_from_half(0x03ff) == std::ldexp(1023.0f, -24));
  REQUIRE(float_from_half(0x7c00) == std::numeric_limits<float>::infinity());
  REQUIRE(float_from_half(0xfc00) == -std::numeric_limits<float>::infinity());
  REQUIRE(std::isnan(float_from_half(0x7e00)));
}

TEST_CASE("a q4_0-32 block: low nibbles first, then high ones, minus eight, times the scale", "[unit]") {
  std::array<std::byte, 18> block{};
  block[0] = std::byte(0x00);
  block[1] = std::byte(0x38);  // 0.5
  for (int j = 0; j < 16; ++j) block[static_cast<std::size_t>(2 + j)] = std::byte((15 - j) << 4 | j);
  std::array<float, 32> values{};
  decode_quantised_row(block, values);
  for (int j = 0; j < 16; ++j) {
    REQUIRE(values[static_cast<std::size_t>(j)] == 0.5f * static_cast<float>(j - 8));
    REQUIRE(values[static_cast<std::size_t>(j + 16)] == 0.5f * static_cast<float>(7 - j));
  }
}
