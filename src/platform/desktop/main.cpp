// The native application: a window with the article, the engine on a thread. Frames are drawn only when something happened.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "platform/desktop/options.h"
#include "platform/desktop/window.h"

int main(int count, char** values) {
  using namespace attention;
  const std::vector<std::string_view> arguments(values + 1, values + std::max(1, count));
  const auto options = platform::parse_options(arguments);
  if (!options) {
    std::fprintf(stderr, "attention: %s\n%s", options.error().detail.c_str(), std::string(platform::usage()).c_str());
    return 2;
  }
  if (options->help) {
    std::fputs(std::string(platform::usage()).c_str(), stdout);
    return 0;
  }
  auto assets = options->assets.empty() ? platform::AssetFolder::find(platform::program_path(values[0])) : platform::AssetFolder(options->assets);
  if (!assets) {
    std::fprintf(stderr, "attention: %s\n  what to do: start with --assets FOLDER, the folder that holds content/ and assets/\n",
                 assets.error().detail.c_str());
    return 1;
  }
  const auto result = platform::run_window(*options, *assets);
  if (!result) {
    std::fprintf(stderr, "attention: %s\n", result.error().detail.c_str());
    return 1;
  }
  return 0;
}
