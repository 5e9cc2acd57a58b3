#pragma once
#include <string>
#include <string_view>

#include "article/document.h"
#include "base/error.h"

namespace attention::article {

/// Parses the TeX subset of content/README.md into boxes. A letter, an operator and a run of digits is one symbol each;
/// \mathrm, \text and function names (\exp, \sin, \cos) are text; \; and \quad are texts of one space (U+2005, U+2003).
/// The outermost formula is a row and keeps `tex` as its source. Scripts bind to the item before them.
/// Errors: parse, with the place and the reason (an unknown command, a brace that is not closed, nesting beyond 32).
Result<Formula> parse_formula(std::string_view tex);

/// True for a symbol that is set in italics: a Latin or Greek small letter, or a Latin capital.
bool is_variable(const Formula& symbol);
/// True for a symbol of digits (with a decimal point inside).
bool is_number(const Formula& symbol);

/// The formula as MathML Core without white space between elements; `display` centres it and gives sums and fractions full
/// size. The TeX source is in alttext, so that copying and assistive technology have it.
std::string to_mathml(const Formula& formula, bool display);

}  // namespace attention::article
