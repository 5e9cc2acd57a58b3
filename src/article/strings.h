#pragma once
#include <map>
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
  std::string open_quote = "“", close_quote = "”";
};
Result<std::vector<Language>> parse_languages(std::string_view json);

/// One language's strings: flat keys to text with {placeholders}, and its number format.
class Strings {
 public:
  Strings() = default;
  static Result<Strings> parse(Language language, std::string_view json);

  /// The text for a key; a missing key gives "⟨key⟩", which a test makes impossible to ship.
  std::string_view operator[](std::string_view key) const;
  bool contains(std::string_view key) const;
  /// As operator[], with each {name} replaced.
  std::string format(std::string_view key, const std::vector<std::pair<std::string_view, std::string>>& values) const;
  /// A number with `digits` decimals and the language's decimal sign; U+2212 for minus; never "-0.000".
  std::string number(double value, int digits) const;
  const Language& language() const { return language_; }

 private:
  Language language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace attention::article
