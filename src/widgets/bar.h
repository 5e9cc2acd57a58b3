#pragma once
#include <string>
#include <vector>

#include "article/strings.h"
#include "widgets/controls.h"
#include "widgets/document_view.h"
#include "widgets/fonts.h"
#include "widgets/theme.h"

struct ImDrawList;

namespace attention::widgets {

/// What the bar at the top shows. On platforms with a mirror (the browser) the page has a bar of its own.
struct BarState {
  std::vector<article::Language> languages;
  std::string language;                ///< code of the current one
  float progress = 0;                  ///< 0…1, how far the reader is
  bool contents_open = false;
  const std::vector<ContentsEntry>* contents = nullptr;  ///< shown when open
  const ContentsEntry* section = nullptr;                ///< where the reader is
};
/// What the reader did.
struct BarAction {
  enum class Kind { none, home, contents, language, theme, go } kind = Kind::none;
  std::string value;                   ///< language code, or the id to go to
};

/// What a press on one of the bar's or the contents' controls does; "bar.language.<code>" and "contents.<id>" carry their value.
BarAction bar_action_of(const std::string& control);

/// The bar: title, contents, languages, theme, a line of progress. Drawn over the document, at the viewport's top.
/// `pointer` as for DocumentView; controls are appended to `controls` (figure "bar") with viewport rects; `cursor` gets
/// "pointer" over a control. While the contents are open, presses outside them close them.
BarAction draw_bar(ImDrawList& list, const Fonts& fonts, const Theme& theme, const article::Strings& strings, const BarState& state,
                   float width, float viewport_height, const DocumentView::Pointer& pointer, std::vector<Control>& controls,
                   const char** cursor = nullptr);

}  // namespace attention::widgets
