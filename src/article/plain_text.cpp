#include "article/plain_text.h"

namespace attention::article {

std::string plain_text(const Formula& formula) {
  switch (formula.kind) {
    case Formula::Kind::symbol:
    case Formula::Kind::text:
      return formula.text;
    case Formula::Kind::row:
    case Formula::Kind::fraction:
    case Formula::Kind::root:
    case Formula::Kind::script:
      break;
  }
  std::string text = formula.kind == Formula::Kind::root ? "√" : "";
  for (const auto& child : formula.children) text += plain_text(child);
  return text;
}

std::string plain_text(const Inline& item) {
  switch (item.kind) {
    case Inline::Kind::text:
    case Inline::Kind::citation:
    case Inline::Kind::back_reference:
      return item.text;
    case Inline::Kind::formula:
      return plain_text(item.formula);
    case Inline::Kind::line_break:
      return {};
  }
  return {};
}

namespace {

std::string joined(const std::vector<Inline>& items) {
  std::string text;
  for (const auto& item : items) text += plain_text(item);
  return text;
}

}  // namespace

std::string plain_text(const Block& block) {
  switch (block.kind) {
    case Block::Kind::heading:
    case Block::Kind::paragraph:
    case Block::Kind::formula:
    case Block::Kind::glossary_entry:
      return joined(block.text);
    case Block::Kind::code:
      return block.code;
    case Block::Kind::primer:
      return block.title;
    case Block::Kind::table: {
      std::string text;
      for (const auto& row : block.rows)
        for (const auto& cell : row) text += joined(cell.text);
      return text;
    }
    case Block::Kind::list:
    case Block::Kind::list_item:
    case Block::Kind::quote:
    case Block::Kind::figure:
    case Block::Kind::note:
    case Block::Kind::rule:
    case Block::Kind::sources:
      return {};
  }
  return {};
}

}  // namespace attention::article
