#pragma once
#include <optional>
#include <string_view>

namespace attention {

/// Reads a whole decimal number, exactly rounded and whatever the locale: `12`, `-1.5`, `.5`, `5.`, `1e-3`. Too large
/// is infinite. `inf`, `infinity` and `nan`, in any case and with a sign, are numbers only if `allow_special`. Nothing
/// if it is no number.
std::optional<double> parse_number(std::string_view text, bool allow_special = false);

}  // namespace attention
