#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// The inventory of the world of drawings: what can stand in a scene, and the fixed colours and measures of everything
/// that is no sticker. The same lists, in the same order, as assets/recipes/world (kinds.py, compose.py): the order is
/// part of what the trained models learnt.
namespace attention::image {

// clang-format off
enum class Kind : std::uint8_t {
  cat, mouse, dog, horse, astronaut, fish, bird, rabbit, fox, elephant, turtle, car,
  house, tree, ball, rocket, pig, snail, butterfly, giraffe, whale, umbrella, mushroom, dinosaur,
};
// clang-format on
enum class Colour : std::uint8_t { red, orange, yellow, green, blue, purple, pink, gray, black, white };
/// Whose art: Noto, Twemoji, Fluent Emoji flat, and OpenMoji, which no model has seen in training.
enum class Style : std::uint8_t { noto, twemoji, fluent, openmoji };
enum class Sky : std::uint8_t { day, night, sunset, snow };
enum class Relation : std::uint8_t { one, chases, on, beside, mirror, water, empty_mirror };
enum class MirrorSide : std::uint8_t { left, right, water, empty };

inline constexpr int kind_count = 24, colour_count = 10, style_count = 4, sky_count = 4, relation_count = 7,
                     mirror_side_count = 4, frame_count = 3;

/// What a sticker may wear: bits of its attributes, 0..7. No caption ever names them.
inline constexpr unsigned stripes = 1, hat = 2, scarf = 4, all_attributes = 7;

/// English names, as in captions, scene files and the sticker files.
std::string_view name_of(Kind kind);
std::string_view name_of(Colour colour);
std::string_view name_of(Style style);  ///< also the name of its sticker file
std::string_view name_of(Sky sky);
std::string_view name_of(Relation relation);
std::string_view name_of(MirrorSide side);

/// The reverse; nothing if there is no such name.
std::optional<Kind> find_kind(std::string_view name);
std::optional<Colour> find_colour(std::string_view name);
std::optional<Style> find_style(std::string_view name);
std::optional<Sky> find_sky(std::string_view name);
std::optional<Relation> find_relation(std::string_view name);
std::optional<MirrorSide> find_mirror_side(std::string_view name);

/// Whether captions let this kind chase and be chased.
bool can_chase(Kind kind);

struct Rgb8 {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Rgb8&) const = default;
};

struct SkyColours {
  Rgb8 top, horizon, ground, water, glass;
};
const SkyColours& colours_of(Sky sky);

inline constexpr std::array<Rgb8, frame_count> frame_colours{{{214, 164, 52}, {124, 74, 42}, {150, 156, 166}}};
/// Shares of the picture's edge: how far a mirror's frame reaches beyond its glass, and the height of the shore.
inline constexpr double frame_width = 0.028, shore_height = 0.035;
/// How strongly a mirror and water show what they reflect.
inline constexpr double mirror_opacity = 0.86, water_opacity = 0.66;

}  // namespace attention::image
