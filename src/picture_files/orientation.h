#pragma once
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace attention::picture_files {

/// How a picture's rows and columns lie: the eight values of the tag Orientation (EXIF 2.32, 0x0112).
class Orientation {
 public:
  /// 1 (as it is) … 8; anything else is taken for 1.
  explicit Orientation(int value) : value_(value >= 1 && value <= 8 ? value : 1) {}

  int value() const { return value_; }
  bool as_it_is() const { return value_ == 1; }
  /// Rows become columns: width and height change places.
  bool turned() const { return value_ >= 5; }
  /// `from`: width × height pixels of `channels` bytes as stored; `to`: as many, as they are to be seen.
  void apply(std::span<const std::uint8_t> from, int width, int height, int channels, std::span<std::uint8_t> to) const;

 private:
  int value_;
};

/// What a JPEG says of the way the camera was held; as it is, if it says nothing, or nothing that makes sense.
Orientation orientation_of_jpeg(ByteView file);

}  // namespace attention::picture_files
