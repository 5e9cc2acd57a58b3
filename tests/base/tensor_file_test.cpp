#include "base/tensor_file.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <string>

using namespace attention;

namespace {

/// A file with this header and this many bytes of data.
Bytes file_of(const std::string& header, std::size_t data_bytes) {
  Bytes bytes(8 + header.size() + data_bytes);
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  for (std::size_t i = 0; i < data_bytes; ++i) bytes[8 + header.size() + i] = static_cast<std::byte>(i);
  return bytes;
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

void check_corrupt(const std::string& header, std::size_t data_bytes, const std::string& reason) {
  INFO(header);
  const auto file = TensorFile::parse(file_of(header, data_bytes));
  REQUIRE_FALSE(file);
  CHECK(file.error().code == ErrorCode::file_corrupt);
  CHECK(file.error().detail.contains(reason));
}

}  // namespace

TEST_CASE("what is written reads back", "[unit]") {
  const std::array<float, 6> matrix{1, 2, 3, 4, 5, -0.5f};
  const std::array<std::int32_t, 2> ids{-7, 250001};
  const std::array<std::uint8_t, 3> codes{1, 2, 255};
  const std::array<TensorSource, 4> sources{
      TensorSource{
          "codes", DType::u8, {3}, std::as_bytes(std::span(codes))},  // 3 bytes: everything after it is unaligned
      TensorSource{"matrix", DType::f32, {2, 3}, std::as_bytes(std::span(matrix))},
      TensorSource{"empty", DType::f16, {0, 4}, {}},
      TensorSource{"ids", DType::i32, {2}, std::as_bytes(std::span(ids))}};
  const Bytes bytes = write_tensor_file(sources, {{"role", "test"}, {"a", "é \"quoted\""}});
  CHECK(write_tensor_file(sources, {{"a", "é \"quoted\""}, {"role", "test"}}) == bytes);

  const auto file = TensorFile::parse(bytes);
  REQUIRE(file);
  CHECK(file->names() == std::vector<std::string_view>{"codes", "matrix", "empty", "ids"});
  CHECK(file->metadata().at("a") == "é \"quoted\"");
  CHECK(file->byte_count() == bytes.size());
  const auto found = file->find("matrix", DType::f32, std::array<std::int64_t, 2>{2, -1});
  REQUIRE(found);
  const auto floats = found->floats();
  REQUIRE(floats);
  CHECK(std::vector<float>(floats->begin(), floats->end()) == std::vector<float>(matrix.begin(), matrix.end()));
  CHECK(file->find("ids")->ints()->back() == 250001);
  CHECK(file->find("codes")->bytes[2] == std::byte{255});
  CHECK(file->find("empty")->bytes.empty());
}

TEST_CASE("an unaligned data section is readable in place", "[unit]") {
  for (int padding = 0; padding < 8; ++padding) {
    std::string header =
        R"({"w":)" + entry("F32", "[2]", "[0,8]") + "}" + std::string(static_cast<std::size_t>(padding), ' ');
    const auto file = TensorFile::parse(file_of(header, 8));
    REQUIRE(file);
    const auto floats = file->find("w")->floats();
    REQUIRE(floats);
    CHECK(reinterpret_cast<std::uintptr_t>(floats->data()) % alignof(float) == 0);
    CHECK(file->find("w")->bytes[7] == std::byte{7});
  }
}

TEST_CASE("asking for the wrong tensor is an error", "[unit]") {
  const auto file = TensorFile::parse(file_of(R"({"w":)" + entry("F32", "[2,1]", "[0,8]") + "}", 8));
  REQUIRE(file);
  CHECK(file->find("v").error().code == ErrorCode::unknown_name);
  CHECK(file->find("w")->ints().error().code == ErrorCode::shape_mismatch);
  for (const std::vector<std::int64_t>& shape : std::vector<std::vector<std::int64_t>>{{2}, {2, 2}, {2, 1, 1}, {}})
    CHECK(file->find("w", DType::f32, shape).error().code == ErrorCode::shape_mismatch);
  CHECK(file->find("w", DType::u32, std::array<std::int64_t, 2>{2, 1}).error().code == ErrorCode::shape_mismatch);
  CHECK(file->find("w", DType::f32, std::array<std::int64_t, 2>{-1, -1}));
  CHECK(TensorFile().find("w").error().code == ErrorCode::unknown_name);
  CHECK(TensorFile().names().empty());
  CHECK(TensorFile().metadata().empty());
}

TEST_CASE("files that lie are refused", "[unit]") {
  const auto one = [](const std::string& body) { return R"({"w":)" + body + "}"; };
  check_corrupt("", 0, "header");
  check_corrupt("[]", 0, "not an object");
  check_corrupt("{", 0, "header");
  check_corrupt(one("3"), 0, "no dtype");
  check_corrupt(one(entry("F8", "[1]", "[0,1]")), 1, "unknown dtype");
  check_corrupt(one(entry("U8", "[-1]", "[0,1]")), 1, "not a size");
  check_corrupt(one(entry("U8", "[1.0]", "[0,1]")), 1, "not a size");
  check_corrupt(one(entry("U8", "1", "[0,1]")), 1, "no shape");
  check_corrupt(one(entry("U8", "[1]", "[0]")), 1, "no data_offsets");
  check_corrupt(one(entry("U8", "[1]", "[0,1,2]")), 1, "no data_offsets");
  check_corrupt(one(entry("U8", "[9]", "[0,9]")), 8, "lies at");
  check_corrupt(one(entry("U8", "[1]", "[-1,0]")), 8, "lies at");
  check_corrupt(one(entry("U8", "[1]", "[5,4]")), 8, "lies at");
  check_corrupt(one(entry("F32", "[2]", "[0,4]")), 4, "shape");
  check_corrupt(one(entry("F32", "[4611686018427387905,4]", "[0,16]")), 16, "shape");
  check_corrupt(one(entry("U8", "[9223372036854775807,9223372036854775807]", "[0,1]")), 1, "shape");
  check_corrupt(one(entry("U8", "[1]", "[1,2]")), 2, "hole");
  check_corrupt(one(entry("U8", "[1]", "[0,1]")), 2, "belong to no tensor");
  check_corrupt(R"({"a":)" + entry("U8", "[2]", "[0,2]") + R"(,"b":)" + entry("U8", "[2]", "[1,3]") + "}", 3,
                "overlaps");
  check_corrupt(R"({"a":)" + entry("U8", "[1]", "[0,1]") + R"(,"a":)" + entry("U8", "[1]", "[1,2]") + "}", 2, "twice");
  check_corrupt(R"({"__metadata__":{"a":1}})", 0, "not a string");
  check_corrupt(R"({"__metadata__":[]})", 0, "not an object");
  check_corrupt(R"({"__metadata__":{"a":"1","a":"2"}})", 0, "twice");
  check_corrupt(R"({"__metadata__":{},"__metadata__":{}})", 0, "twice");
}

TEST_CASE("every truncation is refused", "[unit]") {
  const std::array<float, 4> numbers{1, 2, 3, 4};
  const std::array<TensorSource, 1> sources{TensorSource{"w", DType::f32, {4}, std::as_bytes(std::span(numbers))}};
  const Bytes whole = write_tensor_file(sources, {{"role", "layer"}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto file = TensorFile::parse(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
    REQUIRE_FALSE(file);
    CHECK(file.error().code == ErrorCode::file_corrupt);
  }
  Bytes huge(16, std::byte{0xFF});
  CHECK_FALSE(TensorFile::parse(huge));
}
