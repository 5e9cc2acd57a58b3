#include "widgets/formula_layout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "imgui.h"

namespace attention::widgets {
namespace {

using article::Formula;

/// TeX's classes of atoms; spacing between neighbours depends on nothing else.
enum class Class { ordinary, operation, binary, relation, opening, closing, punctuation, none };

constexpr float script_scale = 0.72f;
constexpr float smallest_script = 0.56f;  ///< of the surrounding text
constexpr float axis_height = 0.26f;      ///< of minus signs and fraction bars above the baseline, in em
constexpr float rule_thickness = 0.045f;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) { return std::ranges::find(list, text) != list.end(); }

bool is_space(const Formula& formula) { return formula.kind == Formula::Kind::text && (formula.text == "\u2005" || formula.text == "\u2003"); }
bool is_big_operator(std::string_view text) { return is_one_of(text, {"∑", "∏"}); }

Class class_of(const Formula& formula) {
  switch (formula.kind) {
    case Formula::Kind::symbol: {
      const std::string_view t = formula.text;
      if (is_one_of(t, {"+", "−", "·", "×", "÷", "±"})) return Class::binary;
      if (is_one_of(t, {"=", "<", ">", "≤", "≥", "≈", "≠", "∈", "→", "∼", "∝", ":"})) return Class::relation;
      if (is_one_of(t, {"(", "[", "⟨"})) return Class::opening;
      if (is_one_of(t, {")", "]", "⟩"})) return Class::closing;
      if (is_one_of(t, {",", ";"})) return Class::punctuation;
      if (is_big_operator(t)) return Class::operation;
      return Class::ordinary;
    }
    case Formula::Kind::text: return is_space(formula) ? Class::none : Class::operation;
    case Formula::Kind::script: return class_of(formula.children[0]);
    case Formula::Kind::row:
    case Formula::Kind::fraction:
    case Formula::Kind::root: break;
  }
  return Class::ordinary;
}

/// Space between two atoms in eighteenths of an em (TeXbook, chapter 18); negative: only outside scripts.
float space_between(Class left, Class right) {
  constexpr int thin = 3, medium = -4, thick = -5;
  // Rows and columns: ordinary, operation, binary, relation, opening, closing, punctuation.
  constexpr std::array<std::array<int, 7>, 7> table{{
      {0, thin, medium, thick, 0, 0, 0},
      {thin, thin, 0, thick, 0, 0, 0},
      {medium, medium, 0, 0, medium, 0, 0},
      {thick, thick, 0, 0, thick, 0, 0},
      {0, 0, 0, 0, 0, 0, 0},
      {0, thin, medium, thick, 0, 0, 0},
      {-3, -3, 0, -3, -3, -3, -3},
  }};
  if (left == Class::none || right == Class::none) return 0;
  return static_cast<float>(table[static_cast<std::size_t>(left)][static_cast<std::size_t>(right)]);
}

struct Builder {
  const Fonts& fonts;
  float text_size;

  float smaller(float size) const { return std::max(size * script_scale, text_size * smallest_script); }
  bool in_script(float size) const { return size < text_size * 0.9f; }

  static void append(FormulaBox& into, const FormulaBox& from, float x, float y) {
    for (FormulaBox::Glyphs glyphs : from.glyphs) {
      glyphs.x += x;
      glyphs.y += y;
      into.glyphs.push_back(std::move(glyphs));
    }
    for (FormulaBox::Rule rule : from.rules) {
      rule.x += x;
      rule.y += y;
      into.rules.push_back(rule);
    }
    for (FormulaBox::Stroke stroke : from.strokes) {
      for (auto& [px, py] : stroke.points) {
        px += x;
        py += y;
      }
      into.strokes.push_back(std::move(stroke));
    }
    into.ascent = std::max(into.ascent, from.ascent - y);
    into.descent = std::max(into.descent, from.descent + y);
  }

  FormulaBox characters(std::string_view text, const FontStyle& style) const {
    FormulaBox box;
    const FontMetrics metrics = fonts.metrics(style);
    box.width = fonts.width(style, text);
    box.glyphs.push_back({0, 0, style, std::string(text)});
    box.ascent = metrics.cap_height * 1.06f;
    box.descent = style.size * 0.22f;
    return box;
  }

  FormulaBox symbol(const Formula& formula, float size, bool display) const {
    const std::string_view t = formula.text;
    if (is_big_operator(t)) {
      const float big = display ? size * 1.45f : size * 1.12f;
      FormulaBox box = characters(t, {Face::symbols, big});
      // Centred on the axis: the sign of the face of signs reaches from −0.21 to 0.76 em.
      const float centre = 0.275f * big, shift = centre - axis_height * size;
      FormulaBox moved;
      append(moved, box, 0, shift);
      moved.width = box.width;
      moved.ascent = 0.76f * big - shift;
      moved.descent = 0.21f * big + shift;
      return moved;
    }
    const bool letter = (t.size() == 1 && std::isalpha(static_cast<unsigned char>(t[0])) != 0) || (t >= "α" && t <= "ω" && t.size() == 2);
    FormulaBox box = characters(t, {letter ? Face::serif_italic : Face::serif, size});
    if (is_one_of(t, {"(", ")", "[", "]", "‖", "|"})) {
      box.ascent = size * 0.76f;
      box.descent = size * 0.25f;
    }
    return box;
  }

  FormulaBox row(const std::vector<Formula>& items, float size, bool display) const {
    FormulaBox box;
    box.ascent = size * 0.45f;
    Class previous = Class::none;
    const std::vector<bool> tall = tall_brackets(items);
    const float gap = size * 0.06f;
    float inside_ascent = 0, inside_descent = 0;
    if (std::ranges::contains(tall, true))
      for (const Formula& item : items)
        if (item.kind == Formula::Kind::fraction) {
          const FormulaBox inside = make(item, size, display);
          inside_ascent = std::max(inside_ascent, inside.ascent);
          inside_descent = std::max(inside_descent, inside.descent);
        }
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Formula& item = items[i];
      if (is_space(item)) {
        box.width += size * 0.28f;
        continue;
      }
      Class own = class_of(item);
      // A sign without a left operand is not an operation between two things.
      if (own == Class::binary && (previous == Class::none || previous == Class::binary || previous == Class::relation ||
                                   previous == Class::opening || previous == Class::punctuation || previous == Class::operation))
        own = Class::ordinary;
      float space = space_between(previous, own);
      if (space < 0) space = in_script(size) ? 0 : -space;
      box.width += space * size / 18;
      const FormulaBox part = tall[i] ? tall_bracket(own == Class::opening, -inside_ascent - gap, inside_descent + gap, size) : make(item, size, display);
      append(box, part, box.width, 0);
      box.width += part.width;
      previous = own;
    }
    return box;
  }

  /// Parentheses around something tall (a fraction) are drawn as tall as it, with strokes, so they do not grow fat.
  FormulaBox tall_bracket(bool opening, float top, float bottom, float size) const {
    FormulaBox box;
    const float thick = std::max(1.0f, size * 0.085f), width = size * 0.46f;
    const float height = bottom - top, bow = std::min(size * 0.32f, height * 0.16f);
    FormulaBox::Stroke stroke;
    stroke.thickness = thick;
    for (int i = 0; i <= 24; ++i) {
      const float t = static_cast<float>(i) / 12 - 1;  // −1…1 from top to bottom
      const float bulge = bow * (1 - t * t);
      const float x = opening ? width * 0.9f - bulge : width * 0.1f + bulge;
      stroke.points.emplace_back(x, top + height * (t + 1) / 2);
    }
    const float side = size * 0.07f;
    for (auto& point : stroke.points) point.first += opening ? side : 0;
    box.strokes.push_back(std::move(stroke));
    box.width = width + side;
    box.ascent = -top;
    box.descent = bottom;
    return box;
  }

  /// For each item: whether it is a parenthesis that has a fraction inside.
  static std::vector<bool> tall_brackets(const std::vector<Formula>& items) {
    std::vector<bool> tall(items.size(), false);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool symbol = items[i].kind == Formula::Kind::symbol;
      if (items[i].kind == Formula::Kind::fraction)
        for (const std::size_t at : open) tall[at] = true;
      if (symbol && items[i].text == "(") open.push_back(i);
      if (symbol && items[i].text == ")" && !open.empty()) {
        tall[i] = tall[open.back()];
        open.pop_back();
      }
    }
    return tall;
  }

  FormulaBox fraction(const Formula& formula, float size, bool display) const {
    const float part_size = display ? size * 0.96f : smaller(size);
    const FormulaBox above = make(formula.children[0], part_size, false), below = make(formula.children[1], part_size, false);
    const float rule = std::max(1.0f, std::round(rule_thickness * size));
    const float gap = std::max(rule, size * (display ? 0.17f : 0.09f)), side = size * 0.08f;
    FormulaBox box;
    const float inner = std::max(above.width, below.width) + 2 * side;
    const float outer = size * 0.09f;
    box.width = inner + 2 * outer;
    const float axis = axis_height * size;
    append(box, above, outer + (inner - above.width) / 2, -(axis + rule / 2 + gap + above.descent * 0.85f));
    append(box, below, outer + (inner - below.width) / 2, -axis + rule / 2 + gap + below.ascent);
    box.rules.push_back({outer, -axis - rule / 2, inner, rule});
    return box;
  }

  FormulaBox root(const Formula& formula, float size) const {
    const FormulaBox inside = make(formula.children[0], size, false);
    const float rule = std::max(1.0f, rule_thickness * size);
    const float gap = size * 0.12f;
    const float top = -(inside.ascent + gap), bottom = std::max(inside.descent * 0.7f, size * 0.06f);
    const float hook = size * 0.52f + 0.06f * (bottom - top);
    FormulaBox box;
    const float middle = bottom - (bottom - top) * 0.5f;
    box.strokes.push_back({{{size * 0.05f, middle + size * 0.05f}, {size * 0.17f, middle - size * 0.02f}}, rule});
    box.strokes.push_back({{{size * 0.16f, middle - size * 0.01f}, {hook * 0.58f, bottom}}, size * 0.085f});
    box.strokes.push_back({{{hook * 0.58f, bottom}, {hook, top + rule / 2}}, rule});
    box.rules.push_back({hook - rule / 2, top, inside.width + size * 0.1f + rule / 2, rule});
    append(box, inside, hook + size * 0.03f, 0);
    box.width = hook + inside.width + size * 0.12f;
    box.ascent = std::max(box.ascent, -top + rule);
    box.descent = std::max(box.descent, bottom);
    return box;
  }

  FormulaBox script(const Formula& formula, float size, bool display) const {
    const Formula& base_formula = formula.children[0];
    const FormulaBox base = make(base_formula, size, display);
    const bool has_sub = !formula.children[1].children.empty(), has_sup = !formula.children[2].children.empty();
    const float small = smaller(size);
    const FormulaBox sub = has_sub ? make(formula.children[1], small, false) : FormulaBox{};
    const FormulaBox sup = has_sup ? make(formula.children[2], small, false) : FormulaBox{};
    FormulaBox box;
    const bool big = base_formula.kind == Formula::Kind::symbol && is_big_operator(base_formula.text);
    if (big && display) {
      box.width = std::max({base.width, sub.width, sup.width});
      append(box, base, (box.width - base.width) / 2, 0);
      const float gap = size * 0.14f;
      if (has_sub) append(box, sub, (box.width - sub.width) / 2, base.descent + gap + sub.ascent);
      if (has_sup) append(box, sup, (box.width - sup.width) / 2, -(base.ascent + gap + sup.descent));
      return box;
    }
    append(box, base, 0, 0);
    const bool italic_capital = base_formula.kind == Formula::Kind::symbol && base_formula.text.size() == 1 &&
                                std::isupper(static_cast<unsigned char>(base_formula.text[0])) != 0;
    float drop = std::max(size * 0.17f, base.descent - size * 0.06f), rise = std::max(size * 0.37f, base.ascent - size * 0.32f);
    if (big) {
      drop = std::max(size * 0.26f, base.descent - size * 0.02f);
      rise = base.ascent - size * 0.30f;
    }
    const float gap = size * 0.035f;
    if (has_sub) append(box, sub, base.width + gap - (italic_capital ? size * 0.05f : 0), drop);
    if (has_sup) append(box, sup, base.width + gap + (italic_capital ? size * 0.06f : size * 0.02f), -rise);
    box.width = base.width + gap + std::max(sub.width, sup.width) + size * (big ? 0.02f : 0.05f);
    return box;
  }

  FormulaBox make(const Formula& formula, float size, bool display) const {
    switch (formula.kind) {
      case Formula::Kind::row: return row(formula.children, size, display);
      case Formula::Kind::symbol: return symbol(formula, size, display);
      case Formula::Kind::text: return characters(formula.text, {Face::serif, size});
      case Formula::Kind::fraction: return fraction(formula, size, display && !in_script(size));
      case Formula::Kind::root: return root(formula, size);
      case Formula::Kind::script: return script(formula, size, display);
    }
    return {};
  }
};

}  // namespace

FormulaBox layout_formula(const Fonts& fonts, const article::Formula& formula, float size, bool display) {
  const Builder builder{fonts, size};
  return builder.make(formula, size, display);
}

void draw_formula(ImDrawList& list, const Fonts& fonts, const FormulaBox& box, float x, float y, Color color) {
  const float baseline = std::round(y);
  for (const FormulaBox::Glyphs& glyphs : box.glyphs) fonts.draw(list, x + glyphs.x, baseline + glyphs.y, color, glyphs.style, glyphs.text);
  for (const FormulaBox::Rule& rule : box.rules) {
    const float top = std::round(baseline + rule.y), height = std::max(1.0f, std::round(rule.height));
    list.AddRectFilled({x + rule.x, top}, {x + rule.x + rule.width, top + height}, color.packed());
  }
  for (const FormulaBox::Stroke& stroke : box.strokes) {
    std::vector<ImVec2> points;
    for (const auto& [px, py] : stroke.points) points.emplace_back(x + px, baseline + py);
    list.AddPolyline(points.data(), static_cast<int>(points.size()), color.packed(), ImDrawFlags_None, stroke.thickness);
  }
}

}  // namespace attention::widgets
