#include "widgets/fonts.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <format>
#include <map>
#include <unordered_map>

#include "imgui.h"
#include "widgets/other_scripts.h"
#include "widgets/theme.h"

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#define STBTT_STATIC
#define STB_TRUETYPE_IMPLEMENTATION
#include "imstb_truetype.h"
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace attention::widgets {
namespace {

constexpr std::array<std::string_view, face_count> face_files{
    "source-serif-4-400", "source-serif-4-400i", "source-serif-4-600", "source-serif-4-display-600", "inter-400", "inter-500",
    "inter-600", "jetbrains-mono-400", "jetbrains-mono-500", "symbols-400"};

/// Glyphs and word pictures kept in the atlas; past the limit all are dropped and made again as needed.
constexpr std::size_t glyph_limit = 9000;
constexpr std::size_t word_limit = 256;

constexpr char32_t ligature_fi = 0xFB01, ligature_fl = 0xFB02;

std::size_t index_of(Face face) { return static_cast<std::size_t>(face); }
bool is_serif(Face face) { return face <= Face::serif_display; }
/// Soft hyphens, joiners, marks of direction and variation selectors: they steer their neighbours and have no sign of their own.
bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || (c >= 0xFE00 && c <= 0xFE0F) ||
         c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

struct Decoded { char32_t code = 0; int length = 1; };
/// The character at the start of `text`; what is not UTF-8 counts as U+FFFD, one byte each.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (first >= 0xC2 && first < 0xE0 && follows(1)) return {(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (first >= 0xE0 && first < 0xF0 && follows(1) && follows(2)) return {(first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  if (first >= 0xF0 && first < 0xF5 && follows(1) && follows(2) && follows(3))
    return {(first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
  return {0xFFFD, 1};
}

/// Pair kerning by classes, as assets/recipes/fonts/make_fonts.py writes it.
class Kerning {
 public:
  Result<void> read(ByteView bytes) {
    if (bytes.empty()) return {};
    const auto u16 = [&](std::size_t at) {
      return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) | std::to_integer<unsigned>(bytes[at + 1]) << 8);
    };
    if (bytes.size() < 12 || std::memcmp(bytes.data(), "KRN1", 4) != 0) return fail(ErrorCode::file_corrupt, "kerning: not a KRN1 file");
    units_per_em_ = u16(4);
    const std::size_t left_count = u16(6);
    right_count_ = u16(8);
    const std::size_t characters = u16(10);
    const std::size_t matrix = 12 + 6 * characters;
    if (units_per_em_ == 0 || bytes.size() != matrix + 2 * left_count * right_count_) return fail(ErrorCode::file_corrupt, "kerning: wrong size");
    for (std::size_t i = 0; i < characters; ++i) {
      const std::size_t at = 12 + 6 * i;
      const std::uint16_t left = u16(at + 2), right = u16(at + 4);
      if (left >= left_count || right >= right_count_) return fail(ErrorCode::file_corrupt, "kerning: class out of range");
      classes_[u16(at)] = {left, right};
    }
    units_.resize(left_count * right_count_);
    for (std::size_t i = 0; i < units_.size(); ++i) units_[i] = static_cast<std::int16_t>(u16(matrix + 2 * i));
    return {};
  }
  /// In em.
  float between(char32_t left, char32_t right) const {
    if (units_.empty()) return 0;
    const auto l = classes_.find(left);
    if (l == classes_.end() || l->second.first == 0) return 0;
    const auto r = classes_.find(right);
    if (r == classes_.end()) return 0;
    return static_cast<float>(units_[l->second.first * right_count_ + r->second.second]) / units_per_em_;
  }

 private:
  float units_per_em_ = 1000;
  std::size_t right_count_ = 0;
  std::unordered_map<char32_t, std::pair<std::uint16_t, std::uint16_t>> classes_;
  std::vector<std::int16_t> units_;
};

struct FaceData {
  Bytes ttf;
  stbtt_fontinfo info{};
  Kerning kerning;
  bool loaded = false;
  ImFont* imgui = nullptr;
  struct Glyph { int index = 0; float advance = 0; };  ///< advance in em
  mutable std::unordered_map<char32_t, Glyph> glyphs;
  float em_scale = 0;  ///< font units → em
  FontMetrics metrics; ///< in em

  const Glyph& glyph(char32_t code) const {
    const auto found = glyphs.find(code);
    if (found != glyphs.end()) return found->second;
    Glyph glyph;
    glyph.index = stbtt_FindGlyphIndex(&info, static_cast<int>(code));
    int advance = 0, bearing = 0;
    stbtt_GetGlyphHMetrics(&info, glyph.index, &advance, &bearing);
    glyph.advance = static_cast<float>(advance) * em_scale;
    return glyphs.emplace(code, glyph).first->second;
  }
  bool has(char32_t code) const { return loaded && glyph(code).index != 0; }
};

/// A glyph with its place: offset of its origin from the text's start, in device pixels.
struct ShapedGlyph { Face face; int index; float x, advance; int byte, bytes; };

struct AtlasGlyph { ImFontAtlasRectId rect = ImFontAtlasRectId_Invalid; int left = 0, top = 0, width = 0, height = 0; };

/// Subpixel places at which a glyph of this size is rasterised.
int phases_for(float size) { return size < 30 ? 4 : size < 60 ? 2 : 1; }

std::string code_points_of(std::string_view word) {
  std::string text;
  while (!word.empty()) {
    const Decoded c = decode(word);
    if (!text.empty()) text += ' ';
    text += std::format("U+{:04X}", static_cast<std::uint32_t>(c.code));
    word.remove_prefix(static_cast<std::size_t>(c.length));
  }
  return text;
}

}  // namespace

std::string_view file_of(Face face) { return face_files[index_of(face)]; }

struct Fonts::Implementation {
  std::array<FaceData, face_count> faces;
  std::function<WordPicture(const std::string&, float)> word_source;
  struct Word { WordPicture picture; ImFontAtlasRectId rect = ImFontAtlasRectId_Invalid; };
  std::map<std::pair<std::string, int>, Word> words;
  std::unordered_map<std::uint64_t, AtlasGlyph> atlas;
  std::array<OtherScripts, face_count> other_scripts;  ///< for Dear ImGui's text field, one for each face that it uses
  std::vector<ShapedGlyph> shaped;  ///< of the last shape(); kept for its memory

  const FaceData& data(Face face) const { return faces[index_of(face)]; }

  /// Which face draws a character: its own, the signs, or its own with the missing glyph.
  Face face_for(Face face, char32_t code) const {
    if (data(face).has(code)) return face;
    return data(Face::symbols).has(code) ? Face::symbols : face;
  }

  float shape(const FontStyle& style, std::string_view text) {
    shaped.clear();
    const bool ligatures = is_serif(style.face) && style.tracking <= 0 && data(style.face).has(ligature_fi);
    float x = 0;
    char32_t previous = 0;
    Face previous_face = style.face;
    for (std::size_t at = 0; at < text.size();) {
      Decoded c = decode(text.substr(at));
      const auto start = static_cast<int>(at);
      at += static_cast<std::size_t>(c.length);
      if (is_invisible(c.code)) continue;
      if (ligatures && c.code == 'f' && at < text.size() && (text[at] == 'i' || text[at] == 'l')) {
        c.code = text[at] == 'i' ? ligature_fi : ligature_fl;
        ++at;
      }
      const Face face = face_for(style.face, c.code);
      const FaceData& font = data(face);
      if (!font.loaded) continue;
      if (previous != 0 && previous_face == face) x += font.kerning.between(previous, c.code) * style.size;
      const FaceData::Glyph& glyph = font.glyph(c.code);
      const float advance = glyph.advance * style.size + style.tracking;
      shaped.push_back({face, glyph.index, x, advance, start, static_cast<int>(at) - start});
      x += advance;
      previous = c.code;
      previous_face = face;
    }
    return x;
  }

  AtlasGlyph& rasterise(Face face, int glyph, float size, int phase, int phases) {
    const auto key = static_cast<std::uint64_t>(index_of(face)) << 48 | static_cast<std::uint64_t>(phase) << 44 |
                     static_cast<std::uint64_t>(std::lround(size * 16)) << 20 | static_cast<std::uint64_t>(glyph);
    const auto found = atlas.find(key);
    if (found != atlas.end()) return found->second;
    if (atlas.size() >= glyph_limit) forget_glyphs();
    AtlasGlyph result;
    const FaceData& font = data(face);
    const float scale = font.em_scale * size;
    const float shift = static_cast<float>(phase) / static_cast<float>(phases);
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    stbtt_GetGlyphBitmapBoxSubpixel(&font.info, glyph, scale, scale, shift, 0, &x0, &y0, &x1, &y1);
    result.left = x0;
    result.top = y0;
    result.width = x1 - x0;
    result.height = y1 - y0;
    if (result.width > 0 && result.height > 0) {
      std::vector<unsigned char> coverage(static_cast<std::size_t>(result.width) * static_cast<std::size_t>(result.height));
      stbtt_MakeGlyphBitmapSubpixel(&font.info, coverage.data(), result.width, result.height, result.width, scale, scale, shift, 0, glyph);
      result.rect = store(coverage.data(), result.width, result.height);
    }
    return atlas.emplace(key, result).first->second;
  }

  /// Puts coverage into Dear ImGui's atlas, white with alpha.
  static ImFontAtlasRectId store(const unsigned char* coverage, int width, int height) {
    ImFontAtlas& imgui_atlas = *ImGui::GetIO().Fonts;
    ImFontAtlasRect rect;
    const ImFontAtlasRectId id = imgui_atlas.AddCustomRect(width, height, &rect);
    if (id == ImFontAtlasRectId_Invalid) return id;
    ImTextureData& texture = *imgui_atlas.TexData;
    for (int y = 0; y < height; ++y) {
      auto* row = static_cast<unsigned char*>(texture.GetPixelsAt(rect.x, rect.y + y));
      for (int x = 0; x < width; ++x) {
        const unsigned char alpha = coverage[y * width + x];
        if (texture.BytesPerPixel == 1) {
          row[x] = alpha;
        } else {
          std::memset(row + 4 * x, 255, 3);
          row[4 * x + 3] = alpha;
        }
      }
    }
    return id;
  }

  void forget_glyphs() {
    for (const auto& [key, glyph] : atlas)
      if (glyph.rect != ImFontAtlasRectId_Invalid) ImGui::GetIO().Fonts->RemoveCustomRect(glyph.rect);
    atlas.clear();
  }

  static void quad(ImDrawList& list, ImFontAtlasRectId id, ImVec2 from, ImVec2 to, std::uint32_t color) {
    ImFontAtlasRect rect;
    ImFontAtlas& imgui_atlas = *ImGui::GetIO().Fonts;
    if (!imgui_atlas.GetCustomRect(id, &rect)) return;
    list.AddImage(imgui_atlas.TexRef, from, to, rect.uv0, rect.uv1, color);
  }

  const Word& word(const std::string& text, float size) {
    const std::pair<std::string, int> key{text, static_cast<int>(std::lround(size * 4))};
    const auto found = words.find(key);
    if (found != words.end()) return found->second;
    if (words.size() >= word_limit) {
      for (const auto& [name, old] : words)
        if (old.rect != ImFontAtlasRectId_Invalid) ImGui::GetIO().Fonts->RemoveCustomRect(old.rect);
      words.clear();
    }
    Word made;
    if (word_source) made.picture = word_source(text, size);
    const auto pixels = static_cast<std::size_t>(std::max(0, made.picture.width)) * static_cast<std::size_t>(std::max(0, made.picture.height));
    if (made.picture.alpha.size() < pixels || pixels == 0) made.picture = {};
    return words.emplace(key, std::move(made)).first->second;
  }
};

Fonts::Fonts() : implementation_(std::make_unique<Implementation>()) {}
Fonts::~Fonts() = default;

Result<void> Fonts::add(Face face, Bytes ttf, ByteView kerning) {
  FaceData& font = implementation_->faces[index_of(face)];
  // stb_truetype trusts its input, so the table directory is checked before it sees the bytes.
  const auto u32 = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(ttf[at + i]);
    return value;
  };
  const auto corrupt = [&](std::string_view why) { return fail(ErrorCode::file_corrupt, std::format("{}: {}", file_of(face), why)); };
  if (ttf.size() < 12 || u32(0) != 0x00010000) return corrupt("not a TrueType font");
  const std::size_t tables = u32(4) >> 16;
  if (ttf.size() < 12 + 16 * tables) return corrupt("too short");
  for (std::size_t i = 0; i < tables; ++i)
    if (std::uint64_t{u32(12 + 16 * i + 8)} + u32(12 + 16 * i + 12) > ttf.size()) return corrupt("a table reaches beyond the end");
  Kerning pairs;
  if (auto read = pairs.read(kerning); !read) return std::unexpected(read.error());
  font.ttf = std::move(ttf);
  font.kerning = std::move(pairs);
  font.glyphs.clear();
  font.loaded = stbtt_InitFont(&font.info, reinterpret_cast<const unsigned char*>(font.ttf.data()), 0) != 0;
  if (!font.loaded) return corrupt("tables are missing");
  font.em_scale = stbtt_ScaleForMappingEmToPixels(&font.info, 1);
  int ascent = 0, descent = 0, gap = 0;
  stbtt_GetFontVMetrics(&font.info, &ascent, &descent, &gap);
  const auto height_of = [&](char32_t c) {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    stbtt_GetGlyphBox(&font.info, font.glyph(c).index, &x0, &y0, &x1, &y1);
    return static_cast<float>(y1) * font.em_scale;
  };
  font.metrics = {static_cast<float>(ascent) * font.em_scale, static_cast<float>(-descent) * font.em_scale, height_of('x'), height_of('H')};
  if (face == Face::symbols) font.metrics.x_height = 0.5f;
  return {};
}

bool Fonts::ready() const {
  return std::ranges::all_of(implementation_->faces, [](const FaceData& face) { return face.loaded; });
}

void Fonts::set_word_source(std::function<WordPicture(const std::string&, float)> source) {
  implementation_->word_source = std::move(source);
}

ImFont* Fonts::imgui_font(Face face) const {
  FaceData& font = implementation_->faces[index_of(face)];
  if (font.imgui == nullptr && font.loaded) {
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    font.imgui = atlas.AddFontFromMemoryTTF(font.ttf.data(), static_cast<int>(font.ttf.size()), 16, &config);
    // Behind it the face of signs, then whoever draws the scripts that no face has.
    const FaceData& signs = implementation_->data(Face::symbols);
    config.MergeMode = true;
    if (face != Face::symbols && signs.loaded)
      atlas.AddFontFromMemoryTTF(const_cast<std::byte*>(signs.ttf.data()), static_cast<int>(signs.ttf.size()), 16, &config);
    OtherScripts& others = implementation_->other_scripts[index_of(face)];
    others.invisible = is_invisible;
    others.draw = [this](const std::string& character, float size) { return implementation_->word_source ? implementation_->word_source(character, size) : WordPicture{}; };
    others.em = 1 / (font.metrics.ascent + font.metrics.descent);
    add_other_scripts(others);
  }
  return font.imgui;
}

float Fonts::imgui_size(const FontStyle& style) const {
  const FontMetrics& em = implementation_->data(style.face).metrics;
  return style.size * (em.ascent + em.descent);
}

bool Fonts::has(Face face, char32_t code_point) const {
  return implementation_->data(face).has(code_point) || implementation_->data(Face::symbols).has(code_point);
}

bool Fonts::covers(Face face, std::string_view utf8) const {
  while (!utf8.empty()) {
    const Decoded c = decode(utf8);
    if (!is_invisible(c.code) && !has(face, c.code)) return false;
    utf8.remove_prefix(static_cast<std::size_t>(c.length));
  }
  return true;
}

FontMetrics Fonts::metrics(const FontStyle& style) const {
  const FontMetrics& em = implementation_->data(style.face).metrics;
  return {em.ascent * style.size, em.descent * style.size, em.x_height * style.size, em.cap_height * style.size};
}

float Fonts::width(const FontStyle& style, std::string_view utf8) const { return implementation_->shape(style, utf8); }

std::vector<float> Fonts::offsets(const FontStyle& style, std::string_view utf8) const {
  std::vector<float> result(utf8.size() + 1, 0);
  const float total = implementation_->shape(style, utf8);
  std::size_t filled = 0;
  float last = 0;
  for (const ShapedGlyph& glyph : implementation_->shaped) {
    const auto start = static_cast<std::size_t>(glyph.byte);
    while (filled < start) result[filled++] = last;
    // A ligature's letters share its width.
    for (int i = 0; i < glyph.bytes; ++i) {
      const bool letter = (static_cast<unsigned char>(utf8[start + static_cast<std::size_t>(i)]) & 0xC0) != 0x80;
      const bool ligature = glyph.bytes == 2 && utf8[start] == 'f';
      if (letter) last = glyph.x + (ligature && i == 1 ? glyph.advance / 2 : 0);
      result[start + static_cast<std::size_t>(i)] = last;
    }
    filled = start + static_cast<std::size_t>(glyph.bytes);
    last = glyph.x + glyph.advance;
  }
  while (filled < result.size()) result[filled++] = total;
  return result;
}

float Fonts::draw(ImDrawList& list, float x, float y, Color color, const FontStyle& style, std::string_view utf8) const {
  Implementation& self = *implementation_;
  const float advance = self.shape(style, utf8);
  const float baseline = std::round(y);
  const int phases = phases_for(style.size);
  const std::uint32_t packed = color.packed();
  for (const ShapedGlyph& glyph : self.shaped) {
    const float place = std::round((x + glyph.x) * static_cast<float>(phases)) / static_cast<float>(phases);
    const float whole = std::floor(place);
    const int phase = static_cast<int>(std::lround((place - whole) * static_cast<float>(phases)));
    const AtlasGlyph& picture = self.rasterise(glyph.face, glyph.index, style.size, phase, phases);
    if (picture.rect == ImFontAtlasRectId_Invalid) continue;
    const ImVec2 from(whole + static_cast<float>(picture.left), baseline + static_cast<float>(picture.top));
    self.quad(list, picture.rect, from, {from.x + static_cast<float>(picture.width), from.y + static_cast<float>(picture.height)}, packed);
  }
  return advance;
}

float Fonts::draw_upwards(ImDrawList& list, float x, float y, Color color, const FontStyle& style, std::string_view utf8) const {
  Implementation& self = *implementation_;
  const float advance = self.shape(style, utf8);
  const float baseline = std::round(x);
  for (const ShapedGlyph& glyph : self.shaped) {
    const AtlasGlyph& picture = self.rasterise(glyph.face, glyph.index, style.size, 0, phases_for(style.size));
    ImFontAtlasRect rect;
    ImFontAtlas& imgui_atlas = *ImGui::GetIO().Fonts;
    if (picture.rect == ImFontAtlasRectId_Invalid || !imgui_atlas.GetCustomRect(picture.rect, &rect)) continue;
    // The picture's x runs up, its y runs right.
    const float bottom = std::round(y - glyph.x) - static_cast<float>(picture.left), top = bottom - static_cast<float>(picture.width);
    const float left = baseline + static_cast<float>(picture.top), right = left + static_cast<float>(picture.height);
    list.AddImageQuad(imgui_atlas.TexRef, {left, bottom}, {left, top}, {right, top}, {right, bottom}, rect.uv0, {rect.uv1.x, rect.uv0.y},
                      rect.uv1, {rect.uv0.x, rect.uv1.y}, color.packed());
  }
  return advance;
}

namespace {

/// Calls part(text, shipped) for the stretches of a text that our faces draw and for those that they do not. A stretch of
/// the latter kind is a word without the marks around it that we have (quotation marks, spaces): scripts that join
/// their letters stay whole.
template <class Part>
void split_by_coverage(const Fonts& fonts, Face face, std::string_view text, Part part) {
  std::size_t own_from = 0, at = 0;
  while (at < text.size()) {
    std::size_t end = text.find(' ', at);
    if (end == std::string_view::npos) end = text.size();
    // From the word's first to its last character that we lack.
    std::size_t first = std::string_view::npos, last = 0;
    for (std::size_t i = at; i < end;) {
      const Decoded c = decode(text.substr(i));
      const auto length = static_cast<std::size_t>(c.length);
      if (is_invisible(c.code)) {
        if (last == i) last = i + length;  // the selector that follows an emoji belongs to it
      } else if (!fonts.has(face, c.code)) {
        first = std::min(first, i);
        last = i + length;
      }
      i += length;
    }
    if (first != std::string_view::npos) {
      if (first > own_from) part(text.substr(own_from, first - own_from), true);
      part(text.substr(first, last - first), false);
      own_from = last;
    }
    at = end + 1;
  }
  if (own_from < text.size()) part(text.substr(own_from), true);
}

}  // namespace

float Fonts::width_any(const FontStyle& style, std::string_view utf8) const {
  float total = 0;
  split_by_coverage(*this, style.face, utf8, [&](std::string_view part, bool shipped) {
    if (shipped) {
      total += width(style, part);
      return;
    }
    const WordPicture& picture = implementation_->word(std::string(part), style.size).picture;
    total += picture.width > 0 ? static_cast<float>(picture.width) : width({Face::mono, style.size * 0.6f}, code_points_of(part));
  });
  return total;
}

float Fonts::draw_any(ImDrawList& list, float x, float y, Color color, const FontStyle& style, std::string_view utf8) const {
  const float start = x;
  split_by_coverage(*this, style.face, utf8, [&](std::string_view part, bool shipped) {
    if (shipped) {
      x += draw(list, x, y, color, style, part);
      return;
    }
    auto& word = const_cast<Implementation::Word&>(implementation_->word(std::string(part), style.size));
    const WordPicture& picture = word.picture;
    if (picture.width <= 0) {
      x += draw(list, x, y, color, {Face::mono, style.size * 0.6f}, code_points_of(part));
      return;
    }
    ImFontAtlasRect rect;
    if (word.rect == ImFontAtlasRectId_Invalid || !ImGui::GetIO().Fonts->GetCustomRect(word.rect, &rect))
      word.rect = implementation_->store(reinterpret_cast<const unsigned char*>(picture.alpha.data()), picture.width, picture.height);
    const ImVec2 from(std::round(x), std::round(y) - std::round(picture.baseline));
    if (word.rect != ImFontAtlasRectId_Invalid)
      implementation_->quad(list, word.rect, from, {from.x + static_cast<float>(picture.width), from.y + static_cast<float>(picture.height)}, color.packed());
    x += static_cast<float>(picture.width);
  });
  return x - start;
}

std::string Fonts::fitted(const FontStyle& style, std::string_view utf8, float available) const {
  if (width(style, utf8) <= available) return std::string(utf8);
  const float room = available - width(style, "…");
  const std::vector<float> places = offsets(style, utf8);
  std::size_t end = 0;
  for (std::size_t i = 1; i <= utf8.size(); ++i) {
    const bool boundary = i == utf8.size() || (static_cast<unsigned char>(utf8[i]) & 0xC0) != 0x80;
    if (boundary && places[i] <= room) end = i;
  }
  while (end > 0 && utf8[end - 1] == ' ') --end;
  return std::string(utf8.substr(0, end)) + "…";
}

std::vector<Fonts::PlacedGlyph> Fonts::glyphs(const FontStyle& style, std::string_view utf8) const {
  implementation_->shape(style, utf8);
  std::vector<PlacedGlyph> result;
  for (const ShapedGlyph& glyph : implementation_->shaped) result.push_back({glyph.face, glyph.index, glyph.x});
  return result;
}

std::string Fonts::outline(Face face, int glyph) const {
  stbtt_vertex* vertices = nullptr;
  const int count = stbtt_GetGlyphShape(&implementation_->data(face).info, glyph, &vertices);
  std::string path;
  int x = 0, y = 0, start_x = 0, start_y = 0;  // where the pen is, and where the contour began
  const auto number = [&](int value) {
    if (value >= 0 && std::isdigit(static_cast<unsigned char>(path.back())) != 0) path += ' ';
    path += std::to_string(value);
  };
  const auto point = [&](int to_x, int to_y) {
    number(to_x - x);
    number(y - to_y);
  };
  for (int i = 0; i < count; ++i) {
    const stbtt_vertex& v = vertices[i];
    if (v.type == STBTT_vmove) {
      if (!path.empty()) path += 'z';
      // After "z" the pen is where the contour began.
      x = start_x;
      y = start_y;
      path += 'm';
      point(v.x, v.y);
      start_x = v.x;
      start_y = v.y;
    } else if (v.type == STBTT_vline) {
      if (v.y == y) {
        path += 'h';
        number(v.x - x);
      } else if (v.x == x) {
        path += 'v';
        number(y - v.y);
      } else {
        path += 'l';
        point(v.x, v.y);
      }
    } else if (v.type == STBTT_vcurve) {
      path += 'q';
      point(v.cx, v.cy);
      point(v.x, v.y);
    }
    x = v.x;
    y = v.y;
  }
  if (!path.empty()) path += 'z';
  stbtt_FreeShape(&implementation_->data(face).info, vertices);
  return path;
}

float Fonts::unit(Face face, float size) const { return implementation_->data(face).em_scale * size; }

std::vector<Fonts::Stretch> Fonts::stretches(Face face, std::string_view utf8) const {
  std::vector<Stretch> result;
  split_by_coverage(*this, face, utf8, [&](std::string_view part, bool shipped) { result.push_back({part, shipped}); });
  return result;
}

}  // namespace attention::widgets
