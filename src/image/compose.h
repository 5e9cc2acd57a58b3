#pragma once
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "image/pixels.h"
#include "image/scene.h"
#include "image/stickers.h"

namespace attention::image {

/// A scene in pixels. The masks name the topmost sticker whose alpha is at least one half.
struct Drawing {
  Picture picture;
  std::vector<std::uint8_t> entity;      ///< [size, size]: 0 = none, 1 = the first object, …; reflections count too
  std::vector<std::uint8_t> reflection;  ///< [size, size]: 1 where that sticker is a reflection
};

/// Draws scenes at any size: for the models (64 and 96 pixels; the same pixels as the training data, within 1/255:
/// assets/recipes/world/README.md, "Scenes") and large for people. Coloured stickers are kept for the next drawing, so
/// that dragging one stays quick.
class Composer {
 public:
  explicit Composer(std::shared_ptr<const Stickers> stickers) : stickers_(std::move(stickers)) {}

  /// `size` = the picture's edge in pixels. Errors: those of check(); out_of_range for a size outside
  /// 1..picture_size_limit; file_missing for a style whose file has not come.
  Result<Drawing> draw(const Scene& scene, int size);

  const Stickers& stickers() const { return *stickers_; }

 private:
  using Levels = std::vector<Pixels>;  ///< the mip levels of one sticker
  Result<std::shared_ptr<const Levels>> levels(const Look& look);

  struct Kept {
    Look look;
    std::shared_ptr<const Levels> levels;
  };
  std::shared_ptr<const Stickers> stickers_;
  std::list<Kept> kept_;  ///< most recently used first
};

/// What lies in one patch: any pixel counts. Bit i of `objects` and `reflections` stands for Scene::objects[i]; bits of
/// `kinds` and `colours` for the enumerations, of objects and reflections alike.
struct PatchMask {
  std::uint32_t objects = 0, reflections = 0, kinds = 0, colours = 0;
  bool is_reflection() const { return reflections != 0; }
  bool operator==(const PatchMask&) const = default;
};

/// One mask per patch of `patch` × `patch` pixels, row by row. Errors: shape_mismatch when patches do not tile the
/// drawing; out_of_range when the drawing shows more objects than the scene has.
Result<std::vector<PatchMask>> patch_masks(const Drawing& drawing, const Scene& scene, int patch);

}  // namespace attention::image
