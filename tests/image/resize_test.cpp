#include "image/resize.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

using namespace attention;
using namespace attention::image;

namespace {

std::vector<std::uint8_t> filled(int width, int height, std::vector<std::uint8_t> pixel) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < width * height; ++i) bytes.insert(bytes.end(), pixel.begin(), pixel.end());
  return bytes;
}

/// True if every pixel is this colour, within half a byte.
bool is_all(const Picture& picture, float red, float green, float blue) {
  const float expected[] = {red, green, blue};
  for (std::size_t i = 0; i < picture.rgb.size(); ++i)
    if (std::abs(picture.rgb[i] * 255 - expected[i % 3]) > 0.5f) return false;
  return true;
}

/// Two rows of four grey pixels.
const std::vector<std::uint8_t> ramp{0, 40, 80, 120, 160, 200, 240, 255};

}  // namespace

TEST_CASE("a plain picture stays plain at every size, shape and fit", "[unit]") {
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 3}, {3, 500}, {1000, 1}, {64, 64}, {641, 479}})
    for (const Fit fit : {Fit::cover, Fit::stretch})
      for (const int size : {1, 2, 64, 96}) {
        INFO(width << "×" << height << " → " << size);
        const auto bytes = filled(width, height, {10, 200, 90});
        const auto picture = resize({bytes, width, height, 3}, size, fit);
        REQUIRE(picture);
        CHECK(is_all(*picture, 10, 200, 90));
      }
}

TEST_CASE("shrinking averages areas, also where pixels are cut", "[unit]") {
  const auto half = resize({ramp, 4, 2, 1}, 2, Fit::stretch);
  REQUIRE(half);
  CHECK(std::abs(half->rgb[0] * 255 - 20) < 1e-3f);
  CHECK(std::abs(half->rgb[3] * 255 - 100) < 1e-3f);
  const auto third = resize({ramp, 8, 1, 1}, 3, Fit::stretch);
  REQUIRE(third);
  // 8/3 old pixels a new one: 0, 40 and two thirds of 80.
  CHECK(std::abs(third->rgb[0] * 255 - (0 + 40 + 80 * 2 / 3.0f) / (8 / 3.0f)) < 1e-3f);
}

TEST_CASE("enlarging interpolates between centres", "[unit]") {
  const std::vector<std::uint8_t> pair{0, 100};
  const auto picture = resize({pair, 2, 1, 1}, 4, Fit::stretch);
  REQUIRE(picture);
  const float expected[] = {0, 25, 75, 100};
  for (std::size_t x = 0; x < 4; ++x) CHECK(std::abs(picture->rgb[x * 3] * 255 - expected[x]) < 1e-3f);
}

TEST_CASE("cover takes the middle, contain shows all between bars", "[unit]") {
  const auto cover = resize({ramp, 4, 2, 1}, 2);
  REQUIRE(cover);
  CHECK(std::abs(cover->rgb[0] * 255 - 40) < 1e-3f);
  CHECK(std::abs(cover->rgb[3] * 255 - 80) < 1e-3f);
  const auto contain = resize({ramp, 4, 2, 1}, 4, Fit::contain, {1, 2, 3});
  REQUIRE(contain);
  CHECK(std::abs(contain->rgb[2] * 255 - 3) < 1e-3f);
  CHECK(std::abs(contain->rgb[4 * 3 + 3] * 255 - 40) < 1e-3f);
  CHECK(std::abs(contain->rgb[2 * 4 * 3] * 255 - 160) < 1e-3f);
  CHECK(std::abs(contain->rgb[3 * 4 * 3] * 255 - 1) < 1e-3f);
}

TEST_CASE("transparent pixels lend no colour; grey has three equal channels", "[unit]") {
  const std::vector<std::uint8_t> pair{255, 0, 0, 255, 0, 255, 0, 0};
  const auto mixed = resize({pair, 2, 1, 4}, 1, Fit::stretch, {0, 0, 200});
  REQUIRE(mixed);
  CHECK(is_all(*mixed, 127.5f, 0, 100));
  const std::vector<std::uint8_t> grey{90, 0, 90, 255};
  const auto shown = resize({grey, 1, 2, 2}, 2, Fit::stretch, {255, 255, 255});
  REQUIRE(shown);
  CHECK(std::abs(shown->rgb[0] * 255 - 255) < 0.1f);
  CHECK(std::abs(shown->rgb[6 + 1] * 255 - 90) < 0.1f);
}

TEST_CASE("pictures that cannot be are refused, large ones are not", "[unit]") {
  const std::vector<std::uint8_t> few(16);
  const auto code = [&](const SourcePicture& source, int size = 64) { return resize(source, size).error().code; };
  CHECK(code({few, 0, 4, 4}) == ErrorCode::out_of_range);
  CHECK(code({few, 4, -1, 4}) == ErrorCode::out_of_range);
  CHECK(code({few, 2, 3, 4}) == ErrorCode::shape_mismatch);
  CHECK(code({few, 2, 2, 5}) == ErrorCode::unsupported);
  CHECK(code({few, 2, 2, 0}) == ErrorCode::unsupported);
  CHECK(code({few, 2, 2, 4}, 0) == ErrorCode::out_of_range);
  CHECK(code({few, 2, 2, 4}, 1 << 20) == ErrorCode::out_of_range);
  CHECK(code({few, 1 << 30, 1 << 30, 4}) == ErrorCode::out_of_range);
  const std::vector<std::uint8_t> large(50'000'000, 77);
  for (const Fit fit : {Fit::cover, Fit::contain, Fit::stretch}) {
    const auto wide = resize({large, 50'000'000, 1, 1}, 64, fit, {77, 77, 77});
    REQUIRE(wide);
    CHECK(is_all(*wide, 77, 77, 77));
  }
  const auto square = resize({large, 10'000, 5'000, 1}, 96, Fit::stretch);
  REQUIRE(square);
  CHECK(is_all(*square, 77, 77, 77));
}
