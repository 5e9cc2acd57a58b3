#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/cli/command.h"

namespace {

struct Entry {
  std::string_view name;
  attention::cli::Exit (*run)(std::span<const std::string_view>, const std::filesystem::path&);
};
constexpr Entry commands[] = {{"trace", attention::cli::run_trace},
                              {"draw", attention::cli::run_draw},
                              {"describe", attention::cli::run_describe},
                              {"rank", attention::cli::run_rank}};

constexpr std::string_view help = R"(attention COMMAND …
  trace "TEXT" …              run a text through the encoder and write or print every intermediate value
  draw "PROMPT" …             draw a picture from words and write it, and every intermediate value
  describe PICTURE …           write a caption for a picture, in one of four languages
  rank PICTURE "TEXT" …       say which texts are true of a picture
Each command explains itself with --help.
)";

}  // namespace

int main(int count, char** values) {
  using namespace attention::cli;
  const std::vector<std::string_view> arguments(values + 1, values + count);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
    std::fputs(help.data(), arguments.empty() ? stderr : stdout);
    return static_cast<int>(arguments.empty() ? Exit::usage : Exit::success);
  }
  const auto rest = std::span(arguments).subspan(1);
  for (const Entry& command : commands)
    if (command.name == arguments[0]) return static_cast<int>(command.run(rest, values[0]));
  return static_cast<int>(complain(Exit::usage, "there is no command '" + std::string(arguments[0]) + "'"));
}
