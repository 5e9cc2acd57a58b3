#include "platform/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <format>

#include "base/json.h"

namespace attention::cli {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// The first assets/ in or above the current folder, then in or above the program's.
Result<std::filesystem::path> find_assets(std::string_view given, const std::filesystem::path& program) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!given.empty()) {
    if (fs::is_directory(given, error)) return fs::path(given);
    return fail(ErrorCode::file_missing, std::string(given));
  }
  const fs::path current = fs::current_path(error), beside = fs::absolute(program, error).parent_path();
  for (const fs::path& begin : {current, beside})
    for (fs::path folder = begin; !folder.empty(); folder = folder.parent_path()) {
      if (fs::exists(folder / "assets/models", error)) return folder / "assets";
      if (fs::exists(folder / "share/attention/models", error)) return folder / "share/attention";
      if (folder == folder.parent_path()) break;
    }
  return fail(ErrorCode::file_missing, "assets/models, in or above " + current.string() + " and " + beside.string());
}

}  // namespace

Option flag(std::string_view name, bool& to) {
  return {name, [&to](std::string_view) { return to = true; }, false};
}

Option text_option(std::string_view name, std::string_view& to) {
  return {name, [&to](std::string_view value) {
            to = value;
            return !value.empty();
          }};
}

Option number_option(std::string_view name, std::optional<int>& to, int least, int most) {
  return {name, [&to, least, most](std::string_view value) {
            to = parse_number<int>(value);
            return to && *to >= least && *to <= most;
          }};
}

Option number_option(std::string_view name, std::optional<std::uint64_t>& to) {
  return {name, [&to](std::string_view value) { return (to = parse_number<std::uint64_t>(value)).has_value(); }};
}

Option decimal_option(std::string_view name, std::optional<double>& to, double least, double most) {
  return {name, [&to, least, most](std::string_view value) {
            // JSON's numbers are enough here, and floating-point from_chars does not exist everywhere.
            const auto json = Json::parse(value);
            const auto number = json ? json->number() : Result<double>(fail(ErrorCode::parse));
            if (!number || !(*number >= least && *number <= most)) return false;
            to = *number;
            return true;
          }};
}

std::optional<Place> parse_place(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto first = parse_number<int>(text.substr(0, dot)), second = parse_number<int>(text.substr(dot + 1));
  if (!first || !second || *first < 0 || *second < 0) return std::nullopt;
  return Place{*first, *second};
}

std::expected<Start, Exit> start(const Command& command, std::span<const std::string_view> arguments,
                                 const std::filesystem::path& program) {
  const auto refuse = [](std::string_view message) { return std::unexpected(complain(Exit::usage, message)); };
  std::string_view assets_folder;
  bool wants_help = false, only_text = false;
  std::vector<Option> options = command.options;
  options.push_back(text_option("--assets", assets_folder));
  options.push_back(flag("--help", wants_help));
  Start result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!only_text && argument == "--") {
      only_text = true;
      continue;
    }
    if (only_text || !argument.starts_with("--")) {
      if (result.texts.size() == command.most_texts)
        return refuse(
            std::format("'{}' is one argument too many; a text of several words belongs in quotes", argument));
      result.texts.push_back(argument);
      continue;
    }
    const auto option = std::ranges::find(options, argument, &Option::name);
    if (option == options.end()) return refuse(std::format("unknown option {}", argument));
    if (option->has_value && ++i == arguments.size()) return refuse(std::format("{} needs a value", argument));
    if (!option->set(option->has_value ? arguments[i] : std::string_view()))
      return refuse(std::format("'{}' is no value for {}", arguments[i], argument));
  }
  if (wants_help) {
    std::fwrite(command.help.data(), 1, command.help.size(), stdout);
    return std::unexpected(Exit::success);
  }
  if (result.texts.size() < command.least_texts) return refuse(command.missing);
  if (const std::string contradiction = command.contradiction(); !contradiction.empty()) return refuse(contradiction);
  auto assets = find_assets(assets_folder, program);
  if (!assets) return std::unexpected(complain(Exit::failure, message_of(assets.error())));
  result.assets = std::move(*assets);
  return result;
}

}  // namespace attention::cli
