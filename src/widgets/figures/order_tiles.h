#pragma once
#include <string>
#include <vector>

#include "widgets/ui.h"

namespace attention::widgets {

/// The words of the order figure as tiles in reading order, wrapped to lines.
struct OrderTiles {
  std::vector<Rect> boxes;  ///< one per place, relative to the tiles' top left corner
  float height = 0;         ///< the numbers of the places below the tiles included
};

/// `names`: the real words as typed; `order`: the word at each place.
OrderTiles lay_out_tiles(const std::vector<std::string>& names, const std::vector<int>& order, const Fonts& fonts, const Theme& theme, float width);

/// The place at which a tile dropped at the point would come to stand, counted without the tile itself: in the line nearest to the
/// point, before the first tile whose middle lies to its right.
int drop_place(const OrderTiles& tiles, const std::vector<int>& order, int dragged, Point point);

/// Draws the tiles and registers an option for each. While one is dragged it follows the pointer, and the others leave the gap that
/// it would fill. `chosen`: the word that the buttons move, -1 for none. Edits: SelectFrom, SetWordOrder.
void draw_tiles(Ui& ui, const std::vector<std::string>& names, const std::vector<int>& order, int chosen, const Rect& area);

}  // namespace attention::widgets
