#pragma once
#include <optional>
#include <string>
#include <vector>

#include "article/strings.h"
#include "widgets/controls.h"
#include "widgets/document_view.h"
#include "widgets/fonts.h"
#include "widgets/theme.h"

struct ImDrawList;

namespace attention::widgets {

/// What stands below the article where the page has no footer of its own (the desktop): what happens to the reader's text, and
/// links to our licence, to those of others, and to the model's card. `top`: where it begins, in document coordinates.
float footer_height(const Fonts& fonts, const Theme& theme, const article::Strings& strings, float width);

/// Draws it and appends its links to `controls` (figure "footer", document coordinates). Returns the target of a link that was
/// pressed: a file that comes with the program, or "#top". `cursor` gets "pointer" over a link.
std::optional<std::string> draw_footer(ImDrawList& list, const Fonts& fonts, const Theme& theme, const article::Strings& strings, float top, float width,
                                       float scroll, const DocumentView::Pointer& pointer, std::vector<Control>& controls, std::string& cursor);

}  // namespace attention::widgets
