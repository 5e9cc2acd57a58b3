#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"
#include "widgets/fonts.h"
#include "widgets/formula_layout.h"
#include "widgets/theme.h"

namespace attention::widgets {

/// Where a word may be divided: byte offsets inside `word`, sorted. Empty = never.
using Hyphenate = std::function<std::vector<int>(std::string_view word)>;

/// What colours a run; resolved when drawing, so that a theme change needs no new layout.
struct TextInk {
  enum class Kind { text, soft, faint, accent, link, role };
  Kind kind = Kind::text;
  article::Role role = article::Role::none;
  bool operator==(const TextInk&) const = default;
};
Color color_of(const Theme& theme, const TextInk& ink);

/// A piece of a paragraph before it is broken into lines.
struct Piece {
  enum class Kind { text, formula, line_break };
  Kind kind = Kind::text;
  std::string text;            ///< UTF-8
  FontStyle style;
  TextInk ink;
  float raise = 0;             ///< device pixels above the baseline (citations)
  bool code = false;           ///< gets a quiet background, is never divided
  bool glue_before = false;    ///< no break, and no space, before it (citation marks)
  int link = -1;               ///< index into the caller's list of links
  int first = 0, end = 0;      ///< bytes of the block's plain text; first == end: not part of it
  std::shared_ptr<const FormulaBox> formula;
};

/// A run of one style in one line.
struct Run {
  float x = 0, width = 0;      ///< from the paragraph's left edge
  std::string text;            ///< as drawn: an added hyphen is in it, spaces at a line's end are not
  FontStyle style;
  TextInk ink;
  float raise = 0;
  bool code = false, hyphenated = false;
  int link = -1;
  int first = 0, end = 0;
  std::shared_ptr<const FormulaBox> formula;
};
struct Line {
  float top = 0, baseline = 0, height = 0, width = 0;  ///< from the paragraph's top edge
  std::vector<Run> runs;
};
struct Paragraph { float width = 0, height = 0; std::vector<Line> lines; };

struct ParagraphOptions {
  float width = 0;
  float line_height = 0;             ///< distance of baselines; a line with a tall formula takes more
  enum class Align { left, center, right } align = Align::left;
  Hyphenate hyphenate;               ///< none: words are not divided
  float first_indent = 0;
  bool balance = false;              ///< titles: the last line counts too, so all lines come out alike
};

/// Breaks pieces into lines: all ways of breaking are compared (Knuth & Plass 1981, for ragged lines): even line ends,
/// few hyphens, never two in a row if it can be helped, no last line of a single short word. Breaks come after spaces
/// (not U+00A0, U+202F, U+2007), after hyphens and dashes inside words, and at divisions; words longer than a line break
/// anywhere.
Paragraph break_lines(const Fonts& fonts, const std::vector<Piece>& pieces, const ParagraphOptions& options);

/// One style, wrapped: figure lines, tooltips, messages.
Paragraph wrap_text(const Fonts& fonts, const FontStyle& style, TextInk ink, std::string_view text, float width, float line_height);

/// Draws a paragraph with its top left corner at (x, y), only the lines that touch [clip_top, clip_bottom].
/// `hovered_link`: the link whose underline is strong, −1 = none.
void draw_paragraph(ImDrawList& list, const Fonts& fonts, const Theme& theme, const Paragraph& paragraph, float x, float y,
                    float clip_top, float clip_bottom, int hovered_link = -1);

}  // namespace attention::widgets
