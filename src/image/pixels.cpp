#include "image/pixels.h"

#include <algorithm>
#include <format>

namespace attention::image {

Rgba8 premultiply(Rgba8 straight) {
  const auto scaled = [&](std::uint8_t channel) {
    return static_cast<std::uint8_t>(scale_byte(channel, straight.alpha));
  };
  return {scaled(straight.red), scaled(straight.green), scaled(straight.blue), straight.alpha};
}

void draw_over(Pixels& below, const Pixels& above, int left, int top) {
  for (int y = std::max(0, -top); y < above.height && top + y < below.height; ++y)
    for (int x = std::max(0, -left); x < above.width && left + x < below.width; ++x) {
      const Rgba8 source = above.at(x, y);
      Rgba8& out = below.at(left + x, top + y);
      const auto blend = [&](std::uint8_t over, std::uint8_t under) {
        return static_cast<std::uint8_t>(std::min(over + scale_byte(under, 255 - source.alpha), 255));
      };
      out = {blend(source.red, out.red), blend(source.green, out.green), blend(source.blue, out.blue),
             blend(source.alpha, out.alpha)};
    }
}

Pixels halve(const Pixels& image) {
  Pixels result(image.width / 2, image.height / 2);
  for (int y = 0; y < result.height; ++y)
    for (int x = 0; x < result.width; ++x) {
      const Rgba8 a = image.at(2 * x, 2 * y), b = image.at(2 * x + 1, 2 * y), c = image.at(2 * x, 2 * y + 1),
                  d = image.at(2 * x + 1, 2 * y + 1);
      const auto mean = [&](std::uint8_t Rgba8::* channel) {
        return static_cast<std::uint8_t>((a.*channel + b.*channel + c.*channel + d.*channel + 2) / 4);
      };
      result.at(x, y) = {mean(&Rgba8::red), mean(&Rgba8::green), mean(&Rgba8::blue), mean(&Rgba8::alpha)};
    }
  return result;
}

std::uint8_t to_byte(float value) {
  // Not std::clamp: a comparison with NaN is false, so NaN ends as 0.
  const float bounded = value > 0 ? std::min(value, 1.0f) : 0.0f;
  return static_cast<std::uint8_t>(bounded * 255 + 0.5f);
}

Pixels to_pixels(const Picture& picture) {
  Pixels result(picture.size, picture.size);
  const float* rgb = picture.rgb.data();
  for (Rgba8& pixel : result.data) {
    pixel = {to_byte(rgb[0]), to_byte(rgb[1]), to_byte(rgb[2]), 255};
    rgb += 3;
  }
  return result;
}

Result<Picture> to_picture(const Pixels& pixels) {
  if (pixels.width != pixels.height)
    return fail(ErrorCode::shape_mismatch, std::format("{}×{} is not square", pixels.width, pixels.height));
  Picture result(pixels.width);
  float* rgb = result.rgb.data();
  for (const Rgba8& pixel : pixels.data) {
    for (const std::uint8_t channel : {pixel.red, pixel.green, pixel.blue}) *rgb++ = static_cast<float>(channel) / 255;
  }
  return result;
}

}  // namespace attention::image
