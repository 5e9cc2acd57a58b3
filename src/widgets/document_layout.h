#pragma once
#include <map>
#include <string>
#include <vector>

#include "widgets/document_view.h"

namespace attention::widgets {

/// Colours of the document's furniture; resolved when drawing.
enum class Paint { quiet, line, line_strong, accent, soft };

/// One drawn thing of the document, in document coordinates.
struct DocumentItem {
  enum class Kind {
    paragraph,  ///< `paragraph` at (rect.x, rect.y)
    fill,       ///< rounded rectangle
    outline,    ///< rounded hairline
    dot,        ///< bullet: a disc in the rect
    chevron,    ///< fold-out mark; `open` = pointing down
    figure,     ///< figures[figure]
  };
  Kind kind = Kind::paragraph;
  Rect rect;
  Paint paint = Paint::line;
  float radius = 0;
  bool open = false;
  int paragraph = -1, figure = -1;
};

/// Where a placed run is drawn from.
struct RunSource { int paragraph = 0, line = 0, run = 0; };

struct FoldOut { std::string id, title; int block = 0; Rect rect; bool open = false; };

/// A whole document, laid out for one width and theme.
struct DocumentLayout {
  float width = 0, height = 0;
  std::vector<Paragraph> paragraphs;
  std::vector<DocumentItem> items;
  std::vector<PlacedBlock> blocks;
  std::vector<PlacedRun> runs;
  std::vector<RunSource> run_sources;  ///< parallel to runs
  std::vector<PlacedLink> links;
  std::vector<PlacedFigure> figures;
  std::vector<FoldOut> fold_outs;
  std::vector<ContentsEntry> contents;
  std::map<std::string, float, std::less<>> anchors;
};

/// Lays the document out. Deterministic: the same document, theme, width and answers of the callbacks give the same layout.
DocumentLayout layout_document(const article::Document& document, const article::Strings& strings, const Fonts& fonts, const Theme& theme,
                               const DocumentCallbacks& callbacks, const Hyphenate& hyphenate, float width, float top);

/// Gives a figure another height: what is below it moves, what holds it grows. The result is what layout_document would give,
/// without breaking a line again.
void resize_figure(DocumentLayout& layout, std::size_t figure, float height);

}  // namespace attention::widgets
