#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"

namespace attention::platform {

/// What the command line of attention_desktop says.
struct Options {
  std::filesystem::path assets;      ///< --assets FOLDER: holds content/ and assets/ (or fonts/, models/ …); empty = found from the program
  std::string language;              ///< --language CODE; empty = the reader's last one, else the system's
  std::string fragment;              ///< --fragment "fig-wall?sort=entropy"
  std::optional<bool> dark;          ///< --theme dark|light
  std::optional<float> scale;        ///< --scale N: device pixels per CSS pixel; else the screen's
  int width = 1440, height = 900;    ///< --size WxH, CSS pixels for a window, device pixels for a picture
  float scroll = 0;                  ///< --scroll N: CSS pixels
  std::filesystem::path screenshot;  ///< --screenshot FILE.png: draw once everything has settled, save, leave
  double patience = 120;             ///< --patience SECONDS: how long to wait for that
  bool help = false;
};

/// Errors: parse, with the argument that is not understood.
Result<Options> parse_options(std::span<const std::string_view> arguments);

/// The text of --help.
std::string_view usage();

}  // namespace attention::platform
