#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"

namespace attention {

/// Element types of the safetensors container that the project uses.
enum class DType { f32, f16, i32, u32, i8, u8 };
std::int64_t size_of(DType type);

/// One tensor inside a TensorFile: a view, valid while the file lives. Row-major.
struct TensorView {
  std::string_view name;
  DType type = DType::f32;
  std::span<const std::int64_t> shape;
  ByteView bytes;

  /// The elements as float; fails with shape_mismatch unless the type is f32 (bytes are aligned by the container).
  Result<std::span<const float>> floats() const;
  Result<std::span<const std::int32_t>> ints() const;
  Result<std::span<const std::uint32_t>> unsigned_ints() const;
};

/// A safetensors file in memory: weights, traces, golden data and exports all use this one container.
/// Format: u64 little-endian header length, JSON header, tensor bytes. Every offset is checked before it is used;
/// files from outside never cause a read beyond their end.
class TensorFile {
 public:
  /// Takes the bytes. Errors: file_corrupt with what is wrong.
  static Result<TensorFile> parse(Bytes bytes);

  /// The named tensor. Errors: unknown_name.
  Result<TensorView> find(std::string_view name) const;
  /// As find, and the type and shape must match exactly (-1 in `shape` matches any extent). Errors: shape_mismatch.
  Result<TensorView> find(std::string_view name, DType type, std::span<const std::int64_t> shape) const;
  std::vector<std::string_view> names() const;
  /// `__metadata__`: strings only, as the format demands.
  const std::map<std::string, std::string, std::less<>>& metadata() const;
  std::size_t byte_count() const;

 private:
  struct Contents;
  std::shared_ptr<const Contents> contents_;
};

/// A tensor to be written; the view must outlive the call.
struct TensorSource {
  std::string name;
  DType type = DType::f32;
  std::vector<std::int64_t> shape;
  ByteView bytes;
};

/// Serialises to safetensors. Tensors keep the given order; metadata is sorted by key; the result is deterministic.
Bytes write_tensor_file(std::span<const TensorSource> tensors,
                        const std::map<std::string, std::string, std::less<>>& metadata);

}  // namespace attention
