#include "base/error.h"

namespace attention {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_utf8:
      return "invalid_utf8";
    case ErrorCode::empty_text:
      return "empty_text";
    case ErrorCode::too_long:
      return "too_long";
    case ErrorCode::control_characters:
      return "control_characters";
    case ErrorCode::file_missing:
      return "file_missing";
    case ErrorCode::file_corrupt:
      return "file_corrupt";
    case ErrorCode::hash_mismatch:
      return "hash_mismatch";
    case ErrorCode::out_of_range:
      return "out_of_range";
    case ErrorCode::shape_mismatch:
      return "shape_mismatch";
    case ErrorCode::unknown_name:
      return "unknown_name";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::network:
      return "network";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::out_of_memory:
      return "out_of_memory";
    case ErrorCode::parse:
      return "parse";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace attention
