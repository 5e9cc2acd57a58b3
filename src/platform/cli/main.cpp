#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "platform/cli/command.h"

namespace {

constexpr std::string_view help =
    "attention COMMAND …\n"
    "  trace \"TEXT\" …   run a text through the encoder and write or print every intermediate value\n"
    "  draw \"PROMPT\" …   draw a picture from words and write it, and every intermediate value\n"
    "Each command explains itself with --help.\n";

}  // namespace

int main(int count, char** values) {
  using namespace attention::cli;
  const std::vector<std::string_view> arguments(values + 1, values + count);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
    std::fputs(help.data(), arguments.empty() ? stderr : stdout);
    return static_cast<int>(arguments.empty() ? Exit::usage : Exit::success);
  }
  const auto rest = std::span(arguments).subspan(1);
  if (arguments[0] == "trace") return static_cast<int>(run_trace(rest, values[0]));
  if (arguments[0] == "draw") return static_cast<int>(run_draw(rest, values[0]));
  return static_cast<int>(complain(Exit::usage, "there is no command '" + std::string(arguments[0]) + "'"));
}
