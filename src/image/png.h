#pragma once
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace attention::image {

/// A PNG file of width × height pixels, RGB, row by row from the top. Stored without compression, so no library is needed; big,
/// but every program reads it.
Bytes encode_png(std::span<const std::uint8_t> rgb, int width, int height);

}  // namespace attention::image
