#include "article/markdown.h"

#include <md4c.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <format>
#include <optional>
#include <utility>

#include "article/inline_marks.h"
#include "article/plain_text.h"
#include "base/utf8.h"

namespace attention::article {
namespace {

constexpr unsigned dialect = MD_FLAG_TABLES | MD_FLAG_WIKILINKS | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS;
constexpr std::size_t maximum_cells = 20'000, maximum_blocks = 50'000;
constexpr auto figure_names = std::to_array<std::string_view>({"sentence", "microscope", "wall", "order"});

std::string_view view(const MD_ATTRIBUTE& attribute) {
  return attribute.text == nullptr ? std::string_view() : std::string_view(attribute.text, attribute.size);
}

/// The character of an entity; unknown names stay as they are written.
std::string decode_entity(std::string_view entity) {
  const auto name = entity.substr(1, entity.size() - 2);
  if (name.starts_with('#')) {
    const bool hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const auto digits = name.substr(hexadecimal ? 2 : 1);
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
    std::string out;
    const bool reserved = value == 0 || value == term_placeholder || value >= formula_placeholder;
    utf8::append(out, reserved ? utf8::replacement : static_cast<char32_t>(value));
    return out;
  }
  constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>({{"amp", "&"},
                                                                                       {"lt", "<"},
                                                                                       {"gt", ">"},
                                                                                       {"quot", "\""},
                                                                                       {"nbsp", "\u00A0"},
                                                                                       {"thinsp", "\u2009"},
                                                                                       {"hellip", "…"},
                                                                                       {"mdash", "—"},
                                                                                       {"ndash", "–"}});
  for (const auto& [known, text] : names)
    if (known == name) return std::string(text);
  return std::string(entity);
}

bool is_safe_target(std::string_view target) {
  return target.starts_with('#') || target.starts_with("https://") || target.starts_with("http://") ||
         target.starts_with("mailto:");
}

/// Builds blocks from md4c's events. A failed callback stops the parser; `error` then says why.
class Builder {
 public:
  Builder(const MarkedText& marks, const Terms& terms) : marks_(marks), terms_(terms) { stack_.emplace_back(); }

  int enter(MD_BLOCKTYPE type, void* detail) {
    if (type == MD_BLOCK_DOC || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY) return 0;
    if (type == MD_BLOCK_TR) {
      stack_.back().rows.emplace_back();
      return 0;
    }
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
      if (++cells_ > maximum_cells) return stop(ErrorCode::parse, "a table is too large");
      items_.clear();
      return 0;
    }
    close_implicit_paragraph();
    if (stack_.size() > static_cast<std::size_t>(maximum_nesting))
      return stop(ErrorCode::parse, "blocks are nested too deeply");
    if (++blocks_ > maximum_blocks) return stop(ErrorCode::parse, "too many blocks");
    Block block;
    switch (type) {
      case MD_BLOCK_QUOTE:
        block.kind = Block::Kind::quote;
        break;
      case MD_BLOCK_UL:
        block.kind = Block::Kind::list;
        break;
      case MD_BLOCK_OL:
        block.kind = Block::Kind::list;
        block.ordered = true;
        block.number = static_cast<int>(std::min(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start, 999'999'999u));
        break;
      case MD_BLOCK_LI: {
        block.kind = Block::Kind::list_item;
        auto& list = stack_.back();
        if (list.ordered) block.number = list.number + static_cast<int>(list.children.size());
        break;
      }
      case MD_BLOCK_HR:
        block.kind = Block::Kind::rule;
        break;
      case MD_BLOCK_H:
        block.kind = Block::Kind::heading;
        block.level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        break;
      case MD_BLOCK_CODE:
        block.kind = Block::Kind::code;
        block.title = view(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->info);  // moved to the figure, or dropped
        break;
      case MD_BLOCK_TABLE:
        block.kind = Block::Kind::table;
        break;
      default:
        block.kind = Block::Kind::paragraph;
        break;
    }
    if (block.kind == Block::Kind::list)
      block.level = 1 + static_cast<int>(std::ranges::count(stack_, Block::Kind::list, &Block::kind));
    stack_.push_back(std::move(block));
    items_.clear();
    return 0;
  }

  int leave(MD_BLOCKTYPE type, void*) {
    if (type == MD_BLOCK_DOC) {
      close_implicit_paragraph();
      return failed() ? 1 : 0;
    }
    if (type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY || type == MD_BLOCK_TR) return 0;
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
      auto text = resolved();
      if (!text) return 1;
      if (has_display(*text)) return stop(ErrorCode::parse, "a displayed formula inside a table");
      stack_.back().rows.back().push_back({*std::move(text), type == MD_BLOCK_TH});
      return 0;
    }
    close_implicit_paragraph();
    return close_block();
  }

  int enter_span(MD_SPANTYPE type, void* detail) {
    open_implicit_paragraph();
    switch (type) {
      case MD_SPAN_EM:
        ++emphasis_;
        return 0;
      case MD_SPAN_STRONG:
        ++strong_;
        return 0;
      case MD_SPAN_CODE:
        ++code_;
        return 0;
      case MD_SPAN_A: {
        target_.clear();
        for_each_part(static_cast<MD_SPAN_A_DETAIL*>(detail)->href, [&](std::string_view part) { target_ += part; });
        if (!is_safe_target(target_)) return stop(ErrorCode::parse, std::format("link target \"{}\"", target_));
        return 0;
      }
      case MD_SPAN_WIKILINK: {
        const auto id = view(static_cast<MD_SPAN_WIKILINK_DETAIL*>(detail)->target);
        if (!terms_.contains(id)) return stop(ErrorCode::unknown_name, std::format("glossary term \"{}\"", id));
        target_ = "#term-" + std::string(id);
        return 0;
      }
      case MD_SPAN_IMG:
        return stop(ErrorCode::parse, "images are not used; figures are slots");
      default:
        return 0;
    }
  }

  int leave_span(MD_SPANTYPE type, void*) {
    switch (type) {
      case MD_SPAN_EM:
        --emphasis_;
        break;
      case MD_SPAN_STRONG:
        --strong_;
        break;
      case MD_SPAN_CODE:
        --code_;
        break;
      case MD_SPAN_A:
      case MD_SPAN_WIKILINK:
        target_.clear();
        break;
      default:
        break;
    }
    return 0;
  }

  int text(MD_TEXTTYPE type, std::string_view characters) {
    if (stack_.back().kind == Block::Kind::code) {
      stack_.back().code += characters;
      return 0;
    }
    open_implicit_paragraph();
    switch (type) {
      case MD_TEXT_BR: {
        Inline item;
        item.kind = Inline::Kind::line_break;
        items_.push_back(std::move(item));
        return 0;
      }
      case MD_TEXT_SOFTBR:
        append(" ");
        return 0;
      case MD_TEXT_NULLCHAR:
        append("\uFFFD");
        return 0;
      case MD_TEXT_ENTITY:
        append(decode_entity(characters));
        return 0;
      default:
        append(characters);
        return 0;
    }
  }

  bool failed() const { return error_.has_value(); }
  Error error() const { return error_.value_or(Error{ErrorCode::internal, "the Markdown parser gave up"}); }
  std::vector<Block> take() { return std::move(stack_.front().children); }

 private:
  int stop(ErrorCode code, std::string detail) {
    if (!error_) error_ = Error{code, std::move(detail)};
    return 1;
  }

  template <class Use>
  static void for_each_part(const MD_ATTRIBUTE& attribute, Use&& use) {
    for (std::size_t i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
      const auto part = view(attribute).substr(attribute.substr_offsets[i],
                                               attribute.substr_offsets[i + 1] - attribute.substr_offsets[i]);
      if (attribute.substr_types[i] == MD_TEXT_ENTITY)
        use(decode_entity(part));
      else
        use(part);
    }
  }

  void append(std::string_view characters) {
    Inline item;
    item.text = characters;
    item.strong = strong_ > 0;
    item.emphasis = emphasis_ > 0;
    item.code = code_ > 0;
    item.target = target_;
    if (!items_.empty()) {
      auto& last = items_.back();
      if (last.kind == Inline::Kind::text && last.strong == item.strong && last.emphasis == item.emphasis &&
          last.code == item.code && last.target == item.target) {
        last.text += characters;
        return;
      }
    }
    items_.push_back(std::move(item));
  }

  /// Text of a tight list's item comes without a paragraph: it gets one, so that text always lies in leaves.
  void open_implicit_paragraph() {
    if (stack_.back().kind != Block::Kind::list_item) return;
    stack_.emplace_back();
    implicit_ = true;
    items_.clear();
  }
  void close_implicit_paragraph() {
    if (!implicit_) return;
    implicit_ = false;
    close_block();
  }

  std::optional<std::vector<Inline>> resolved() {
    auto text = resolve_inline_marks(std::exchange(items_, {}), marks_, terms_);
    if (!text) {
      stop(text.error().code, text.error().detail);
      return std::nullopt;
    }
    return *std::move(text);
  }

  static bool has_display(const std::vector<Inline>& text) {
    return std::ranges::any_of(
        text, [](const Inline& item) { return item.kind == Inline::Kind::formula && item.number == 1; });
  }

  int close_block() {
    Block block = std::move(stack_.back());
    stack_.pop_back();
    if (block.kind == Block::Kind::heading || block.kind == Block::Kind::paragraph) {
      auto text = resolved();
      if (!text) return 1;
      block.text = *std::move(text);
      if (has_display(block.text)) {
        if (block.kind == Block::Kind::heading || block.text.size() != 1)
          return stop(ErrorCode::parse, "a displayed formula needs a paragraph of its own");
        block.kind = Block::Kind::formula;
        block.text[0].number = 0;
      }
      if (block.kind == Block::Kind::heading && !block.text.empty() && block.text.back().kind == Inline::Kind::text) {
        block.id = take_id(block.text.back().text);
        if (block.text.back().text.empty()) block.text.pop_back();
      }
    } else if (block.kind == Block::Kind::code) {
      if (!finish_code(block)) return 1;
    }
    stack_.back().children.push_back(std::move(block));
    return 0;
  }

  /// A code block with the info string "figure NAME" is a figure slot: `key: value` lines.
  bool finish_code(Block& block) {
    const std::string info = std::exchange(block.title, {});
    if (info != "figure" && !info.starts_with("figure ")) return true;
    block.kind = Block::Kind::figure;
    block.figure.figure = utf8::trim(std::string_view(info).substr(6));
    const std::string body = std::exchange(block.code, {});
    std::string_view rest = body;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const auto line = utf8::trim(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      if (line.empty()) continue;
      const auto colon = line.find(':');
      const auto key = utf8::trim(line.substr(0, colon));
      if (colon == std::string_view::npos || key.empty())
        return stop(ErrorCode::parse, std::format("figure {}: a line is written key: value", block.figure.figure)) == 0;
      const auto value = utf8::trim(line.substr(colon + 1));
      if (key == "id")
        block.figure.id = value;
      else if (!block.figure.options.emplace(key, value).second)
        return stop(ErrorCode::parse, std::format("figure {}: {} stands twice", block.figure.figure, key)) == 0;
    }
    block.id = block.figure.id;
    if (std::ranges::find(figure_names, block.figure.figure) == figure_names.end())
      return stop(ErrorCode::unknown_name, std::format("figure \"{}\"", block.figure.figure)) == 0;
    if (!is_slug(block.id))
      return stop(ErrorCode::parse, std::format("figure {}: an id is missing", block.figure.figure)) == 0;
    return true;
  }

  const MarkedText& marks_;
  const Terms& terms_;
  std::vector<Block> stack_;
  std::vector<Inline> items_;
  std::string target_;
  std::optional<Error> error_;
  std::size_t cells_ = 0, blocks_ = 0;
  int strong_ = 0, emphasis_ = 0, code_ = 0;
  bool implicit_ = false;
};

}  // namespace

Result<std::vector<Block>> parse_markdown(std::string_view markdown, const MarkedText& marks, const Terms& terms) {
  Builder builder(marks, terms);
  MD_PARSER parser{};
  parser.flags = dialect;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    return static_cast<Builder*>(self)->enter(type, detail);
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    return static_cast<Builder*>(self)->leave(type, detail);
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
    return static_cast<Builder*>(self)->enter_span(type, detail);
  };
  parser.leave_span = [](MD_SPANTYPE type, void* detail, void* self) {
    return static_cast<Builder*>(self)->leave_span(type, detail);
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
    return static_cast<Builder*>(self)->text(type, std::string_view(text, size));
  };
  if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &builder) != 0 || builder.failed())
    return std::unexpected(builder.error());
  return builder.take();
}

Result<std::string> parse_plain_line(std::string_view markdown, const MarkedText& marks, const Terms& terms) {
  const auto blocks = parse_markdown(markdown, marks, terms);
  if (!blocks) return std::unexpected(blocks.error());
  if (blocks->size() != 1 || blocks->front().kind != Block::Kind::paragraph)
    return fail(ErrorCode::parse, std::format("\"{}\" is not a line of text", markdown));
  return plain_text(blocks->front());
}

}  // namespace attention::article
