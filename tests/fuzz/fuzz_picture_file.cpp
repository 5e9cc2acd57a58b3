// Any bytes as a picture file: an error, or pixels that the models can be shown.
#include <cstdlib>

#include "picture_files/decode.h"
#include "tests/fuzz/replay.h"
#include "tests/support/picture_bytes.h"

using namespace attention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto picture = picture_files::decode(std::as_bytes(std::span(data, size)), 1 << 16);
  if (!picture) return 0;
  for (const image::Fit fit : {image::Fit::cover, image::Fit::contain}) {
    const auto resized = image::resize(picture->source(), 16, fit);
    if (!resized) std::abort();
    for (const float value : resized->rgb)
      if (!(value >= 0 && value <= 1)) std::abort();
  }
  return 0;
}

std::vector<std::string> fuzz::corpus() {
  const std::string grey(30, '\x55');
  return {test::png(5, 2, 0, grey.substr(0, 10), 5), test::png(5, 1, 4, grey.substr(0, 10), 10),
          test::png(5, 2, 2, grey, 15), test::png(1, 1, 6, grey.substr(0, 4), 4), test::png(200, 200, 6, grey, 15),
          test::gif(3, 2, {std::string("\0\1\2\3\2\1", 6), std::string(6, '\1')}),
          test::gif(300, 2, {std::string(600, '\2')}), test::bmp(3, 3, grey), test::jpeg(), test::jpeg_held(6, true),
          // A progressive JPEG begins otherwise; the entropy-coded data need not fit.
          [] {
            std::string file = test::jpeg();
            file.replace(file.find("\xff\xc0"), 2, "\xff\xc2");
            return file;
          }(),
          "\x89PNG\r\n\x1a\n", "GIF89a", "BM", ""};
}
