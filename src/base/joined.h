#pragma once
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace attention {

/// Texts and whole numbers one after the other, for messages. std::format would do, but with it comes the writing of every kind of
/// number, floating-point ones first: more than all the rest of the engine's WebAssembly module, which writes none.
template <class... Parts>
std::string joined(const Parts&... parts) {
  std::string text;
  const auto add = [&text](const auto& part) {
    if constexpr (std::integral<std::remove_cvref_t<decltype(part)>>) text += std::to_string(part);
    else text += std::string_view(part);
  };
  (add(parts), ...);
  return text;
}

/// At least `digits` hexadecimal digits; small letters unless `capitals`.
inline std::string hexadecimal(unsigned value, std::size_t digits, bool capitals = false) {
  std::string text;
  for (; value != 0 || text.size() < digits; value /= 16) text.insert(text.begin(), (capitals ? "0123456789ABCDEF" : "0123456789abcdef")[value % 16]);
  return text;
}

}  // namespace attention
