#include "image/pixels.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <numeric>

#include "image/patches.h"
#include "image/qoi.h"
#include "tests/image/sticker_files.h"

using namespace attention;
using namespace attention::image;

TEST_CASE("over: opaque covers, transparent leaves, places outside are cut off", "[unit]") {
  Pixels below(2, 2), above(2, 2);
  for (Rgba8& pixel : below.data) pixel = {10, 20, 30, 255};
  above.data = {{200, 100, 0, 255}, {0, 0, 0, 0}, {100, 50, 0, 128}, {255, 255, 255, 255}};
  Pixels out = below;
  draw_over(out, above, 0, 0);
  CHECK(out.data ==
        std::vector<Rgba8>{{200, 100, 0, 255}, {10, 20, 30, 255}, {105, 60, 15, 255}, {255, 255, 255, 255}});
  out = below;
  draw_over(out, above, -1, -1);
  CHECK(out.at(0, 0) == Rgba8{255, 255, 255, 255});
  CHECK(out.at(1, 1) == below.at(1, 1));
  draw_over(out, above, 1000, -1000);
}

TEST_CASE("bytes and values of a picture", "[unit]") {
  CHECK(to_byte(0.5f) == 128);
  CHECK(to_byte(-3) == 0);
  CHECK(to_byte(1e9f) == 255);
  CHECK(to_byte(std::numeric_limits<float>::quiet_NaN()) == 0);
  Pixels pixels(2, 2);
  pixels.data = {{0, 1, 2, 255}, {127, 128, 129, 255}, {253, 254, 255, 255}, {7, 7, 7, 255}};
  CHECK(to_pixels(*to_picture(pixels)) == pixels);
  CHECK(to_picture(Pixels(2, 1)).error().code == ErrorCode::shape_mismatch);
}

TEST_CASE("patches: order, range and the way back", "[unit]") {
  Picture picture(4);
  std::iota(picture.rgb.begin(), picture.rgb.end(), 0.0f);
  for (float& value : picture.rgb) value /= 64;
  const auto patches = to_patches(picture, 2);
  REQUIRE(patches);
  // The second patch, green, lower left: pixel (2, 1).
  CHECK((*patches)[1 * 12 + 1 * 4 + 2] == 2 * picture.rgb[(1 * 4 + 2) * 3 + 1] - 1);
  const auto back = from_patches(*patches, 4, 2);
  REQUIRE(back);
  CHECK(back->rgb == picture.rgb);
  CHECK(to_patches(picture, 3).error().code == ErrorCode::shape_mismatch);
  CHECK(to_patches(picture, 0).error().code == ErrorCode::shape_mismatch);
  CHECK(to_patches(Picture(), 1).error().code == ErrorCode::shape_mismatch);
  CHECK(from_patches(*patches, 8, 2).error().code == ErrorCode::shape_mismatch);
  const float bad[] = {-9, 9, std::numeric_limits<float>::quiet_NaN()};
  CHECK(from_patches(bad, 1, 1)->rgb == std::vector<float>{0, 1, 0});
}

TEST_CASE("QOI: each kind of chunk, and files that end early", "[unit]") {
  const std::string header = std::string("qoif\0\0\0\4\0\0\0\2\4\0", 14), end = std::string("\0\0\0\0\0\0\0\1", 8);
  // RGBA; RGB; difference; luma; index of the first; a run of three.
  const std::string chunks = std::string("\xFF\x0A\x14\x1E\x80\xFE\x64\x64\x64\x7F\xA0\x88", 12) +
                             static_cast<char>((10 * 3 + 20 * 5 + 30 * 7 + 128 * 11) % 64) + "\xC2";
  const auto pixels = read_qoi(test::to_bytes(header + chunks + end));
  REQUIRE(pixels);
  const Rgba8 first{10, 20, 30, 128};
  CHECK(pixels->width == 4);
  CHECK(pixels->data ==
        std::vector<Rgba8>{
            first, {100, 100, 100, 128}, {101, 101, 101, 128}, {101, 101, 101, 128}, first, first, first, first});
  for (std::size_t length = 0; length < chunks.size() - 1; ++length)
    CHECK(read_qoi(test::to_bytes(header + chunks.substr(0, length) + end)).error().code == ErrorCode::file_corrupt);
  for (std::size_t length = 0; length < header.size(); ++length)
    CHECK(read_qoi(test::to_bytes(header.substr(0, length))).error().code == ErrorCode::file_corrupt);
  std::string huge = header + chunks + end;
  huge[4] = huge[8] = '\x7F';
  CHECK(read_qoi(test::to_bytes(huge)).error().code == ErrorCode::file_corrupt);
}

TEST_CASE("sticker files that are damaged are refused", "[unit]") {
  const std::string folder = "assets/images/stickers/";
  const Bytes accessories = test::read_binary_file(folder + "accessories.safetensors");
  const Bytes noto = test::read_binary_file(folder + "noto.safetensors");
  CHECK_FALSE(Stickers::parse({}));
  CHECK_FALSE(Stickers::parse(noto));
  auto stickers = Stickers::parse(accessories);
  REQUIRE(stickers);
  CHECK_FALSE(stickers->add_style(accessories));
  CHECK_FALSE(stickers->add_style(Bytes(noto.begin(), noto.begin() + 5000)));
  Bytes damaged = noto;
  for (std::size_t i = damaged.size() / 2; i < damaged.size(); ++i) damaged[i] = std::byte{0xFF};
  CHECK_FALSE(stickers->add_style(damaged));
  CHECK_FALSE(stickers->has(Style::noto));
  CHECK(stickers->image({}).error().code == ErrorCode::file_missing);
  CHECK(stickers->add_style(noto));
  CHECK(stickers->image({}));
  CHECK(stickers->seat(static_cast<Kind>(200), Style::noto).error().code == ErrorCode::out_of_range);
  CHECK(stickers->image({.colour = static_cast<Colour>(10)}).error().code == ErrorCode::out_of_range);
}
