#include "model/tensor_loader.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

using namespace attention;
using namespace attention::model;

namespace {

template <class T>
TensorSource source(std::string name, DType type, std::vector<std::int64_t> shape, const T& values) {
  return {std::move(name), type, std::move(shape), std::as_bytes(std::span(values))};
}

TensorFile file_of(std::vector<TensorSource> tensors) {
  return TensorFile::parse(write_tensor_file(tensors, {})).value();
}

const std::array<std::int8_t, 6> codes{127, 0, -127, 1, -2, -128};
const std::array<float, 2> scales{0.5f, 0.25f};

}  // namespace

TEST_CASE("eight-bit matrices are byte times the row's scale") {
  const TensorFile file = file_of({source("w", DType::i8, {2, 3}, codes), source("w.scale", DType::f32, {2}, scales)});
  TensorLoader from(file, "model");
  REQUIRE(from.values("w", {2, 3}) == std::vector<float>{63.5f, 0, -63.5f, 0.25f, -0.5f, -32});
  REQUIRE(!from.error());
}

TEST_CASE("the first error stays, and what is read after it is zeros") {
  const TensorFile file =
      file_of({source("no scale", DType::i8, {2, 3}, codes), source("short", DType::i8, {3, 2}, codes),
               source("short.scale", DType::f32, {2}, scales), source("vector", DType::i8, {6}, codes),
               source("good", DType::f32, {2}, scales)});
  for (const auto& [name, shape] : {std::pair<std::string, std::vector<std::int64_t>>{"no scale", {2, 3}},
                                    {"short", {3, 2}},
                                    {"vector", {6}},
                                    {"good", {3}},
                                    {"none", {1}}}) {
    CAPTURE(name);
    TensorLoader from(file, "model");
    const auto values = from.values(name, shape);
    REQUIRE(from.error()->code == ErrorCode::file_corrupt);
    REQUIRE(from.error()->detail.find(name) != std::string::npos);
    REQUIRE(from.values("good", {2}) == std::vector<float>(2));
  }
}
