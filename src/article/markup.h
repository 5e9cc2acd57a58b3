#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attention::article {

/// Text for between tags: & < > escaped.
std::string escape_text(std::string_view text);
/// Text for a double-quoted attribute: & < > " escaped.
std::string escape_attribute(std::string_view text);

/// Replaces each {{name}} of a page template by its value, which is HTML already.
/// Errors: unknown_name for a name without a value, parse for a brace pair that is not closed.
Result<std::string> fill_template(std::string_view page, const std::map<std::string, std::string, std::less<>>& values);

}  // namespace attention::article
