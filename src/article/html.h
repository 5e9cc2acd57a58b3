#pragma once
#include <string>
#include <vector>

#include "article/document.h"
#include "article/strings.h"

namespace attention::article {

/// The inside of <article>: every block with data-block="<index>", in reading order. Text nodes are exactly those of
/// plain_text.h; elements with data-silent hold text that belongs to the static page alone.
///   heading → h1…h4 (data-eyebrow: category or "Chapter 1")    list, list_item → ul/ol, li    quote → blockquote
///   table → div.table > table    code → pre > code    formula → p.display > math    rule → hr
///   figure → figure[data-figure][data-options], with a caption, a fallback card and one anchor per link that drives it
///   primer → details > summary    note → aside    sources → ol    glossary_entry → section > h3
std::string article_html(const Document& document, const Strings& strings);

/// The list of chapters with their sections, and the line of what is to come.
std::string contents_html(const Document& document, const Strings& strings);

/// One line of inlines; `document` gives citations their accessible names.
std::string inline_html(const std::vector<Inline>& line, const Document& document, const Strings& strings);

}  // namespace attention::article
