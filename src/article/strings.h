#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace attention::article {

/// A language as content/languages.json describes it.
struct Language {
  std::string code, name;
  std::string decimal = ".", group = ",";
  std::string minus = "\u2212", percent = "%";  ///< percent: what follows the number, with its space
  std::string open_quote = "“", close_quote = "”";
  std::string open_inner_quote = "‘", close_inner_quote = "’";
  std::string list_comma = ", ", list_last = ", ";  ///< between the items of a list, and before its last one
  std::string hyphenation;                          ///< name of the patterns: assets/hyphenation/<name>.patterns
};
/// The languages of content/languages.json, in the order of the switch. Errors: parse.
Result<std::vector<Language>> parse_languages(std::string_view json);

/// One language's strings: flat keys to text with {placeholders}, and its number format.
class Strings {
 public:
  Strings() = default;
  /// One flat object, key → text. Errors: parse, also for a key that stands twice.
  static Result<Strings> parse(Language language, std::string_view json);

  /// The text for a key; a missing key gives "⟨key⟩", which a test makes impossible to ship.
  std::string_view operator[](std::string_view key) const;
  bool contains(std::string_view key) const;
  /// As operator[], with each {name} replaced.
  std::string format(std::string_view key, const std::vector<std::pair<std::string_view, std::string>>& values) const;
  /// A number with `digits` decimals in the language's form: decimal sign, thousands separated from 10 000 on, U+2212 for
  /// minus; never "-0.000". NaN gives a dash.
  std::string number(double value, int digits) const;
  const Language& language() const { return language_; }

 private:
  Language language_;
  std::map<std::string, std::string, std::less<>> texts_;
  mutable std::set<std::string> missing_;  ///< keys that were asked for in vain, in brackets: storage for the views given out
};

}  // namespace attention::article
