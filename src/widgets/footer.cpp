#include "widgets/footer.h"

#include <algorithm>
#include <cmath>

#include "imgui.h"

namespace attention::widgets {

namespace {

struct FooterLink { const char *id, *label, *target; };
constexpr FooterLink footer_links[] = {{"footer.licence", "footer.licence", "LICENSE"},
                                       {"footer.notices", "footer.notices", "NOTICES.txt"},
                                       {"footer.model_card", "footer.model_card", "models/e5/README.md"},
                                       {"footer.top", "nav.top", "#top"}};

/// Where everything goes, from the footer's top left corner.
struct Layout {
  Paragraph privacy;
  float left = 0, privacy_top = 0, height = 0;
  std::vector<Rect> links;
};

Layout lay_out(const Fonts& fonts, const Theme& theme, const article::Strings& strings, float width) {
  Layout l;
  const FontStyle style = theme.font(TextStyle::label);
  l.left = theme.gutter();
  l.privacy_top = theme.px(28);
  const float room = width - 2 * l.left, gap = theme.px(22), line = theme.px(28);
  float total = -gap;
  for (const FooterLink& link : footer_links) total += std::ceil(fonts.width(style, strings[link.label])) + gap;
  const bool beside = !theme.compact && total < room * 0.6f;
  l.privacy = wrap_text(fonts, theme.font(TextStyle::small), {TextInk::Kind::soft, {}}, strings["footer.privacy"], beside ? room - total - theme.px(32) : room,
                        theme.line_height(TextStyle::small));
  // At the right beside the sentence, or in rows below it.
  float x = beside ? l.left + room - total : l.left, y = beside ? l.privacy_top - theme.px(5) : l.privacy_top + l.privacy.height + theme.px(10);
  for (const FooterLink& link : footer_links) {
    const float link_width = std::ceil(fonts.width(style, strings[link.label]));
    if (!beside && x > l.left && x + link_width > l.left + room) {
      x = l.left;
      y += line;
    }
    l.links.push_back({x, y, link_width, line});
    x += link_width + gap;
  }
  l.height = std::round(std::max(l.privacy_top + l.privacy.height, y + line) + theme.px(36));
  return l;
}

}  // namespace

float footer_height(const Fonts& fonts, const Theme& theme, const article::Strings& strings, float width) { return lay_out(fonts, theme, strings, width).height; }

std::optional<std::string> draw_footer(ImDrawList& list, const Fonts& fonts, const Theme& theme, const article::Strings& strings, float top, float width,
                                       float scroll, const DocumentView::Pointer& pointer, std::vector<Control>& controls, std::string& cursor) {
  const Layout l = lay_out(fonts, theme, strings, width);
  const float y = top - scroll;
  const FontStyle style = theme.font(TextStyle::label);
  list.AddRectFilled({0, y}, {width, y + theme.snapped(1)}, theme.line.packed());
  draw_paragraph(list, fonts, theme, l.privacy, l.left, std::round(y + l.privacy_top), y, y + l.height);
  std::optional<std::string> pressed;
  for (std::size_t i = 0; i < l.links.size(); ++i) {
    const FooterLink& link = footer_links[i];
    const Rect rect{l.links[i].x, l.links[i].y + y, l.links[i].width, l.links[i].height};
    const bool hovered = pointer.active && rect.contains(pointer.x, pointer.y);
    const float baseline = std::round(rect.y + (rect.height + fonts.metrics(style).cap_height) / 2);
    const Color ink = hovered ? theme.text : theme.soft;
    fonts.draw(list, rect.x, baseline, ink, style, strings[link.label]);
    const float rule = baseline + theme.px(3);
    list.AddRectFilled({rect.x, rule}, {rect.x + rect.width, rule + theme.snapped(1)}, (hovered ? ink : theme.line_strong).packed());
    Control control;
    control.id = link.id;
    control.role = ControlRole::link;
    control.name = std::string(strings[link.label]);
    control.value = link.target;
    control.figure = "footer";
    control.rect = {rect.x, rect.y + scroll, rect.width, rect.height};
    controls.push_back(std::move(control));
    if (hovered) cursor = "pointer";
    if (hovered && pointer.pressed) pressed = link.target;
  }
  return pressed;
}

}  // namespace attention::widgets
