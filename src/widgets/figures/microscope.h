#pragma once
#include "widgets/figure.h"

namespace attention::widgets {

/// Chapter 2: one weight step by step. Two pieces, one head: query and key, their products, the score, the row's softmax, and the mix of
/// values. Every number is the engine's or follows from the engine's by one operation (explain::derive).
class MicroscopeFigure final : public Figure {
 public:
  using Figure::Figure;
  std::string title(const Scene& scene, const article::Strings& strings) const override;
  std::string hint(const Scene& scene, const article::Strings& strings, bool touch) const override;
  float body_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width) const override;
  void draw_body(Ui& ui, const Scene& scene, const Rect& area) override;
  std::vector<std::string> computed(const Scene& scene, const article::Strings& strings) const override;
  DataTable table(const Scene& scene, const article::Strings& strings, bool plain_numbers) const override;
};

}  // namespace attention::widgets
