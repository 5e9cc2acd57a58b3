#include "image/png.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace attention::image {
namespace {

void put_u32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(value >> shift));
}

std::uint32_t crc32(ByteView bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t n = 0; n < 256; ++n) {
      std::uint32_t c = n;
      for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
      made[n] = c;
    }
    return made;
  }();
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::byte b : bytes) crc = table[(crc ^ std::to_integer<std::uint32_t>(b)) & 0xFF] ^ (crc >> 8);
  return crc ^ 0xFFFFFFFFu;
}

void put_chunk(Bytes& out, std::string_view name, ByteView data) {
  put_u32(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = out.size();
  for (const char c : name) out.push_back(static_cast<std::byte>(c));
  out.insert(out.end(), data.begin(), data.end());
  put_u32(out, crc32(ByteView(out).subspan(start)));
}

/// A zlib stream of stored blocks (RFC 1950, RFC 1951).
Bytes stored(ByteView raw) {
  Bytes out{std::byte{0x78}, std::byte{0x01}};
  constexpr std::size_t block = 65535;
  for (std::size_t at = 0; at < raw.size() || at == 0; at += block) {
    const std::size_t length = std::min(block, raw.size() - at);
    out.push_back(static_cast<std::byte>(at + length >= raw.size()));
    for (const std::size_t value : {length, ~length}) {
      out.push_back(static_cast<std::byte>(value));
      out.push_back(static_cast<std::byte>(value >> 8));
    }
    out.insert(out.end(), raw.begin() + static_cast<std::ptrdiff_t>(at), raw.begin() + static_cast<std::ptrdiff_t>(at + length));
  }
  std::uint32_t a = 1, b = 0;
  for (const std::byte byte : raw) {
    a = (a + std::to_integer<std::uint32_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  put_u32(out, b << 16 | a);
  return out;
}

}  // namespace

Bytes encode_png(std::span<const std::uint8_t> rgb, int width, int height) {
  const auto row = static_cast<std::size_t>(width) * 3;
  Bytes raw;
  raw.reserve((row + 1) * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    raw.push_back(std::byte{0});  // no filter
    const auto line = std::as_bytes(rgb.subspan(y * row, row));
    raw.insert(raw.end(), line.begin(), line.end());
  }
  Bytes out;
  for (const int c : {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A}) out.push_back(static_cast<std::byte>(c));  // its signature
  Bytes header;
  put_u32(header, static_cast<std::uint32_t>(width));
  put_u32(header, static_cast<std::uint32_t>(height));
  for (const int value : {8, 2, 0, 0, 0}) header.push_back(static_cast<std::byte>(value));
  put_chunk(out, "IHDR", header);
  put_chunk(out, "IDAT", stored(raw));
  put_chunk(out, "IEND", {});
  return out;
}

}  // namespace attention::image
