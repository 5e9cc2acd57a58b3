#include "image/stickers.h"

#include <algorithm>
#include <format>
#include <span>
#include <utility>

#include "image/qoi.h"

namespace attention::image {
namespace {

/// A whole number within bounds.
Result<int> small_integer(const Json& value, int low, int high) {
  const auto number = value.integer();
  if (!number || *number < low || *number > high)
    return fail(ErrorCode::file_corrupt, "sticker file: a number is missing or out of bounds");
  return static_cast<int>(*number);
}

Result<std::string_view> find_metadata(const TensorFile& file, std::string_view key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end())
    return fail(ErrorCode::file_corrupt, std::format("sticker file: no metadata '{}'", key));
  return std::string_view(found->second);
}

/// All pictures "<name>.00", "<name>.01", …
Result<std::vector<Pixels>> read_sizes(const TensorFile& file, std::string_view name) {
  std::vector<Pixels> result;
  while (const auto tensor = file.find(std::format("{}.{:02}", name, result.size()))) {
    auto pixels = read_qoi(tensor->bytes);
    if (!pixels) return std::unexpected(std::move(pixels).error());
    if (pixels->width > sticker_size || pixels->height > sticker_size)
      return fail(ErrorCode::file_corrupt, std::format("sticker file: {} is too large", name));
    result.push_back(*std::move(pixels));
  }
  if (result.empty()) return fail(ErrorCode::file_corrupt, std::format("sticker file: no {}", name));
  return result;
}

/// Whether the file's list is this program's, name by name.
template <class Enum>
bool has_names(const Json& list, int count) {
  const auto items = list.items();
  if (std::ssize(items) != count) return false;
  for (int i = 0; i < count; ++i)
    if (items[static_cast<std::size_t>(i)].string_or("") != name_of(static_cast<Enum>(i))) return false;
  return true;
}

Result<Rgb8> read_tone(const Json& json) {
  std::array<std::uint8_t, 3> channels{};
  const auto items = json.items();
  if (items.size() != channels.size()) return fail(ErrorCode::file_corrupt, "sticker file: a tone has three channels");
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const auto channel = small_integer(items[i], 0, 255);
    if (!channel) return std::unexpected(channel.error());
    channels[i] = static_cast<std::uint8_t>(*channel);
  }
  return Rgb8{channels[0], channels[1], channels[2]};
}

/// The ramp inside a stripe: light colours darken to 5/8, dark ones move halfway to white.
std::array<Rgb8, 256> stripe_ramp(const std::array<Rgb8, 256>& ramp) {
  const bool is_dark = ramp[128].red + ramp[128].green + ramp[128].blue < 200;
  const auto tone = [&](std::uint8_t channel) {
    return static_cast<std::uint8_t>(is_dark ? (channel + 256) / 2 : (channel * 5 + 4) / 8);
  };
  std::array<Rgb8, 256> result;
  for (std::size_t shade = 0; shade < ramp.size(); ++shade)
    result[shade] = {tone(ramp[shade].red), tone(ramp[shade].green), tone(ramp[shade].blue)};
  return result;
}

/// Diagonal stripes, 32 pixels wide along a row.
bool in_stripe(int x, int y) {
  return (2 * x + y) % 128 < 64;
}

}  // namespace

std::array<Rgb8, 256> ramp_through(Rgb8 dark, Rgb8 middle, Rgb8 light) {
  std::array<Rgb8, 256> result;
  for (int shade = 0; shade < 256; ++shade) {
    const auto tone = [shade](int low, int mid, int high) {
      return static_cast<std::uint8_t>(shade < 128 ? (low * (128 - shade) + mid * shade + 64) / 128
                                                   : (mid * (255 - shade) + high * (shade - 128) + 63) / 127);
    };
    result[static_cast<std::size_t>(shade)] = {tone(dark.red, middle.red, light.red),
                                               tone(dark.green, middle.green, light.green),
                                               tone(dark.blue, middle.blue, light.blue)};
  }
  return result;
}

Result<Stickers> Stickers::parse(Bytes accessories) {
  const auto file = TensorFile::parse(std::move(accessories));
  if (!file) return std::unexpected(file.error());
  const auto text = find_metadata(*file, "world");
  if (!text) return std::unexpected(text.error());
  const auto world = Json::parse(*text);
  if (!world) return fail(ErrorCode::file_corrupt, world.error().detail);
  if (!has_names<Kind>((*world)["kinds"], kind_count) || !has_names<Colour>((*world)["colours"], colour_count) ||
      !has_names<Style>((*world)["styles"], style_count))
    return fail(ErrorCode::unknown_name, "the sticker files name other kinds, colours or styles");

  Stickers result;
  const auto ramps = (*world)["ramps"].items();
  if (ramps.size() != result.ramps_.size()) return fail(ErrorCode::file_corrupt, "sticker file: one ramp per colour");
  for (std::size_t i = 0; i < ramps.size(); ++i) {
    std::array<Rgb8, 3> tones;
    for (std::size_t j = 0; j < tones.size(); ++j) {
      const auto tone = read_tone(ramps[i][j]);
      if (!tone) return std::unexpected(tone.error());
      tones[j] = *tone;
    }
    result.ramps_[i] = ramp_through(tones[0], tones[1], tones[2]);
    result.stripe_ramps_[i] = stripe_ramp(result.ramps_[i]);
  }
  auto hats = read_sizes(*file, "hat");
  if (!hats) return std::unexpected(hats.error());
  auto scarves = read_sizes(*file, "scarf");
  if (!scarves) return std::unexpected(scarves.error());
  result.hats_ = *std::move(hats);
  result.scarves_ = *std::move(scarves);
  return result;
}

Result<Stickers::Art> Stickers::read_art(const TensorFile& file, const Json& entry, Kind kind) const {
  Art art;
  if (entry["kind"].string_or("") != name_of(kind))
    return fail(ErrorCode::unknown_name, "the sticker file lists other kinds");
  const auto integers = [](const Json& json, std::span<const int> limits,
                           std::span<int* const> targets) -> Result<void> {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const auto value = small_integer(json[i], 0, limits[i]);
      if (!value) return std::unexpected(value.error());
      *targets[i] = *value;
    }
    return {};
  };
  for (const auto& [key, target] :
       {std::pair{"left", &art.left}, std::pair{"top", &art.top}, std::pair{"seat", &art.seat}}) {
    const auto value = small_integer(entry[key], 0, sticker_size - 1);
    if (!value) return std::unexpected(value.error());
    *target = *value;
  }
  for (const auto& [key, place, sizes] :
       {std::tuple{"hat", &art.hat, &hats_}, std::tuple{"scarf", &art.scarf, &scarves_}}) {
    const std::array<int, 3> limits{static_cast<int>(sizes->size()) - 1, sticker_size - 1, sticker_size - 1};
    const std::array<int*, 3> targets{&place->size, &place->left, &place->top};
    if (const auto read = integers(entry[key], limits, targets); !read) return std::unexpected(read.error());
  }
  const auto picture = [&](std::string_view plane) -> Result<std::pair<Bytes, Pixels>> {
    const auto tensor = file.find(std::format("{}.{}", name_of(kind), plane));
    if (!tensor) return fail(ErrorCode::file_corrupt, tensor.error().detail);
    auto pixels = read_qoi(tensor->bytes);
    if (!pixels) return std::unexpected(std::move(pixels).error());
    return std::pair{Bytes(tensor->bytes.begin(), tensor->bytes.end()), *std::move(pixels)};
  };
  auto colour = picture("colour");
  if (!colour) return std::unexpected(std::move(colour).error());
  auto body = picture("body");
  if (!body) return std::unexpected(std::move(body).error());
  const Pixels& pixels = colour->second;
  if (pixels.width != body->second.width || pixels.height != body->second.height ||
      art.left + pixels.width > sticker_size || art.top + pixels.height > sticker_size)
    return fail(ErrorCode::file_corrupt, std::format("sticker file: the extents of '{}'", name_of(kind)));
  art.colour = std::move(colour->first);
  art.body = std::move(body->first);
  return art;
}

Result<void> Stickers::add_style(Bytes bytes) {
  const auto file = TensorFile::parse(std::move(bytes));
  if (!file) return std::unexpected(file.error());
  const auto name = find_metadata(*file, "style");
  if (!name) return std::unexpected(name.error());
  const auto style = find_style(*name);
  if (!style) return fail(ErrorCode::unknown_name, std::string(*name));
  const auto text = find_metadata(*file, "stickers");
  if (!text) return std::unexpected(text.error());
  const auto entries = Json::parse(*text);
  if (!entries) return fail(ErrorCode::file_corrupt, entries.error().detail);
  if (entries->size() != kind_count) return fail(ErrorCode::file_corrupt, "sticker file: one entry per kind");

  Set set;
  for (std::size_t i = 0; i < set.size(); ++i) {
    auto art = read_art(*file, (*entries)[i], static_cast<Kind>(i));
    if (!art) return std::unexpected(std::move(art).error());
    set[i] = *std::move(art);
  }
  styles_[static_cast<std::size_t>(*style)] = std::move(set);
  return {};
}

Result<const Stickers::Art*> Stickers::find(Kind kind, Style style) const {
  const auto kind_index = static_cast<std::size_t>(kind), style_index = static_cast<std::size_t>(style);
  if (kind_index >= kind_count || style_index >= style_count) return fail(ErrorCode::out_of_range, "kind or style");
  if (!styles_[style_index]) return fail(ErrorCode::file_missing, std::string(name_of(style)));
  return &(*styles_[style_index])[kind_index];
}

Result<int> Stickers::seat(Kind kind, Style style) const {
  const auto art = find(kind, style);
  if (!art) return std::unexpected(art.error());
  return (*art)->seat;
}

Result<Pixels> Stickers::image(const Look& look) const {
  const auto found = find(look.kind, look.style);
  if (!found) return std::unexpected(found.error());
  const auto colour_index = static_cast<std::size_t>(look.colour);
  if (colour_index >= colour_count || look.attributes > all_attributes)
    return fail(ErrorCode::out_of_range, "colour or attributes of a sticker");
  const Art& art = **found;
  const auto colour = read_qoi(art.colour), body = read_qoi(art.body);
  if (!colour || !body) return fail(ErrorCode::internal, "a sticker that was read before");

  const Ramp &plain = ramps_[colour_index], &striped = stripe_ramps_[colour_index];
  Pixels result(sticker_size, sticker_size);
  for (int y = 0; y < colour->height; ++y)
    for (int x = 0; x < colour->width; ++x) {
      const Rgba8 own = colour->at(x, y);
      const int shade = body->at(x, y).red, weight = body->at(x, y).alpha;
      const bool in_stripes = (look.attributes & stripes) != 0 && in_stripe(art.left + x, art.top + y);
      const Rgb8 tone = (in_stripes ? striped : plain)[static_cast<std::size_t>(shade)];
      const auto mix = [weight](int art_channel, int ramp_channel) {
        return static_cast<std::uint8_t>((art_channel * (255 - weight) + ramp_channel * weight + 127) / 255);
      };
      result.at(art.left + x, art.top + y) =
          premultiply({mix(own.red, tone.red), mix(own.green, tone.green), mix(own.blue, tone.blue), own.alpha});
    }
  const auto wear = [&](const Place& place, const std::vector<Pixels>& sizes) {
    draw_over(result, sizes[static_cast<std::size_t>(place.size)], place.left, place.top);
  };
  if ((look.attributes & scarf) != 0) wear(art.scarf, scarves_);
  if ((look.attributes & hat) != 0) wear(art.hat, hats_);
  return result;
}

std::vector<Pixels> mip_levels(Pixels image) {
  std::vector<Pixels> levels{std::move(image)};
  while (std::ssize(levels) < level_count) levels.push_back(halve(levels.back()));
  return levels;
}

}  // namespace attention::image
