#pragma once
#include <string>

#include "article/document.h"

namespace attention::article {

/// The plain text of a block, UTF-8: exactly the characters of its own text nodes in the static HTML, in order, without those of
/// nested blocks. Ranges in app::LineBox count bytes of it. What counts:
///   heading, paragraph, formula, glossary_entry   the plain text of its inlines, joined
///   code                                          the code, verbatim
///   table                                         all cells row by row, joined without a separator
///   primer                                        its title (the summary line)
///   list, list_item, quote, note, rule, figure, sources   nothing of their own
/// html.h writes blocks from the same functions and adds no white space, so the two cannot differ.
std::string plain_text(const Block& block);

/// text, citation, back_reference: their text; formula: plain_text of it; line_break: nothing.
std::string plain_text(const Inline& item);

/// The text of a formula's symbols in the order of its MathML elements ("s" "i" "j" "=" …), a root's sign included, without layout or TeX.
std::string plain_text(const Formula& formula);

}  // namespace attention::article
