#include "image/patches.h"

#include <algorithm>
#include <format>

namespace attention::image {
namespace {

bool tiles(int size, int patch) {
  return size > 0 && size <= picture_size_limit && patch > 0 && size % patch == 0;
}

/// Calls visit(index in patches, index in the picture) for every number.
template <class Visit>
void for_each_number(int size, int patch, Visit visit) {
  const auto edge = static_cast<std::size_t>(size), step = static_cast<std::size_t>(patch);
  std::size_t out = 0;
  for (std::size_t top = 0; top < edge; top += step)
    for (std::size_t left = 0; left < edge; left += step)
      for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t y = top; y < top + step; ++y)
          for (std::size_t x = left; x < left + step; ++x) visit(out++, (y * edge + x) * 3 + channel);
}

}  // namespace

Result<std::vector<float>> to_patches(const Picture& picture, int patch) {
  const auto edge = static_cast<std::size_t>(std::max(picture.size, 0));
  if (!tiles(picture.size, patch) || picture.rgb.size() != edge * edge * 3)
    return fail(ErrorCode::shape_mismatch, std::format("patches of {} in a picture of {}", patch, picture.size));
  std::vector<float> result(picture.rgb.size());
  for_each_number(picture.size, patch, [&](std::size_t out, std::size_t in) { result[out] = 2 * picture.rgb[in] - 1; });
  return result;
}

Result<Picture> from_patches(std::span<const float> patches, int size, int patch) {
  const auto edge = static_cast<std::size_t>(std::max(size, 0));
  if (!tiles(size, patch) || patches.size() != edge * edge * 3)
    return fail(ErrorCode::shape_mismatch,
                std::format("{} numbers, patches of {} in a picture of {}", patches.size(), patch, size));
  Picture result(size);
  for_each_number(size, patch, [&](std::size_t in, std::size_t out) {
    const float value = (patches[in] + 1) / 2;
    result.rgb[out] = value > 0 ? std::min(value, 1.0f) : 0.0f;  // NaN compares false
  });
  return result;
}

}  // namespace attention::image
