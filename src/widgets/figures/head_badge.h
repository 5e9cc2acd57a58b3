#pragma once
#include "widgets/figure.h"

namespace attention::widgets {

/// The badge of the head in use: how often it binds a colour to its own noun, on words that it was not chosen with, beside what
/// simple rules reach on the same sentences; the family in which it fails is marked. A fold-out on a phone, always open on
/// wide pages. Height 0 while the scores are not there.
float badge_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width);
void draw_badge(Ui& ui, const Scene& scene, const Rect& area);

}  // namespace attention::widgets
