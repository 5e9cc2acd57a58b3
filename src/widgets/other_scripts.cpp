#include "widgets/other_scripts.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace attention::widgets {

namespace {

/// The platforms leave this much empty on every side of a word that they draw, in device pixels.
constexpr int margin = 2;

const OtherScripts& scripts_of(const ImFontConfig& source) {
  const OtherScripts* scripts = nullptr;
  std::memcpy(&scripts, source.FontData, sizeof scripts);  // the atlas keeps a copy of the pointer
  return *scripts;
}

WordPicture picture_of(const ImFontConfig& source, const ImFontBaked& baked, ImWchar character) {
  const OtherScripts& scripts = scripts_of(source);
  char utf8[5];
  ImTextCharToUtf8(utf8, static_cast<unsigned>(character));
  WordPicture picture = scripts.draw(utf8, baked.Size * scripts.em);
  const auto pixels = static_cast<std::size_t>(std::max(0, picture.width)) * static_cast<std::size_t>(std::max(0, picture.height));
  if (picture.width <= 2 * margin || pixels == 0 || picture.alpha.size() < pixels) return {};
  return picture;
}

/// Either fills `glyph`, or only says how wide it is.
bool load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar character, ImFontGlyph* glyph, float* advance) {
  const bool invisible = scripts_of(*source).invisible(static_cast<char32_t>(character));
  const WordPicture picture = invisible ? WordPicture{} : picture_of(*source, *baked, character);
  if (!invisible && picture.width == 0) return false;
  const float width = invisible ? 0 : static_cast<float>(picture.width - 2 * margin);
  if (advance != nullptr) {
    *advance = width;
    return true;
  }
  glyph->Codepoint = static_cast<unsigned>(character) & 0x3FFFFFFu;
  glyph->AdvanceX = width;
  if (invisible) return true;
  const ImFontAtlasRectId id = ImFontAtlasPackAddRect(atlas, picture.width, picture.height);
  if (id == ImFontAtlasRectId_Invalid) return false;
  glyph->X0 = -static_cast<float>(margin);
  glyph->Y0 = std::round(baked->Ascent) - std::round(picture.baseline);
  glyph->X1 = glyph->X0 + static_cast<float>(picture.width);
  glyph->Y1 = glyph->Y0 + static_cast<float>(picture.height);
  glyph->Visible = true;
  glyph->PackId = id;
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, glyph, ImFontAtlasPackGetRect(atlas, id),
                                     reinterpret_cast<const unsigned char*>(picture.alpha.data()), ImTextureFormat_Alpha8, picture.width);
  return true;
}

}  // namespace

void add_other_scripts(const OtherScripts& scripts) {
  static const ImFontLoader loader = [] {
    ImFontLoader made;
    made.Name = "other scripts";
    made.FontBakedLoadGlyph = load;
    return made;
  }();
  const OtherScripts* pointer = &scripts;
  ImFontConfig config;
  config.MergeMode = true;
  config.FontData = &pointer;
  config.FontDataSize = sizeof pointer;
  config.FontDataOwnedByAtlas = false;
  config.FontLoader = &loader;
  ImGui::GetIO().Fonts->AddFont(&config);
}

}  // namespace attention::widgets
