#include "base/sha256.h"

#include <sha2.h>

#include <cstdint>
#include <string>

namespace attention {

Sha256 sha256(ByteView bytes) {
  SHA2_CTX context;
  SHA256Init(&context);
  if (!bytes.empty()) SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  Sha256 digest{};
  static_assert(sizeof(digest) == SHA256_DIGEST_LENGTH);
  SHA256Final(reinterpret_cast<std::uint8_t*>(digest.data()), &context);
  return digest;
}

std::string to_hex(const Sha256& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(2 * digest.size());
  for (const std::byte byte : digest) {
    result += digits[std::to_integer<std::size_t>(byte >> 4)];
    result += digits[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
  }
  return result;
}

Result<void> verify_sha256(ByteView bytes, std::string_view expected_hex, std::string_view path) {
  std::string expected(expected_hex);
  for (char& c : expected)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  if (to_hex(sha256(bytes)) != expected) return fail(ErrorCode::hash_mismatch, std::string(path));
  return {};
}

}  // namespace attention
