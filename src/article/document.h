#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attention::article {

/// A formula as boxes: the small TeX subset of content/README.md, parsed once; drawn by widgets, written as MathML by html.
struct Formula {
  enum class Kind { row, symbol, text, fraction, root, script };
  Kind kind = Kind::row;
  std::string text;               ///< symbol or text: UTF-8, upright when kind == text
  std::vector<Formula> children;  ///< row: items; fraction: numerator, denominator; root: radicand; script: base, sub, sup (empty row = none)
  std::string source;             ///< the TeX, on the outermost formula only: what copying gives
};

/// The four roles that have one colour everywhere; none for ordinary text.
enum class Role { none, query, key, value, output };

/// One run of text, or one object in a line.
struct Inline {
  enum class Kind { text, formula, line_break, citation, back_reference };
  Kind kind = Kind::text;
  std::string text;          ///< UTF-8; soft hyphens are not in here (see hyphenation.h)
  bool strong = false, emphasis = false, code = false;
  Role role = Role::none;
  std::string target;        ///< link target: "#id", "#figure?key=value", "#term-clip", "https://…"; empty = no link
  Formula formula;           ///< kind == formula
  int number = 0;            ///< kind == citation or back_reference: the source's number, from 1
  std::string id;            ///< kind == citation: its anchor, "cite-3-1" (source 3, first mention)
};

/// A figure slot: which figure, its id on the page, and its start state.
struct FigureSlot {
  std::string figure;  ///< "sentence", "microscope", "wall", "order"
  std::string id;      ///< "fig-sentence"
  std::map<std::string, std::string, std::less<>> options;
};

struct TableCell { std::vector<Inline> text; bool header = false; };

struct Block {
  enum class Kind { heading, paragraph, list, list_item, quote, code, table, formula, figure, primer, note, rule, sources, glossary_entry };
  /// How a paragraph of the opening is set: the line under the title, the line of related terms, the lead before the first figure.
  enum class Style { body, subtitle, related, lead };
  Kind kind = Kind::paragraph;
  Style style = Style::body;
  int index = 0;                  ///< position in reading order over the whole document, nested blocks included; the DOM's data-block
  int level = 0;                  ///< heading level 1…4 (1 = the article's title, block 0); list depth, from 1
  bool ordered = false;           ///< list
  int number = 0;                 ///< list_item of an ordered list and of the sources; level-2 heading: the chapter, from 0; -1 = none
  std::string id;                 ///< fragment, or empty; "term-clip" for glossary entries, "source-3" for sources
  std::string title;              ///< primer: its summary line
  std::vector<Inline> text;       ///< heading, paragraph, formula (one Inline), glossary_entry's term
  std::string code;               ///< code block, verbatim
  std::vector<Block> children;    ///< list, sources → list_item → blocks; quote, primer, note, glossary_entry → blocks
  std::vector<std::vector<TableCell>> rows;
  FigureSlot figure;
};

/// A source of the article; numbers follow the order of first citation.
struct Source {
  std::string key, authors, title, url, note;
  int year = 0, number = 0;
  std::vector<std::string> cited_from;  ///< ids of the citation anchors ("cite-3-1"), for the links back
};

/// What parse_document accepts at most, for each text, and how deep blocks may nest.
inline constexpr std::size_t maximum_document_bytes = 1u << 20;
inline constexpr int maximum_nesting = 16;

/// A language's article, parsed and numbered. Immutable.
struct Document {
  std::string language;                                   ///< "en"
  std::map<std::string, std::string, std::less<>> front;  ///< title, subtitle, description, category, related, …
  std::vector<Block> blocks;                              ///< title, subtitle, related terms, body, glossary, sources
  std::vector<Source> sources;                            ///< those that are cited, by number
};

/// Parses one language. `article`, `glossary`: Markdown as content/README.md describes it; `sources_json`: content/sources.json.
/// Block 0 is the title; glossary and sources become ordinary sections at the end (ids "glossary" and "sources"), titled by
/// the front matter's glossary_title and sources_title.
/// Errors: invalid_utf8; parse with line and reason; unknown_name for a citation, glossary term, link target or directive
/// that does not exist. A text beyond `maximum_document_bytes` is a parse error. Never crashes, whatever the bytes.
Result<Document> parse_document(std::string_view language, std::string_view article, std::string_view glossary,
                                std::string_view sources_json);

}  // namespace attention::article
