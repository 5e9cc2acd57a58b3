#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"
#include "article/marks.h"
#include "base/error.h"

namespace attention::article {

/// Glossary id → the entry's title.
using Terms = std::map<std::string, std::string, std::less<>>;

/// One segment's Markdown (CommonMark with tables and wiki links) as blocks. Placeholders become formulas and
/// citations; a citation's text is still its key and its number 0. Links to terms go to "#term-id". Errors: parse (raw
/// HTML is text; images, unsafe link targets, nesting beyond maximum_nesting, oversized tables are errors);
/// unknown_name for a term, role or figure that does not exist.
Result<std::vector<Block>> parse_markdown(std::string_view markdown, const MarkedText& marks, const Terms& terms);

/// Inline Markdown alone, as in a primer's title: its plain text.
Result<std::string> parse_plain_line(std::string_view markdown, const MarkedText& marks, const Terms& terms);

}  // namespace attention::article
