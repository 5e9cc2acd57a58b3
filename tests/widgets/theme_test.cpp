#include "widgets/theme.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

using namespace attention::widgets;
using attention::article::Role;

namespace {
constexpr double readable = 4.5;  // WCAG 2.2, 1.4.3
constexpr double visible = 3.0;   // WCAG 2.2, 1.4.11
}  // namespace

TEST_CASE("contrast is that of WCAG", "[unit]") {
  CHECK(std::abs(contrast(Color::hex(0x000000), Color::hex(0xFFFFFF)) - 21) < 1e-6);
  CHECK(std::abs(contrast(Color::hex(0x777777), Color::hex(0xFFFFFF)) - 4.478) < 1e-3);
  CHECK(contrast(Color::hex(0x123456), Color::hex(0x123456)) == 1);
}

TEST_CASE("every ink is readable on every surface", "[unit]") {
  for (const bool dark : {false, true}) {
    const Theme theme(dark, 1, false);
    const Color surfaces[] = {theme.paper, theme.card, theme.quiet, theme.quiet_hover};
    const Color inks[] = {theme.text, theme.soft, theme.faint, theme.accent_ink, theme.link, theme.error,
                          theme.query.ink, theme.key.ink, theme.value.ink, theme.output.ink};
    for (const Color surface : surfaces)
      for (const Color ink : inks) {
        INFO((dark ? "dark " : "light ") << css(ink) << " on " << css(surface));
        CHECK(contrast(ink, surface) >= readable);
      }
    for (const Role role : {Role::query, Role::key, Role::value, Role::output}) {
      const RoleColors& colors = theme.role(role);
      INFO((dark ? "dark " : "light ") << css(colors.ink) << " on " << css(colors.tint));
      CHECK(contrast(colors.ink, colors.tint) >= readable);
      CHECK(contrast(theme.text, colors.tint) >= readable);
    }
    CHECK(contrast(theme.text, theme.selection) >= readable);
    CHECK(contrast(theme.text, theme.found) >= readable);
  }
}

TEST_CASE("what shows a control or the focus is visible", "[unit]") {
  for (const bool dark : {false, true}) {
    const Theme theme(dark, 1, false);
    for (const Color surface : {theme.paper, theme.card, theme.quiet}) {
      CHECK(contrast(theme.focus, surface) >= visible);
      CHECK(contrast(theme.line_strong, surface) >= visible);
      CHECK(contrast(theme.accent, surface) >= visible);
    }
  }
}

TEST_CASE("role fills are the same on both papers", "[unit]") {
  const Theme light(false, 1, false), dark(true, 1, false);
  CHECK(light.query.fill == Color::hex(0xD55E00));
  CHECK(light.key.fill == Color::hex(0x0072B2));
  CHECK(light.value.fill == Color::hex(0x009E73));
  CHECK(light.output.fill == Color::hex(0xCC79A7));
  for (const Role role : {Role::query, Role::key, Role::value, Role::output}) CHECK(light.role(role).fill == dark.role(role).fill);
}

TEST_CASE("scales run evenly from end to end", "[unit]") {
  for (const bool dark : {false, true}) {
    const Theme theme(dark, 1, false);
    // More is always further from the paper: no two values can be mistaken for each other's order.
    double last = 0;
    for (int i = 0; i <= 20; ++i) {
      const double distance = contrast(theme.sequential().at(static_cast<float>(i) / 20), theme.sequential().at(0));
      CHECK(distance >= last);
      last = distance;
    }
    CHECK(last > 4);
    const ColorScale& signed_scale = theme.diverging();
    CHECK(signed_scale.at(-1) == signed_scale.stops.front());
    CHECK(signed_scale.at(1) == signed_scale.stops.back());
    CHECK(signed_scale.at(0) == signed_scale.stops[signed_scale.stops.size() / 2]);
    CHECK(signed_scale.at(std::numeric_limits<float>::quiet_NaN()) == signed_scale.stops.front());
    CHECK(signed_scale.at(7) == signed_scale.at(1));
    CHECK(signed_scale.table().size() == 256);
  }
}

TEST_CASE("text sizes follow the scale and stay near the design", "[unit]") {
  for (const float scale : {1.0f, 1.25f, 1.5f, 2.0f, 3.0f}) {
    const Theme theme(false, scale, false), reference(false, 1, false);
    for (int i = 0; i < static_cast<int>(TextStyle::count_); ++i) {
      const auto style = static_cast<TextStyle>(i);
      const float ratio = theme.font(style).size / (reference.font(style).size * scale);
      CHECK(ratio > 0.92f);
      CHECK(ratio < 1.08f);
      CHECK(theme.line_height(style) == std::round(theme.line_height(style)));
      CHECK(theme.line_height(style) > theme.font(style).size);
    }
  }
}
