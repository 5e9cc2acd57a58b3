// Every shipped file against the one list of tensors, and what happens to files that are not what they should be.
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "base/sha256.h"
#include "model/embeddings.h"
#include "tests/support/model_files.h"

using namespace attention;
using namespace attention::model;

namespace {

Manifest shipped_manifest() {
  const auto bytes = test::read_asset(test::manifest_path);
  REQUIRE(bytes.has_value());
  auto manifest = parse_manifest({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  REQUIRE(manifest.has_value());
  return *manifest;
}

TensorFile shipped(const ModelFile& entry) {
  auto bytes = test::read_asset("models/e5/" + entry.name);
  REQUIRE(bytes.has_value());
  auto file = TensorFile::parse(std::move(*bytes));
  REQUIRE(file.has_value());
  return *file;
}

}  // namespace

TEST_CASE("every shipped file is the one that the manifest names, and loads", "[unit]") {
  const Manifest manifest = shipped_manifest();
  REQUIRE(manifest.config.layers == 12);
  for (const ModelFile& entry : manifest.files) {
    CAPTURE(entry.name);
    auto bytes = test::read_asset("models/e5/" + entry.name);
    REQUIRE(bytes.has_value());
    REQUIRE(bytes->size() == entry.bytes);
    REQUIRE(verify_sha256(*bytes, entry.sha256, entry.name).has_value());
    auto file = TensorFile::parse(std::move(*bytes));
    REQUIRE(file.has_value());
    Embeddings embeddings(manifest.config);
    switch (entry.role) {
      case FileRole::layer: {
        const auto expected = layer_tensors(manifest.config);
        REQUIRE(file->names().size() == expected.size());
        for (const ExpectedTensor& tensor : expected) REQUIRE(find_expected(*file, tensor).has_value());
        const auto layer = load_encoder_layer(manifest.config, *file, entry.number);
        REQUIRE(layer.has_value());
        REQUIRE(!load_encoder_layer(manifest.config, *file, entry.number + 1).has_value());
        break;
      }
      case FileRole::common:
        for (const ExpectedTensor& tensor : common_tensors(manifest.config)) REQUIRE(find_expected(*file, tensor).has_value());
        REQUIRE(embeddings.set_common(std::move(*file)).has_value());
        break;
      case FileRole::index: REQUIRE(embeddings.set_index(std::move(*file)).has_value()); break;
      case FileRole::starter:
      case FileRole::base:
      case FileRole::shard: REQUIRE(embeddings.add_rows(std::move(*file)).has_value()); break;
      case FileRole::tokenizer: break;
    }
  }
}

TEST_CASE("embeddings name what is missing, and give rows once it is there", "[unit]") {
  const Manifest manifest = shipped_manifest();
  Embeddings embeddings(manifest.config);
  const std::vector<int> ids{0, 62, 4842, 2}, rows{0, 1, 2, 3}, none{-1, -1, -1, -1};
  REQUIRE(embeddings.missing(ids).index);
  REQUIRE(embeddings.embed(ids, rows).error().code == ErrorCode::file_missing);
  REQUIRE(embeddings.set_common(shipped(*manifest.find(FileRole::common))).has_value());
  REQUIRE(embeddings.embed(ids, rows).error().code == ErrorCode::file_missing);
  REQUIRE(embeddings.set_index(shipped(*manifest.find(FileRole::index))).has_value());
  REQUIRE(embeddings.missing(ids).shards == std::vector<int>{0});
  REQUIRE(embeddings.add_rows(shipped(*manifest.find(FileRole::base))).has_value());
  REQUIRE(!embeddings.missing(ids).any());
  const auto on = embeddings.embed(ids, rows), off = embeddings.embed(ids, none);
  REQUIRE(on.has_value());
  REQUIRE(off.has_value());
  REQUIRE(on->size() == 4 * 384);
  REQUIRE(*on != *off);
  REQUIRE(embeddings.position(3).has_value());
  REQUIRE(embeddings.position(130).error().code == ErrorCode::out_of_range);
  const std::vector<int> wrong_ids{0, 1 << 20, 1, 2}, wrong_rows{0, 1, 2, 130};
  REQUIRE(embeddings.embed(wrong_ids, rows).error().code == ErrorCode::out_of_range);
  REQUIRE(embeddings.embed(ids, wrong_rows).error().code == ErrorCode::out_of_range);
}

TEST_CASE("a layer whose tensors have other shapes, types or schemes is refused", "[unit]") {
  const EncoderConfig config{.hidden = 32, .layers = 1, .heads = 1, .head_size = 32, .feed_forward = 64};
  struct Change {
    std::string name;
    DType type;
    std::vector<std::int64_t> shape;
  };
  const auto make = [&](const Change& change, const std::string& scheme) {
    static const Bytes zeros(1 << 16);
    std::vector<TensorSource> tensors;
    std::string schemes, shapes;
    for (const ExpectedTensor& expected : layer_tensors(config)) {
      const bool quantised = expected.storage == Storage::q4_0_32;
      TensorSource source{std::string(expected.name), quantised ? DType::u8 : DType::f32, {expected.columns}, {}};
      if (quantised) {
        source.shape = {expected.rows, expected.columns / 32 * 18};
        schemes += (schemes.empty() ? "{\"" : ",\"") + source.name + "\":\"" + scheme + "\"";
        shapes += (shapes.empty() ? "{\"" : ",\"") + source.name + "\":[" + std::to_string(expected.rows) + "," + std::to_string(expected.columns) + "]";
      }
      if (source.name == change.name) {
        source.type = change.type;
        source.shape = change.shape;
      }
      std::int64_t bytes = size_of(source.type);
      for (const std::int64_t extent : source.shape) bytes *= extent;
      source.bytes = ByteView(zeros).first(static_cast<std::size_t>(bytes));
      tensors.push_back(std::move(source));
    }
    auto file = TensorFile::parse(write_tensor_file(
        tensors, {{"format", "attention.e5"}, {"version", "1"}, {"role", "layer"}, {"layer", "0"}, {"schemes", schemes + "}"}, {"shapes", shapes + "}"}}));
    REQUIRE(file.has_value());
    return load_encoder_layer(config, *file, 0);
  };
  REQUIRE(make({}, "q4_0-32").has_value());
  REQUIRE(make({}, "q8_0-32").error().code == ErrorCode::file_corrupt);
  REQUIRE(make({"query.bias", DType::f32, {31}}, "q4_0-32").error().code == ErrorCode::file_corrupt);
  REQUIRE(make({"query.bias", DType::i32, {32}}, "q4_0-32").error().code == ErrorCode::file_corrupt);
  REQUIRE(make({"output.weight", DType::u8, {32, 18}}, "q4_0-32").error().code == ErrorCode::file_corrupt);
  REQUIRE(make({"output.norm.bias", DType::f32, {1, 32}}, "q4_0-32").error().code == ErrorCode::file_corrupt);
}

TEST_CASE("manifests that contradict themselves are refused", "[unit]") {
  const auto bytes = test::read_asset(test::manifest_path);
  REQUIRE(bytes.has_value());
  const std::string good(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    const auto found = text.find(from);
    REQUIRE(found != std::string::npos);
    return parse_manifest(text.replace(found, from.size(), to));
  };
  REQUIRE(parse_manifest("").error().code == ErrorCode::file_corrupt);
  REQUIRE(parse_manifest("[]").error().code == ErrorCode::unsupported);
  REQUIRE(changed("\"schema\": 1", "\"schema\": 2").error().code == ErrorCode::unsupported);
  REQUIRE(changed("\"heads\": 12", "\"heads\": 11").error().code == ErrorCode::file_corrupt);
  REQUIRE(changed("\"hidden\": 384", "\"hidden\": 0").error().code == ErrorCode::file_corrupt);
  REQUIRE(changed("\"hidden\": 384", "\"hidden\": 1e30").error().code == ErrorCode::file_corrupt);
  REQUIRE(changed("\"token_limit\": 128", "\"token_limit\": 131").error().code == ErrorCode::file_corrupt);
  REQUIRE(changed("layer.03.safetensors", "../secret").error().code == ErrorCode::file_corrupt);
  REQUIRE(changed("\"role\":\"tokenizer\"", "\"role\":\"common\"").error().code == ErrorCode::file_corrupt);
  REQUIRE(changed("\"layer\":3", "\"layer\":13").error().code == ErrorCode::file_corrupt);
}
