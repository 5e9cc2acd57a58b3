// The composer against the Python one (tests/golden/world, made by assets/recipes/world/golden.py).
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <format>

#include "base/sha256.h"
#include "image/compose.h"
#include "tests/image/sticker_files.h"

using namespace attention;
using namespace attention::image;

namespace {

Json golden_json() {
  const auto json = Json::parse(test::read_text_file("tests/golden/world/scenes.json"));
  REQUIRE(json);
  return *json;
}

std::string digest(const Pixels& pixels) {
  return to_hex(sha256(std::as_bytes(std::span(pixels.data))));
}

}  // namespace

TEST_CASE("coloured stickers have the same bytes as in training", "[golden]") {
  const auto stickers = test::shipped_stickers();
  const auto entries = golden_json()["stickers"].items();
  REQUIRE(entries.size() == 72);
  for (const Json& entry : entries) {
    INFO(*entry.string("kind") << " " << *entry.integer("style") << " " << *entry.integer("attributes"));
    const Look look{*find_kind(*entry.string("kind")), static_cast<Style>(*entry.integer("style")),
                    *find_colour(*entry.string("colour")), static_cast<unsigned>(*entry.integer("attributes"))};
    const auto image = stickers->image(look);
    REQUIRE(image);
    const auto levels = mip_levels(*image);
    REQUIRE(levels.size() == level_count);
    CHECK(digest(levels.front()) == *entry.string("largest"));
    CHECK(digest(levels.back()) == *entry.string("smallest"));
  }
}

TEST_CASE("scenes have the same pixels and masks as in training", "[golden]") {
  Composer composer(test::shipped_stickers());
  const auto scenes = golden_json()["scenes"].items();
  const auto file = TensorFile::parse(test::read_binary_file("tests/golden/world/pictures.safetensors"));
  REQUIRE(file);
  for (const int size : {64, 96, 320}) {
    const auto pictures = file->find(std::format("picture.{}", size));
    const auto masks = file->find(std::format("mask.{}", size));
    const auto patches = file->find(std::format("patches.{}", size));
    REQUIRE((pictures && masks && patches));
    const auto count = static_cast<std::size_t>(pictures->shape[0]);
    REQUIRE(count <= scenes.size());
    const auto pixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    const std::size_t grid = static_cast<std::size_t>(size) / 8;
    for (std::size_t i = 0; i < count; ++i) {
      INFO("size " << size << ", scene " << i);
      const auto scene = read_scene(scenes[i]);
      REQUIRE(scene);
      const auto drawing = composer.draw(*scene, size);
      REQUIRE(drawing);
      const ByteView expected = pictures->bytes.subspan(i * pixels * 3, pixels * 3);
      float worst = 0;
      for (std::size_t k = 0; k < expected.size(); ++k)
        worst = std::max(
            worst, std::abs(drawing->picture.rgb[k] * 255 - static_cast<float>(std::to_integer<int>(expected[k]))));
      CHECK(worst <= 0.501f);  // the golden bytes are rounded: half a step is no difference
      const ByteView expected_mask = masks->bytes.subspan(i * pixels, pixels);
      std::size_t wrong = 0;
      for (std::size_t k = 0; k < pixels; ++k)
        wrong += drawing->entity[k] + 128 * drawing->reflection[k] != std::to_integer<int>(expected_mask[k]);
      CHECK(wrong == 0);

      const auto patch_mask = patch_masks(*drawing, *scene, 8);
      REQUIRE(patch_mask);
      REQUIRE(patch_mask->size() == grid * grid);
      const ByteView expected_patches = patches->bytes.subspan(i * 3 * grid * grid, 3 * grid * grid);
      std::size_t wrong_patches = 0;
      for (std::size_t k = 0; k < grid * grid; ++k) {
        const PatchMask& mask = (*patch_mask)[k];
        const bool flags[] = {(mask.objects & 1) != 0, (mask.objects & 2) != 0, mask.is_reflection()};
        for (std::size_t j = 0; j < 3; ++j)
          wrong_patches += flags[j] != (expected_patches[j * grid * grid + k] != std::byte{0});
      }
      CHECK(wrong_patches == 0);
    }
  }
}
