#include "platform/desktop/options.h"

#include <charconv>
#include <cmath>
#include <format>

namespace attention::platform {
namespace {

/// A number that uses up the whole text; std::from_chars for float is not everywhere, so whole and decimal part by hand.
std::optional<double> number_of(std::string_view text) {
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot), fraction = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  const auto digits = [](std::string_view part) -> std::optional<double> {
    if (part.empty() || part.size() > 9) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
    return value;
  };
  const auto integer = digits(whole);
  if (!integer) return std::nullopt;
  if (dot == std::string_view::npos) return integer;
  const auto decimals = digits(fraction);
  if (!decimals) return std::nullopt;
  return *integer + *decimals / std::pow(10.0, static_cast<double>(fraction.size()));
}

}  // namespace

Result<Options> parse_options(std::span<const std::string_view> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--help" || name == "-h") {
      options.help = true;
      continue;
    }
    if (i + 1 == arguments.size()) return fail(ErrorCode::parse, std::format("{}: unknown, or its value is missing", name));
    const std::string_view value = arguments[++i];
    const auto wrong = [&] { return fail(ErrorCode::parse, std::format("{} {}: not understood", name, value)); };
    if (name == "--assets") {
      options.assets = value;
    } else if (name == "--language") {
      options.language = value;
    } else if (name == "--fragment") {
      options.fragment = value.starts_with('#') ? value.substr(1) : value;
    } else if (name == "--theme") {
      if (value != "dark" && value != "light") return wrong();
      options.dark = value == "dark";
    } else if (name == "--size") {
      const auto cross = value.find('x');
      const auto width = number_of(value.substr(0, cross)), height = number_of(cross == std::string_view::npos ? "" : value.substr(cross + 1));
      if (!width || !height || *width < 200 || *height < 200 || *width > 16384 || *height > 16384) return wrong();
      options.width = static_cast<int>(*width);
      options.height = static_cast<int>(*height);
    } else if (name == "--scale" || name == "--scroll" || name == "--patience") {
      const auto number = number_of(value);
      if (!number) return wrong();
      if (name == "--scroll") options.scroll = static_cast<float>(*number);
      if (name == "--patience") options.patience = *number;
      if (name == "--scale") {
        if (*number < 0.5 || *number > 8) return wrong();
        options.scale = static_cast<float>(*number);
      }
    } else if (name == "--screenshot") {
      options.screenshot = value;
    } else {
      return fail(ErrorCode::parse, std::format("{}: unknown", name));
    }
  }
  return options;
}

std::string_view usage() {
  return "attention_desktop [options]\n"
         "  --language CODE      en, it, fr or de\n"
         "  --theme dark|light\n"
         "  --fragment TEXT      open at a chapter or a figure's state, e.g. \"fig-wall?sort=entropy\"\n"
         "  --size WxH           window size (1440x900)\n"
         "  --scale N            device pixels per CSS pixel, instead of the screen's\n"
         "  --assets FOLDER      where content/ and assets/ are, if they are not found from the program\n"
         "  --screenshot FILE    draw once everything has settled, write a PNG picture, leave\n"
         "  --scroll N           with --screenshot: how far down, in CSS pixels\n"
         "  --patience SECONDS   with --screenshot: how long to wait (120)\n";
}

}  // namespace attention::platform
