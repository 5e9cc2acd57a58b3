#pragma once
#include <array>
#include <bit>
#include <map>
#include <string>
#include <vector>

#include "base/tensor_file.h"

namespace attention::test {

/// The tables of a tokenizer as a test spells them, before they become a file (layout: assets/recipes/e5/README.md).
struct TokenizerTables {
  std::vector<std::string> pieces;
  std::vector<float> scores;
  std::vector<std::uint32_t> from, ends, to;
  std::map<std::string, std::string, std::less<>> metadata{{"bos", "0"}, {"eos", "2"}, {"unk", "3"}};
};

inline Bytes tokenizer_file(const TokenizerTables& tables) {
  std::string text;
  for (const std::string& piece : tables.pieces) (text += piece) += '\n';
  const std::size_t n = tables.scores.size();
  std::vector<std::uint8_t> planes(4 * n);
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(tables.scores[i]);
    for (std::size_t k = 0; k < 4; ++k) planes[k * n + i] = static_cast<std::uint8_t>((bits - before) >> (8 * k));
    before = bits;
  }
  const auto source = [](std::string name, DType type, std::vector<std::int64_t> shape, const auto& values) {
    return TensorSource{std::move(name), type, std::move(shape), std::as_bytes(std::span(values))};
  };
  const auto length = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
  const std::array<TensorSource, 5> sources{source("normalise.from", DType::u32, {length(tables.from)}, tables.from),
                                            source("normalise.offsets", DType::u32, {length(tables.ends)}, tables.ends),
                                            source("normalise.to", DType::u32, {length(tables.to)}, tables.to),
                                            source("pieces.text", DType::u8, {length(text)}, text),
                                            source("pieces.scores", DType::u8, {4, static_cast<std::int64_t>(n)}, planes)};
  return write_tensor_file(sources, tables.metadata);
}

}  // namespace attention::test
