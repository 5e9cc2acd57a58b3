#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"

/// The command-line tool: `attention COMMAND …`. A command reads its arguments, does its work and prints; main() only
/// chooses.
namespace attention::cli {

/// What a shell sees. Messages go to standard error, results to standard output.
enum class Exit : int {
  success = 0,
  failure = 1,  ///< the work could not be done: bad text, missing or broken files
  usage = 2,    ///< the arguments make no sense
};

// The commands. `arguments`: what follows the command's name. `program`: argv[0], from which assets are looked for.

/// Runs the encoder on a text.
Exit run_trace(std::span<const std::string_view> arguments, const std::filesystem::path& program);
/// Draws a picture from a prompt.
Exit run_draw(std::span<const std::string_view> arguments, const std::filesystem::path& program);
/// Writes a caption for a picture.
Exit run_describe(std::span<const std::string_view> arguments, const std::filesystem::path& program);
/// Says which of some texts is true of a picture.
Exit run_rank(std::span<const std::string_view> arguments, const std::filesystem::path& program);

/// Prints "attention: message" and, for usage errors, where to read more.
Exit complain(Exit exit, std::string_view message);
/// A readable sentence for an error of the engine; the page has its own, localized ones.
std::string message_of(const Error& error);
/// Prints a result on a line of its own.
void print(std::string_view text);

/// Errors: file_missing.
Result<Bytes> read_file(const std::filesystem::path& path);
/// Errors: file_missing if it cannot be written.
Result<void> write_file(const std::filesystem::path& path, ByteView bytes);

}  // namespace attention::cli
