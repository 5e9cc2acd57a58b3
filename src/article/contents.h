#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"

namespace attention::article {

/// A chapter of the contents, or a section of a chapter.
struct ContentsEntry {
  int number = -1;    ///< the chapter, from 0; -1 for sections, the glossary and the sources
  std::string id;     ///< fragment
  std::string title;  ///< plain text
  int block = 0;      ///< Block::index of the heading
  std::vector<ContentsEntry> sections;
};

/// The chapters in reading order, each with its sections (level-3 headings), then glossary and sources.
std::vector<ContentsEntry> contents(const Document& document);

/// Calls `visit(block)` for every block in reading order, nested ones included.
template <class Visit>
void for_each_block(const std::vector<Block>& blocks, Visit&& visit) {
  for (const auto& block : blocks) {
    visit(block);
    for_each_block(block.children, visit);
  }
}

/// The block with this id (heading, primer, figure, term, source); null if there is none.
const Block* find_block(const Document& document, std::string_view id);

}  // namespace attention::article
