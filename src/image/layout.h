#pragma once
#include <vector>

#include "image/scene.h"

namespace attention::image {

/// What a scene is about, as a caption says it, and how its stickers look.
struct Specification {
  Relation relation = Relation::one;
  std::vector<Look> objects;  ///< none for an empty mirror; two for chases, on, beside; else one
  Sky sky = Sky::day;
  bool from_left = true;  ///< side of the first object; for mirrors, of the object: the glass is opposite
  bool flip = false;      ///< of objects whose direction the relation does not decide: facing right
  int frame = 0;
  bool operator==(const Specification&) const = default;
};

/// How many objects a relation is about.
int object_count(Relation relation);

/// The standard scene of a specification: every measure in the middle of the range from which the training scenes draw
/// it (assets/recipes/world/scene.py, describe). Errors: shape_mismatch for a wrong number of objects; those of
/// Stickers::seat for "on", the only relation that looks at the art; those of check().
Result<Scene> lay_out(const Specification& specification, const Stickers& stickers);

}  // namespace attention::image
