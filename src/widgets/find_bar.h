#pragma once
#include <string>

#include "article/strings.h"
#include "widgets/document_view.h"
#include "widgets/fonts.h"
#include "widgets/theme.h"

namespace attention::widgets {

/// The search of a platform that has none of its own (the desktop): a field under the bar, results marked in the document.
class FindBar {
 public:
  /// Opens it, or puts the keyboard back into it.
  void open() {
    open_ = true;
    focus_ = true;
  }
  /// The marks are gone after a new layout or in another language: finds them again.
  void refresh(DocumentView& view);

  /// Draws the field as a window of Dear ImGui's and searches while the reader types. Enter: next place, Shift+Enter: the one
  /// before, Escape: closes. Returns the document y to go to, or −1.
  float draw(DocumentView& view, const Fonts& fonts, const Theme& theme, const article::Strings& strings, float width, float scroll);

 private:
  bool open_ = false, focus_ = false;
  std::string text_;
  std::vector<float> places_;
  std::size_t current_ = 0;
};

}  // namespace attention::widgets
