#include "image/scene.h"

#include <array>
#include <cmath>
#include <format>

namespace attention::image {
namespace {

/// False for NaN too.
bool is_between(double value, double low, double high) {
  return value >= low && value <= high;
}

Result<void> out_of_bounds(std::string_view what) {
  return fail(ErrorCode::out_of_range, std::format("scene: {}", what));
}

Result<void> check_sticker(const Sticker& sticker) {
  const Look& look = sticker.look;
  if (static_cast<int>(look.kind) >= kind_count || static_cast<int>(look.style) >= style_count ||
      static_cast<int>(look.colour) >= colour_count || look.attributes > all_attributes)
    return out_of_bounds("kind, style, colour or attributes");
  if (!is_between(sticker.x, -place_limit, place_limit) || !is_between(sticker.y, -place_limit, place_limit))
    return out_of_bounds("place of a sticker");
  if (!is_between(sticker.side, least_side, greatest_side)) return out_of_bounds("size of a sticker");
  if (!is_between(sticker.angle, -angle_limit, angle_limit)) return out_of_bounds("angle of a sticker");
  return {};
}

Result<void> check_mirror(const Mirror& mirror) {
  const Rectangle& glass = mirror.glass;
  for (const double edge : {glass.left, glass.top, glass.right, glass.bottom})
    if (!is_between(edge, -place_limit, place_limit)) return out_of_bounds("glass of the mirror");
  if (glass.left >= glass.right || glass.top >= glass.bottom) return out_of_bounds("glass of the mirror");
  if (static_cast<int>(mirror.side) >= mirror_side_count) return out_of_bounds("side of the mirror");
  if (mirror.frame < 0 || mirror.frame >= frame_count) return out_of_bounds("frame of the mirror");
  return {};
}

/// A named value of the lists in world.h.
template <class Enum>
Result<Enum> read_name(const Json& json, std::string_view key, std::optional<Enum> (*find)(std::string_view)) {
  const auto name = json.string(key);
  if (!name) return std::unexpected(name.error());
  const auto found = find(*name);
  if (!found) return fail(ErrorCode::unknown_name, std::format("{} '{}'", key, *name));
  return *found;
}

Result<int> read_integer(const Json& json, std::string_view key, int limit) {
  const auto value = json.integer(key);
  if (!value) return std::unexpected(value.error());
  if (*value < 0 || *value > limit) return fail(ErrorCode::out_of_range, std::format("scene: {}", key));
  return static_cast<int>(*value);
}

Result<Sticker> read_sticker(const Json& json) {
  Sticker sticker;
  const auto kind = read_name(json, "kind", find_kind);
  if (!kind) return std::unexpected(kind.error());
  const auto colour = read_name(json, "colour", find_colour);
  if (!colour) return std::unexpected(colour.error());
  const auto style = read_integer(json, "style", style_count - 1);
  if (!style) return std::unexpected(style.error());
  const auto attributes = read_integer(json, "attributes", static_cast<int>(all_attributes));
  if (!attributes) return std::unexpected(attributes.error());
  sticker.look = {*kind, static_cast<Style>(*style), *colour, static_cast<unsigned>(*attributes)};
  for (const auto& [key, target] : {std::pair{"x", &sticker.x}, std::pair{"y", &sticker.y},
                                    std::pair{"side", &sticker.side}, std::pair{"angle", &sticker.angle}}) {
    const auto number = json.number(key);
    if (!number) return std::unexpected(number.error());
    *target = *number;
  }
  const auto flip = json.boolean("flip");
  if (!flip) return std::unexpected(flip.error());
  sticker.flip = *flip;
  return sticker;
}

Result<Mirror> read_mirror(const Json& json) {
  Mirror mirror;
  const auto side = read_name(json, "side", find_mirror_side);
  if (!side) return std::unexpected(side.error());
  mirror.side = *side;
  const auto frame = read_integer(json, "frame", frame_count - 1);
  if (!frame) return std::unexpected(frame.error());
  mirror.frame = *frame;
  const Json glass = json["glass"];
  if (glass.size() != 4 || !glass.is_array()) return fail(ErrorCode::parse, "'glass': four numbers");
  std::size_t i = 0;
  for (double* edge : {&mirror.glass.left, &mirror.glass.top, &mirror.glass.right, &mirror.glass.bottom}) {
    const auto number = glass[i++].number();
    if (!number) return std::unexpected(number.error());
    *edge = *number;
  }
  return mirror;
}

}  // namespace

Result<void> check(const Scene& scene) {
  if (static_cast<int>(scene.relation) >= relation_count || static_cast<int>(scene.sky) >= sky_count)
    return out_of_bounds("relation or sky");
  if (!is_between(scene.horizon, least_horizon, 1)) return out_of_bounds("horizon");
  if (scene.objects.size() > object_limit) return out_of_bounds("too many objects");
  for (const Sticker& sticker : scene.objects)
    if (const auto checked = check_sticker(sticker); !checked) return checked;
  if (scene.mirror) return check_mirror(*scene.mirror);
  return {};
}

Result<Scene> read_scene(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return std::unexpected(json.error());
  return read_scene(*json);
}

Result<Scene> read_scene(const Json& json) {
  if (!json.is_object()) return fail(ErrorCode::parse, "a scene is an object");
  Scene scene;
  const auto relation = read_name(json, "relation", find_relation);
  if (!relation) return std::unexpected(relation.error());
  scene.relation = *relation;
  const auto sky = read_name(json, "sky", find_sky);
  if (!sky) return std::unexpected(sky.error());
  scene.sky = *sky;
  const auto horizon = json.number("horizon");
  if (!horizon) return std::unexpected(horizon.error());
  scene.horizon = *horizon;
  const Json objects = json["objects"];
  if (!objects.is_array()) return fail(ErrorCode::parse, "'objects': a list");
  if (objects.size() > object_limit) return fail(ErrorCode::out_of_range, "scene: too many objects");
  for (const Json& object : objects.items()) {
    const auto sticker = read_sticker(object);
    if (!sticker) return std::unexpected(sticker.error());
    scene.objects.push_back(*sticker);
  }
  if (const Json json_mirror = json["mirror"]; json_mirror.exists() && json_mirror.kind() != Json::Kind::null) {
    const auto mirror = read_mirror(json_mirror);
    if (!mirror) return std::unexpected(mirror.error());
    scene.mirror = *mirror;
  }
  if (const auto checked = check(scene); !checked) return std::unexpected(checked.error());
  return scene;
}

std::string write_scene(const Scene& scene) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("relation").value(name_of(scene.relation));
  writer.key("sky").value(name_of(scene.sky));
  writer.key("horizon").value(scene.horizon);
  writer.key("objects").begin_array();
  for (const Sticker& sticker : scene.objects) {
    writer.begin_object();
    writer.key("kind").value(name_of(sticker.look.kind));
    writer.key("style").value(static_cast<int>(sticker.look.style));
    writer.key("colour").value(name_of(sticker.look.colour));
    writer.key("attributes").value(static_cast<int>(sticker.look.attributes));
    writer.key("x").value(sticker.x).key("y").value(sticker.y);
    writer.key("side").value(sticker.side).key("angle").value(sticker.angle);
    writer.key("flip").value(sticker.flip);
    writer.end_object();
  }
  writer.end_array();
  writer.key("mirror");
  if (scene.mirror) {
    const Rectangle& glass = scene.mirror->glass;
    writer.begin_object();
    writer.key("side").value(name_of(scene.mirror->side));
    writer.key("glass").begin_array();
    writer.value(glass.left).value(glass.top).value(glass.right).value(glass.bottom).end_array();
    writer.key("frame").value(scene.mirror->frame);
    writer.end_object();
  } else {
    writer.null();
  }
  writer.end_object();
  return writer.take();
}

std::vector<Reflection> reflections(const Scene& scene) {
  std::vector<Reflection> result;
  if (!scene.mirror || scene.mirror->side == MirrorSide::empty) return result;
  const Rectangle& glass = scene.mirror->glass;
  for (int i = 0; i < std::ssize(scene.objects); ++i) {
    Reflection reflection{scene.objects[static_cast<std::size_t>(i)], false, i};
    Sticker& sticker = reflection.sticker;
    sticker.angle = -sticker.angle;
    if (scene.mirror->side == MirrorSide::water) {
      sticker.y = 2 * glass.top - sticker.y;
      reflection.flip_vertically = true;
    } else {
      sticker.x = (glass.left + glass.right) / 2;
      sticker.flip = !sticker.flip;
    }
    result.push_back(reflection);
  }
  return result;
}

std::vector<Style> styles_of(const Scene& scene) {
  std::array<bool, style_count> is_used{};
  for (const Sticker& sticker : scene.objects)
    if (const auto style = static_cast<std::size_t>(sticker.look.style); style < is_used.size()) is_used[style] = true;
  std::vector<Style> result;
  for (std::size_t i = 0; i < is_used.size(); ++i)
    if (is_used[i]) result.push_back(static_cast<Style>(i));
  return result;
}

}  // namespace attention::image
