#include "image/world.h"

#include <cstddef>

namespace attention::image {
namespace {

constexpr std::array<std::string_view, kind_count> kind_names{
    "cat", "mouse",    "dog",       "horse",   "astronaut", "fish",     "bird",     "rabbit",
    "fox", "elephant", "turtle",    "car",     "house",     "tree",     "ball",     "rocket",
    "pig", "snail",    "butterfly", "giraffe", "whale",     "umbrella", "mushroom", "dinosaur"};
constexpr std::array<std::string_view, colour_count> colour_names{"red",    "orange", "yellow", "green", "blue",
                                                                  "purple", "pink",   "gray",   "black", "white"};
constexpr std::array<std::string_view, style_count> style_names{"noto", "twemoji", "fluent-emoji-flat", "openmoji"};
constexpr std::array<std::string_view, sky_count> sky_names{"day", "night", "sunset", "snow"};
constexpr std::array<std::string_view, relation_count> relation_names{"one",    "chases", "on",          "beside",
                                                                      "mirror", "water",  "empty_mirror"};
constexpr std::array<std::string_view, mirror_side_count> mirror_side_names{"left", "right", "water", "empty"};

constexpr std::array<SkyColours, sky_count> sky_colours{{
    {{138, 194, 245}, {206, 232, 250}, {122, 190, 92}, {84, 150, 208}, {216, 235, 244}},
    {{34, 38, 92}, {66, 66, 130}, {46, 80, 74}, {28, 44, 96}, {96, 104, 156}},
    {{146, 92, 164}, {255, 182, 130}, {112, 86, 72}, {140, 100, 140}, {242, 208, 192}},
    {{196, 210, 228}, {222, 231, 240}, {246, 250, 253}, {146, 176, 204}, {226, 236, 244}},
}};

template <class Enum, std::size_t count>
std::string_view name_in(const std::array<std::string_view, count>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < count ? names[index] : std::string_view();
}

template <class Enum, std::size_t count>
std::optional<Enum> find_in(const std::array<std::string_view, count>& names, std::string_view name) {
  for (std::size_t i = 0; i < count; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Kind kind) {
  return name_in(kind_names, kind);
}
std::string_view name_of(Colour colour) {
  return name_in(colour_names, colour);
}
std::string_view name_of(Style style) {
  return name_in(style_names, style);
}
std::string_view name_of(Sky sky) {
  return name_in(sky_names, sky);
}
std::string_view name_of(Relation relation) {
  return name_in(relation_names, relation);
}
std::string_view name_of(MirrorSide side) {
  return name_in(mirror_side_names, side);
}

std::optional<Kind> find_kind(std::string_view name) {
  return find_in<Kind>(kind_names, name);
}
std::optional<Colour> find_colour(std::string_view name) {
  return find_in<Colour>(colour_names, name);
}
std::optional<Style> find_style(std::string_view name) {
  return find_in<Style>(style_names, name);
}
std::optional<Sky> find_sky(std::string_view name) {
  return find_in<Sky>(sky_names, name);
}
std::optional<Relation> find_relation(std::string_view name) {
  return find_in<Relation>(relation_names, name);
}
std::optional<MirrorSide> find_mirror_side(std::string_view name) {
  return find_in<MirrorSide>(mirror_side_names, name);
}

bool can_chase(Kind kind) {
  switch (kind) {
    case Kind::house:
    case Kind::tree:
    case Kind::ball:
    case Kind::umbrella:
    case Kind::mushroom:
      return false;
    default:
      return true;
  }
}

const SkyColours& colours_of(Sky sky) {
  return sky_colours[static_cast<std::size_t>(sky)];
}

}  // namespace attention::image
