// compel's grammar by recursive descent. compel itself tries alternatives one after the other with pyparsing; here a
// target (word, parenthesised or quoted phrase) is read once and what follows decides, which gives the same result in
// linear time.
#include <cmath>
#include <format>
#include <iterator>
#include <optional>

#include "base/number.h"
#include "base/utf8.h"
#include "text/prompt_grammar.h"

namespace attention::text {
namespace {

using Parts = std::vector<PromptPart>;

constexpr int depth_limit = 50;  ///< about where compel runs into Python's recursion limit
constexpr double plus_factor = 1.1, minus_factor = 0.9;
constexpr std::string_view white_space = " \t\n\r\v\f";
constexpr std::string_view syntax = "()\",.+-=";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// compel's Fragment resolves these three escapes each time that one is made from another's text.
std::string resolve_escapes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && std::string_view("()\"").contains(text[i + 1])) ++i;
    result += text[i];
  }
  return result;
}

/// A Fragment is made twice: by the parser and when the tree is flattened.
PromptPart fragment(std::string_view text) {
  return {resolve_escapes(resolve_escapes(text)), 1.0};
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  /// The whole prompt. Whatever is no syntax is taken as it stands, up to the next white space.
  Parts prompt() {
    Parts parts;
    while (!error_) {
      skip_white_space();
      if (at_end()) break;
      const std::size_t start = position_;
      const bool is_phrase = peek() == '(' || peek() == '"';
      auto found = weighted(0, is_phrase);
      if (error_) break;
      if (!found) {
        position_ = start;
        const std::size_t end = std::min(text_.find_first_of(white_space, start), text_.size());
        found = Parts{fragment(text_.substr(start, end - start))};
        position_ = end;
      }
      append(parts, std::move(*found));
    }
    return parts;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return text_[position_]; }
  void skip_white_space() { position_ = std::min(text_.find_first_not_of(white_space, position_), text_.size()); }
  static void append(Parts& parts, Parts more) {
    parts.insert(parts.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }

  /// A target and what is attached to it. Without an operator the target alone, if `plain` allows that. Nothing if the
  /// text here is neither; the position is then undefined.
  std::optional<Parts> weighted(int depth, bool plain) {
    if (refuse_lora()) return std::nullopt;
    const bool is_word = !at_end() && peek() != '(' && peek() != '"';
    auto target = is_word ? word() : phrase(depth);
    if (!target || error_) return std::nullopt;
    const std::size_t after = position_;
    for (const std::string_view name : {".swap", ".blend", ".and", ".add"}) {
      if (is_word && name != ".swap") break;
      if (!take_call(name)) continue;
      refuse(name);
      return std::nullopt;
    }
    std::optional<double> factor;
    if (take_call(".attend")) {
      skip_white_space();
      factor = weight(true);
      skip_white_space();
      if (factor && !at_end() && peek() == ')')
        ++position_;
      else
        factor.reset();
    }
    if (!factor) {
      position_ = after;
      factor = weight(!is_word);
    }
    if (!factor) {
      position_ = after;
      if (!plain) return std::nullopt;
    }
    for (PromptPart& part : *target) part.weight *= factor.value_or(1.0);
    return target;
  }

  /// `name` and an opening parenthesis; white space may stand before each. On failure nothing is taken.
  bool take_call(std::string_view name) {
    const std::size_t start = position_;
    skip_white_space();
    if (text_.substr(position_).starts_with(name)) {
      position_ += name.size();
      skip_white_space();
      if (!at_end() && peek() == '(') {
        ++position_;
        return true;
      }
    }
    position_ = start;
    return false;
  }

  bool refuse_lora() {
    for (const std::string_view name : {"useLora", "withLora"})
      if (take_call(name)) {
        refuse(name);
        return true;
      }
    return false;
  }

  void refuse(std::string_view operation) { error_ = Error{ErrorCode::unsupported, std::string(operation)}; }

  /// `+…`, `-…`, or a number where the grammar allows one.
  std::optional<double> weight(bool number_allowed) {
    if (at_end()) return std::nullopt;
    const std::size_t start = position_;
    const char sign = peek();
    if (sign == '+' || sign == '-') {
      while (!at_end() && peek() == sign) ++position_;
      return std::pow(sign == '+' ? plus_factor : minus_factor, static_cast<double>(position_ - start));
    }
    if (!number_allowed) return std::nullopt;
    while (!at_end() && is_digit(peek())) ++position_;
    // A full stop belongs to the number if digits stand on one side of it at least.
    if (!at_end() && peek() == '.') {
      const std::size_t point = position_++;
      while (!at_end() && is_digit(peek())) ++position_;
      if (position_ - start < 2) position_ = point;
    }
    return parse_number(text_.substr(start, position_ - start));
  }

  /// Characters without syntax; `+` and `-` belong to the word when something without syntax follows.
  std::optional<Parts> word() {
    const std::size_t start = position_;
    while (!at_end()) {
      const char c = peek();
      const bool has_next = position_ + 1 < text_.size();
      if (c == '\\' && has_next && syntax.contains(text_[position_ + 1])) {
        position_ += 2;
      } else if (c == '+' || c == '-') {
        if (!has_next || white_space.contains(text_[position_ + 1]) || syntax.contains(text_[position_ + 1])) break;
        ++position_;
      } else if (white_space.contains(c) || syntax.contains(c)) {
        break;
      } else {
        ++position_;
      }
    }
    if (position_ == start) return std::nullopt;
    return Parts{fragment(text_.substr(start, position_ - start))};
  }

  std::optional<Parts> phrase(int depth) {
    if (at_end()) return std::nullopt;
    if (depth >= depth_limit) {
      error_ = Error{ErrorCode::parse, std::format("nested deeper than {}", depth_limit)};
      return std::nullopt;
    }
    if (peek() == '(') {
      ++position_;
      Parts parts = content(depth + 1);
      if (error_ || at_end() || peek() != ')') return std::nullopt;
      ++position_;
      return parts;
    }
    return quoted(depth);
  }

  std::optional<Parts> quoted(int depth) {
    const std::size_t start = ++position_;
    std::size_t close = std::string_view::npos;  // without a plain closing quote, the last escaped one closes
    while (!at_end() && peek() != '"' && peek() != '\n' && peek() != '\r') {
      const bool is_escaped = text_.substr(position_).starts_with("\\\"");
      if (is_escaped) close = position_ + 1;
      position_ += is_escaped ? 2u : 1u;
    }
    if (at_end() || peek() != '"') {
      if (close == std::string_view::npos) return std::nullopt;
      position_ = close;
    }
    const std::string_view inside = text_.substr(start, position_ - start);
    ++position_;
    if (inside.find_first_not_of(white_space) == std::string_view::npos) return Parts{PromptPart{}};
    Parser parser(inside);
    Parts parts = parser.content(depth + 1);
    if (parser.error_) error_ = parser.error_;
    if (error_ || !parser.at_end()) return std::nullopt;
    return parts;
  }

  /// What may stand in parentheses or quotes, as far as it goes.
  Parts content(int depth) {
    Parts parts;
    while (!error_) {
      skip_white_space();
      if (at_end()) break;
      const std::size_t start = position_;
      if (peek() == ',' || peek() == '.') {
        parts.push_back(fragment(text_.substr(position_++, 1)));
        continue;
      }
      auto found = weighted(depth, true);
      if (!found) {
        position_ = start;
        break;
      }
      append(parts, std::move(*found));
    }
    return parts;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::optional<Error> error_;
};

/// compel forces a space after each comma before it reads anything.
std::string space_commas(std::string_view prompt) {
  std::string result;
  for (std::size_t i = 0; i < prompt.size(); ++i) {
    result += prompt[i];
    const bool is_followed = i + 1 < prompt.size() && !utf8::is_white_space(utf8::decode_at(prompt, i + 1).value);
    if (prompt[i] != ',' || !is_followed) continue;
    result += ' ';
    // The character after the comma is spent by the match, so a comma there gets no space of its own.
    const std::size_t end = utf8::next(prompt, i + 1);
    result.append(prompt, i + 1, end - i - 1);
    i = end - 1;
  }
  return result;
}

}  // namespace

Result<std::vector<PromptPart>> parse_compel(std::string_view prompt) {
  if (prompt.size() > prompt_byte_limit)
    return fail(ErrorCode::too_long, std::format("{}/{}", prompt.size(), prompt_byte_limit));
  if (!utf8::is_valid(prompt)) return fail(ErrorCode::invalid_utf8);
  const std::string text = space_commas(prompt);
  Parser parser(text);
  Parts parts = parser.prompt();
  if (parser.error()) return std::unexpected(*parser.error());

  Parts joined;
  for (PromptPart& part : parts) {
    if (!joined.empty() && joined.back().weight == part.weight)
      joined.back().text = resolve_escapes(joined.back().text + ' ' + part.text);
    else
      joined.push_back(std::move(part));
  }
  if (joined.empty()) joined.push_back({});
  return joined;
}

}  // namespace attention::text
