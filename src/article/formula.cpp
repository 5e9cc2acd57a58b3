#include "article/formula.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

#include "article/markup.h"
#include "base/utf8.h"

namespace attention::article {
namespace {

constexpr int maximum_depth = 32;

struct Command {
  std::string_view name, text;
  Formula::Kind kind;
};
constexpr auto commands = std::to_array<Command>({
    {"cdot", "·", Formula::Kind::symbol},       {"times", "×", Formula::Kind::symbol},
    {"sum", "∑", Formula::Kind::symbol},        {"top", "⊤", Formula::Kind::symbol},
    {"mu", "μ", Formula::Kind::symbol},         {"sigma", "σ", Formula::Kind::symbol},
    {"gamma", "γ", Formula::Kind::symbol},      {"beta", "β", Formula::Kind::symbol},
    {"varepsilon", "ε", Formula::Kind::symbol}, {"theta", "θ", Formula::Kind::symbol},
    {"alpha", "α", Formula::Kind::symbol},      {"exp", "exp", Formula::Kind::text},
    {"sin", "sin", Formula::Kind::text},        {"cos", "cos", Formula::Kind::text},
    {"lVert", "‖", Formula::Kind::symbol},      {"quad", "\u2003", Formula::Kind::text},
    {"rVert", "‖", Formula::Kind::symbol},      {"in", "∈", Formula::Kind::symbol},
    {"ldots", "…", Formula::Kind::symbol},      {"infty", "∞", Formula::Kind::symbol},
    {"pm", "±", Formula::Kind::symbol},         {";", "\u2005", Formula::Kind::text},
});

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Parser {
 public:
  explicit Parser(std::string_view tex) : tex_(tex) {}

  Result<Formula> whole() {
    auto row = items(false, 0);
    if (row) row->source = std::string(tex_);
    return row;
  }

 private:
  std::unexpected<Error> error(std::string_view reason) const {
    return fail(ErrorCode::parse, std::format("formula \"{}\", byte {}: {}", tex_, at_, reason));
  }
  bool done() const { return at_ >= tex_.size(); }
  void skip_spaces() {
    while (!done() && (tex_[at_] == ' ' || tex_[at_] == '\n' || tex_[at_] == '\t')) ++at_;
  }

  /// Items until the end of the text, or until the closing brace, which is consumed.
  Result<Formula> items(bool braced, int depth) {
    if (depth > maximum_depth) return error("nested too deeply");
    Formula row;
    while (true) {
      skip_spaces();
      if (done()) {
        if (braced) return error("a brace is not closed");
        return row;
      }
      if (tex_[at_] == '}') {
        if (!braced) return error("a closing brace without an opening one");
        ++at_;
        return row;
      }
      if (tex_[at_] == '^' || tex_[at_] == '_') {
        if (auto attached = attach_script(row, depth); !attached) return std::unexpected(attached.error());
        continue;
      }
      auto item = one(depth);
      if (!item) return item;
      row.children.push_back(*std::move(item));
    }
  }

  /// Puts `_x` or `^x` on the row's last item; a second one of the other kind completes the same script.
  Result<bool> attach_script(Formula& row, int depth) {
    const bool superscript = tex_[at_++] == '^';
    if (row.children.empty()) return error("a script without a base");
    auto content = argument(depth);
    if (!content) return std::unexpected(content.error());
    auto& slot_owner = row.children.back();
    const std::size_t slot = superscript ? 2 : 1;
    if (slot_owner.kind == Formula::Kind::script) {
      if (!slot_owner.children[slot].children.empty()) return error("two scripts of the same kind");
    } else {
      Formula script{.kind = Formula::Kind::script, .text = {}, .children = std::vector<Formula>(3), .source = {}};
      script.children[0] = std::move(slot_owner);
      slot_owner = std::move(script);
    }
    if (content->kind != Formula::Kind::row)
      content = Formula{.kind = Formula::Kind::row, .text = {}, .children = {*std::move(content)}, .source = {}};
    slot_owner.children[slot] = *std::move(content);
    return true;
  }

  /// A braced group, or a single item.
  Result<Formula> argument(int depth) {
    skip_spaces();
    if (done()) return error("an argument is missing");
    return one(depth + 1);
  }

  Result<Formula> one(int depth) {
    if (depth > maximum_depth) return error("nested too deeply");
    const char c = tex_[at_];
    if (c == '{') {
      ++at_;
      return items(true, depth + 1);
    }
    if (c == '\\') return command(depth);
    if (is_digit(c)) {
      const std::size_t begin = at_;
      while (!done() && (is_digit(tex_[at_]) || (tex_[at_] == '.' && at_ + 1 < tex_.size() && is_digit(tex_[at_ + 1]))))
        ++at_;
      return symbol(tex_.substr(begin, at_ - begin));
    }
    if (is_letter(c)) return symbol(tex_.substr(at_++, 1));
    if (c == '-') {
      ++at_;
      return symbol("−");
    }
    if (std::string_view("()[]=+,/<>|:;!'.").contains(c)) return symbol(tex_.substr(at_++, 1));
    if (static_cast<unsigned char>(c) >= 0x80) {
      const auto end = utf8::next(tex_, at_);
      const auto text = tex_.substr(at_, end - at_);
      at_ = end;
      return symbol(text);
    }
    return error("a character that formulas do not have");
  }

  static Formula symbol(std::string_view text) {
    return {.kind = Formula::Kind::symbol, .text = std::string(text), .children = {}, .source = {}};
  }

  Result<Formula> command(int depth) {
    const std::size_t begin = ++at_;
    while (!done() && is_letter(tex_[at_])) ++at_;
    if (at_ == begin && !done()) ++at_;
    const auto name = tex_.substr(begin, at_ - begin);
    if (name == "frac" || name == "sqrt") {
      Formula result{.kind = name == "frac" ? Formula::Kind::fraction : Formula::Kind::root,
                     .text = {},
                     .children = {},
                     .source = {}};
      for (int i = 0; i < (name == "frac" ? 2 : 1); ++i) {
        auto child = argument(depth);
        if (!child) return child;
        result.children.push_back(*std::move(child));
      }
      return result;
    }
    if (name == "mathrm" || name == "text") {
      skip_spaces();
      if (done() || tex_[at_] != '{') return error("a brace is missing after \\" + std::string(name));
      const auto end = tex_.find('}', at_);
      if (end == std::string_view::npos) return error("a brace is not closed");
      const auto content = tex_.substr(at_ + 1, end - at_ - 1);
      if (content.contains('{') || content.contains('\\'))
        return error("only plain characters in \\" + std::string(name));
      at_ = end + 1;
      return Formula{.kind = Formula::Kind::text, .text = std::string(content), .children = {}, .source = {}};
    }
    const auto* found = std::ranges::find(commands, name, &Command::name);
    if (found == commands.end()) return error("unknown command \\" + std::string(name));
    return Formula{.kind = found->kind, .text = std::string(found->text), .children = {}, .source = {}};
  }

  std::string_view tex_;
  std::size_t at_ = 0;
};

bool is_empty(const Formula& formula) {
  return formula.kind == Formula::Kind::row && formula.children.empty();
}

void write(std::string& out, const Formula& formula, bool display);

/// One element per child: MathML wants exactly one where TeX has a group.
void write_grouped(std::string& out, const Formula& formula, bool display) {
  const bool single = formula.kind != Formula::Kind::row || formula.children.size() == 1;
  if (!single) out += "<mrow>";
  write(out, formula, display);
  if (!single) out += "</mrow>";
}

void write_script(std::string& out, const Formula& formula, bool display) {
  const auto& base = formula.children[0];
  const bool has_sub = !is_empty(formula.children[1]), has_sup = !is_empty(formula.children[2]);
  const bool limits = display && base.text == "∑";
  const std::string_view name = limits ? (has_sub && has_sup ? "munderover"
                                          : has_sub          ? "munder"
                                                             : "mover")
                                       : (has_sub && has_sup ? "msubsup"
                                          : has_sub          ? "msub"
                                                             : "msup");
  out += std::format("<{}>", name);
  write_grouped(out, base, display);
  if (has_sub) write_grouped(out, formula.children[1], false);
  if (has_sup) write_grouped(out, formula.children[2], false);
  out += std::format("</{}>", name);
}

void write(std::string& out, const Formula& formula, bool display) {
  switch (formula.kind) {
    case Formula::Kind::row:
      for (const auto& child : formula.children) write(out, child, display);
      return;
    case Formula::Kind::symbol:
      if (is_number(formula)) {
        out += std::format("<mn>{}</mn>", escape_text(formula.text));
      } else if (is_variable(formula)) {
        out += std::format("<mi>{}</mi>", escape_text(formula.text));
      } else if (formula.text.size() == 1 && std::string_view("()[]|").contains(formula.text[0])) {
        out += std::format("<mo stretchy=\"false\">{}</mo>", escape_text(formula.text));
      } else {
        out += std::format("<mo>{}</mo>", escape_text(formula.text));
      }
      return;
    case Formula::Kind::text:
      out += std::format("<mtext>{}</mtext>", escape_text(formula.text));
      return;
    case Formula::Kind::fraction:
      out += "<mfrac>";
      write_grouped(out, formula.children[0], false);
      write_grouped(out, formula.children[1], false);
      out += "</mfrac>";
      return;
    case Formula::Kind::root:
      // Not msqrt: browsers draw its sign only with a mathematical font, and without one the root would silently
      // vanish. The style sheet draws the roof over the radicand.
      out += "<mrow><mo form=\"prefix\" stretchy=\"false\" lspace=\"0\" rspace=\"0\">√</mo><mrow class=\"radicand\">";
      write(out, formula.children[0], display);
      out += "</mrow></mrow>";
      return;
    case Formula::Kind::script:
      write_script(out, formula, display);
      return;
  }
}

}  // namespace

Result<Formula> parse_formula(std::string_view tex) {
  auto formula = Parser(tex).whole();
  if (formula && formula->children.empty()) return fail(ErrorCode::parse, "an empty formula");
  return formula;
}

bool is_variable(const Formula& symbol) {
  if (symbol.kind != Formula::Kind::symbol || symbol.text.empty()) return false;
  if (symbol.text.size() == 1) return is_letter(symbol.text[0]);
  const auto code_point = utf8::decode_at(symbol.text, 0).value;
  return code_point >= 0x3B1 && code_point <= 0x3C9;
}

bool is_number(const Formula& symbol) {
  return symbol.kind == Formula::Kind::symbol && !symbol.text.empty() && is_digit(symbol.text[0]);
}

std::string to_mathml(const Formula& formula, bool display) {
  std::string out =
      std::format("<math{} alttext=\"{}\">", display ? " display=\"block\"" : "", escape_attribute(formula.source));
  write_grouped(out, formula, display);
  return out + "</math>";
}

}  // namespace attention::article
