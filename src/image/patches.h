#pragma once
#include <span>
#include <vector>

#include "image/pixels.h"

namespace attention::image {

/// A picture as the models read it: patches of `patch` × `patch` pixels, row by row; in each, all red values row by
/// row, then green, then blue; values −1..1 (2·v − 1). [patches, 3·patch²], row-major: what
/// assets/recipes/picture/model.py feeds to its first layer. Errors: shape_mismatch when patches do not tile the
/// picture.
Result<std::vector<float>> to_patches(const Picture& picture, int patch);

/// The reverse, clamped to 0..1 for people to look at (what is no number becomes 0). Errors: shape_mismatch.
Result<Picture> from_patches(std::span<const float> patches, int size, int patch);

}  // namespace attention::image
