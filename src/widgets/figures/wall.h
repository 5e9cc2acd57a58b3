#pragma once
#include "widgets/figure.h"
#include "widgets/figures/wall_numbers.h"

namespace attention::widgets {

/// Chapter 3: all heads as small tables of weights on one scale, sorted and filtered by measured statistics; which of them link two
/// words; and what changes when one link is cut.
class WallFigure final : public Figure {
 public:
  using Figure::Figure;
  std::string title(const Scene& scene, const article::Strings& strings) const override;
  std::string hint(const Scene& scene, const article::Strings& strings, bool touch) const override;
  /// The wall fills as layers arrive.
  int layer_needed(const Scene&) const override { return 0; }
  float body_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width) const override;
  void draw_body(Ui& ui, const Scene& scene, const Rect& area) override;
  std::vector<std::string> computed(const Scene& scene, const article::Strings& strings) const override;
  DataTable table(const Scene& scene, const article::Strings& strings, bool plain_numbers) const override;

 private:
  mutable WallNumbers numbers_;  ///< nothing of the reader's: numbers that follow from the trace, kept between frames
};

}  // namespace attention::widgets
