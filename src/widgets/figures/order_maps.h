#pragma once
#include <string>
#include <vector>

#include "widgets/figures/order_numbers.h"
#include "widgets/ui.h"

namespace attention::widgets {

/// Attention maps of the head in use, side by side where they fit: the words as typed, in their new order, and the new order put back
/// (without positions that is the first map again). With shuffled positions: the model's own positions and the shuffled ones.
struct OrderMaps {
  struct Slot {
    enum class What { before, after, put_back } what = What::before;
    Rect area;  ///< caption, axes and map; relative to the section's top left corner
    Rect map;   ///< the texture
  };
  std::vector<Slot> slots;
  float legend_y = 0, height = 0;
};

OrderMaps lay_out_maps(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width);
void draw_maps(Ui& ui, const Scene& scene, const Rect& area);

}  // namespace attention::widgets
