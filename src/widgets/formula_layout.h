#pragma once
#include <string>
#include <vector>

#include "article/document.h"
#include "widgets/fonts.h"
#include "widgets/theme.h"

struct ImDrawList;

namespace attention::widgets {

/// A formula with places: glyph runs, rules (fraction bars, roof of a root) and strokes (root signs), relative to the
/// left end of its baseline, y downwards, device pixels.
struct FormulaBox {
  struct Glyphs { float x = 0, y = 0; FontStyle style; std::string text; };
  struct Rule { float x = 0, y = 0, width = 0, height = 0; };
  struct Stroke { std::vector<std::pair<float, float>> points; float thickness = 1; };
  float width = 0, ascent = 0, descent = 0;
  std::vector<Glyphs> glyphs;
  std::vector<Rule> rules;
  std::vector<Stroke> strokes;
};

/// Lays a formula out by the rules of TeX's appendix G, reduced to what our formulas need: spacing by class (ordinary,
/// operator, binary, relation, opening, closing, punctuation), fractions on the axis, roots, scripts, big operators with
/// limits in displayed formulas. `size`: em in device pixels of the text around it.
FormulaBox layout_formula(const Fonts& fonts, const article::Formula& formula, float size, bool display);

/// Draws the box with its baseline's left end at (x, y).
void draw_formula(ImDrawList& list, const Fonts& fonts, const FormulaBox& box, float x, float y, Color color);

}  // namespace attention::widgets
