// Any text as a scene: what is read passes the checks, reads back equal from what is written, and can be drawn. And any
// bytes as the values of a scene in memory: refused, or drawn.
#include <bit>
#include <cstdlib>

#include "image/compose.h"
#include "tests/fuzz/replay.h"
#include "tests/support/files.h"

using namespace attention;
using namespace attention::image;

namespace {

Composer make_composer() {
  const std::string folder = "assets/images/stickers/";
  auto stickers = Stickers::parse(test::read_binary_file(folder + "accessories.safetensors"));
  // One style: scenes in others must be refused, not crash.
  if (!stickers || !stickers->add_style(test::read_binary_file(folder + "fluent-emoji-flat.safetensors"))) std::abort();
  return Composer(std::make_shared<const Stickers>(*std::move(stickers)));
}

void draw(Composer& composer, const Scene& scene) {
  const auto drawing = composer.draw(scene, 24);
  if (!drawing) {
    const bool is_checked = check(scene).has_value();
    if (drawing.error().code != (is_checked ? ErrorCode::file_missing : ErrorCode::out_of_range)) std::abort();
    return;
  }
  for (const float value : drawing->picture.rgb)
    if (!(value > -1e-4f && value < 1 + 1e-4f)) std::abort();
  if (!patch_masks(*drawing, scene, 8)) std::abort();
}

/// A scene whose values are the bytes, in order, as they are: numbers of every size, infinities and NaN among them.
Scene scene_of_bytes(const std::uint8_t* data, std::size_t size) {
  const auto byte = [&]() -> unsigned { return size == 0 ? 0u : (--size, *data++); };
  const auto number = [&] {
    // Most are of a sensible size, so that many scenes are drawn.
    const unsigned first = byte();
    if (first % 32 != 0) return first / 256.0;
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits = bits << 8 | byte();
    return std::bit_cast<double>(bits);
  };
  Scene scene;
  scene.relation = static_cast<Relation>(byte() % 8);
  scene.sky = static_cast<Sky>(byte() % 5);
  scene.horizon = number();
  if (byte() % 2 == 0) {
    Mirror mirror{.side = static_cast<MirrorSide>(byte() % 5), .frame = static_cast<int>(byte() % 4)};
    mirror.glass = {number(), number(), number(), number()};
    scene.mirror = mirror;
  }
  const unsigned most = byte() % 8 == 0 ? 20 : 4;
  for (unsigned count = byte() % most; count > 0; --count) {
    Sticker sticker;
    sticker.look = {static_cast<Kind>(byte() % 25), static_cast<Style>(byte() % 5), static_cast<Colour>(byte() % 11),
                    byte() % 9};
    sticker.x = number();
    sticker.y = number();
    sticker.side = number();
    sticker.angle = number();
    sticker.flip = byte() % 2 == 0;
    scene.objects.push_back(sticker);
  }
  return scene;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Composer composer = make_composer();
  draw(composer, scene_of_bytes(data, size));
  const auto scene = read_scene(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!scene) return 0;
  if (!check(*scene) || read_scene(write_scene(*scene)) != *scene) std::abort();
  draw(composer, *scene);
  return 0;
}

std::vector<std::string> fuzz::corpus() {
  const std::string cat =
      R"({"kind":"cat","style":2,"colour":"red","attributes":5,"x":0.3,"y":0.6,"side":0.4,"angle":0.1,"flip":true})";
  const std::string dog =
      R"({"kind":"dog","style":2,"colour":"white","attributes":2,"x":0.7,"y":-1e-3,"side":4,"angle":-99,"flip":false})";
  const std::string whale =
      R"({"kind":"whale","style":1,"colour":"blue","attributes":0,"x":4,"y":-4,"side":0.01,"angle":0,"flip":false})";
  const auto scene = [](const std::string& relation, const std::string& objects, const std::string& mirror) {
    return R"({"relation":")" + relation + R"(","sky":"snow","horizon":0.61,"objects":[)" + objects + R"(],"mirror":)" +
           mirror + "}";
  };
  return {scene("chases", cat + "," + dog, "null"), scene("on", dog + "," + cat, "null"),
          scene("mirror", cat, R"({"side":"left","frame":2,"glass":[0.04,0.2,0.47,0.84]})"),
          scene("water", dog, R"({"side":"water","frame":0,"glass":[0,0.6,1,1]})"),
          scene("empty_mirror", "", R"({"side":"empty","frame":1,"glass":[-4,-4,4,4]})"), scene("one", whale, "null"),
          scene("one", cat, R"({"side":"right","frame":0,"glass":[0.5,0.5,0.5,1e999]})"), R"({"relation":"one"})",
          // As values: beside each other at night; a mirror with its object; water.
          std::string("\3\1\xA6\1\1\2\0\2\1\3\x50\x80\x6E\1\0\5\2\4\7\xB0\x88\x64\2\1", 24),
          std::string("\4\2\xA6\0\1\2\x8A\x37\xF0\xD7\1\1\7\2\x9\2\x40\x88\x70\5\0", 21),
          std::string("\5\3\x98\0\2\0\1\x97\xFF\xFF\1\1\3\2\x0\5\x80\x60\x70\xF\1", 21), ""};
}
