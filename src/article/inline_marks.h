#pragma once
#include <vector>

#include "article/markdown.h"

namespace attention::article {

/// Puts what marks.h took out back into a line of text runs: formulas and citations for their placeholders, titles for
/// [[term]], and the roles of [text]{.role}. Errors: unknown_name for a role or term; parse for "[[" that is left over.
Result<std::vector<Inline>> resolve_inline_marks(std::vector<Inline> items, const MarkedText& marks,
                                                 const Terms& terms);

}  // namespace attention::article
