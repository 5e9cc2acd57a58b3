#pragma once
#include <string>
#include <string_view>

#include "base/error.h"

namespace attention::text {

/// Unicode normalisation form C. Errors: invalid_utf8, out_of_memory.
Result<std::string> to_nfc(std::string_view text);

/// What a reader typed, made ready for the tokenizer: checked, composed (NFC) and trimmed. A trailing space would add a
/// ghost piece, and decomposed accents would give other pieces. Errors: invalid_utf8, control_characters (with
/// "U+XXXX"), empty_text.
Result<std::string> prepare_text(std::string_view typed);

/// The checks of prepare_text without any change to the text. Same errors.
Result<void> check_text(std::string_view text);

}  // namespace attention::text
