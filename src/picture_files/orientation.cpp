#include "picture_files/orientation.h"

#include <algorithm>
#include <cstddef>

namespace attention::picture_files {
namespace {

constexpr std::uint32_t orientation_tag = 0x0112, short_type = 3;

/// Numbers out of bytes that may end anywhere: beyond the end everything is 0.
struct Numbers {
  ByteView bytes;
  bool little_endian = false;

  std::uint32_t read(std::size_t at, std::size_t count) const {
    if (at > bytes.size() || count > bytes.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto byte = std::to_integer<std::uint32_t>(bytes[at + (little_endian ? count - 1 - i : i)]);
      value = value << 8 | byte;
    }
    return value;
  }
};

/// The TIFF structure inside an EXIF block: header, then the first directory, twelve bytes an entry.
Orientation orientation_of_tiff(ByteView tiff) {
  Numbers numbers{tiff};
  numbers.little_endian = numbers.read(0, 2) == 0x4949;  // "II"; else "MM"
  if (numbers.read(2, 2) != 42) return Orientation(1);
  const std::size_t directory = numbers.read(4, 4);
  const std::uint32_t entries = numbers.read(directory, 2);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * std::size_t{i};
    if (entry >= tiff.size()) break;
    if (numbers.read(entry, 2) == orientation_tag && numbers.read(entry + 2, 2) == short_type)
      return Orientation(static_cast<int>(numbers.read(entry + 8, 2)));
  }
  return Orientation(1);
}

}  // namespace

void Orientation::apply(std::span<const std::uint8_t> from, int width, int height, int channels,
                        std::span<std::uint8_t> to) const {
  const bool from_right = value_ == 2 || value_ == 3 || value_ == 7 || value_ == 8;
  const bool from_below = value_ == 3 || value_ == 4 || value_ == 6 || value_ == 7;
  const auto columns = static_cast<std::size_t>(width), rows = static_cast<std::size_t>(height),
             bytes = static_cast<std::size_t>(channels);
  const std::size_t seen_rows = turned() ? columns : rows, seen_columns = turned() ? rows : columns;
  for (std::size_t y = 0; y < seen_rows; ++y)
    for (std::size_t x = 0; x < seen_columns; ++x) {
      const std::size_t column = turned() ? y : x, row = turned() ? x : y;
      const std::size_t source =
          (from_below ? rows - 1 - row : row) * columns + (from_right ? columns - 1 - column : column);
      std::ranges::copy(from.subspan(source * bytes, bytes), to.subspan((y * seen_columns + x) * bytes).begin());
    }
}

Orientation orientation_of_jpeg(ByteView file) {
  const Numbers numbers{file};
  // Segments up to the pixels: FF, marker, length (which counts itself), content.
  for (std::size_t at = 2; numbers.read(at, 1) == 0xFF && numbers.read(at + 1, 1) != 0xDA;) {
    const std::size_t length = numbers.read(at + 2, 2);
    if (length < 2 || length > file.size() - (at + 2)) break;
    const ByteView content = file.subspan(at + 4, length - 2);
    if (numbers.read(at + 1, 1) == 0xE1 && Numbers{content}.read(0, 4) == 0x45786966)  // "Exif", then two zeros
      return orientation_of_tiff(content.subspan(std::min<std::size_t>(6, content.size())));
    at += 2 + length;
  }
  return Orientation(1);
}

}  // namespace attention::picture_files
