#pragma once
#include "base/bytes.h"
#include "image/pixels.h"

namespace attention::image {

/// The largest picture, in pixels, that read_qoi unpacks.
inline constexpr int qoi_pixel_limit = 1 << 22;

/// Unpacks a picture in the "Quite OK Image" format (qoiformat.org/qoi-specification.pdf), four channels, as the
/// sticker files hold them: lossless like PNG, and so simple that reading it takes no library. Errors: file_corrupt
/// with the reason; nothing beyond the bytes is ever read.
Result<Pixels> read_qoi(ByteView bytes);

}  // namespace attention::image
