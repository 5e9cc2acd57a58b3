#include "image/qoi.h"

#include <array>
#include <cstring>

namespace attention::image {
namespace {

constexpr std::size_t header_size = 14, end_size = 8;

std::uint32_t big_endian(ByteView bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[i]);
  return value;
}

std::uint8_t moved(std::uint8_t value, int by) {
  return static_cast<std::uint8_t>(value + by);
}

}  // namespace

Result<Pixels> read_qoi(ByteView bytes) {
  if (bytes.size() < header_size + end_size || std::memcmp(bytes.data(), "qoif", 4) != 0)
    return fail(ErrorCode::file_corrupt, "no QOI picture");
  const std::uint32_t width = big_endian(bytes.subspan(4)), height = big_endian(bytes.subspan(8));
  constexpr auto limit = static_cast<std::uint32_t>(qoi_pixel_limit);
  if (width == 0 || height == 0 || width > limit || height > limit / width)
    return fail(ErrorCode::file_corrupt, "QOI picture of an impossible size");
  Pixels result(static_cast<int>(width), static_cast<int>(height));
  const ByteView chunks = bytes.subspan(header_size, bytes.size() - header_size - end_size);
  std::array<Rgba8, 64> seen{};
  Rgba8 pixel{0, 0, 0, 255};
  std::size_t next = 0;
  int run = 0;
  for (Rgba8& out : result.data) {
    if (run > 0) {
      --run;
      out = pixel;
      continue;
    }
    if (next >= chunks.size()) return fail(ErrorCode::file_corrupt, "QOI picture ends early");
    const auto byte = [&](std::size_t ahead) { return std::to_integer<std::uint8_t>(chunks[next + ahead]); };
    const std::uint8_t tag = byte(0);
    const std::size_t length = tag == 0xFF ? 5 : tag == 0xFE ? 4 : tag >> 6 == 2 ? 2 : 1;
    if (chunks.size() - next < length) return fail(ErrorCode::file_corrupt, "QOI picture ends early");
    if (tag >= 0xFE) {
      pixel = {byte(1), byte(2), byte(3), tag == 0xFF ? byte(4) : pixel.alpha};
    } else if (tag >> 6 == 0) {
      pixel = seen[tag];
    } else if (tag >> 6 == 1) {
      pixel = {moved(pixel.red, (tag >> 4 & 3) - 2), moved(pixel.green, (tag >> 2 & 3) - 2),
               moved(pixel.blue, (tag & 3) - 2), pixel.alpha};
    } else if (tag >> 6 == 2) {
      const int green = (tag & 63) - 32;
      pixel = {moved(pixel.red, green + (byte(1) >> 4) - 8), moved(pixel.green, green),
               moved(pixel.blue, green + (byte(1) & 15) - 8), pixel.alpha};
    } else {
      run = tag & 63;  // stored one less, and this pixel is the first of the run
    }
    seen[static_cast<std::size_t>(pixel.red * 3 + pixel.green * 5 + pixel.blue * 7 + pixel.alpha * 11) % 64] = pixel;
    next += length;
    out = pixel;
  }
  return result;
}

}  // namespace attention::image
