#include "image/scene.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "image/compose.h"
#include "image/layout.h"
#include "tests/image/sticker_files.h"

using namespace attention;
using namespace attention::image;

namespace {

constexpr const char* sticker_json =
    R"({"kind":"cat","style":0,"colour":"red","attributes":5,"x":0.5,"y":0.6,"side":0.4,"angle":0.1,"flip":true})";

std::string scene_json(const std::string& objects, const std::string& rest = R"("mirror":null)") {
  return R"({"relation":"one","sky":"day","horizon":0.65,"objects":[)" + objects + "]," + rest + "}";
}

/// The sticker above with one member changed.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = sticker_json;
  text.replace(text.find(from), from.size(), to);
  return scene_json(text);
}

Scene two_cats() {
  Scene scene;
  scene.relation = Relation::beside;
  scene.objects = {{.look = {.kind = Kind::cat}, .x = 0.3},
                   {.look = {.kind = Kind::cat, .colour = Colour::blue}, .x = 0.7}};
  return scene;
}

}  // namespace

TEST_CASE("a scene that is written reads back equal", "[unit]") {
  Scene scene = two_cats();
  scene.objects[0].angle = 0.1 + 0.2;
  scene.objects[1].look.attributes = 6;
  CHECK(read_scene(write_scene(scene)) == scene);
  scene.mirror = Mirror{MirrorSide::water, {0, 0.6, 1, 1}, 2};
  CHECK(read_scene(write_scene(scene)) == scene);
  CHECK(read_scene(scene_json(sticker_json))->objects[0].look ==
        Look{Kind::cat, Style::noto, Colour::red, stripes | scarf});
  CHECK_FALSE(read_scene(scene_json(sticker_json, R"("caption":"a red cat")"))->mirror);
}

TEST_CASE("bad scenes are refused with a reason", "[unit]") {
  const auto code = [](const std::string& json) {
    INFO(json);
    const auto scene = read_scene(json);
    REQUIRE_FALSE(scene);
    return scene.error().code;
  };
  CHECK(code("") == ErrorCode::parse);
  CHECK(code("[]") == ErrorCode::parse);
  CHECK(code("{}") == ErrorCode::parse);
  CHECK(code(changed("\"cat\"", "\"unicorn\"")) == ErrorCode::unknown_name);
  CHECK(code(changed("\"cat\"", "7")) == ErrorCode::parse);
  CHECK(code(changed("\"red\"", "\"crimson\"")) == ErrorCode::unknown_name);
  CHECK(code(changed("\"style\":0", "\"style\":4")) == ErrorCode::out_of_range);
  CHECK(code(changed("\"style\":0", "\"style\":-1")) == ErrorCode::out_of_range);
  CHECK(code(changed("\"attributes\":5", "\"attributes\":8")) == ErrorCode::out_of_range);
  CHECK(code(changed("0.4", "0")) == ErrorCode::out_of_range);
  CHECK(code(changed("0.4", "-1")) == ErrorCode::out_of_range);
  CHECK(code(changed("0.4", "1e300")) == ErrorCode::out_of_range);
  CHECK(code(changed("0.4", "null")) == ErrorCode::parse);
  CHECK(code(changed("0.4", "NaN")) == ErrorCode::parse);
  CHECK(code(changed("0.5", "1e9")) == ErrorCode::out_of_range);
  CHECK(code(changed("0.1", "1e9")) == ErrorCode::out_of_range);
  std::string many = sticker_json;
  for (int i = 0; i < 5000; ++i) many += std::string(",") + sticker_json;
  CHECK(code(scene_json(many)) == ErrorCode::out_of_range);
  CHECK(code(scene_json("", R"("mirror":{"side":"up","frame":0,"glass":[0,0,1,1]})")) == ErrorCode::unknown_name);
  CHECK(code(scene_json("", R"("mirror":{"side":"left","frame":3,"glass":[0,0,1,1]})")) == ErrorCode::out_of_range);
  CHECK(code(scene_json("", R"("mirror":{"side":"left","frame":0,"glass":[0,0,1]})")) == ErrorCode::parse);
  CHECK(code(scene_json("", R"("mirror":{"side":"left","frame":0,"glass":[1,0,0,1]})")) == ErrorCode::out_of_range);
}

TEST_CASE("scenes made in memory are checked before they are drawn", "[unit]") {
  Composer composer(test::shipped_stickers());
  const auto code = [&](auto change, int size = 64) {
    Scene scene = two_cats();
    change(scene);
    const auto drawing = composer.draw(scene, size);
    REQUIRE_FALSE(drawing);
    return drawing.error().code;
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  CHECK(code([](Scene& scene) { scene.objects[0].side = nan; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects[0].x = nan; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects[1].y = -infinite; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects[1].angle = infinite; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.horizon = 0; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects.resize(1000); }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects[0].look.kind = static_cast<Kind>(24); }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects[0].look.attributes = 8; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene& scene) { scene.objects[0].look.style = Style::openmoji; }) == ErrorCode::file_missing);
  CHECK(code([](Scene& scene) { scene.mirror = Mirror{.glass = {0, nan, 1, 1}}; }) == ErrorCode::out_of_range);
  CHECK(code([](Scene&) {}, 0) == ErrorCode::out_of_range);
  CHECK(code([](Scene&) {}, picture_size_limit + 1) == ErrorCode::out_of_range);

  Scene outside = two_cats();
  outside.objects[0].x = place_limit;
  outside.objects[1].side = greatest_side;
  CHECK(composer.draw(outside, 1));
  CHECK(composer.draw(outside, 17));
}

TEST_CASE("later objects cover earlier ones, except on a seat", "[unit]") {
  Composer composer(test::shipped_stickers());
  Scene scene = two_cats();
  scene.objects[1].x = scene.objects[0].x;
  const auto shown = [&] {
    const auto drawing = composer.draw(scene, 64);
    REQUIRE(drawing);
    return *std::max_element(drawing->entity.begin(), drawing->entity.end());
  };
  CHECK(shown() == 2);
  scene.relation = Relation::on;
  CHECK(shown() == 1);
}

TEST_CASE("water shows the object upside down, a mirror turned about", "[unit]") {
  Scene scene;
  scene.objects = {{.look = {}, .x = 0.3, .y = 0.4, .side = 0.3, .angle = 0.2, .flip = true}};
  CHECK(reflections(scene).empty());
  scene.mirror = Mirror{MirrorSide::empty, {0.1, 0.1, 0.5, 0.8}, 0};
  CHECK(reflections(scene).empty());
  scene.mirror->side = MirrorSide::left;
  const auto mirrored = reflections(scene);
  REQUIRE(mirrored.size() == 1);
  CHECK(mirrored[0].sticker.x == 0.3);
  CHECK_FALSE(mirrored[0].sticker.flip);
  CHECK_FALSE(mirrored[0].flip_vertically);
  scene.mirror = Mirror{MirrorSide::water, {0, 0.6, 1, 1}, 0};
  const auto in_water = reflections(scene);
  REQUIRE(in_water.size() == 1);
  CHECK(in_water[0].sticker.y == 2 * 0.6 - 0.4);
  CHECK(in_water[0].sticker.angle == -0.2);
  CHECK(in_water[0].flip_vertically);
}

TEST_CASE("masks of patches name objects and reflections", "[unit]") {
  const Scene scene = two_cats();
  Drawing drawing{Picture(16), std::vector<std::uint8_t>(256), std::vector<std::uint8_t>(256)};
  drawing.entity[7 * 16 + 7] = 1;
  drawing.entity[15 * 16] = 2;
  drawing.reflection[15 * 16] = 1;
  const auto masks = patch_masks(drawing, scene, 8);
  REQUIRE(masks);
  CHECK((*masks)[0] == PatchMask{.objects = 1, .kinds = 1, .colours = 1});
  CHECK((*masks)[1] == PatchMask{});
  CHECK((*masks)[2] == PatchMask{.reflections = 2, .kinds = 1, .colours = 1u << static_cast<int>(Colour::blue)});
  CHECK(patch_masks(drawing, scene, 5).error().code == ErrorCode::shape_mismatch);
  CHECK(patch_masks(drawing, scene, 0).error().code == ErrorCode::shape_mismatch);
  CHECK(patch_masks(drawing, Scene{}, 8).error().code == ErrorCode::out_of_range);
}

TEST_CASE("standard scenes can be drawn for every relation", "[unit]") {
  const auto stickers = test::shipped_stickers();
  Composer composer(stickers);
  for (int i = 0; i < relation_count; ++i) {
    const auto relation = static_cast<Relation>(i);
    INFO(name_of(relation));
    Specification specification;
    specification.relation = relation;
    for (int j = 0; j < object_count(relation); ++j)
      specification.objects.push_back({.kind = Kind::horse, .attributes = all_attributes});
    const auto scene = lay_out(specification, *stickers);
    REQUIRE(scene);
    const auto drawing = composer.draw(*scene, 64);
    REQUIRE(drawing);
    for (int j = 1; j <= object_count(relation); ++j)
      CHECK(std::count(drawing->entity.begin(), drawing->entity.end(), j) > 150);
    const bool is_reflecting = relation == Relation::mirror || relation == Relation::water;
    CHECK((std::count(drawing->reflection.begin(), drawing->reflection.end(), 1) > 100) == is_reflecting);
    specification.objects.resize(3);
    CHECK(lay_out(specification, *stickers).error().code == ErrorCode::shape_mismatch);
  }
}
