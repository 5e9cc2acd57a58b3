#include "base/number.h"

#include <yyjson.h>

#include <limits>
#include <string>

namespace attention {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits at the front of `text` away and returns them.
std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return false;
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] | 0x20) != lower[i]) return false;
  return true;
}

}  // namespace

std::optional<double> parse_number(std::string_view text, bool allow_special) {
  const bool negative = take_sign(text);
  const auto with_sign = [negative](double value) { return negative ? -value : value; };
  if (allow_special) {
    if (equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity"))
      return with_sign(std::numeric_limits<double>::infinity());
    if (equals_ignoring_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  }
  std::string_view whole = take_digits(text), fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;

  // From here on it is a matter of spelling it as JSON does, for yyjson's exact reader.
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  std::string json(whole.empty() ? "0" : whole);
  if (!fraction.empty()) json.append(".").append(fraction);
  if (!text.empty() && (text.front() | 0x20) == 'e') {
    text.remove_prefix(1);
    const bool negative_exponent = take_sign(text);
    const std::string_view exponent = take_digits(text);
    if (exponent.empty()) return std::nullopt;
    json.append(negative_exponent ? "e-" : "e").append(exponent);
  }
  if (!text.empty()) return std::nullopt;
  yyjson_val value;
  if (yyjson_read_number(json.c_str(), &value, YYJSON_READ_ALLOW_INF_AND_NAN, nullptr, nullptr) == nullptr)
    return std::nullopt;
  return with_sign(yyjson_get_num(&value));
}

}  // namespace attention
