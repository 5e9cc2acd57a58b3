#include "article/inline_marks.h"

#include <algorithm>
#include <format>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace attention::article {
namespace {

std::optional<Role> role_named(std::string_view name) {
  if (name == "query") return Role::query;
  if (name == "key") return Role::key;
  if (name == "value") return Role::value;
  if (name == "output") return Role::output;
  return std::nullopt;
}

bool same_style(const Inline& a, const Inline& b) {
  return a.kind == Inline::Kind::text && b.kind == Inline::Kind::text && a.strong == b.strong &&
         a.emphasis == b.emphasis && a.code == b.code && a.role == b.role && a.target == b.target;
}

class Resolver {
 public:
  Resolver(const MarkedText& marks, const Terms& terms) : marks_(marks), terms_(terms) {}

  Result<bool> add(const Inline& item) {
    if (item.kind != Inline::Kind::text) {
      out_.push_back(item);
      return true;
    }
    std::size_t at = 0;
    while (at < item.text.size()) {
      const auto [code_point, begin, end] = utf8::decode_at(item.text, at);
      if (code_point >= citation_placeholder) {
        citation(item, code_point - citation_placeholder);
      } else if (code_point >= formula_placeholder) {
        formula(item, code_point - formula_placeholder);
      } else if (code_point == term_placeholder) {
        const auto term =
            terms_.find(std::string_view(item.target).substr(std::min<std::size_t>(item.target.size(), 6)));
        if (term == terms_.end())
          return fail(ErrorCode::unknown_name, std::format("glossary term \"{}\"", item.target));
        text(item, term->second);
      } else if (!item.code && code_point == '[') {
        if (item.text.compare(at, 2, "[[") == 0)
          return fail(ErrorCode::parse, std::format("\"[[\" without a glossary entry in \"{}\"", item.text));
        brackets_.push_back(out_.size());
        out_.push_back(run(item, "["));
      } else if (!item.code && code_point == ']' && !brackets_.empty()) {
        auto taken = close_bracket(item, at);
        if (!taken) return std::unexpected(taken.error());
        at += *taken;
        continue;
      } else {
        text(item, std::string_view(item.text).substr(begin, end - begin));
      }
      at = end;
    }
    return true;
  }

  /// The line, with neighbouring runs of one style joined and bracket marks that became roles gone.
  std::vector<Inline> finish() {
    std::vector<Inline> joined;
    for (auto& item : out_) {
      if (item.kind == Inline::Kind::text && item.text.empty()) continue;
      if (!joined.empty() && same_style(joined.back(), item))
        joined.back().text += item.text;
      else
        joined.push_back(std::move(item));
    }
    return joined;
  }

 private:
  /// A run in the style of another. The style's own text is not copied: a copy would keep its capacity, and a line of
  /// twenty thousand marks as many times its length.
  static Inline run(const Inline& style, std::string_view text) {
    Inline item;
    item.text = text;
    item.strong = style.strong;
    item.emphasis = style.emphasis;
    item.code = style.code;
    item.role = style.role;
    item.target = style.target;
    return item;
  }

  void text(const Inline& style, std::string_view characters) {
    const bool open_bracket_last = !brackets_.empty() && brackets_.back() + 1 == out_.size();
    if (!open_bracket_last && !out_.empty() && same_style(out_.back(), style))
      out_.back().text += characters;
    else
      out_.push_back(run(style, characters));
  }

  void formula(const Inline& style, std::size_t index) {
    if (index >= marks_.formulas.size()) return;
    Inline item = run(style, "");
    item.kind = Inline::Kind::formula;
    item.formula = marks_.formulas[index].formula;
    item.number = marks_.formulas[index].display ? 1 : 0;
    out_.push_back(std::move(item));
  }

  /// "[", the numbers with commas between them, "]"; each number is a link of its own.
  void citation(const Inline& style, std::size_t index) {
    if (index >= marks_.citations.size()) return;
    Inline plain = run(style, "");
    plain.target.clear();
    text(plain, "[");
    for (std::size_t i = 0; i < marks_.citations[index].size(); ++i) {
      if (i > 0) text(plain, ", ");
      Inline item;
      item.kind = Inline::Kind::citation;
      item.text = marks_.citations[index][i];
      out_.push_back(std::move(item));
    }
    text(plain, "]");
  }

  /// "]{.role}" gives the role to everything since its bracket; any other "]" is text. Returns the bytes taken.
  Result<std::size_t> close_bracket(const Inline& item, std::size_t at) {
    const std::size_t open = brackets_.back();
    brackets_.pop_back();
    const std::string_view rest = std::string_view(item.text).substr(at + 1);
    const auto end = rest.find('}');
    if (!rest.starts_with("{.") || end == std::string_view::npos) {
      out_.push_back(run(item, "]"));
      return std::size_t{1};
    }
    const auto name = rest.substr(2, end - 2);
    const auto role = role_named(name);
    if (!role) return fail(ErrorCode::unknown_name, std::format("role \"{}\"", name));
    out_[open].text.clear();
    for (std::size_t i = open + 1; i < out_.size(); ++i) out_[i].role = *role;
    out_.push_back(run(item, ""));  // what follows does not join the run with the role
    return 1 + end + 1;
  }

  const MarkedText& marks_;
  const Terms& terms_;
  std::vector<Inline> out_;
  std::vector<std::size_t> brackets_;  ///< open brackets: their places in out_
};

}  // namespace

Result<std::vector<Inline>> resolve_inline_marks(std::vector<Inline> items, const MarkedText& marks,
                                                 const Terms& terms) {
  Resolver resolver(marks, terms);
  for (const auto& item : items)
    if (auto added = resolver.add(item); !added) return std::unexpected(added.error());
  return resolver.finish();
}

}  // namespace attention::article
