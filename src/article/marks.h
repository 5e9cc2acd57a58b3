#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"
#include "base/error.h"

/// What our Markdown has beyond CommonMark, taken out of the text before the Markdown parser sees it. Formulas and
/// citations become single private-use characters, so that no Markdown rule can reach into them; primers and notes
/// become segments.
namespace attention::article {

/// A formula at its place in the text.
struct MarkedFormula {
  Formula formula;
  bool display = false;  ///< written with $$
};

/// One segment of a text: ordinary Markdown, or the inside of a primer or a note.
struct Segment {
  enum class Kind { body, primer, note };
  Kind kind = Kind::body;
  std::string id, title;  ///< primer
  std::string markdown;   ///< with placeholders
  int line = 1;           ///< of the file, for messages
};

struct MarkedText {
  std::vector<Segment> segments;
  std::vector<MarkedFormula> formulas;  ///< placeholder n is formula_placeholder + n
  std::vector<std::vector<std::string>>
      citations;  ///< placeholder n is citation_placeholder + n; keys of one pair of brackets
};

inline constexpr char32_t formula_placeholder = 0xF0000;    ///< private-use plane 15
inline constexpr char32_t citation_placeholder = 0x100000;  ///< private-use plane 16
inline constexpr char32_t term_placeholder = 0xF8FF;        ///< the text of [[term]] that has none of its own
inline constexpr std::size_t placeholder_count = 0xFFFE;

/// Splits and marks a text. `first_line` is the number of the text's first line in its file.
/// Errors: parse with the line: a formula, citation, primer or note that is not closed, an unknown directive, a formula
/// that does not parse, private-use characters in the text.
Result<MarkedText> mark_text(std::string_view text, int first_line);

/// Takes a trailing "{#id}" off `text` and returns the id; empty if there is none.
std::string take_id(std::string& text);

/// Lower-case letters, digits and single hyphens.
bool is_slug(std::string_view id);

}  // namespace attention::article
