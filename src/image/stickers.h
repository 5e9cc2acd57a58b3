#pragma once
#include <array>
#include <compare>
#include <optional>
#include <vector>

#include "base/json.h"
#include "base/tensor_file.h"
#include "image/pixels.h"
#include "image/world.h"

namespace attention::image {

/// Which sticker, in which colour, wearing what. Plain values; equal looks have equal pixels.
struct Look {
  Kind kind = Kind::cat;
  Style style = Style::noto;
  Colour colour = Colour::red;
  unsigned attributes = 0;  ///< sum of stripes, hat, scarf
  auto operator<=>(const Look&) const = default;
};

/// Edge in pixels of a sticker's canvas, and how many mip levels there are: 256, 128, 64, 32, 16.
inline constexpr int sticker_size = 256, level_count = 5;

/// The art of assets/images/stickers. One style is one file, so that a page loads only what it draws. Colouring is
/// integer arithmetic (assets/recipes/world/README.md, "Stickers"): the same bytes as in training.
class Stickers {
 public:
  /// Takes accessories.safetensors: hats, scarves and the colour ramps. No style yet. Errors: file_corrupt;
  /// unknown_name when the file's lists of names are not this program's.
  static Result<Stickers> parse(Bytes accessories);

  /// Takes a style's file, and unpacks each picture once to see that it can be. Errors: file_corrupt, unknown_name.
  Result<void> add_style(Bytes file);
  bool has(Style style) const { return styles_[static_cast<std::size_t>(style)].has_value(); }

  /// The coloured sticker, [sticker_size, sticker_size] premultiplied. Errors: out_of_range for a look outside the
  /// lists; file_missing, with the style's name, when its file has not come.
  Result<Pixels> image(const Look& look) const;

  /// Row of the canvas (0..255) on which another sticker sits. Errors: as image.
  Result<int> seat(Kind kind, Style style) const;

 private:
  using Ramp = std::array<Rgb8, 256>;  ///< a colour's tone for each shade
  struct Place {
    int size = 0, left = 0, top = 0;  ///< which of the sizes, and where
  };
  struct Art {
    int left = 0, top = 0, seat = 0;
    Place hat, scarf;
    Bytes colour, body;  ///< QOI: the art as it is; shade and weight of the ramp
  };
  using Set = std::array<Art, kind_count>;

  Result<const Art*> find(Kind kind, Style style) const;
  Result<Art> read_art(const TensorFile& file, const Json& entry, Kind kind) const;

  std::vector<Pixels> hats_, scarves_;  ///< premultiplied, one per size
  std::array<Ramp, colour_count> ramps_{}, stripe_ramps_{};
  std::array<std::optional<Set>, style_count> styles_;
};

/// The mip levels of a coloured sticker, largest first.
std::vector<Pixels> mip_levels(Pixels image);

/// A ramp through three tones: shade 0 is the darkest, 128 the middle one, 255 the lightest.
std::array<Rgb8, 256> ramp_through(Rgb8 dark, Rgb8 middle, Rgb8 light);

}  // namespace attention::image
