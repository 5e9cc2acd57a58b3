#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Small picture files, made byte by byte, so that the tests can also make them wrong.
namespace attention::test {

inline std::string big_endian_32(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
  return bytes;
}
inline std::string little_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 255);
  return text;
}

inline std::string png_chunk(std::string_view name, std::string_view data) {
  const std::string body = std::string(name) + std::string(data);
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : body) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
  }
  return big_endian_32(static_cast<std::uint32_t>(data.size())) + body + big_endian_32(~crc);
}

/// A PNG. `colour`: 0 grey, 2 RGB, 4 grey and alpha, 6 RGB and alpha. `samples`: all rows, without filter bytes; the
/// extents may claim something else.
inline std::string png(std::uint32_t width, std::uint32_t height, int colour, std::string_view samples,
                       std::size_t row_bytes) {
  std::string raw;
  for (std::size_t at = 0; at < samples.size(); at += row_bytes)
    raw += '\0' + std::string(samples.substr(at, row_bytes));
  std::uint32_t a = 1, b = 0;
  for (const char c : raw) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  const auto size = static_cast<std::uint32_t>(raw.size());  // one stored block: at most 65535
  const std::string packed =
      "\x78\x01\x01" + little_endian(size, 2) + little_endian(~size, 2) + raw + big_endian_32(b << 16 | a);
  const std::string header =
      big_endian_32(width) + big_endian_32(height) + std::string{8, static_cast<char>(colour), 0, 0, 0};
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + png_chunk("IDAT", packed) + png_chunk("IEND", "");
}

/// A GIF with one frame for each string of palette indices (0 red, 1 green, 2 blue, 3 see-through); all frames fill the
/// picture.
inline std::string gif(std::uint32_t width, std::uint32_t height, const std::vector<std::string>& frames) {
  std::string palette(3 * 128, '\0');
  palette[0] = palette[4] = palette[8] = static_cast<char>(255);
  std::string file = "GIF89a" + little_endian(width, 2) + little_endian(height, 2) +
                     std::string{static_cast<char>(0xE6), 0, 0} + palette;
  for (const std::string& frame : frames) {
    file += std::string("\x21\xF9\x04\x01\x0A\x00\x03\x00", 8) + "," + std::string(4, '\0') + little_endian(width, 2) +
            little_endian(height, 2) + '\0' + '\x07';
    // LZW that never grows its codes: a clear code (128) often enough, end code 129.
    std::string codes;
    for (std::size_t i = 0; i < frame.size(); ++i)
      codes += (i % 100 == 0 ? std::string(1, static_cast<char>(0x80)) : std::string()) + frame[i];
    codes += static_cast<char>(0x81);
    for (std::size_t at = 0; at < codes.size(); at += 255) {
      const std::string block = codes.substr(at, 255);
      file += static_cast<char>(block.size()) + block;
    }
    file += '\0';
  }
  return file + ";";
}

/// A BMP of 24 bits, rows from the bottom; `samples`: RGB, rows from the top.
inline std::string bmp(std::uint32_t width, std::uint32_t height, std::string_view samples) {
  std::string rows;
  for (std::uint32_t y = height; y-- > 0;) {
    for (std::uint32_t x = 0; x < width; ++x)
      for (std::size_t c = 3; c-- > 0;) rows += samples[(y * width + x) * 3 + c];
    while (rows.size() % 4 != 0) rows += '\0';
  }
  return "BM" + little_endian(static_cast<std::uint32_t>(54 + rows.size()), 4) + little_endian(0, 4) +
         little_endian(54, 4) + little_endian(40, 4) + little_endian(width, 4) + little_endian(height, 4) +
         little_endian(1, 2) + little_endian(24, 2) + little_endian(0, 4) +
         little_endian(static_cast<std::uint32_t>(rows.size()), 4) + std::string(16, '\0') + rows;
}

inline std::string from_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  return bytes;
}

/// 16×8 pixels: the left half about (200, 40, 30), the right half about (30, 60, 200).
inline std::string jpeg() {
  return from_hex(
      "ffd8ffe000104a46494600010100000100010000ffdb004300140e0f120f0d14121012171514181e32211e1c1c1e3d2c2e243249404c4b47"
      "40464550"
      "5a736250556d5645466488656d777b8182814e608d978c7d96737e817cffdb0043011517171e1a1e3b21213b7c5346537c7c7c7c7c7c7c7c"
      "7c7c7c7c"
      "7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7cffc000110800080010030111000211010311"
      "01ffc400"
      "1500010100000000000000000000000000000405ffc40014100100000000000000000000000000000000ffc4001601010101000000000000"
      "00000000"
      "000000060405ffc40014110100000000000000000000000000000000ffda000c03010002110311003f009e8dbe3948b3ffd9");
}

/// The same picture with the way the camera was held; `big_endian`: the byte order of the note.
inline std::string jpeg_held(std::uint32_t orientation, bool big_endian) {
  const auto number = [&](std::uint32_t value, int bytes) {
    return big_endian ? big_endian_32(value).substr(static_cast<std::size_t>(4 - bytes)) : little_endian(value, bytes);
  };
  // Two entries: ImageWidth (0x0100), then Orientation (0x0112), each type 3 (SHORT), count 1.
  std::string tiff = (big_endian ? "MM" : "II") + number(42, 2) + number(8, 4) + number(2, 2);
  for (const auto& [tag, value] : {std::pair{0x0100u, 16u}, {0x0112u, orientation}})
    tiff += number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + number(0, 2);
  const std::string content = std::string("Exif\0\0", 6) + tiff + number(0, 4);
  const std::string plain = jpeg();
  return plain.substr(0, 2) + "\xff\xe1" + big_endian_32(static_cast<std::uint32_t>(content.size() + 2)).substr(2) +
         content + plain.substr(2);
}

}  // namespace attention::test
