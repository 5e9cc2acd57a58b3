#pragma once
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
  Kind kind = Kind::paragraph;
  int index = 0;                  ///< position in reading order over the whole document, nested blocks included; the DOM's data-block
  int level = 0;                  ///< heading level 1…4; list depth
  bool ordered = false;           ///< list
  int number = 0;                 ///< list_item of an ordered list
  std::string id;                 ///< fragment, or empty
  std::string title;              ///< primer: its summary line
  std::vector<Inline> text;       ///< heading, paragraph, formula (one Inline), glossary_entry's term
  std::string code;               ///< code block, verbatim
  std::vector<Block> children;    ///< list → list_item → blocks; quote, primer, note, sources, glossary_entry
  std::vector<std::vector<TableCell>> rows;
  FigureSlot figure;
};

/// A source of the article; numbers follow the order of first citation.
struct Source {
  std::string key, authors, title, url, note;
  int year = 0, number = 0;
  std::vector<std::string> cited_from;  ///< ids of the citation anchors ("cite-3-1"), for the links back
};

/// A language's article, parsed and numbered. Immutable.
struct Document {
  std::string language;                                   ///< "en"
  std::map<std::string, std::string, std::less<>> front;  ///< title, subtitle, description, category, related, …
  std::vector<Block> blocks;                              ///< the body, then glossary and sources as ordinary sections
  std::vector<Source> sources;
};

/// Parses one language. `article`, `glossary`: Markdown; `sources_json`: content/sources.json.
/// Errors: parse with line and reason; unknown_name for a citation, glossary term or directive that does not exist.
Result<Document> parse_document(std::string_view language, std::string_view article, std::string_view glossary,
                                std::string_view sources_json);

}  // namespace attention::article
