#include "text/prompt_grammar.h"

#include <algorithm>
#include <format>

#include "base/number.h"
#include "base/utf8.h"
#include "text/characters.h"

namespace attention::text {
namespace {

Result<void> check_prompt(std::string_view prompt) {
  if (prompt.size() > prompt_byte_limit)
    return fail(ErrorCode::too_long, std::format("{}/{}", prompt.size(), prompt_byte_limit));
  if (!utf8::is_valid(prompt)) return fail(ErrorCode::invalid_utf8);
  return {};
}

// ------------------------------------------------------------------------------------------------ AUTOMATIC1111

constexpr double bracket_factor = 1.1;

bool is_weight_character(char c) {
  return c == '.' || (c >= '0' && c <= '9');
}

/// The bytes of a `:number)` at the front of `text`, or 0.
std::size_t weight_suffix_length(std::string_view text) {
  std::size_t i = 1;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  const std::size_t first = i;
  while (i < text.size() && is_weight_character(text[i])) ++i;
  return i > first && i < text.size() && text[i] == ')' ? i + 1 : 0;
}

std::string_view trim_left(std::string_view text) {
  while (!text.empty() && utf8::is_white_space(utf8::decode_at(text, 0).value)) text.remove_prefix(utf8::next(text, 0));
  return text;
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty()) {
    const std::size_t last = utf8::previous(text, text.size());
    if (!utf8::is_white_space(utf8::decode_at(text, last).value)) break;
    text = text.substr(0, last);
  }
  return text;
}

/// Appends plain text, cut at each BREAK that stands as a word; the white space around it goes.
void add_text(std::vector<PromptPart>& parts, std::string_view text) {
  constexpr std::string_view marker = "BREAK";
  std::string_view rest = text;
  for (std::size_t from = 0;;) {
    const std::size_t at = rest.find(marker, from);
    if (at == std::string_view::npos) break;
    const std::size_t end = at + marker.size();
    const std::size_t offset = text.size() - rest.size();  // the word's neighbours can lie before `rest`
    const bool starts =
        at + offset == 0 || !is_word_character(utf8::decode_at(text, utf8::previous(text, at + offset)).value);
    const bool ends = end == rest.size() || !is_word_character(utf8::decode_at(rest, end).value);
    if (!starts || !ends) {
      from = at + 1;
      continue;
    }
    parts.push_back({std::string(trim_right(rest.substr(0, at))), 1.0});
    parts.push_back({std::string(marker), -1.0});
    rest = trim_left(rest.substr(end));
    from = 0;
  }
  parts.push_back({std::string(rest), 1.0});
}

std::vector<PromptPart> join_equal_neighbours(std::vector<PromptPart> parts) {
  std::vector<PromptPart> joined;
  for (PromptPart& part : parts) {
    if (!joined.empty() && joined.back().weight == part.weight)
      joined.back().text += part.text;
    else
      joined.push_back(std::move(part));
  }
  return joined;
}

// ------------------------------------------------------------------------------------------------ ComfyUI

/// Escaped parentheses as they travel through the parser: bytes that no text holds.
constexpr char escaped_open = '\x01', escaped_close = '\x02';

std::string protect_escapes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '(' || text[i + 1] == ')');
    if (escape)
      result += text[++i] == '(' ? escaped_open : escaped_close;
    else if (text[i] != escaped_open && text[i] != escaped_close)
      result += text[i];
  }
  return result;
}

std::string restore_escapes(std::string_view text) {
  std::string result(text);
  std::ranges::replace(result, escaped_open, '(');
  std::ranges::replace(result, escaped_close, ')');
  return result;
}

/// Cuts at the outermost parentheses that balance; the groups keep theirs.
std::vector<std::string_view> split_groups(std::string_view text) {
  std::vector<std::string_view> result;
  std::size_t start = 0;
  std::int64_t depth = 0;
  const auto cut_to = [&](std::size_t end) {
    if (end > start) result.push_back(text.substr(start, end - start));
    start = end;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') {
      if (depth++ == 0) cut_to(i);
    } else if (text[i] == ')') {
      if (--depth == 0) cut_to(i + 1);
    }
  }
  cut_to(text.size());
  return result;
}

}  // namespace

Result<std::vector<PromptPart>> parse_a1111(std::string_view prompt) {
  if (auto checked = check_prompt(prompt); !checked) return std::unexpected(checked.error());
  std::vector<PromptPart> parts;
  std::vector<std::size_t> round, square;  // how many parts there were when the bracket opened
  const auto multiply_from = [&parts](std::vector<std::size_t>& brackets, double factor) {
    for (std::size_t i = brackets.back(); i < parts.size(); ++i) parts[i].weight *= factor;
    brackets.pop_back();
  };

  for (std::string_view rest = prompt; !rest.empty();) {
    constexpr std::string_view special = "\\()[]:";
    const char c = rest.front();
    std::size_t length = 1;
    if (c == '\\') {
      length = rest.size() > 1 && std::string_view("()[]\\").contains(rest[1]) ? 2 : 1;
      parts.push_back({std::string(rest.substr(1, length - 1)), 1.0});
    } else if (c == '(') {
      round.push_back(parts.size());
    } else if (c == '[') {
      square.push_back(parts.size());
    } else if (c == ')' && !round.empty()) {
      multiply_from(round, bracket_factor);
    } else if (c == ']' && !square.empty()) {
      multiply_from(square, 1 / bracket_factor);
    } else if (const std::size_t suffix = c == ':' ? weight_suffix_length(rest) : 0; suffix > 0) {
      length = suffix;
      if (round.empty()) {
        add_text(parts, rest.substr(0, length));
      } else {
        const std::string_view number = rest.substr(1, length - 2);
        const auto weight = parse_number(number);
        if (!weight) return fail(ErrorCode::parse, std::format("weight '{}'", number));
        multiply_from(round, *weight);
      }
    } else {
      if (!special.contains(c)) length = std::min(rest.find_first_of(special), rest.size());
      add_text(parts, rest.substr(0, length));
    }
    rest.remove_prefix(length);
  }
  // As in that program: first the round ones, from the outside in.
  for (const auto& [brackets, factor] : {std::pair(&round, bracket_factor), std::pair(&square, 1 / bracket_factor)})
    for (const std::size_t start : *brackets)
      for (std::size_t i = start; i < parts.size(); ++i) parts[i].weight *= factor;
  if (parts.empty()) parts.push_back({});
  return join_equal_neighbours(std::move(parts));
}

Result<std::vector<PromptPart>> parse_comfy(std::string_view prompt) {
  if (auto checked = check_prompt(prompt); !checked) return std::unexpected(checked.error());
  const std::string text = protect_escapes(prompt);
  struct Work {
    std::string_view text;
    double weight = 1;
    bool is_part = false;  ///< already cut: either a group or plain text
  };
  // A stack of its own instead of recursion: outside data may nest thousands deep. The next item to read is at the
  // back.
  std::vector<Work> stack{{text, 1.0, false}};
  std::vector<PromptPart> parts;
  while (!stack.empty()) {
    const Work work = stack.back();
    stack.pop_back();
    if (!work.is_part) {
      const auto groups = split_groups(work.text);
      for (auto group = groups.rbegin(); group != groups.rend(); ++group) stack.push_back({*group, work.weight, true});
      continue;
    }
    if (work.text.size() < 2 || !work.text.starts_with('(') || !work.text.ends_with(')')) {
      parts.push_back({restore_escapes(work.text), work.weight});
      continue;
    }
    std::string_view inner = work.text.substr(1, work.text.size() - 2);
    double weight = work.weight * bracket_factor;
    if (const std::size_t colon = inner.rfind(':'); colon != std::string_view::npos && colon > 0) {
      if (const auto number = parse_number(utf8::trim(inner.substr(colon + 1)), true)) {
        weight = *number;
        inner = inner.substr(0, colon);
      }
    }
    stack.push_back({inner, weight, false});
  }
  if (parts.empty()) parts.push_back({});
  return parts;
}

}  // namespace attention::text
