#pragma once
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.h"

namespace attention::test {

/// A file of the repository, by its path from the root (where tests run); empty if there is none.
inline std::string read_text_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Bytes to_bytes(const std::string& text) {
  Bytes bytes;
  bytes.reserve(text.size());
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

inline Bytes read_binary_file(const std::string& path) {
  return to_bytes(read_text_file(path));
}

}  // namespace attention::test
