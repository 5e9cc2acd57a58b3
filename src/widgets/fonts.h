#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"

struct ImDrawList;
struct ImFont;

namespace attention::widgets {

struct Color;

/// The faces that we ship, assets/fonts/<file_of(face)>.{ttf,kern}.
enum class Face { serif, serif_italic, serif_bold, serif_display, sans, sans_medium, sans_bold, mono, mono_medium, symbols };
inline constexpr int face_count = static_cast<int>(Face::symbols) + 1;
/// "source-serif-4-400" and so on, without folder and ending.
std::string_view file_of(Face face);

/// A face at a size. `size` is the em in device pixels; `tracking` is added after each character, in device pixels.
struct FontStyle {
  Face face = Face::sans;
  float size = 16, tracking = 0;
  bool operator==(const FontStyle&) const = default;
};

/// Distances from the baseline, device pixels, all positive.
struct FontMetrics { float ascent = 0, descent = 0, x_height = 0, cap_height = 0; };

/// A word that somebody else drew because no shipped face has its glyphs: coverage, shaped right.
struct WordPicture { int width = 0, height = 0; float baseline = 0; Bytes alpha; };

/// Measures and draws text: kerning, the ligatures fi and fl of the serif, one rasterisation for each quarter of a
/// pixel, baselines on whole device pixels. Characters that a face lacks come from the face of signs; words with
/// characters that nothing we ship has are drawn by `draw_word` and kept as pictures.
/// Glyphs live in Dear ImGui's own atlas, so text and shapes share one draw command.
class Fonts {
 public:
  Fonts();
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  /// Takes a face; `kerning` may be empty. Errors: file_corrupt.
  Result<void> add(Face face, Bytes ttf, ByteView kerning);
  /// All faces are there.
  bool ready() const;
  /// Who draws words that need other glyphs: (word, em size in device pixels) → picture, empty if it cannot.
  void set_word_source(std::function<WordPicture(const std::string& word, float size)> source);
  /// Gives Dear ImGui itself a face, for its own widgets (the desktop's text field). Needs a context. Null before add().
  ImFont* imgui_font(Face face) const;
  /// The size at which Dear ImGui draws this face with the same em: it counts from ascender to descender.
  float imgui_size(const FontStyle& style) const;

  /// Whether `face` (or the face of signs) draws the code point.
  bool has(Face face, char32_t code_point) const;
  /// Whether every character of the text is in `face` or the face of signs.
  bool covers(Face face, std::string_view utf8) const;

  FontMetrics metrics(const FontStyle& style) const;
  /// Advance of the text in device pixels, not rounded. Needs no context.
  float width(const FontStyle& style, std::string_view utf8) const;
  /// Advance from the text's start to each byte offset that starts a character, and to the end: utf8.size() + 1 values;
  /// bytes inside a character repeat its start. For carets, selection and hit tests.
  std::vector<float> offsets(const FontStyle& style, std::string_view utf8) const;
  /// Draws from `x` on the baseline `y` (snapped to a whole pixel); returns the advance.
  float draw(ImDrawList& list, float x, float y, Color color, const FontStyle& style, std::string_view utf8) const;
  /// As draw(), turned by 90° counter-clockwise (axis names): (x, y) is where the baseline starts, text runs upwards.
  float draw_upwards(ImDrawList& list, float x, float y, Color color, const FontStyle& style, std::string_view utf8) const;

  /// For any language: words that no shipped face covers come from the word source, the rest is drawn as above.
  /// If the source cannot either, code points are written as "U+5B57".
  float width_any(const FontStyle& style, std::string_view utf8) const;
  float draw_any(ImDrawList& list, float x, float y, Color color, const FontStyle& style, std::string_view utf8) const;

  /// The longest beginning of `utf8` that fits into `width`, with "…" if something was cut.
  std::string fitted(const FontStyle& style, std::string_view utf8, float width) const;

  // For exports, which need no installed font: outlines in font units, and where they go.
  struct PlacedGlyph { Face face; int glyph; float x; };  ///< x: from the text's start, device pixels
  std::vector<PlacedGlyph> glyphs(const FontStyle& style, std::string_view utf8) const;
  /// SVG path data, y down, in whole font units, each step relative to the last; empty for a space.
  std::string outline(Face face, int glyph) const;
  /// Device pixels per font unit.
  float unit(Face face, float size) const;
  /// The text in stretches that our faces draw and stretches that they do not (words of other scripts).
  struct Stretch { std::string_view text; bool shipped; };
  std::vector<Stretch> stretches(Face face, std::string_view utf8) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace attention::widgets
