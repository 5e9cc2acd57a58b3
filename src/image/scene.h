#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "image/stickers.h"

/// What stands where: a full description of a picture, as plain values. Units: the picture is the unit square, y down.
/// The same description as assets/recipes/world/scene.py writes; compose.h draws it.
namespace attention::image {

struct Rectangle {
  double left = 0, top = 0, right = 1, bottom = 1;
  bool operator==(const Rectangle&) const = default;
};

struct Sticker {
  Look look;
  double x = 0.5, y = 0.5;  ///< centre of the sticker's square canvas
  double side = 0.43;       ///< edge of that canvas
  double angle = 0;         ///< radians; positive turns clockwise on screen
  bool flip = false;        ///< the art looks to the left; flipped, to the right
  bool operator==(const Sticker&) const = default;
};

/// A mirror or a stretch of water. The glass of water reaches from the waterline to the picture's lower edge.
struct Mirror {
  MirrorSide side = MirrorSide::left;
  Rectangle glass;
  int frame = 0;  ///< which of frame_colours
  bool operator==(const Mirror&) const = default;
};

struct Scene {
  Relation relation = Relation::one;
  Sky sky = Sky::day;
  double horizon = 0.65;         ///< height at which the ground begins
  std::vector<Sticker> objects;  ///< entity 1, 2, …; later ones are drawn over earlier ones, except for "on"
  std::optional<Mirror> mirror;
  bool operator==(const Scene&) const = default;
};

/// Bounds of what is drawn. Places may lie outside the picture, so that stickers can be dragged over its edge.
inline constexpr int object_limit = 16;
inline constexpr double place_limit = 4, least_side = 0.01, greatest_side = 4, angle_limit = 100, least_horizon = 0.01;

/// Errors: out_of_range, naming what is not finite or beyond its bounds.
Result<void> check(const Scene& scene);

/// Reads a description; unknown members are ignored, so a caption may stand beside it. Errors: parse, unknown_name,
/// out_of_range; whatever the text holds, a scene that is returned passes check().
Result<Scene> read_scene(std::string_view json);
Result<Scene> read_scene(const Json& json);

/// The description as JSON; numbers read back equal.
std::string write_scene(const Scene& scene);

/// What a mirror shows of one object.
struct Reflection {
  Sticker sticker;
  bool flip_vertically = false;
  int object = 0;  ///< index into Scene::objects
};

/// One per object where there is a mirror that shows anything, else none. A mirror at the side shows the object in the
/// middle of its glass, turned about the vertical; water shows it below the waterline.
std::vector<Reflection> reflections(const Scene& scene);

/// The styles whose files a scene needs, each once, in the order of the enumeration.
std::vector<Style> styles_of(const Scene& scene);

}  // namespace attention::image
