#include "article/markup.h"

#include <format>

namespace attention::article {
namespace {

std::string escape(std::string_view text, bool quotes) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        if (quotes)
          out += "&quot;";
        else
          out += c;
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string escape_text(std::string_view text) {
  return escape(text, false);
}
std::string escape_attribute(std::string_view text) {
  return escape(text, true);
}

Result<std::string> fill_template(std::string_view page,
                                  const std::map<std::string, std::string, std::less<>>& values) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const auto open = page.find("{{", at);
    if (open == std::string_view::npos) return out += page.substr(at);
    const auto close = page.find("}}", open);
    if (close == std::string_view::npos)
      return fail(ErrorCode::parse, std::format("page template, byte {}: {{{{ is not closed", open));
    const auto name = page.substr(open + 2, close - open - 2);
    const auto value = values.find(name);
    if (value == values.end()) return fail(ErrorCode::unknown_name, std::format("page template: {{{{{}}}}}", name));
    out += page.substr(at, open - at);
    out += value->second;
    at = close + 2;
  }
}

}  // namespace attention::article
