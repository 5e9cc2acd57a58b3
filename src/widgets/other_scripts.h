#pragma once
#include <functional>

#include "widgets/fonts.h"

namespace attention::widgets {

/// Who draws a character for Dear ImGui's own text field when no shipped face has it.
struct OtherScripts {
  std::function<bool(char32_t)> invisible;                          ///< joiners, marks of direction: no room, no sign of their own
  std::function<WordPicture(const std::string& character, float size)> draw;  ///< size: em in device pixels
  float em = 1;                                                     ///< em per Dear ImGui's size, which counts from ascender to descender
};

/// Adds `scripts` behind the face that was added to Dear ImGui's atlas last. It must outlive the atlas's use. The field places
/// characters one by one, so scripts that join their letters stand apart in it; the words of the figure are shaped as they should be.
void add_other_scripts(const OtherScripts& scripts);

}  // namespace attention::widgets
