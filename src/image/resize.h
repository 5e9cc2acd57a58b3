#pragma once
#include <cstdint>
#include <span>

#include "image/pixels.h"
#include "image/world.h"

namespace attention::image {

/// A picture that a reader brings, decoded elsewhere: bytes row by row from the top, without padding.
struct SourcePicture {
  std::span<const std::uint8_t> bytes;  ///< [height, width, channels]
  int width = 0, height = 0;
  int channels = 4;  ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; colours not premultiplied
};

/// 50 megapixels: more is refused before anything is read.
inline constexpr std::int64_t source_pixel_limit = 50'000'000;

/// How a picture that is not square becomes one.
enum class Fit {
  cover,    ///< the largest square in its middle
  contain,  ///< all of it, with bars of the background's colour
  stretch,  ///< all of it, out of shape
};

/// The picture at `size` × `size`. Shrinking averages the area that each new pixel covers; enlarging interpolates
/// linearly between pixel centres; each axis by itself. Works on sRGB values as the world of drawings does, with alpha
/// premultiplied, so that transparent pixels lend no colour; what shines through is `background`. Needs memory for a
/// few rows only. Errors: shape_mismatch when bytes and extents disagree; out_of_range for extents or a size beyond the
/// limits; unsupported for another number of channels.
Result<Picture> resize(const SourcePicture& source, int size, Fit fit = Fit::cover, Rgb8 background = {255, 255, 255});

}  // namespace attention::image
