#include "picture_files/decode.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <string_view>

#include "picture_files/orientation.h"

namespace {

/// What one allocation of the decoder may take: a few bytes of a file can unpack to gigabytes, whatever extents it
/// claims.
thread_local std::size_t allocation_limit = 0;

void* allocate(std::size_t size) {
  return size > allocation_limit ? nullptr : std::malloc(size);
}
void* reallocate(void* memory, std::size_t size) {
  return size > allocation_limit ? nullptr : std::realloc(memory, size);
}

}  // namespace

#define STBI_MALLOC(size) allocate(size)
#define STBI_REALLOC(memory, size) reallocate(memory, size)
#define STBI_FREE(memory) std::free(memory)
#define STBI_NO_STDIO
#define STBI_NO_SIMD  // the same pixels natively and as WebAssembly
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_GIF
#define STBI_ONLY_BMP
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace attention::picture_files {
namespace {

/// Unpacked size that no honest picture of a few pixels reaches: whole blocks of JPEG, the tables of the decoder.
constexpr std::size_t spare_allocation = std::size_t{64} << 20;

/// The file as the decoder reads it. In memory it would silently go on with zeros where the file ends; here that shows.
struct Reader {
  ByteView file;
  std::size_t at = 0;
  bool went_beyond = false;

  static int read(void* user, char* to, int size) {
    Reader& reader = *static_cast<Reader*>(user);
    const std::size_t count = std::min(static_cast<std::size_t>(std::max(size, 0)), reader.file.size() - reader.at);
    if (count == 0 && size > 0) reader.went_beyond = true;
    if (count > 0) std::memcpy(to, reader.file.data() + reader.at, count);
    reader.at += count;
    return static_cast<int>(count);
  }
  static void skip(void* user, int count) {
    Reader& reader = *static_cast<Reader*>(user);
    if (count < 0)
      reader.at -= std::min(reader.at, static_cast<std::size_t>(-static_cast<std::int64_t>(count)));
    else
      reader.at += std::min(reader.file.size() - reader.at, static_cast<std::size_t>(count));
  }
  static int is_at_end(void* user) {
    const Reader& reader = *static_cast<Reader*>(user);
    return reader.at == reader.file.size() ? 1 : 0;
  }
};
constexpr stbi_io_callbacks callbacks{&Reader::read, &Reader::skip, &Reader::is_at_end};

bool has(ByteView file, std::size_t at, std::string_view signature) {
  return file.size() >= at + signature.size() && std::memcmp(file.data() + at, signature.data(), signature.size()) == 0;
}

bool is_jpeg(ByteView file) {
  return has(file, 0, "\xff\xd8\xff");
}
bool is_readable(ByteView file) {
  return has(file, 0, "\x89PNG\r\n\x1a\n") || is_jpeg(file) || has(file, 0, "GIF87a") || has(file, 0, "GIF89a") ||
         has(file, 0, "BM");
}

/// What a file that is not readable seems to be.
std::string_view kind_of(ByteView file) {
  if (file.empty()) return "an empty file";
  if (has(file, 0, "RIFF") && has(file, 8, "WEBP")) return "a WebP picture";
  if (has(file, 4, "ftypavif")) return "an AVIF picture";
  if (has(file, 4, "ftyphei") || has(file, 4, "ftypmif")) return "a HEIC picture";
  if (has(file, 0, {"II*\0", 4}) || has(file, 0, {"MM\0*", 4})) return "a TIFF picture";
  if (has(file, 0, "\xff\x0a") || has(file, 4, "JXL ")) return "a JPEG XL picture";
  if (has(file, 0, "<svg") || has(file, 0, "<?xml")) return "an SVG drawing";
  if (has(file, 0, "%PDF")) return "a PDF document";
  return "no picture";
}

Error failure(const Reader& reader) {
  const std::string_view reason = stbi_failure_reason() != nullptr ? stbi_failure_reason() : "no pixels";
  if (reader.went_beyond || reason == "outofdata")
    return {ErrorCode::file_corrupt, "the file ends before its picture does"};
  if (reason == "outofmem") return {ErrorCode::out_of_memory, "the picture unpacks to more than its extents need"};
  return {ErrorCode::file_corrupt, std::string(reason)};
}

struct Extents {
  std::int64_t width = 0, height = 0;
};
/// Reads no further than the header.
Result<Extents> read_extents(ByteView file) {
  if (has(file, 12, "IHDR") && file.size() >= 24) {
    // The decoder knows no PNG of more than 2^30 values; the reader should hear its size.
    const auto number = [&](std::size_t at) {
      std::int64_t value = 0;
      for (std::size_t i = at; i < at + 4; ++i) value = value * 256 + std::to_integer<std::int64_t>(file[i]);
      return value;
    };
    return Extents{number(16), number(20)};
  }
  int width = 0, height = 0, channels = 0;
  Reader reader{file};
  if (stbi_info_from_callbacks(&callbacks, &reader, &width, &height, &channels) == 0)
    return std::unexpected(failure(reader));
  return Extents{width, height};
}

Result<DecodedPicture> turned(const DecodedPicture& picture, Orientation orientation) {
  const image::SourcePicture source = picture.source();
  auto* memory = static_cast<std::uint8_t*>(std::malloc(source.bytes.size()));
  if (memory == nullptr) return fail(ErrorCode::out_of_memory, "no room to turn the picture");
  std::unique_ptr<std::uint8_t[], DecodedPicture::Free> bytes(memory);
  orientation.apply(source.bytes, source.width, source.height, source.channels, {memory, source.bytes.size()});
  return DecodedPicture(std::move(bytes), orientation.turned() ? source.height : source.width,
                        orientation.turned() ? source.width : source.height, source.channels);
}

}  // namespace

image::SourcePicture DecodedPicture::source() const {
  const auto size =
      static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * static_cast<std::size_t>(channels_);
  return {.bytes = std::span(bytes_.get(), size), .width = width_, .height = height_, .channels = channels_};
}

Result<DecodedPicture> decode(ByteView file, std::int64_t pixel_limit) {
  if (!is_readable(file))
    return fail(ErrorCode::unsupported, std::format("{}; PNG, JPEG, GIF and BMP can be read", kind_of(file)));
  allocation_limit = spare_allocation;
  const auto extents = read_extents(file);
  if (!extents) return std::unexpected(extents.error());
  const auto [width, height] = *extents;
  if (width < 1 || height < 1) return fail(ErrorCode::file_corrupt, std::format("{}×{} pixels", width, height));
  if (width > pixel_limit || height > pixel_limit / width)
    return fail(ErrorCode::out_of_range,
                std::format("{}×{} pixels, the limit is {} million", width, height, pixel_limit / 1'000'000));

  // Four channels of 16 bits are the most that a pixel takes; the file itself is gathered once, in growing steps.
  allocation_limit = spare_allocation + 8 * static_cast<std::size_t>(width * height) + 2 * file.size();
  Reader reader{file};
  int decoded_width = 0, decoded_height = 0, channels = 0;
  std::unique_ptr<std::uint8_t[], DecodedPicture::Free> bytes(
      stbi_load_from_callbacks(&callbacks, &reader, &decoded_width, &decoded_height, &channels, 0));
  if (!bytes || reader.went_beyond) return std::unexpected(failure(reader));
  if (decoded_width != width || decoded_height != height || channels < 1 || channels > 4)
    return fail(ErrorCode::file_corrupt, "its extents contradict each other");
  DecodedPicture picture(std::move(bytes), decoded_width, decoded_height, channels);
  const Orientation orientation = is_jpeg(file) ? orientation_of_jpeg(file) : Orientation(1);
  if (orientation.as_it_is()) return picture;
  return turned(picture, orientation);
}

}  // namespace attention::picture_files
