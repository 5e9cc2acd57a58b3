#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "article/document.h"
#include "article/strings.h"
#include "widgets/controls.h"
#include "widgets/fonts.h"
#include "widgets/text_layout.h"
#include "widgets/theme.h"

struct ImDrawList;

namespace attention::widgets {

/// What the view asks of its owner.
struct DocumentCallbacks {
  /// Height in device pixels that a figure needs at this width (device pixels, card included). Called by layout().
  std::function<float(const article::FigureSlot& slot, float width)> figure_height;
  /// Draws a figure; `rect` is in viewport coordinates (document − scroll). Called by draw() for figures that are visible.
  std::function<void(const article::FigureSlot& slot, const Rect& rect)> draw_figure;
  /// Whether the fold-out with this block id is open.
  std::function<bool(const std::string& id)> is_open;
};

/// A block's place, and a text run's: what app::PageLayout is filled from (same fields, same meaning).
struct PlacedBlock { int block = 0; Rect rect; };
struct PlacedRun {
  int block = 0, first = 0, end = 0;
  float x = 0, baseline = 0, width = 0, height = 0, font_size = 0;
  bool last_of_line = true;
};
/// A link's hot spot; one that runs over a line's end has several.
struct PlacedLink { std::string target, text; int block = 0; std::vector<Rect> rects; };
struct PlacedFigure { article::FigureSlot slot; int block = 0; Rect rect; };
/// An entry of the contents.
struct ContentsEntry { std::string id, title; int level = 2; int chapter = -1; float y = 0; };

/// The article as laid out for one width, and its drawing. Retained: layout() when the document, theme, width or a
/// height changed; draw() each frame, touching only what is visible. Coordinates: device pixels, y = 0 at the
/// document's top.
class DocumentView {
 public:
  /// All references must outlive the view. `hyphenate` may be empty.
  DocumentView(const article::Document& document, const article::Strings& strings, const Fonts& fonts,
               DocumentCallbacks callbacks, Hyphenate hyphenate);
  ~DocumentView();

  /// `width`: the viewport's. `top`: room above the title (the bar). Calls figure_height and is_open.
  void layout(const Theme& theme, float width, float top);

  /// Asks for the figures' heights again and moves what is below them. As layout() with nothing else changed, without its cost.
  void resize_figures();

  float width() const;
  float height() const;
  const std::vector<PlacedBlock>& blocks() const;  ///< every block, in order of index
  const std::vector<PlacedRun>& runs() const;      ///< in reading order
  const std::vector<PlacedLink>& links() const;
  const std::vector<PlacedFigure>& figures() const;
  const std::vector<ContentsEntry>& contents() const;
  /// Top of the block or heading with this id ("fig-sentence", "cite-3-1", "source-3" too); empty if there is none.
  std::optional<float> position_of(const std::string& id) const;
  /// The last chapter or section whose heading is above `y`.
  const ContentsEntry* section_at(float y) const;

  struct Pointer {
    float x = -1, y = -1;   ///< viewport coordinates
    bool pressed = false;   ///< the button went down in this frame
    bool down = false;      ///< the button is down: dragging selects text
    bool active = false;    ///< false: hover and presses are somebody else's (the browser's own links)
  };
  struct Result {
    std::optional<std::string> follow;  ///< target of a link that was pressed
    std::optional<std::string> toggle;  ///< id of a fold-out that was pressed
    const char* cursor = nullptr;       ///< "pointer" over a link, "text" over text
  };
  /// Draws the part of the document at `scroll`…`scroll + viewport_height` and calls draw_figure for visible figures.
  Result draw(ImDrawList& list, float scroll, float viewport_height, const Pointer& pointer);

  /// Links and fold-outs as controls, rects in document coordinates: ids "article.link.<n>", figure "article".
  std::vector<Control> controls() const;

  // Selection and search, where the platform has none of its own (the desktop).
  struct TextPosition { int run = 0; int byte = 0; auto operator<=>(const TextPosition&) const = default; };
  /// The position nearest to a point in document coordinates.
  TextPosition hit(float x, float y) const;
  void select(TextPosition from, TextPosition to);
  void select_none();
  std::string selected_text() const;
  /// Marks all places of `text` (case-insensitive); returns the tops of their lines. Empty text clears.
  std::vector<float> find(std::string_view text);

 private:
  void select_by_pointer(const Pointer& pointer, float document_y, Result& result);

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace attention::widgets
