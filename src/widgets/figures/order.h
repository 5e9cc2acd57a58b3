#pragma once
#include "widgets/figure.h"
#include "widgets/figures/order_numbers.h"
#include "widgets/figures/order_schemes.h"

namespace attention::widgets {

/// Chapter 4: the words can be dragged into another order, positions switched on, off or shuffled. What the figure claims it has
/// measured: the largest difference between the last states of two runs after the reordering is undone. Below: the head's maps in
/// both orders, and three schemes of positions as heat maps.
class OrderFigure final : public Figure {
 public:
  using Figure::Figure;
  std::string title(const Scene& scene, const article::Strings& strings) const override;
  std::string hint(const Scene& scene, const article::Strings& strings, bool touch) const override;
  /// The last states are compared.
  int layer_needed(const Scene& scene) const override;
  float body_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width) const override;
  void draw_body(Ui& ui, const Scene& scene, const Rect& area) override;
  std::vector<std::string> computed(const Scene& scene, const article::Strings& strings) const override;
  DataTable table(const Scene& scene, const article::Strings& strings, bool plain_numbers) const override;

 private:
  void draw_actions(Ui& ui, const Scene& scene, const Rect& area) const;
  void draw_positions(Ui& ui, const Scene& scene, const Rect& area) const;
  void draw_differences(Ui& ui, const Scene& scene, const Rect& area) const;

  OrderNumbers numbers_;
  OrderSchemes schemes_;
};

/// Above this the runs without positions disagree by more than rounding.
inline constexpr float order_rounding = 1e-4f;

}  // namespace attention::widgets
