#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/bytes.h"
#include "image/resize.h"

/// Picture files for the programs that have a file system; the browser decodes pictures itself.
namespace attention::picture_files {

/// The pixels of a picture file, as many channels as it has.
class DecodedPicture {
 public:
  struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
  };
  DecodedPicture(std::unique_ptr<std::uint8_t[], Free> bytes, int width, int height, int channels)
      : bytes_(std::move(bytes)), width_(width), height_(height), channels_(channels) {}

  int width() const { return width_; }
  int height() const { return height_; }
  int channels() const { return channels_; }
  /// For image::resize; valid while the DecodedPicture lives.
  image::SourcePicture source() const;

 private:
  std::unique_ptr<std::uint8_t[], Free> bytes_;
  int width_ = 0, height_ = 0, channels_ = 0;
};

/// Reads PNG, JPEG (upright, as browsers show it), GIF (its first picture) and BMP, 8 bits a channel; colour profiles
/// are ignored. Errors: unsupported, with what the file seems to be; out_of_range, with the extents, before any memory
/// for pixels is taken; file_corrupt, with the reason, also when the file ends before its picture does; out_of_memory.
Result<DecodedPicture> decode(ByteView file, std::int64_t pixel_limit = image::source_pixel_limit);

}  // namespace attention::picture_files
