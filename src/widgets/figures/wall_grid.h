#pragma once
#include <optional>

#include "widgets/ui.h"
#include "widgets/figures/wall_numbers.h"

namespace attention::widgets {

/// Where the tiles go, from the grid's top left corner; device pixels. In the model's order rows are layers and columns heads, with
/// axes; in any other order each tile carries its name, and on a phone there are fewer, larger ones in a row.
struct WallGrid {
  int columns = 12, rows = 12;
  int cells = 0;                   ///< cells of a tile per side: the tokens, or fewer if there are more tokens than pixels
  float tile = 0;                  ///< edge of a tile, a whole number of pixels per cell
  float slot_width = 0, slot_height = 0;
  float left = 0, top = 0;         ///< of the first slot, behind the axes
  float width = 0, height = 0;     ///< axes included
  bool in_model_order = true;

  /// The tile in a place of the grid, 0 = top left.
  Rect tile_at(int place) const;
};

WallGrid lay_out_grid(const Scene& scene, const Fonts& fonts, const Theme& theme, float width);

/// Draws the tiles in the order of the sort and registers one option for each. A press uses the head everywhere. Returns the head under
/// the pointer, if there is one.
std::optional<HeadChoice> draw_grid(Ui& ui, WallNumbers& numbers, const Scene& scene, const WallGrid& grid, const Rect& area);

/// The scale with its real bounds, and what it means.
float legend_height(const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width);
void draw_legend(Ui& ui, const Rect& area);

/// One head, enlarged, with its five statistics.
float preview_height(const Theme& theme, float width);
void draw_preview(Ui& ui, WallNumbers& numbers, const Scene& scene, HeadChoice head, const Rect& area);

/// Heads that the filter leaves, in the order of the sort.
std::vector<RankedHead> shown_heads(WallNumbers& numbers, const Scene& scene, std::string_view figure);
/// The filter's threshold, if one is on. Kept for each statistic on its own in ViewState::open.
std::optional<float> threshold_of(const Scene& scene, std::string_view figure);
/// The flag in ViewState::open for a threshold of the present sort, 0 or 1.
std::string filter_id(const Scene& scene, std::string_view figure, int step);

}  // namespace attention::widgets
