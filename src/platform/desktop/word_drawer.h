#pragma once
#include <memory>
#include <string>

#include "app/host.h"

namespace attention::platform {

/// Draws words in scripts that we ship no font for, with the system's own fonts and shaping. Uses Pango if the machine has it;
/// it is looked for when the first such word appears, so the program runs without.
class WordDrawer {
 public:
  WordDrawer();
  ~WordDrawer();
  /// Coverage of one word, em size in device pixels. Empty if there is no Pango, or no font on the system has the characters.
  app::DrawnWord draw(const std::string& word, float font_size);

 private:
  struct Pango;
  std::unique_ptr<Pango> pango_;
  bool tried_ = false;
};

}  // namespace attention::platform
