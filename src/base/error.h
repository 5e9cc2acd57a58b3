#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace attention {

/// Everything that can go wrong with data from outside. The list is closed: each code has exactly one localized
/// message, `error.<name>` in content/<language>/strings.json, checked by a test.
enum class ErrorCode {
  invalid_utf8,        ///< bytes that are not UTF-8
  empty_text,          ///< nothing left to read after trimming
  too_long,            ///< more pieces than the model's window; detail = "<pieces>/<limit>"
  control_characters,  ///< C0 or C1 control characters other than white space
  file_missing,        ///< an asset could not be found; detail = its path
  file_corrupt,        ///< an asset does not parse or is too short; detail = its path and what is wrong
  hash_mismatch,       ///< SHA-256 differs from the manifest; detail = path
  out_of_range,        ///< an index or a size beyond its bounds
  shape_mismatch,      ///< two shapes that had to agree; detail names both
  unknown_name,        ///< a key, figure, preset, tensor or language that does not exist
  unsupported,         ///< valid, but not something that this build can do
  network,             ///< a download failed after its retries; detail = path
  cancelled,           ///< a newer request replaced this one
  out_of_memory,
  parse,               ///< Markdown, JSON or a link that cannot be read; detail = place and reason
  internal,            ///< a broken promise of our own code
};
inline constexpr int error_code_count = static_cast<int>(ErrorCode::internal) + 1;

/// The code's name as in the enumeration, for string keys and logs.
std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail;  ///< for people who debug; never shown instead of the localized message
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
  return std::unexpected(Error{code, std::move(detail)});
}

}  // namespace attention
