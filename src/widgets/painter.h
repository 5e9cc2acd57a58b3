#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/controls.h"
#include "widgets/fonts.h"
#include "widgets/textures.h"
#include "widgets/theme.h"

struct ImDrawList;

namespace attention::widgets {

struct Point {
  float x = 0, y = 0;
  bool operator==(const Point&) const = default;
};

/// One drawn thing, as tests and the SVG export see it. Coordinates as drawn.
struct Mark {
  enum class Kind { text, line, rectangle, outline, matrix };
  Kind kind = Kind::text;
  std::string name;            ///< what it shows, e.g. "arc.2.3", "bar.4", "title"; unlocalized, may be empty
  Rect rect;                   ///< rectangle, outline, matrix; text: from the baseline's start, height 0
  std::string text;
  FontStyle font;
  Color color;
  float thickness = 0, radius = 0;
  std::vector<Point> points;   ///< line: a polyline
  int columns = 0, rows = 0;   ///< matrix
  std::vector<Color> cells;    ///< matrix, row by row
  double value = 0;            ///< the number that the geometry shows, as the engine gave it
};

enum class TextAlign { left, center, right };

/// Draws figures: the one place that turns marks into Dear ImGui's shapes. With a null draw list it only measures and
/// records, so figures can be laid out off-screen, tested headless, and exported as SVG from the same code.
class Painter {
 public:
  Painter(ImDrawList* list, const Fonts& fonts, const Theme& theme, Textures* textures, std::vector<Mark>* marks = nullptr)
      : list_(list), fonts_(fonts), theme_(theme), textures_(textures), marks_(marks) {}

  const Fonts& fonts() const { return fonts_; }
  const Theme& theme() const { return theme_; }
  bool visible() const { return list_ != nullptr; }

  float width(TextStyle style, std::string_view text) const { return fonts_.width_any(theme_.font(style), text); }
  /// One line of text; `x` is the left end, the middle or the right end. Returns its advance. Any script.
  float text(std::string_view name, float x, float baseline, TextStyle style, Color color, std::string_view text,
             TextAlign align = TextAlign::left);
  /// Wrapped text from the top left corner; returns its height.
  float paragraph(std::string_view name, float x, float top, float width, TextStyle style, Color color, std::string_view text);
  float paragraph_height(float width, TextStyle style, std::string_view text) const;

  void line(std::string_view name, std::span<const Point> points, float thickness, Color color, double value = 0);
  void line(std::string_view name, Point from, Point to, float thickness, Color color, double value = 0);
  /// An arc that leaves `from` upwards, peaks `height` above, and comes down on `to`; round ends.
  void arc(std::string_view name, Point from, Point to, float height, float thickness, Color color, double value);
  void rectangle(std::string_view name, const Rect& rect, Color color, float radius = 0, double value = 0);
  void outline(std::string_view name, const Rect& rect, float thickness, Color color, float radius = 0);
  /// columns × rows cells, each the same whole number of device pixels as far as `rect` allows; one texture, sharp edges.
  /// `cells` row by row.
  void matrix(std::string_view name, const Rect& rect, int columns, int rows, std::span<const Color> cells);
  /// A card's soft shadow.
  void shadow(const Rect& rect, float radius);
  void push_clip(const Rect& rect);
  void pop_clip();

 private:
  Mark* record(Mark::Kind kind, std::string_view name);

  ImDrawList* list_;
  const Fonts& fonts_;
  const Theme& theme_;
  Textures* textures_;
  std::vector<Mark>* marks_;
};

}  // namespace attention::widgets
