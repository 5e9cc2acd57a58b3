#pragma once
#include <array>
#include <vector>

#include "widgets/ui.h"

namespace attention::widgets {

/// Three heat maps of how alike two places look: the model's own learned table, and the two formulas as illustrations.
class OrderSchemes {
 public:
  enum class Scheme { learned, sinusoidal, rotary };
  static constexpr std::array all{Scheme::learned, Scheme::sinusoidal, Scheme::rotary};
  /// Places shown; fewer if the model's table has fewer rows.
  static constexpr int places = 64;

  /// places × places numbers, row by row; empty while the model's table is not loaded. Kept while the table does not change.
  const std::vector<float>& similarity(const Scene& scene, Scheme scheme) const;

  static float height(const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width);
  void draw(Ui& ui, const Scene& scene, const Rect& area) const;

 private:
  mutable std::array<std::vector<float>, 3> kept_;
  mutable const float* table_ = nullptr;
  mutable int hidden_ = 0;
};

/// Unlocalized: "learned", "sinusoidal", "rotary".
const char* key_of(OrderSchemes::Scheme scheme);
/// Places that the maps of this scene have.
int places_shown(const Scene& scene);
/// The width that the model's states have, for the sinusoidal rows; and that of a head, for the rotary turn.
int model_width(const Scene& scene);
int head_width(const Scene& scene);

}  // namespace attention::widgets
