// Bytes from outside as a safetensors file: whatever parses must be readable to its last byte and write back to the
// same file.
#include <array>
#include <cstdlib>
#include <cstring>

#include "base/tensor_file.h"
#include "tests/fuzz/replay.h"

using namespace attention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  const auto file = TensorFile::parse(Bytes(bytes, bytes + size));
  if (!file) return 0;
  std::vector<TensorSource> sources;
  unsigned sum = 0;
  for (const std::string_view name : file->names()) {
    const auto view = file->find(name);
    if (!view) std::abort();
    for (const std::byte byte : view->bytes) sum += std::to_integer<unsigned>(byte);
    if (view->type == DType::f32 && !view->floats()) std::abort();
    sources.push_back({std::string(name), view->type, {view->shape.begin(), view->shape.end()}, view->bytes});
  }
  const auto again = TensorFile::parse(write_tensor_file(sources, file->metadata()));
  // Written in the header's order, which the original's data need not have: the contents must agree, not the bytes.
  if (!again || again->names() != file->names() || again->metadata() != file->metadata()) std::abort();
  for (const std::string_view name : file->names()) {
    const ByteView before = file->find(name)->bytes, after = again->find(name)->bytes;
    if (!std::equal(before.begin(), before.end(), after.begin(), after.end())) std::abort();
  }
  return sum == 1 ? -1 : 0;  // uses the sum, so that the reads stay
}

std::vector<std::string> fuzz::corpus() {
  const std::array<float, 4> floats{1, 2, 3, 4};
  const std::array<std::uint8_t, 3> codes{1, 2, 3};
  const auto as_text = [](const Bytes& bytes) {
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  const auto raw = [](const std::string& header, std::size_t data) {
    const std::uint64_t length = header.size();
    std::string text(8, '\0');
    std::memcpy(text.data(), &length, 8);
    return text + header + std::string(data, 'x');
  };
  const std::vector<TensorSource> sources{{"codes", DType::u8, {3}, std::as_bytes(std::span(codes))},
                                          {"w", DType::f32, {2, 2}, std::as_bytes(std::span(floats))}};
  return {
      as_text(write_tensor_file(sources, {{"role", "layer"}})),
      as_text(write_tensor_file({}, {})),
      raw(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8),
      raw(R"({"a":{"dtype":"U8","shape":[],"data_offsets":[1,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
          2),
      raw(R"({"w":{"dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,16]}})", 16),
      raw(R"({"w":{"dtype":"I32","shape":[0,99],"data_offsets":[0,0]},"__metadata__":{"k":"v"}})", 0),
      std::string(8, '\xFF'),
      ""};
}
