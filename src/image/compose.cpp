#include "image/compose.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numbers>

namespace attention::image {
namespace {

/// How many stickers' levels are kept, about 350 kB each.
constexpr std::size_t kept_limit = 48;
constexpr Rectangle everything{0, 0, 1, 1};

std::size_t index_of(int value) {
  return static_cast<std::size_t>(value);
}

/// A sticker on its way into the picture.
struct Layer {
  Sticker sticker;
  bool flip_vertically = false;
  double opacity = 1;
  Rectangle clip = everything;
  int entity = 0;
  bool is_reflection = false;
};

/// From bottom to top: what the mirror shows, then the objects. Who sits on another is drawn last.
std::vector<Layer> layers_of(const Scene& scene) {
  std::vector<Layer> result;
  for (const Reflection& reflection : reflections(scene))
    result.push_back({reflection.sticker, reflection.flip_vertically,
                      scene.mirror->side == MirrorSide::water ? water_opacity : mirror_opacity, scene.mirror->glass,
                      reflection.object + 1, true});
  const std::size_t first_object = result.size();
  for (int i = 0; i < std::ssize(scene.objects); ++i)
    result.push_back({.sticker = scene.objects[index_of(i)], .entity = i + 1});
  if (scene.relation == Relation::on)
    std::reverse(result.begin() + static_cast<std::ptrdiff_t>(first_object), result.end());
  return result;
}

/// Share of each of `size` pixels along one axis that lies between two edges.
std::vector<double> coverage(double low, double high, int size) {
  std::vector<double> result(index_of(size));
  for (int i = 0; i < size; ++i) {
    const double first = static_cast<double>(i) / size, last = static_cast<double>(i + 1) / size;
    result[index_of(i)] = std::max(std::min(high, last) - std::max(low, first), 0.0) * size;
  }
  return result;
}

void fill_rectangle(Picture& picture, const Rectangle& rectangle, Rgb8 colour) {
  const auto across = coverage(rectangle.left, rectangle.right, picture.size);
  const auto down = coverage(rectangle.top, rectangle.bottom, picture.size);
  const std::array<double, 3> target{colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0};
  float* pixel = picture.rgb.data();
  for (const double row : down) {
    for (const double column : across) {
      const double share = row * column;
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<float>(pixel[c] * (1 - share) + target[c] * share);
      pixel += 3;
    }
  }
}

void fill_sky(Picture& picture, const SkyColours& colours, double horizon) {
  const std::array<double, 3> top{colours.top.red / 255.0, colours.top.green / 255.0, colours.top.blue / 255.0};
  const std::array<double, 3> low{colours.horizon.red / 255.0, colours.horizon.green / 255.0,
                                  colours.horizon.blue / 255.0};
  float* pixel = picture.rgb.data();
  for (int y = 0; y < picture.size; ++y) {
    const double share = std::clamp((y + 0.5) / picture.size / horizon, 0.0, 1.0);
    for (int x = 0; x < picture.size; ++x, pixel += 3)
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<float>(top[c] + (low[c] - top[c]) * share);
  }
}

void fill_background(Picture& picture, const Scene& scene) {
  const SkyColours& colours = colours_of(scene.sky);
  fill_sky(picture, colours, scene.horizon);
  fill_rectangle(picture, {0, scene.horizon, 1, 1}, colours.ground);
  if (!scene.mirror) return;
  const Rectangle& glass = scene.mirror->glass;
  if (scene.mirror->side == MirrorSide::water) {
    fill_rectangle(picture, {0, glass.top - shore_height, 1, glass.top}, colours.ground);
    fill_rectangle(picture, {0, glass.top, 1, 1}, colours.water);
  } else {
    fill_rectangle(
        picture,
        {glass.left - frame_width, glass.top - frame_width, glass.right + frame_width, glass.bottom + frame_width},
        frame_colours[index_of(scene.mirror->frame)]);
    fill_rectangle(picture, glass, colours.glass);
  }
}

/// The smallest level that is at least as large as the sticker on screen; the largest if none is.
std::size_t level_for(double side_in_pixels) {
  const double wanted = std::max(side_in_pixels, 16.0);
  std::size_t level = 0;
  for (int edge = sticker_size; edge / 2 >= wanted; edge /= 2) ++level;
  return level;
}

/// Bilinear sample at pixel coordinates (0 = centre of the first pixel), transparent black outside: red, green, blue,
/// alpha in 0..1, premultiplied.
std::array<double, 4> sample(const Pixels& image, double x, double y) {
  const double left = std::floor(x), top = std::floor(y), right_share = x - left, low_share = y - top;
  const int column = static_cast<int>(left), row = static_cast<int>(top);
  std::array<double, 4> sum{};
  for (const int dy : {0, 1})
    for (const int dx : {0, 1}) {
      if (column + dx < 0 || column + dx >= image.width || row + dy < 0 || row + dy >= image.height) continue;
      const double weight = (dx == 0 ? 1 - right_share : right_share) * (dy == 0 ? 1 - low_share : low_share) / 255;
      const Rgba8 pixel = image.at(column + dx, row + dy);
      sum[0] += pixel.red * weight;
      sum[1] += pixel.green * weight;
      sum[2] += pixel.blue * weight;
      sum[3] += pixel.alpha * weight;
    }
  return sum;
}

/// First and one past the last pixel that a span of the unit square can touch.
std::pair<int, int> pixel_range(double low, double high, int size) {
  return {static_cast<int>(std::clamp(std::floor(low * size), 0.0, static_cast<double>(size))),
          static_cast<int>(std::clamp(std::ceil(high * size), 0.0, static_cast<double>(size)))};
}

void draw_sticker(Drawing& drawing, const Layer& layer, const Pixels& image) {
  const int size = drawing.picture.size, edge = image.width;
  const Sticker& sticker = layer.sticker;
  const auto across = coverage(layer.clip.left, layer.clip.right, size);
  const auto down = coverage(layer.clip.top, layer.clip.bottom, size);
  const double cosine = std::cos(sticker.angle), sine = std::sin(sticker.angle);
  // Half a diagonal, and half a texel beyond the canvas, where its edge fades.
  const double reach = sticker.side * (0.5 + 0.5 / edge) * std::numbers::sqrt2;
  const auto [first_row, last_row] = pixel_range(sticker.y - reach, sticker.y + reach, size);
  const auto [first_column, last_column] = pixel_range(sticker.x - reach, sticker.x + reach, size);
  for (int y = first_row; y < last_row; ++y)
    for (int x = first_column; x < last_column; ++x) {
      const double inside = down[index_of(y)] * across[index_of(x)];
      if (inside == 0) continue;
      const double dx = (x + 0.5) / size - sticker.x, dy = (y + 0.5) / size - sticker.y;
      double u = (cosine * dx + sine * dy) / sticker.side, v = (-sine * dx + cosine * dy) / sticker.side;
      if (sticker.flip) u = -u;
      if (layer.flip_vertically) v = -v;
      const double column = (u + 0.5) * edge - 0.5, row = (v + 0.5) * edge - 0.5;
      if (column <= -1 || row <= -1 || column >= edge || row >= edge) continue;
      const auto source = sample(image, column, row);
      const double strength = layer.opacity * inside;
      const std::size_t pixel = index_of(y) * index_of(size) + index_of(x);
      float* out = drawing.picture.rgb.data() + 3 * pixel;
      for (std::size_t c = 0; c < 3; ++c)
        out[c] = static_cast<float>(source[c] * strength + out[c] * (1 - source[3] * strength));
      if (source[3] >= 0.5 && inside >= 0.5) {
        drawing.entity[pixel] = static_cast<std::uint8_t>(layer.entity);
        drawing.reflection[pixel] = layer.is_reflection ? 1 : 0;
      }
    }
}

}  // namespace

Result<std::shared_ptr<const Composer::Levels>> Composer::levels(const Look& look) {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.look == look; });
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return found->levels;
  }
  auto image = stickers_->image(look);
  if (!image) return std::unexpected(std::move(image).error());
  auto made = std::make_shared<const Levels>(mip_levels(*std::move(image)));
  kept_.push_front({look, made});
  if (kept_.size() > kept_limit) kept_.pop_back();
  return made;
}

Result<Drawing> Composer::draw(const Scene& scene, int size) {
  if (const auto checked = check(scene); !checked) return std::unexpected(checked.error());
  if (size < 1 || size > picture_size_limit)
    return fail(ErrorCode::out_of_range, std::format("picture of {0}×{0} pixels", size));
  Drawing drawing{Picture(size), std::vector<std::uint8_t>(index_of(size) * index_of(size)),
                  std::vector<std::uint8_t>(index_of(size) * index_of(size))};
  fill_background(drawing.picture, scene);
  for (const Layer& layer : layers_of(scene)) {
    const auto images = levels(layer.sticker.look);
    if (!images) return std::unexpected(images.error());
    draw_sticker(drawing, layer, (**images)[level_for(layer.sticker.side * size)]);
  }
  return drawing;
}

Result<std::vector<PatchMask>> patch_masks(const Drawing& drawing, const Scene& scene, int patch) {
  const int size = drawing.picture.size;
  const std::size_t pixels = index_of(size) * index_of(size);
  if (patch < 1 || size % patch != 0 || drawing.entity.size() != pixels || drawing.reflection.size() != pixels)
    return fail(ErrorCode::shape_mismatch, std::format("patches of {} in a drawing of {}", patch, size));
  const int grid = size / patch;
  std::vector<PatchMask> result(index_of(grid) * index_of(grid));
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      const std::size_t pixel = index_of(y) * index_of(size) + index_of(x);
      const std::size_t entity = drawing.entity[pixel];
      if (entity == 0) continue;
      if (entity > scene.objects.size() || entity > object_limit)
        return fail(ErrorCode::out_of_range, "a drawing of another scene");
      PatchMask& mask = result[index_of(y / patch) * index_of(grid) + index_of(x / patch)];
      const Look& look = scene.objects[entity - 1].look;
      (drawing.reflection[pixel] != 0 ? mask.reflections : mask.objects) |= 1u << (entity - 1);
      mask.kinds |= 1u << static_cast<unsigned>(look.kind);
      mask.colours |= 1u << static_cast<unsigned>(look.colour);
    }
  return result;
}

}  // namespace attention::image
