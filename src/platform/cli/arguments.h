#pragma once
#include <cstdint>
#include <expected>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/cli/command.h"

namespace attention::cli {

/// One option of a command, with what it does to the command's settings.
struct Option {
  std::string_view name;                      ///< with its dashes
  std::function<bool(std::string_view)> set;  ///< takes the value; false: it makes no sense
  bool has_value = true;                      ///< false: a flag, whose value is empty
};

Option flag(std::string_view name, bool& to);
Option text_option(std::string_view name, std::string_view& to);
/// A whole number in least … most.
Option number_option(std::string_view name, std::optional<int>& to, int least, int most);
Option number_option(std::string_view name, std::optional<std::uint64_t>& to);
Option decimal_option(std::string_view name, std::optional<double>& to, double least, double most);
template <class T>
Option choice_option(std::string_view name, T& to, std::initializer_list<std::pair<std::string_view, T>> choices) {
  return {name, [&to, choices = std::vector(choices)](std::string_view value) {
            for (const auto& [text, choice] : choices)
              if (text == value) {
                to = choice;
                return true;
              }
            return false;
          }};
}

/// A place such as 6.10: two whole numbers, counted from 0.
struct Place {
  int first = 0, second = 0;
  bool operator==(const Place&) const = default;
};
std::optional<Place> parse_place(std::string_view text);

/// What a command understands, besides --help, --assets DIR and -- (what follows is text), which all of them do.
struct Command {
  std::string_view help;
  std::vector<Option> options;
  std::size_t least_texts = 1, most_texts = 1;
  std::string_view missing = "which text?";  ///< what is said when there are fewer texts
  std::function<std::string()> contradiction = [] {
    return std::string();
  };  ///< what does not go together; empty: nothing
};
/// What a command begins its work with.
struct Start {
  std::vector<std::string_view> texts;
  std::filesystem::path assets;
};

/// Reads the arguments, prints the help, finds the assets. Not a Start: the command is over, everything has been said.
std::expected<Start, Exit> start(const Command& command, std::span<const std::string_view> arguments,
                                 const std::filesystem::path& program);

}  // namespace attention::cli
