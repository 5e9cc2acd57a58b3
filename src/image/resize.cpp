#include "image/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <vector>

namespace attention::image {
namespace {

/// How one new pixel is mixed from `count` neighbouring old ones along an axis: all but the two at the ends weigh the
/// same (a picture may be millions of pixels wide). The weights sum to 1.
struct Mix {
  int first = 0, count = 1;
  double head = 1, inner = 0, tail = 0;
  double weight(int i) const { return i == 0 ? head : i == count - 1 ? tail : inner; }
};

/// The mean of the old pixels between two places, those at the ends in proportion.
Mix area_mix(double low, double high, int extent) {
  Mix mix{.first = std::min(static_cast<int>(low), extent - 1)};
  const int end = std::clamp(static_cast<int>(std::ceil(high)), mix.first + 1, extent);
  mix.count = end - mix.first;
  if (mix.count == 1) return mix;
  const double length = high - low;
  mix.head = (mix.first + 1 - low) / length;
  mix.inner = 1 / length;
  mix.tail = (high - (end - 1)) / length;
  return mix;
}

/// Between the centres of two old pixels; beyond the outermost centres, the outermost pixel.
Mix linear_mix(double centre, int extent) {
  const double place = std::clamp(centre - 0.5, 0.0, static_cast<double>(extent - 1));
  Mix mix{.first = std::min(static_cast<int>(place), extent - 1)};
  if (mix.first + 1 == extent) return mix;
  mix.count = 2;
  mix.tail = place - mix.first;
  mix.head = 1 - mix.tail;
  return mix;
}

/// `count` new pixels over the old pixels [begin, begin + extent).
std::vector<Mix> mixes(int begin, int extent, int count) {
  std::vector<Mix> result;
  const double scale = static_cast<double>(extent) / count;
  for (int i = 0; i < count; ++i) {
    Mix mix = scale >= 1 ? area_mix(i * scale, std::min((i + 1) * scale, static_cast<double>(extent)), extent)
                         : linear_mix((i + 0.5) * scale, extent);
    mix.first += begin;
    result.push_back(mix);
  }
  return result;
}

using Pixel = std::array<double, 4>;  ///< premultiplied, 0..255; double, for sums of millions

Pixel read_pixel(const std::uint8_t* bytes, int channels) {
  const bool is_grey = channels < 3;
  const double red = bytes[0], green = is_grey ? red : bytes[1], blue = is_grey ? red : bytes[2];
  if (channels % 2 == 1) return {red, green, blue, 255};
  const double alpha = bytes[channels - 1], factor = alpha / 255;
  return {red * factor, green * factor, blue * factor, alpha};
}

/// One old row at the new width.
void shrink_row(const SourcePicture& source, int row, const std::vector<Mix>& columns, std::vector<Pixel>& out) {
  const auto channels = static_cast<std::size_t>(source.channels);
  const std::uint8_t* bytes =
      source.bytes.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(source.width) * channels;
  for (std::size_t x = 0; x < columns.size(); ++x) {
    Pixel sum{};
    const std::uint8_t* from = bytes + static_cast<std::size_t>(columns[x].first) * channels;
    for (int i = 0; i < columns[x].count; ++i) {
      const double weight = columns[x].weight(i);
      const Pixel pixel = read_pixel(from, source.channels);
      for (std::size_t c = 0; c < 4; ++c) sum[c] += weight * pixel[c];
      from += channels;
    }
    out[x] = sum;
  }
}

/// The last two rows at the new width: enlarging needs each old row for several new ones.
class Rows {
 public:
  Rows(const SourcePicture& source, const std::vector<Mix>& columns) : source_(source), columns_(columns) {}
  const std::vector<Pixel>& at(int row) {
    Row& kept = rows_[static_cast<std::size_t>(row % 2)];
    if (kept.number != row) {
      kept.number = row;
      kept.pixels.resize(columns_.size());
      shrink_row(source_, row, columns_, kept.pixels);
    }
    return kept.pixels;
  }

 private:
  struct Row {
    int number = -1;
    std::vector<Pixel> pixels;
  };
  const SourcePicture& source_;
  const std::vector<Mix>& columns_;
  std::array<Row, 2> rows_;
};

Result<void> check_source(const SourcePicture& source, int size) {
  if (source.channels < 1 || source.channels > 4)
    return fail(ErrorCode::unsupported, std::format("{} channels", source.channels));
  if (source.width < 1 || source.height < 1)
    return fail(ErrorCode::out_of_range, std::format("{}×{} pixels", source.width, source.height));
  const std::int64_t pixels = std::int64_t{source.width} * source.height;
  if (pixels > source_pixel_limit)
    return fail(ErrorCode::out_of_range, std::format("{}/{} pixels", pixels, source_pixel_limit));
  if (std::ssize(source.bytes) != pixels * source.channels)
    return fail(ErrorCode::shape_mismatch, std::format("{} bytes for {}×{} pixels of {}", source.bytes.size(),
                                                       source.width, source.height, source.channels));
  if (size < 1 || size > picture_size_limit)
    return fail(ErrorCode::out_of_range, std::format("picture of {0}×{0} pixels", size));
  return {};
}

}  // namespace

Result<Picture> resize(const SourcePicture& source, int size, Fit fit, Rgb8 background) {
  if (const auto checked = check_source(source, size); !checked) return std::unexpected(checked.error());
  int left = 0, top = 0, from_width = source.width, from_height = source.height, width = size, height = size;
  if (fit == Fit::cover) {
    from_width = from_height = std::min(source.width, source.height);
    left = (source.width - from_width) / 2;
    top = (source.height - from_height) / 2;
  } else if (fit == Fit::contain) {
    const int longer = std::max(source.width, source.height);
    const auto scaled = [&](int extent) {
      return std::max(1, static_cast<int>(std::lround(static_cast<double>(extent) * size / longer)));
    };
    width = scaled(source.width);
    height = scaled(source.height);
  }
  const std::vector<Mix> columns = mixes(left, from_width, width), rows = mixes(top, from_height, height);
  const int x0 = (size - width) / 2, y0 = (size - height) / 2;
  const std::array<double, 3> behind{background.red / 255.0, background.green / 255.0, background.blue / 255.0};
  Picture result(size);
  for (std::size_t i = 0; i < result.rgb.size(); ++i) result.rgb[i] = static_cast<float>(behind[i % 3]);

  Rows reduced(source, columns);
  std::vector<Pixel> sums(static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y) {
    const Mix& mix = rows[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), Pixel{});
    for (int j = 0; j < mix.count; ++j) {
      const double weight = mix.weight(j);
      const std::vector<Pixel>& row = reduced.at(mix.first + j);
      for (std::size_t x = 0; x < sums.size(); ++x)
        for (std::size_t c = 0; c < 4; ++c) sums[x][c] += weight * row[x][c];
    }
    float* out = result.rgb.data() +
                 (static_cast<std::size_t>(y0 + y) * static_cast<std::size_t>(size) + static_cast<std::size_t>(x0)) * 3;
    for (const Pixel& sum : sums)
      for (std::size_t c = 0; c < 3; ++c)
        *out++ = static_cast<float>(std::clamp(sum[c] / 255 + behind[c] * (1 - sum[3] / 255), 0.0, 1.0));
  }
  return result;
}

}  // namespace attention::image
