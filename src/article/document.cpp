#include "article/document.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <iterator>
#include <set>
#include <utility>

#include "article/contents.h"
#include "article/markdown.h"
#include "article/marks.h"
#include "article/plain_text.h"
#include "base/json.h"
#include "base/utf8.h"

namespace attention::article {
namespace {

using Front = std::map<std::string, std::string, std::less<>>;

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Reads the lines between the two `---` and leaves the rest in `text`. Returns the number of lines taken.
Result<int> take_front(std::string_view& text, Front& front) {
  std::string_view rest = text;
  if (rest.starts_with("\uFEFF")) return fail(ErrorCode::parse, "line 1: a byte order mark");
  if (take_line(rest) != "---") return fail(ErrorCode::parse, "line 1: the front matter is missing");
  for (int line = 2; !rest.empty(); ++line) {
    const auto content = take_line(rest);
    if (content == "---") {
      text = rest;
      return line;
    }
    if (utf8::trim(content).empty()) continue;
    const auto colon = content.find(':');
    if (colon == std::string_view::npos)
      return fail(ErrorCode::parse, std::format("line {}: front matter is written key: value", line));
    const auto key = utf8::trim(content.substr(0, colon));
    if (!front.emplace(key, utf8::trim(content.substr(colon + 1))).second)
      return fail(ErrorCode::parse, std::format("line {}: {} stands twice", line, key));
  }
  return fail(ErrorCode::parse, "the front matter is not closed by ---");
}

/// Glossary ids and titles, read ahead because articles link to entries and entries to each other.
Terms read_terms(std::string_view glossary) {
  Terms terms;
  while (!glossary.empty()) {
    const auto line = take_line(glossary);
    if (!line.starts_with("## ")) continue;
    std::string title(line.substr(3));
    if (const auto id = take_id(title); !id.empty()) terms.emplace(id, title);
  }
  return terms;
}

/// A whole file's Markdown, with primers and notes as blocks.
Result<std::vector<Block>> parse_text(std::string_view text, int first_line, const Terms& terms) {
  const auto marked = mark_text(text, first_line);
  if (!marked) return std::unexpected(marked.error());
  std::vector<Block> blocks;
  for (const auto& segment : marked->segments) {
    const auto located = [&](Error error) {
      return std::unexpected(Error{error.code, std::format("from line {}: {}", segment.line, error.detail)});
    };
    auto inside = parse_markdown(segment.markdown, *marked, terms);
    if (!inside) return located(inside.error());
    if (segment.kind == Segment::Kind::body) {
      std::ranges::move(*inside, std::back_inserter(blocks));
      continue;
    }
    Block block;
    block.kind = segment.kind == Segment::Kind::primer ? Block::Kind::primer : Block::Kind::note;
    block.id = segment.id;
    if (segment.kind == Segment::Kind::primer) {
      auto title = parse_plain_line(segment.title, *marked, terms);
      if (!title) return located(title.error());
      block.title = *std::move(title);
    }
    block.children = *std::move(inside);
    blocks.push_back(std::move(block));
  }
  return blocks;
}

Inline text_run(std::string text, std::string target = {}) {
  Inline item;
  item.text = std::move(text);
  item.target = std::move(target);
  return item;
}

Block heading(int level, std::string id, std::string title) {
  Block block;
  block.kind = Block::Kind::heading;
  block.level = level;
  block.number = -1;
  block.id = std::move(id);
  block.text.push_back(text_run(std::move(title)));
  return block;
}

std::string_view value_of(const Front& front, std::string_view key) {
  const auto found = front.find(key);
  return found == front.end() ? std::string_view() : std::string_view(found->second);
}

/// The line of related terms: "Related terms: CLIP · DiT".
Result<Block> related_line(const Front& front, const Terms& terms) {
  Block block;
  block.style = Block::Style::related;
  block.text.push_back(text_run(std::string(value_of(front, "glossary_title")) + ": "));
  std::string_view rest = value_of(front, "related");
  for (bool first = true; !rest.empty(); first = false) {
    const auto comma = rest.find(',');
    const auto id = utf8::trim(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    const auto term = terms.find(id);
    if (term == terms.end()) return fail(ErrorCode::unknown_name, std::format("front matter: related term \"{}\"", id));
    if (!first) block.text.push_back(text_run("\u00A0· "));
    block.text.push_back(text_run(term->second, "#term-" + std::string(id)));
  }
  return block;
}

/// Entries: a level-2 heading and what follows it.
Result<std::vector<Block>> glossary_entries(std::vector<Block> blocks) {
  std::vector<Block> entries;
  for (auto& block : blocks) {
    if (block.kind == Block::Kind::heading) {
      if (block.level != 2 || block.id.empty())
        return fail(ErrorCode::parse, "glossary: an entry is opened by ## Title {#id}");
      Block entry;
      entry.kind = Block::Kind::glossary_entry;
      entry.id = "term-" + block.id;
      entry.text = std::move(block.text);
      entries.push_back(std::move(entry));
    } else if (entries.empty()) {
      return fail(ErrorCode::parse, "glossary: text before the first entry");
    } else {
      entries.back().children.push_back(std::move(block));
    }
  }
  return entries;
}

/// Numbers the chapters, marks the lead, and checks that headings have ids.
Result<bool> prepare_body(std::vector<Block>& blocks) {
  int chapter = 0;
  bool lead = true;
  for (auto& block : blocks) {
    if (block.kind == Block::Kind::heading) {
      if (block.level == 1)
        return fail(ErrorCode::parse, "the title belongs to the front matter; chapters start with ##");
      if (block.level <= 3 && block.id.empty())
        return fail(ErrorCode::parse, std::format("heading \"{}\": an id {{#id}} is missing", plain_text(block)));
      block.number = block.level == 2 ? chapter++ : -1;
    }
    if (block.kind != Block::Kind::paragraph)
      lead = false;
    else if (lead)
      block.style = Block::Style::lead;
  }
  return true;
}

/// All lines of inlines of a block, its own only.
template <class Visit>
void for_each_line(Block& block, Visit&& visit) {
  visit(block.text);
  for (auto& row : block.rows)
    for (auto& cell : row) visit(cell.text);
}
template <class Visit>
void for_each_line(std::vector<Block>& blocks, Visit&& visit) {
  for (auto& block : blocks) {
    for_each_line(block, visit);
    for_each_line(block.children, visit);
  }
}

Result<std::vector<Source>> read_sources(std::string_view json, std::string_view language) {
  const auto root = Json::parse(json);
  if (!root) return fail(ErrorCode::parse, "sources.json: " + root.error().detail);
  std::vector<Source> sources;
  for (const auto& item : root->items()) {
    Source source;
    for (const auto& [key, field] : {std::pair{"key", &Source::key},
                                     {"authors", &Source::authors},
                                     {"title", &Source::title},
                                     {"url", &Source::url}}) {
      const auto text = item.string(key);
      if (!text) return fail(ErrorCode::parse, "sources.json: " + text.error().detail);
      source.*field = *text;
    }
    if (!source.url.starts_with("https://"))
      return fail(ErrorCode::parse, std::format("sources.json: the address of {}", source.key));
    source.year = static_cast<int>(std::clamp<std::int64_t>(item["year"].integer_or(0), 0, 9999));
    source.note = item["note"][language].string_or("");
    sources.push_back(std::move(source));
  }
  return sources;
}

/// Numbers the citations by first use and returns the sources in that order.
Result<std::vector<Source>> number_citations(std::vector<Block>& blocks, const std::vector<Source>& known) {
  std::vector<Source> cited;
  std::string unknown;
  for_each_line(blocks, [&](std::vector<Inline>& line) {
    for (auto& item : line) {
      if (item.kind != Inline::Kind::citation) continue;
      auto source = std::ranges::find(cited, item.text, &Source::key);
      if (source == cited.end()) {
        const auto found = std::ranges::find(known, item.text, &Source::key);
        if (found == known.end()) {
          unknown = item.text;
          continue;
        }
        cited.push_back(*found);
        cited.back().number = static_cast<int>(cited.size());
        source = cited.end() - 1;
      }
      item.number = source->number;
      item.text = std::to_string(item.number);
      item.target = std::format("#source-{}", item.number);
      item.id = std::format("cite-{}-{}", item.number, source->cited_from.size() + 1);
      source->cited_from.push_back(item.id);
    }
  });
  if (!unknown.empty()) return fail(ErrorCode::unknown_name, std::format("source \"{}\"", unknown));
  return cited;
}

Block source_item(const Source& source) {
  Block line;
  std::string who = source.authors;
  if (source.year > 0) who += std::format(" ({})", source.year);
  line.text.push_back(text_run(who + ". "));
  line.text.push_back(text_run(source.title, source.url));
  line.text.push_back(text_run(source.note.empty() ? ". " : ". " + source.note + " "));
  for (std::size_t i = 0; i < source.cited_from.size(); ++i) {
    if (i > 0) line.text.push_back(text_run("\u00A0"));
    Inline back;
    back.kind = Inline::Kind::back_reference;
    back.number = source.number;
    back.target = "#" + source.cited_from[i];
    back.text = source.cited_from.size() == 1 ? "↑" : std::format("↑{}", i + 1);
    line.text.push_back(std::move(back));
  }
  Block item;
  item.kind = Block::Kind::list_item;
  item.number = source.number;
  item.id = std::format("source-{}", source.number);
  item.children.push_back(std::move(line));
  return item;
}

void number_blocks(std::vector<Block>& blocks, int& next) {
  for (auto& block : blocks) {
    block.index = next++;
    number_blocks(block.children, next);
  }
}

/// Ids are unique, and links inside the document lead somewhere.
Result<bool> check_links(const Document& document) {
  std::set<std::string, std::less<>> ids, figures;
  std::string twice;
  for_each_block(document.blocks, [&](const Block& block) {
    if (!block.id.empty() && !ids.insert(block.id).second) twice = block.id;
    if (block.kind == Block::Kind::figure) figures.insert(block.id);
  });
  for (const auto& source : document.sources)
    for (const auto& anchor : source.cited_from)
      if (!ids.insert(anchor).second) twice = anchor;
  if (!twice.empty()) return fail(ErrorCode::parse, std::format("id \"{}\" stands twice", twice));
  std::string broken;
  const auto check = [&](const std::vector<Inline>& line) {
    for (const auto& item : line) {
      if (!item.target.starts_with('#')) continue;
      const auto target = std::string_view(item.target).substr(1);
      const auto query = target.find('?');
      if (query == std::string_view::npos ? !ids.contains(target) : !figures.contains(target.substr(0, query)))
        broken = item.target;
    }
  };
  for_each_block(document.blocks, [&](const Block& block) {
    check(block.text);
    for (const auto& row : block.rows)
      for (const auto& cell : row) check(cell.text);
  });
  if (!broken.empty()) return fail(ErrorCode::unknown_name, std::format("link target \"{}\"", broken));
  return true;
}

}  // namespace

Result<Document> parse_document(std::string_view language, std::string_view article, std::string_view glossary,
                                std::string_view sources_json) {
  if (article.size() > maximum_document_bytes || glossary.size() > maximum_document_bytes)
    return fail(ErrorCode::parse, "the text is too large");
  if (!utf8::is_valid(article)) return fail(ErrorCode::invalid_utf8, "article");
  if (!utf8::is_valid(glossary)) return fail(ErrorCode::invalid_utf8, "glossary");

  Document document;
  document.language = language;
  const auto front_lines = take_front(article, document.front);
  if (!front_lines) return std::unexpected(front_lines.error());
  for (const std::string_view key : {"title", "subtitle", "description"})
    if (value_of(document.front, key).empty())
      return fail(ErrorCode::parse, std::format("front matter: {} is missing", key));

  const Terms terms = read_terms(glossary);
  auto body = parse_text(article, *front_lines + 1, terms);
  if (!body) return std::unexpected(Error{body.error().code, "article, " + body.error().detail});
  if (auto prepared = prepare_body(*body); !prepared) return std::unexpected(prepared.error());
  auto glossary_blocks = parse_text(glossary, 1, terms);
  if (!glossary_blocks)
    return std::unexpected(Error{glossary_blocks.error().code, "glossary, " + glossary_blocks.error().detail});
  auto entries = glossary_entries(*std::move(glossary_blocks));
  if (!entries) return std::unexpected(entries.error());
  const auto known_sources = read_sources(sources_json, language);
  if (!known_sources) return std::unexpected(known_sources.error());

  auto& blocks = document.blocks;
  blocks.push_back(heading(1, "top", std::string(value_of(document.front, "title"))));
  Block subtitle;
  subtitle.style = Block::Style::subtitle;
  subtitle.text.push_back(text_run(std::string(value_of(document.front, "subtitle"))));
  blocks.push_back(std::move(subtitle));
  if (!value_of(document.front, "related").empty()) {
    auto related = related_line(document.front, terms);
    if (!related) return std::unexpected(related.error());
    blocks.push_back(*std::move(related));
  }
  std::ranges::move(*body, std::back_inserter(blocks));
  if (!entries->empty()) {
    blocks.push_back(heading(2, "glossary", std::string(value_of(document.front, "glossary_title"))));
    std::ranges::move(*entries, std::back_inserter(blocks));
  }
  auto cited = number_citations(blocks, *known_sources);
  if (!cited) return std::unexpected(cited.error());
  document.sources = *std::move(cited);
  if (!document.sources.empty()) {
    blocks.push_back(heading(2, "sources", std::string(value_of(document.front, "sources_title"))));
    Block list;
    list.kind = Block::Kind::sources;
    for (const auto& source : document.sources) list.children.push_back(source_item(source));
    blocks.push_back(std::move(list));
  }
  for (const std::string_view key : {"glossary_title", "sources_title"})
    if ((key == "glossary_title" ? !entries->empty() : !document.sources.empty()) &&
        value_of(document.front, key).empty())
      return fail(ErrorCode::parse, std::format("front matter: {} is missing", key));
  int next = 0;
  number_blocks(blocks, next);
  if (auto checked = check_links(document); !checked) return std::unexpected(checked.error());
  return document;
}

}  // namespace attention::article
