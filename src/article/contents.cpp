#include "article/contents.h"

#include "article/plain_text.h"

namespace attention::article {

std::vector<ContentsEntry> contents(const Document& document) {
  std::vector<ContentsEntry> chapters;
  for_each_block(document.blocks, [&](const Block& block) {
    if (block.kind != Block::Kind::heading || block.id.empty()) return;
    ContentsEntry entry{.number = -1, .id = block.id, .title = plain_text(block), .block = block.index, .sections = {}};
    if (block.level == 2) {
      entry.number = block.number;
      chapters.push_back(std::move(entry));
    } else if (block.level == 3 && !chapters.empty()) {
      chapters.back().sections.push_back(std::move(entry));
    }
  });
  return chapters;
}

const Block* find_block(const Document& document, std::string_view id) {
  const Block* found = nullptr;
  for_each_block(document.blocks, [&](const Block& block) {
    if (found == nullptr && !id.empty() &&
        (block.id == id || (block.kind == Block::Kind::figure && block.figure.id == id)))
      found = &block;
  });
  return found;
}

}  // namespace attention::article
