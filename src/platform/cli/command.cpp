#include "platform/cli/command.h"

#include <cstdio>
#include <format>
#include <fstream>

namespace attention::cli {

namespace fs = std::filesystem;

Exit complain(Exit exit, std::string_view message) {
  std::fputs(
      std::format("attention: {}\n{}", message, exit == Exit::usage ? "Try: attention COMMAND --help\n" : "").c_str(),
      stderr);
  return exit;
}

std::string message_of(const Error& error) {
  const auto with_detail = [&](std::string_view text) { return std::format("{} ({})", text, error.detail); };
  switch (error.code) {
    case ErrorCode::invalid_utf8:
      return "the text is not valid UTF-8";
    case ErrorCode::empty_text:
      return "the text is empty";
    case ErrorCode::too_long:
      return with_detail("the text is too long: pieces / limit");
    case ErrorCode::control_characters:
      return with_detail("the text contains a control character");
    case ErrorCode::file_missing:
      return with_detail("a file is missing; --assets DIR says where the models are");
    case ErrorCode::file_corrupt:
      return with_detail("a file is damaged");
    case ErrorCode::parse:
      return with_detail("the prompt cannot be read");
    case ErrorCode::unsupported:
      return with_detail("the prompt uses something that is not supported");
    case ErrorCode::out_of_range:
      return with_detail("a number is out of range");
    case ErrorCode::hash_mismatch:
      return with_detail("a file is not the one that the manifest names");
    default:
      return with_detail(name_of(error.code));
  }
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

Result<Bytes> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return fail(ErrorCode::file_missing, path.string());
  const auto size = fs::file_size(path, error);
  if (error) return fail(ErrorCode::file_missing, path.string());
  Bytes bytes(static_cast<std::size_t>(size));
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
    return fail(ErrorCode::file_missing, path.string());
  return bytes;
}

Result<void> write_file(const fs::path& path, ByteView bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return fail(ErrorCode::file_missing, path.string());
  return {};
}

}  // namespace attention::cli
