#include "picture_files/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "picture_files/orientation.h"
#include "tests/support/files.h"
#include "tests/support/picture_bytes.h"

using namespace attention;
using namespace attention::test;

namespace {

Result<picture_files::DecodedPicture> decode(const std::string& file) {
  return picture_files::decode(to_bytes(file));
}

std::string samples_of(const picture_files::DecodedPicture& picture) {
  const auto bytes = picture.source().bytes;
  return {bytes.begin(), bytes.end()};
}

void require_error(const std::string& file, ErrorCode code, std::string_view detail = {}) {
  const auto picture = decode(file);
  REQUIRE(!picture.has_value());
  CAPTURE(picture.error().detail);
  REQUIRE(picture.error().code == code);
  REQUIRE(picture.error().detail.find(detail) != std::string::npos);
}

const std::string rgb = "\x01\x02\x03\x10\x20\x30\x40\x50\x60\x70\x75\x7a";  // 2×2

}  // namespace

TEST_CASE("PNG: grey, grey and alpha, colour, colour and alpha, one pixel") {
  for (const auto& [colour, channels] : {std::pair{0, 1}, {4, 2}, {2, 3}, {6, 4}}) {
    const std::string samples = (rgb + rgb).substr(0, static_cast<std::size_t>(4 * channels));
    const auto picture = decode(png(2, 2, colour, samples, static_cast<std::size_t>(2 * channels)));
    REQUIRE(picture.has_value());
    REQUIRE(picture->width() == 2);
    REQUIRE(picture->height() == 2);
    REQUIRE(picture->channels() == channels);
    REQUIRE(samples_of(*picture) == samples);
  }
  const auto dot = decode(png(1, 1, 0, "\x2a", 1));
  REQUIRE(dot.has_value());
  REQUIRE(samples_of(*dot) == "\x2a");
}

TEST_CASE("BMP and JPEG: the pixels, whatever the order of rows") {
  const auto bitmap = decode(bmp(2, 2, rgb));
  REQUIRE(bitmap.has_value());
  REQUIRE(samples_of(*bitmap) == rgb);
  const auto photograph = decode(jpeg());
  CAPTURE(photograph ? "" : photograph.error().detail);
  REQUIRE(photograph.has_value());
  REQUIRE(photograph->width() == 16);
  REQUIRE(photograph->height() == 8);
  REQUIRE(photograph->channels() == 3);
  const auto bytes = photograph->source().bytes;
  for (const auto& [at, expected] :
       {std::pair{0, 200}, {1, 40}, {2, 30}, {3 * 127, 30}, {3 * 127 + 1, 60}, {3 * 127 + 2, 200}})
    REQUIRE(std::abs(bytes[static_cast<std::size_t>(at)] - expected) < 12);
}

TEST_CASE("a JPEG is upright, whichever way the camera was held") {
  for (const bool big_endian : {false, true})
    for (std::uint32_t held = 0; held <= 9; ++held) {
      CAPTURE(held, big_endian);
      const auto picture = decode(jpeg_held(held, big_endian));
      REQUIRE(picture.has_value());
      const bool is_turned = held >= 5 && held <= 8;
      REQUIRE(picture->width() == (is_turned ? 8 : 16));
      REQUIRE(picture->height() == (is_turned ? 16 : 8));
      // Stored, the left half is red: that side is now to the left, to the right, above or below.
      const bool red_is_first = held == 0 || held == 1 || held == 4 || held == 5 || held == 6 || held == 9;
      const auto bytes = picture->source().bytes;
      REQUIRE((bytes[0] > 150) == red_is_first);
      REQUIRE((bytes[bytes.size() - 3] > 150) != red_is_first);
    }
}

TEST_CASE("a JPEG's notes may end anywhere or say nonsense") {
  const std::string whole = jpeg_held(6, false);
  for (std::size_t at = 2; at < 60; ++at)
    for (const char byte : {'\0', '\x7f', '\xff'}) {
      std::string file = whole;
      file[at] = byte;
      (void)decode(file);
    }
  REQUIRE(picture_files::orientation_of_jpeg(to_bytes(whole)).value() == 6);
  for (std::size_t size = 0; size < 46; ++size)
    REQUIRE(picture_files::orientation_of_jpeg(to_bytes(whole.substr(0, size))).value() == 1);
}

TEST_CASE("the eight ways to hold a camera") {
  // 3×2 pixels of one byte:  a b c / d e f
  const std::string stored = "abcdef";
  const std::pair<int, std::string_view> seen[] = {{1, "abcdef"}, {2, "cbafed"}, {3, "fedcba"}, {4, "defabc"},
                                                   {5, "adbecf"}, {6, "daebfc"}, {7, "fcebda"}, {8, "cfbead"}};
  for (const auto& [value, expected] : seen) {
    CAPTURE(value);
    std::vector<std::uint8_t> to(6);
    const std::vector<std::uint8_t> from(stored.begin(), stored.end());
    picture_files::Orientation(value).apply(from, 3, 2, 1, to);
    REQUIRE(std::string(to.begin(), to.end()) == expected);
  }
}

TEST_CASE("GIF: an animation's first frame, with what shines through") {
  const auto picture = decode(gif(2, 2, {std::string("\0\1\2\3", 4), std::string(4, '\1')}));
  REQUIRE(picture.has_value());
  REQUIRE(picture->channels() == 4);
  const std::string samples = samples_of(*picture), red("\xff\0\0\xff", 4), green("\0\xff\0\xff", 4),
                    blue("\0\0\xff\xff", 4);
  REQUIRE(samples.substr(0, 12) == red + green + blue);
  REQUIRE(samples[15] == '\0');
}

TEST_CASE("files that are no pictures say what they seem to be") {
  require_error("", ErrorCode::unsupported, "an empty file");
  require_error("hello, I am a text", ErrorCode::unsupported, "no picture");
  require_error(std::string("RIFF\x24\0\0\0WEBPVP8 ", 16), ErrorCode::unsupported, "WebP");
  require_error("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", ErrorCode::unsupported, "SVG");
  require_error("\xff\xd8\xff", ErrorCode::file_corrupt);
  require_error("GIF89a", ErrorCode::file_corrupt);
  require_error("BM", ErrorCode::file_corrupt);
}

TEST_CASE("files cut anywhere are refused, never read beyond") {
  const std::string files[] = {png(2, 2, 2, rgb, 6), jpeg(), gif(2, 2, {std::string(4, '\2')}), bmp(2, 2, rgb)};
  for (const std::string& file : files)
    for (std::size_t size = 0; size < file.size(); ++size) {
      CAPTURE(size, file.size(), file.substr(0, 4));
      // The GIF's last byte and the BMP's last padding belong to no pixel.
      const bool is_whole =
          (file.starts_with("GIF") && size == file.size() - 1) || (file.starts_with("BM") && size >= file.size() - 2);
      REQUIRE(decode(file.substr(0, size)).has_value() == is_whole);
    }
}

TEST_CASE("extents that lie: refused before pixels are taken, or found out") {
  require_error(png(60000, 60000, 2, rgb, 6), ErrorCode::out_of_range, "60000×60000");
  require_error(png(50001, 1000, 2, rgb, 6), ErrorCode::out_of_range);
  require_error(gif(65535, 65535, {"\1"}), ErrorCode::out_of_range, "65535×65535");
  require_error(png(7000, 7000, 2, rgb, 6), ErrorCode::file_corrupt);
  require_error(png(0, 1, 2, rgb, 6), ErrorCode::file_corrupt);
  require_error(png(0xffffffff, 0xffffffff, 2, rgb, 6), ErrorCode::out_of_range);
  std::string negative = bmp(2, 2, rgb);
  negative.replace(18, 4, "\xff\xff\xff\xff");
  REQUIRE(!decode(negative).has_value());
}

TEST_CASE("the limit is the caller's") {
  const Bytes file = to_bytes(png(2, 2, 2, rgb, 6));
  REQUIRE(picture_files::decode(file, 4).has_value());
  REQUIRE(picture_files::decode(file, 3).error().code == ErrorCode::out_of_range);
}
