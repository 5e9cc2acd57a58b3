#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"

namespace attention {

using Sha256 = std::array<std::byte, 32>;

/// SHA-256 (FIPS 180-4) of the bytes.
Sha256 sha256(ByteView bytes);
/// As 64 lower-case hexadecimal digits, the form that manifests use.
std::string to_hex(const Sha256& digest);
/// Compares with a digest in hexadecimal, either case. Errors: hash_mismatch, with `path` as the detail.
Result<void> verify_sha256(ByteView bytes, std::string_view expected_hex, std::string_view path);

}  // namespace attention
