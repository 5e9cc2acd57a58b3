#include "text/normalise.h"

#include <utf8proc.h>

#include <cstdlib>

#include "base/joined.h"
#include "base/utf8.h"

namespace attention::text {

Result<std::string> to_nfc(std::string_view text) {
  if (!utf8::is_valid(text)) return fail(ErrorCode::invalid_utf8);
  if (text.empty()) return std::string();
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length < 0)
    return fail(length == UTF8PROC_ERROR_INVALIDUTF8 ? ErrorCode::invalid_utf8 : ErrorCode::out_of_memory);
  std::string result(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
  std::free(composed);
  return result;
}

Result<void> check_text(std::string_view text) {
  bool only_white_space = true;
  for (std::size_t offset = 0; offset < text.size();) {
    bool well_formed = true;
    const utf8::CodePoint decoded = utf8::decode_at(text, offset, &well_formed);
    if (!well_formed) return fail(ErrorCode::invalid_utf8, joined("byte ", offset));
    if (utf8::is_control(decoded.value))
      return fail(ErrorCode::control_characters, joined("U+", hexadecimal(static_cast<unsigned>(decoded.value), 4, true)));
    only_white_space = only_white_space && utf8::is_white_space(decoded.value);
    offset = decoded.end;
  }
  if (only_white_space) return fail(ErrorCode::empty_text);
  return {};
}

Result<std::string> prepare_text(std::string_view typed) {
  if (auto checked = check_text(typed); !checked) return std::unexpected(checked.error());
  return to_nfc(utf8::trim(typed));
}

}  // namespace attention::text
