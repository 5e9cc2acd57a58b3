#include "widgets/theme.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <format>

namespace attention::widgets {
namespace {

std::uint8_t to_byte(float value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0l, 255l)); }

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Color color) { return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b); }

/// A style in CSS pixels: wide page, phone.
struct StyleSpec {
  Face face;
  float size, compact_size;
  float line, compact_line;
  float tracking = 0;  ///< in em
};

/// In the order of TextStyle.
constexpr std::array<StyleSpec, static_cast<std::size_t>(TextStyle::count_)> style_specs{{
    {Face::serif_display, 50, 38, 56, 43, -0.008f},   // title
    {Face::serif, 24, 20.5f, 34, 30},                 // subtitle
    {Face::sans, 14.5f, 14.5f, 22, 22},               // lead
    {Face::serif_display, 34, 29, 42, 36, -0.004f},   // heading
    {Face::serif_bold, 22.5f, 21, 30, 28},            // subheading
    {Face::serif, 19, 18, 31, 29},                    // body
    {Face::serif_italic, 19, 18, 31, 29},             // body_italic
    {Face::serif_bold, 19, 18, 31, 29},               // body_strong
    {Face::sans_medium, 12.5f, 12.5f, 18, 18, 0.09f}, // kicker
    {Face::sans_bold, 17.5f, 17, 24, 23},             // figure_title
    {Face::sans, 15, 15, 22, 22},                     // figure_line
    {Face::sans_medium, 13.5f, 13.5f, 18, 18},        // label
    {Face::sans_bold, 13.5f, 13.5f, 18, 18},          // label_strong
    {Face::sans, 13, 13, 19, 19},                     // small
    {Face::sans_bold, 13, 13, 19, 19},                // small_strong
    {Face::mono, 13.5f, 13.5f, 19, 19},               // number
    {Face::mono, 12, 12, 16, 16},                     // number_small
    {Face::mono, 16.2f, 15.4f, 26, 25},               // code
    {Face::sans_medium, 33, 26, 44, 36},              // word
    {Face::sans_medium, 20, 18, 28, 26},              // word_small
    {Face::serif, 16.2f, 16.5f, 24, 25},              // note
}};

/// Height of "x" per em, for snapping.
float x_height_of(Face face) {
  switch (face) {
    case Face::serif:
    case Face::serif_italic:
    case Face::serif_bold:
      return 0.475f;
    case Face::serif_display:
      return 0.446f;
    case Face::sans:
    case Face::sans_medium:
    case Face::sans_bold:
      return 0.546f;
    case Face::mono:
    case Face::mono_medium:
      return 0.55f;
    case Face::symbols:
      return 0.536f;
  }
  return 0.5f;
}

ColorScale stops(std::initializer_list<std::uint32_t> colors, bool diverging) {
  ColorScale scale;
  for (const std::uint32_t color : colors) scale.stops.push_back(Color::hex(color));
  scale.diverging = diverging;
  return scale;
}

}  // namespace

Color Color::faded(float opacity) const {
  Color result = *this;
  result.a = to_byte(static_cast<float>(a) * std::clamp(opacity, 0.0f, 1.0f));
  return result;
}

Color mix(Color from, Color to, float t) {
  const auto blend = [t](std::uint8_t x, std::uint8_t y) { return to_byte(static_cast<float>(x) + (static_cast<float>(y) - static_cast<float>(x)) * t); };
  return {blend(from.r, to.r), blend(from.g, to.g), blend(from.b, to.b), blend(from.a, to.a)};
}

Color over(Color top, Color below) {
  Color opaque = top;
  opaque.a = 255;
  return mix(below, opaque, static_cast<float>(top.a) / 255.0f);
}

double contrast(Color ink, Color surface) {
  const double a = luminance(ink), b = luminance(surface);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

std::string css(Color color) { return std::format("#{:02x}{:02x}{:02x}", color.r, color.g, color.b); }

Color ColorScale::at(float t) const {
  if (stops.empty()) return {};
  if (std::isnan(t)) return stops.front();
  const float unit = std::clamp(diverging ? (t + 1) / 2 : t, 0.0f, 1.0f);
  const float place = unit * static_cast<float>(stops.size() - 1);
  const auto index = std::min(static_cast<std::size_t>(place), stops.size() - 1);
  if (index + 1 == stops.size()) return stops.back();
  return mix(stops[index], stops[index + 1], place - static_cast<float>(index));
}

std::vector<Color> ColorScale::table() const {
  std::vector<Color> colors(256);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const float unit = static_cast<float>(i) / 255.0f;
    colors[i] = at(diverging ? 2 * unit - 1 : unit);
  }
  return colors;
}

Theme::Theme(bool dark_, float scale_, bool compact_) : dark(dark_), compact(compact_), scale(scale_) {
  // The inks were found by darkening (lightening) each fill until it reached 4.7:1 on the worst surface.
  const auto fill_query = Color::hex(0xD55E00), fill_key = Color::hex(0x0072B2), fill_value = Color::hex(0x009E73),
             fill_output = Color::hex(0xCC79A7);
  if (!dark) {
    paper = Color::hex(0xFCFBF8);
    card = Color::hex(0xFFFFFF);
    quiet = Color::hex(0xF3F0E8);
    quiet_hover = Color::hex(0xEBE7DC);
    text = Color::hex(0x1D1C1A);
    soft = Color::hex(0x5F5B54);
    faint = Color::hex(0x69655D);
    accent_ink = Color::hex(0xA54900);
    link = Color::hex(0x1D1C1A);
    error = Color::hex(0xB3261E);
    accent = fill_query;
    line = Color::hex(0xE4E0D6);
    line_strong = Color::hex(0x8F8A7F);
    focus = Color::hex(0x0072B2);
    selection = Color::hex(0xCFE3F2);
    found = Color::hex(0xFFE08A);
    shadow = Color::hex(0x3A3222, 26);
    query = {fill_query, Color::hex(0xA54900), Color::hex(0xFAEADE)};
    key = {fill_key, Color::hex(0x006AA5), Color::hex(0xDEEDF5)};
    value = {fill_value, Color::hex(0x007353), Color::hex(0xDEF2ED)};
    output = {fill_output, Color::hex(0xA53F78), Color::hex(0xF8EEF4)};
    sequential_ = stops({0xFDFCFA, 0xD9E8F2, 0xA4CBE4, 0x5FA3D0, 0x1F7AB8, 0x084A80}, false);
    diverging_ = stops({0x0B5A93, 0x4F97C7, 0xB3D3E8, 0xFAF9F6, 0xF4CBA8, 0xE08B45, 0xA94A00}, true);
  } else {
    paper = Color::hex(0x141517);
    card = Color::hex(0x1A1C1F);
    quiet = Color::hex(0x23262A);
    quiet_hover = Color::hex(0x2C3035);
    text = Color::hex(0xE9E6DF);
    soft = Color::hex(0xABA79D);
    faint = Color::hex(0xA29E94);
    accent_ink = Color::hex(0xFF9A4D);
    link = Color::hex(0xE9E6DF);
    error = Color::hex(0xFF8A80);
    accent = Color::hex(0xF08A3C);
    line = Color::hex(0x2E3135);
    line_strong = Color::hex(0x767B82);
    focus = Color::hex(0x5DB4F0);
    selection = Color::hex(0x274A66);
    found = Color::hex(0x6B5610);
    shadow = Color::hex(0x000000, 90);
    query = {fill_query, Color::hex(0xFF9A4D), Color::hex(0x3A2A1E)};
    key = {fill_key, Color::hex(0x4DB5F5), Color::hex(0x172D3B)};
    value = {fill_value, Color::hex(0x22BC8F), Color::hex(0x163229)};
    output = {fill_output, Color::hex(0xDB9CBE), Color::hex(0x3A2D36)};
    sequential_ = stops({0x1D1F23, 0x1E3447, 0x225480, 0x2F80BD, 0x6DB6E6, 0xD6EEFC}, false);
    diverging_ = stops({0x8CCBF3, 0x3C8DC4, 0x1F4966, 0x1F2124, 0x643A19, 0xCC6F26, 0xFFB77A}, true);
  }
  none_ = {soft, text, quiet};
}

const RoleColors& Theme::role(article::Role role) const {
  switch (role) {
    case article::Role::query: return query;
    case article::Role::key: return key;
    case article::Role::value: return value;
    case article::Role::output: return output;
    case article::Role::none: break;
  }
  return none_;
}

ColorScale Theme::role_scale(article::Role role_) const {
  const Color fill = role(role_).fill;
  ColorScale shades;
  shades.stops = {mix(card, fill, 0.04f), mix(card, fill, 0.5f), fill};
  return shades;
}

FontStyle Theme::font(TextStyle style) const {
  const StyleSpec& spec = style_specs[static_cast<std::size_t>(style)];
  float size = px(compact ? spec.compact_size : spec.size);
  // Lower-case letters whose height is a whole number of pixels have crisp tops; up to 3.5 % is given away for that.
  const float x_height = x_height_of(spec.face);
  const float snapped_size = std::round(size * x_height) / x_height;
  if (std::abs(snapped_size / size - 1) <= 0.035f) size = snapped_size;
  return {spec.face, size, spec.tracking * size};
}

float Theme::line_height(TextStyle style) const {
  const StyleSpec& spec = style_specs[static_cast<std::size_t>(style)];
  return snapped(compact ? spec.compact_line : spec.line);
}

}  // namespace attention::widgets
