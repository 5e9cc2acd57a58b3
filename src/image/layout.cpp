#include "image/layout.h"

#include <format>

namespace attention::image {
namespace {

constexpr double standard_side = 0.43, side_on = 0.43 * 0.92;
/// From a canvas's centre to the art's feet, in canvas edges.
constexpr double feet_below_centre = 254.0 / 256 - 0.5;
constexpr double horizon = 0.65, shore = 0.59, feet = 0.81;

void stand(Sticker& sticker, double x, double y) {
  sticker.x = x;
  sticker.y = y - feet_below_centre * sticker.side;
}

Rectangle glass_around(double centre) {
  return {centre - 0.215, feet - 0.60, centre + 0.215, feet + 0.03};
}

}  // namespace

int object_count(Relation relation) {
  switch (relation) {
    case Relation::empty_mirror:
      return 0;
    case Relation::one:
    case Relation::mirror:
    case Relation::water:
      return 1;
    case Relation::chases:
    case Relation::on:
    case Relation::beside:
      return 2;
  }
  return 0;
}

Result<Scene> lay_out(const Specification& specification, const Stickers& stickers) {
  const int count = object_count(specification.relation);
  if (std::ssize(specification.objects) != count)
    return fail(ErrorCode::shape_mismatch,
                std::format("{} objects for '{}'", specification.objects.size(), name_of(specification.relation)));
  Scene scene{.relation = specification.relation, .sky = specification.sky, .horizon = horizon};
  for (const Look& look : specification.objects)
    scene.objects.push_back({.look = look, .side = standard_side, .flip = specification.flip});
  const bool from_left = specification.from_left;

  switch (specification.relation) {
    case Relation::one:
      stand(scene.objects[0], 0.5, feet);
      break;
    case Relation::chases:
    case Relation::beside:
      stand(scene.objects[0], from_left ? 0.26 : 0.74, feet);
      stand(scene.objects[1], from_left ? 0.74 : 0.26, feet);
      if (specification.relation == Relation::chases)  // the chaser runs towards the other
        for (Sticker& sticker : scene.objects) sticker.flip = from_left;
      break;
    case Relation::on: {
      Sticker &rider = scene.objects[0], &seat = scene.objects[1];
      const auto row = stickers.seat(seat.look.kind, seat.look.style);
      if (!row) return std::unexpected(row.error());
      rider.side = seat.side = side_on;
      seat.look.attributes &= ~hat;  // it would be sat upon
      stand(seat, 0.5, 0.91);
      stand(rider, 0.5, seat.y + (*row / 256.0 - 0.5) * seat.side + 0.02);
      break;
    }
    case Relation::mirror:
      stand(scene.objects[0], from_left ? 0.245 : 0.755, feet);
      scene.mirror = {from_left ? MirrorSide::right : MirrorSide::left, glass_around(from_left ? 0.745 : 0.255),
                      specification.frame};
      break;
    case Relation::water:
      scene.horizon = shore;
      stand(scene.objects[0], 0.5, shore);
      scene.mirror = {MirrorSide::water, {0, shore, 1, 1}, 0};
      break;
    case Relation::empty_mirror:
      scene.mirror = {MirrorSide::empty, glass_around(0.5), specification.frame};
      break;
  }
  if (const auto checked = check(scene); !checked) return std::unexpected(checked.error());
  return scene;
}

}  // namespace attention::image
