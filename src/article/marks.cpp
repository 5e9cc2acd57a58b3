#include "article/marks.h"

#include <algorithm>
#include <format>

#include "article/formula.h"
#include "base/utf8.h"

namespace attention::article {
namespace {

std::unexpected<Error> error_at(int line, std::string_view reason) {
  return fail(ErrorCode::parse, std::format("line {}: {}", line, reason));
}

/// The length and character of a code fence at the start of a line, indentation and quote marks aside; length 0 if
/// none.
struct Fence {
  char character = 0;
  std::size_t length = 0;
  bool closes = false;  ///< nothing follows
};
Fence fence_of(std::string_view line) {
  const auto begin = line.find_first_not_of(" >\t");
  if (begin == std::string_view::npos || (line[begin] != '`' && line[begin] != '~')) return {};
  auto end = line.find_first_not_of(line[begin], begin);
  if (end == std::string_view::npos) end = line.size();
  if (end - begin < 3) return {};
  const auto rest = line.substr(end);
  if (line[begin] == '`' && rest.contains('`')) return {};
  return {line[begin], end - begin, rest.find_first_not_of(" \t\r") == std::string_view::npos};
}

/// The end of the paragraph that holds `at`: marks do not reach over a blank line.
std::size_t paragraph_end(std::string_view text, std::size_t at) {
  const auto end = text.find("\n\n", at);
  return end == std::string_view::npos ? text.size() : end;
}

class Marker {
 public:
  explicit Marker(MarkedText& out) : out_(out) {}

  /// Replaces the marks of a text outside code blocks.
  Result<std::string> replace(std::string_view text, int line) {
    std::string result;
    result.reserve(text.size());
    std::size_t at = 0, limit = paragraph_end(text, 0);
    while (at < text.size()) {
      if (at > limit) limit = paragraph_end(text, at);
      const char c = text[at];
      std::size_t length = 1;
      if (c == '\n') {
        ++line;
      } else if (c == '\\' && at + 1 < text.size() && text[at + 1] != '\n') {
        length = 2;
      } else if (c == '`') {
        length = code_span(text.substr(at, limit - at));
      } else if (c == '$') {
        auto taken = formula(text.substr(at, limit - at), line, result);
        if (!taken) return std::unexpected(taken.error());
        line += count_lines(text.substr(at, *taken));
        at += *taken;
        continue;
      } else if (text.substr(at).starts_with("[@")) {
        auto taken = citation(text.substr(at, limit - at), line, result);
        if (!taken) return std::unexpected(taken.error());
        line += count_lines(text.substr(at, *taken));
        at += *taken;
        continue;
      } else if (text.substr(at).starts_with("[[")) {
        // Ids are short; the bound keeps text full of brackets from being searched again and again.
        const auto taken = bare_term(text.substr(at, std::min<std::size_t>(limit - at, 100)), result);
        if (taken > 0) {
          at += taken;
          continue;
        }
      }
      const auto piece = text.substr(at, length);
      line += c == '\n' ? 0 : count_lines(piece);
      result += piece;
      at += length;
    }
    return result;
  }

 private:
  static int count_lines(std::string_view text) {
    int lines = 0;
    for (const char c : text) lines += c == '\n';
    return lines;
  }

  /// Length of a code span with its backticks, or of the backticks alone where nothing closes them.
  static std::size_t code_span(std::string_view text) {
    auto ticks = text.find_first_not_of('`');
    if (ticks == std::string_view::npos) return text.size();
    for (std::size_t at = ticks; at < text.size();) {
      const auto open = text.find('`', at);
      if (open == std::string_view::npos) break;
      auto close = text.find_first_not_of('`', open);
      if (close == std::string_view::npos) close = text.size();
      if (close - open == ticks) return close;
      at = close;
    }
    return ticks;
  }

  Result<std::size_t> formula(std::string_view text, int line, std::string& result) {
    const bool display = text.starts_with("$$");
    const std::string_view mark = display ? "$$" : "$";
    const auto end = text.find(mark, mark.size());
    if (end == std::string_view::npos)
      return error_at(line, "a formula is not closed (a dollar sign in text is written \\$)");
    auto parsed = parse_formula(text.substr(mark.size(), end - mark.size()));
    if (!parsed) return error_at(line, parsed.error().detail);
    if (out_.formulas.size() >= placeholder_count) return error_at(line, "too many formulas");
    utf8::append(result, formula_placeholder + static_cast<char32_t>(out_.formulas.size()));
    out_.formulas.push_back({*std::move(parsed), display});
    return end + mark.size();
  }

  Result<std::size_t> citation(std::string_view text, int line, std::string& result) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return error_at(line, "a citation is not closed");
    std::vector<std::string> keys;
    auto rest = text.substr(1, end - 1);
    while (true) {
      const auto separator = rest.find(';');
      auto key = utf8::trim(rest.substr(0, separator));
      if (!key.starts_with('@') || key.size() < 2)
        return error_at(line, "a citation is written [@key] or [@key; @key]");
      keys.emplace_back(key.substr(1));
      if (separator == std::string_view::npos) break;
      rest = rest.substr(separator + 1);
    }
    if (out_.citations.size() >= placeholder_count) return error_at(line, "too many citations");
    utf8::append(result, citation_placeholder + static_cast<char32_t>(out_.citations.size()));
    out_.citations.push_back(std::move(keys));
    return end + 1;
  }

  /// [[id]] without a text of its own gets a placeholder for the entry's title.
  static std::size_t bare_term(std::string_view text, std::string& result) {
    const auto end = text.find("]]");
    if (end == std::string_view::npos || text.substr(0, end).contains('|')) return 0;
    result += text.substr(0, end);
    result += '|';
    utf8::append(result, term_placeholder);
    result += "]]";
    return end + 2;
  }

  MarkedText& out_;
};

bool has_private_characters(std::string_view text) {
  for (const auto& code_point : utf8::CodePoints(text))
    if (code_point.value >= formula_placeholder || code_point.value == term_placeholder) return true;
  return false;
}

/// Collects lines into segments; text outside code blocks goes through the marker when a stretch of it ends.
class Splitter {
 public:
  Splitter(MarkedText& out, int line) : out_(out), marker_(out), line_(line) { begin({.line = line}); }

  Result<bool> add(std::string_view line) {
    if (fence_.length > 0) {
      segment_.markdown.append(line).push_back('\n');
      const auto fence = fence_of(line);
      if (fence.closes && fence.character == fence_.character && fence.length >= fence_.length) fence_ = {};
    } else if (const auto fence = fence_of(line); fence.length > 0) {
      if (auto done = flush(); !done) return done;
      fence_ = fence;
      segment_.markdown.append(line).push_back('\n');
    } else if (line.starts_with(":::")) {
      if (auto done = directive(utf8::trim(line.substr(3))); !done) return done;
    } else {
      if (pending_.empty()) pending_line_ = line_;
      pending_.append(line).push_back('\n');
    }
    ++line_;
    return true;
  }

  Result<bool> finish() {
    if (segment_.kind != Segment::Kind::body) return error_at(segment_.line, "a primer or note is not closed by :::");
    return end();
  }

 private:
  void begin(Segment segment) { segment_ = std::move(segment); }

  Result<bool> flush() {
    if (pending_.empty()) return true;
    auto text = marker_.replace(pending_, pending_line_);
    if (!text) return std::unexpected(text.error());
    segment_.markdown += *text;
    pending_.clear();
    return true;
  }

  Result<bool> end() {
    if (auto done = flush(); !done) return done;
    out_.segments.push_back(std::move(segment_));
    return true;
  }

  Result<bool> directive(std::string_view what) {
    const bool inside = segment_.kind != Segment::Kind::body;
    if (what.empty()) {
      if (!inside) return error_at(line_, "::: closes nothing");
      if (auto done = end(); !done) return done;
      begin({.line = line_ + 1});
      return true;
    }
    if (inside) return error_at(line_, "primers and notes do not nest");
    if (auto done = end(); !done) return done;
    if (what == "note") {
      begin({.kind = Segment::Kind::note, .line = line_});
      return true;
    }
    if (!what.starts_with("primer "))
      return fail(ErrorCode::unknown_name, std::format("line {}: directive \":::{}\"", line_, what));
    auto rest = utf8::trim(what.substr(7));
    const auto close = rest.find('}');
    if (!rest.starts_with("{#") || close == std::string_view::npos)
      return error_at(line_, "a primer is opened by :::primer {#id} Title");
    Segment primer{.kind = Segment::Kind::primer,
                   .id = std::string(rest.substr(2, close - 2)),
                   .title = std::string(utf8::trim(rest.substr(close + 1))),
                   .line = line_};
    if (!is_slug(primer.id) || primer.title.empty()) return error_at(line_, "a primer needs an id and a title");
    begin(std::move(primer));
    return true;
  }

  MarkedText& out_;
  Marker marker_;
  Segment segment_;
  Fence fence_;
  std::string pending_;
  int pending_line_ = 1, line_ = 1;
};

}  // namespace

bool is_slug(std::string_view id) {
  if (id.empty() || id.front() == '-' || id.back() == '-') return false;
  for (const char c : id)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  return true;
}

std::string take_id(std::string& text) {
  const auto trimmed = utf8::trim(text);
  const auto open = trimmed.rfind("{#");
  if (!trimmed.ends_with('}') || open == std::string_view::npos) return {};
  std::string id(trimmed.substr(open + 2, trimmed.size() - open - 3));
  if (!is_slug(id)) return {};
  text = std::string(utf8::trim(trimmed.substr(0, open)));
  return id;
}

Result<MarkedText> mark_text(std::string_view text, int first_line) {
  if (has_private_characters(text)) return error_at(first_line, "private-use characters in the text");
  MarkedText out;
  Splitter splitter(out, first_line);
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (auto added = splitter.add(line); !added) return std::unexpected(added.error());
    if (end == std::string_view::npos) break;
    text = text.substr(end + 1);
  }
  if (auto finished = splitter.finish(); !finished) return std::unexpected(finished.error());
  return out;
}

}  // namespace attention::article
