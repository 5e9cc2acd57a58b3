#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "article/document.h"
#include "widgets/fonts.h"

namespace attention::widgets {

/// sRGB with straight alpha.
struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;

  /// From 0xRRGGBB.
  static constexpr Color hex(std::uint32_t rgb, std::uint8_t alpha = 255) {
    return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb), alpha};
  }
  /// As ImU32 in Dear ImGui's default byte order.
  constexpr std::uint32_t packed() const {
    return static_cast<std::uint32_t>(r) | static_cast<std::uint32_t>(g) << 8 | static_cast<std::uint32_t>(b) << 16 |
           static_cast<std::uint32_t>(a) << 24;
  }
  /// The same colour with `opacity` in [0, 1] times its alpha.
  Color faded(float opacity) const;
  bool operator==(const Color&) const = default;
};

/// Straight mix in sRGB: t = 0 gives `from`, 1 gives `to`.
Color mix(Color from, Color to, float t);
/// `top` as it looks on `below` (which must be opaque).
Color over(Color top, Color below);
/// Contrast ratio of WCAG 2.2, 1…21; both opaque.
double contrast(Color ink, Color surface);
/// "#rrggbb", for SVG and CSS.
std::string css(Color color);

/// A role's colours. `fill` is the same in both themes and is for areas; text wears `ink`, which has at least 4.5:1 on
/// every surface; `tint` is a quiet background for a word in that role, on which `ink` keeps its contrast.
struct RoleColors { Color fill, ink, tint; };

/// What a text is, not how it looks. Sizes and faces: Theme::font().
enum class TextStyle {
  title, subtitle, lead,          ///< the opening
  heading, subheading,            ///< chapter, section
  body, body_italic, body_strong, ///< running text
  kicker,                         ///< "CHAPTER 2": small, tracked, set in capitals by the caller
  figure_title, figure_line,      ///< a figure's finding; its "try this" line
  label, label_strong,            ///< controls, pills, axis names
  small, small_strong,            ///< captions, legends
  number, number_small,           ///< tabular figures
  code,
  word, word_small,               ///< the reader's sentence, large (desktop) and small (phone)
  note,                           ///< margin notes, sources
  count_
};

/// A colour scale for magnitudes in [0, 1] (sequential) or [−1, 1] (diverging).
struct ColorScale {
  std::vector<Color> stops;
  bool diverging = false;
  /// The colour at t; outside values are clamped. NaN gives the first stop.
  Color at(float t) const;
  /// 256 colours from the lowest to the highest value, for textures and legends.
  std::vector<Color> table() const;
};

/// All colours, sizes and text styles of the page. Immutable; made anew when the reader changes theme, zoom or width.
/// Lengths in CSS pixels become device pixels with px(); text sizes are whole device pixels, so glyphs stay sharp.
class Theme {
 public:
  /// `scale`: device pixels per CSS pixel. `compact`: a phone's width (below 640 CSS pixels).
  Theme(bool dark, float scale, bool compact);

  bool dark, compact;
  float scale;

  // Surfaces, from the back to the front.
  Color paper;          ///< the page
  Color card;           ///< a figure
  Color quiet;          ///< selected pill, badge, code, table head
  Color quiet_hover;    ///< a control under the pointer
  // Inks: all at least 4.5:1 on paper, card, quiet and quiet_hover (tests/widgets/theme_test.cpp).
  Color text;           ///< running text
  Color soft;           ///< secondary text
  Color faint;          ///< captions, numbers that wait
  Color accent_ink;     ///< a strong word, an active control
  Color link;           ///< link text
  Color error;          ///< what went wrong
  // Not for text.
  Color accent;         ///< the page's strong colour as an area or line (progress, active arcs)
  Color line;           ///< hairlines, card borders
  Color line_strong;    ///< borders of controls, underlines: at least 3:1 where a border alone shows a control
  Color focus;          ///< the ring around the focused control
  Color selection;      ///< behind selected text
  Color found;          ///< behind found text
  Color shadow;         ///< a card's shadow at its darkest

  RoleColors query, key, value, output;
  /// The colours of a role; Role::none gives the ordinary text's.
  const RoleColors& role(article::Role role) const;

  /// Magnitudes from nothing (the surface) to much (dark on light paper, light on dark).
  const ColorScale& sequential() const { return sequential_; }
  /// Signed values: key blue – paper – query orange.
  const ColorScale& diverging() const { return diverging_; }
  /// From the surface to a role's fill, for strips in that role.
  ColorScale role_scale(article::Role role) const;

  /// CSS pixels → device pixels, not rounded.
  float px(float css) const { return css * scale; }
  /// CSS pixels → whole device pixels, at least 1: hairlines and edges.
  float snapped(float css) const { return std::max(1.0f, std::round(css * scale)); }

  // Measures, in device pixels.
  float column() const { return px(648); }         ///< the reading column
  float wide() const { return px(1080); }          ///< figures
  float gutter() const { return px(compact ? 18.0f : 28.0f); }  ///< page edge → text
  float card_padding() const { return px(compact ? 16.0f : 28.0f); }
  float radius_card() const { return px(compact ? 0.0f : 16.0f); }
  float radius() const { return px(10); }           ///< boxes inside a card
  float bar_height() const { return snapped(56); }
  float pill_height() const { return snapped(compact ? touch : 30.0f); }
  static constexpr float touch = 40;                ///< CSS pixels: nothing that a finger has to meet is smaller on a phone

  FontStyle font(TextStyle style) const;
  /// Distance of baselines, whole device pixels.
  float line_height(TextStyle style) const;

 private:
  ColorScale sequential_, diverging_;
  RoleColors none_;
};

}  // namespace attention::widgets
