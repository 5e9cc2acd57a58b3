#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.h"

namespace attention::image {

struct Rgba8 {
  std::uint8_t red = 0, green = 0, blue = 0, alpha = 0;
  bool operator==(const Rgba8&) const = default;
};

/// A picture of bytes, row by row from the top. Whether the colours are premultiplied by alpha is said where one is
/// used.
struct Pixels {
  int width = 0, height = 0;
  std::vector<Rgba8> data;  ///< [height, width]

  Pixels() = default;
  Pixels(int w, int h) : width(w), height(h), data(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
  Rgba8& at(int x, int y) { return data[index(x, y)]; }
  const Rgba8& at(int x, int y) const { return data[index(x, y)]; }
  bool operator==(const Pixels&) const = default;

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
};

/// What models see and paint: a square, opaque picture of sRGB values in 0..1, row by row from the top.
struct Picture {
  int size = 0;
  std::vector<float> rgb;  ///< [size, size, 3]

  Picture() = default;
  explicit Picture(int edge) : size(edge), rgb(static_cast<std::size_t>(edge) * static_cast<std::size_t>(edge) * 3) {}
};

/// The largest edge of a Picture that the project draws.
inline constexpr int picture_size_limit = 2048;

/// (a · b) / 255, rounded: how a byte is scaled by an alpha byte everywhere here.
constexpr int scale_byte(int a, int b) {
  return (a * b + 127) / 255;
}

/// Colours times alpha.
Rgba8 premultiply(Rgba8 straight);

/// Porter and Duff's "over" in bytes, both premultiplied: out = above + below · (255 − above.alpha) / 255, all four
/// channels, at a whole place; what lies outside `below` is cut off.
void draw_over(Pixels& below, const Pixels& above, int left, int top);

/// Half the edge: each pixel is the rounded mean of 2×2 premultiplied ones. The extents must be even.
Pixels halve(const Pixels& image);

/// A value in 0..1 as the nearest byte; what is below, above or no number at all is clamped.
std::uint8_t to_byte(float value);

/// An opaque picture of bytes, to show or to save.
Pixels to_pixels(const Picture& picture);

/// The reverse, where the pixels are square; alpha is ignored. Errors: shape_mismatch.
Result<Picture> to_picture(const Pixels& pixels);

}  // namespace attention::image
