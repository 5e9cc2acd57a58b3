#include "article/strings.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "base/json.h"

namespace attention::article {
namespace {

/// A pair [open, close], if it is there and well-formed.
void read_pair(const Json& pair, std::string& first, std::string& second) {
  if (pair.size() != 2) return;
  first = pair[std::size_t{0}].string_or(first);
  second = pair[std::size_t{1}].string_or(second);
}

}  // namespace

Result<std::vector<Language>> parse_languages(std::string_view json) {
  const auto root = Json::parse(json);
  if (!root) return std::unexpected(root.error());
  if (!root->is_array() || root->size() == 0)
    return fail(ErrorCode::parse, "languages.json: an array of languages is wanted");
  std::vector<Language> languages;
  for (const auto& item : root->items()) {
    const auto code = item.string("code"), name = item.string("name");
    if (!code) return std::unexpected(code.error());
    if (!name) return std::unexpected(name.error());
    Language language;
    language.code = *code;
    language.name = *name;
    language.decimal = item["decimal"].string_or(language.decimal);
    language.group = item["group"].string_or(language.group);
    language.minus = item["minus"].string_or(language.minus);
    language.percent = item["percent"].string_or(language.percent);
    language.hyphenation = item["hyphenation"].string_or(language.hyphenation);
    read_pair(item["quotes"], language.open_quote, language.close_quote);
    read_pair(item["inner_quotes"], language.open_inner_quote, language.close_inner_quote);
    read_pair(item["list"], language.list_comma, language.list_last);
    languages.push_back(std::move(language));
  }
  return languages;
}

Result<Strings> Strings::parse(Language language, std::string_view json) {
  const auto root = Json::parse(json);
  if (!root) return std::unexpected(root.error());
  if (!root->is_object()) return fail(ErrorCode::parse, "strings.json: an object is wanted");
  Strings strings;
  strings.language_ = std::move(language);
  for (const auto& [key, value] : root->members()) {
    const auto text = value.string();
    if (!text) return fail(ErrorCode::parse, std::format("strings.json: \"{}\" is not a text", key));
    if (!strings.texts_.emplace(std::string(key), std::string(*text)).second)
      return fail(ErrorCode::parse, std::format("strings.json: \"{}\" stands twice", key));
  }
  return strings;
}

std::string_view Strings::operator[](std::string_view key) const {
  if (const auto found = texts_.find(key); found != texts_.end()) return found->second;
  // The view must outlive the call: remembered names of missing keys live as long as the strings.
  return missing_.emplace("⟨" + std::string(key) + "⟩").first->c_str();
}

bool Strings::contains(std::string_view key) const {
  return texts_.contains(key);
}

std::string Strings::format(std::string_view key,
                            const std::vector<std::pair<std::string_view, std::string>>& values) const {
  const std::string_view pattern = (*this)[key];
  std::string out;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const auto open = pattern.find('{', at);
    const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) break;
    out += pattern.substr(at, open - at);
    const auto name = pattern.substr(open + 1, close - open - 1);
    const std::string* value = nullptr;
    for (const auto& [candidate, text] : values)
      if (candidate == name) value = &text;
    // A placeholder without a value stays visible, so that a forgotten one is seen.
    if (value != nullptr)
      out += *value;
    else
      out += pattern.substr(open, close + 1 - open);
    at = close + 1;
  }
  return out += pattern.substr(std::min(at, pattern.size()));
}

std::string Strings::number(double value, int digits) const {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value < 0 ? language_.minus + "∞" : "∞";
  std::string plain = std::format("{:.{}f}", std::abs(value), std::max(digits, 0));
  const bool is_zero = plain.find_first_not_of("0.") == std::string::npos;
  const auto point = plain.find('.');
  std::string whole = plain.substr(0, point);
  // Thousands are separated from 10 000 on: four digits read well without.
  if (whole.size() > 4)
    for (auto place = static_cast<std::ptrdiff_t>(whole.size()) - 3; place > 0; place -= 3)
      whole.insert(static_cast<std::size_t>(place), language_.group);
  std::string out = value < 0 && !is_zero ? language_.minus : std::string();
  out += whole;
  if (point != std::string::npos) out += language_.decimal + plain.substr(point + 1);
  return out;
}

}  // namespace attention::article
