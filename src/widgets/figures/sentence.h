#pragma once
#include "widgets/figure.h"

namespace attention::widgets {

/// Chapters 0 and 1: the reader's sentence with arcs from the chosen word. The wide form draws arcs over one line of words; where
/// the words do not fit side by side (a phone, a long sentence) they stand below each other, with bars.
class SentenceFigure final : public Figure {
 public:
  using Figure::Figure;
  std::string title(const Scene& scene, const article::Strings& strings) const override;
  std::string hint(const Scene& scene, const article::Strings& strings, bool touch) const override;
  float body_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width) const override;
  void draw_body(Ui& ui, const Scene& scene, const Rect& area) override;
  void draw_waiting(Ui& ui, const Scene& scene, const Rect& area, const std::string& reason) override;
  std::vector<std::string> computed(const Scene& scene, const article::Strings& strings) const override;
  DataTable table(const Scene& scene, const article::Strings& strings, bool plain_numbers) const override;
};

}  // namespace attention::widgets
