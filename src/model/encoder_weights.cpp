#include "model/encoder_weights.h"

#include <array>
#include <string>

#include "base/json.h"
#include "tensor/quantised.h"

namespace attention::model {
namespace {

std::unexpected<Error> corrupt(std::string_view name, std::string_view reason) {
  return fail(ErrorCode::file_corrupt, std::string(name) + ": " + std::string(reason));
}

std::string_view metadata(const TensorFile& file, std::string_view key) {
  const auto found = file.metadata().find(key);
  return found == file.metadata().end() ? std::string_view() : std::string_view(found->second);
}

/// Checks the metadata entries `schemes` and `shapes` of one quantised tensor.
bool declares_q4(const TensorFile& file, const ExpectedTensor& expected) {
  const auto schemes = Json::parse(metadata(file, "schemes")), shapes = Json::parse(metadata(file, "shapes"));
  if (!schemes || !shapes || (*schemes)[expected.name].string_or("") != "q4_0-32") return false;
  const auto shape = (*shapes)[expected.name].items();
  return shape.size() == 2 && shape[0].integer_or(0) == expected.rows && shape[1].integer_or(0) == expected.columns;
}

Result<std::vector<float>> load_vector(const TensorFile& file, const ExpectedTensor& expected) {
  const auto found = find_expected(file, expected);
  if (!found) return std::unexpected(found.error());
  const auto values = found->floats();
  if (!values) return std::unexpected(values.error());
  return std::vector<float>(values->begin(), values->end());
}

}  // namespace

std::vector<ExpectedTensor> layer_tensors(const EncoderConfig& config) {
  const int hidden = config.hidden, inner = config.feed_forward;
  return {
      {"query.weight", Storage::q4_0_32, hidden, hidden},
      {"query.bias", Storage::vector, 1, hidden},
      {"key.weight", Storage::q4_0_32, hidden, hidden},
      {"key.bias", Storage::vector, 1, hidden},
      {"value.weight", Storage::q4_0_32, hidden, hidden},
      {"value.bias", Storage::vector, 1, hidden},
      {"attention.output.weight", Storage::q4_0_32, hidden, hidden},
      {"attention.output.bias", Storage::vector, 1, hidden},
      {"attention.norm.weight", Storage::vector, 1, hidden},
      {"attention.norm.bias", Storage::vector, 1, hidden},
      {"intermediate.weight", Storage::q4_0_32, inner, hidden},
      {"intermediate.bias", Storage::vector, 1, inner},
      {"output.weight", Storage::q4_0_32, hidden, inner},
      {"output.bias", Storage::vector, 1, hidden},
      {"output.norm.weight", Storage::vector, 1, hidden},
      {"output.norm.bias", Storage::vector, 1, hidden},
  };
}

std::vector<ExpectedTensor> common_tensors(const EncoderConfig& config) {
  return {
      {"position", Storage::matrix, config.positions, config.hidden},
      {"token_type", Storage::vector, 1, config.hidden},
      {"norm.weight", Storage::vector, 1, config.hidden},
      {"norm.bias", Storage::vector, 1, config.hidden},
  };
}

Result<TensorView> find_expected(const TensorFile& file, const ExpectedTensor& expected) {
  const std::int64_t rows = expected.rows, columns = expected.columns;
  Result<TensorView> found = fail(ErrorCode::internal);
  switch (expected.storage) {
    case Storage::q4_0_32:
      found = file.find(expected.name, DType::u8, std::array{rows, std::int64_t{tensor::quantised_row_bytes(static_cast<tensor::Index>(columns))}});
      if (found && !declares_q4(file, expected)) return corrupt(expected.name, "its scheme or shape is not declared");
      break;
    case Storage::vector: found = file.find(expected.name, DType::f32, std::array{columns}); break;
    case Storage::matrix: found = file.find(expected.name, DType::f32, std::array{rows, columns}); break;
  }
  if (!found) return corrupt(expected.name, found.error().detail);
  return found;
}

EncoderLayer EncoderLayer::zeros(const EncoderConfig& config) {
  EncoderLayer layer;
  layer.query_key_value.resize(config.hidden, 3 * config.hidden);
  layer.attention_output.resize(config.hidden, config.hidden);
  layer.intermediate.resize(config.hidden, config.feed_forward);
  layer.output.resize(config.feed_forward, config.hidden);
  const auto hidden = static_cast<std::size_t>(config.hidden);
  for (auto* vector : {&layer.attention_norm_weight, &layer.attention_norm_bias, &layer.output_norm_weight, &layer.output_norm_bias})
    vector->assign(hidden, 0.0f);
  return layer;
}

std::size_t EncoderLayer::byte_count() const {
  return query_key_value.byte_count() + attention_output.byte_count() + intermediate.byte_count() + output.byte_count() +
         sizeof(float) * (attention_norm_weight.size() + attention_norm_bias.size() + output_norm_weight.size() + output_norm_bias.size());
}

Result<EncoderLayer> load_encoder_layer(const EncoderConfig& config, const TensorFile& file, int layer) {
  if (metadata(file, "format") != "attention.e5" || metadata(file, "version") != "1" || metadata(file, "role") != "layer" ||
      metadata(file, "layer") != std::to_string(layer))
    return corrupt("metadata", "this is not the file of layer " + std::to_string(layer));

  EncoderLayer result = EncoderLayer::zeros(config);
  struct Target {
    tensor::PackedMatrix* matrix = nullptr;
    int first_output = 0;
    std::vector<float>* vector = nullptr;
  };
  const auto target_of = [&](std::string_view name) -> Target {
    const bool bias = name.ends_with(".bias");
    if (name == "attention.norm.weight") return {.vector = &result.attention_norm_weight};
    if (name == "attention.norm.bias") return {.vector = &result.attention_norm_bias};
    if (name == "output.norm.weight") return {.vector = &result.output_norm_weight};
    if (name == "output.norm.bias") return {.vector = &result.output_norm_bias};
    const std::string_view stem = name.substr(0, name.size() - (bias ? 5 : 7));  // without ".bias" or ".weight"
    if (stem == "query") return {&result.query_key_value, 0};
    if (stem == "key") return {&result.query_key_value, config.hidden};
    if (stem == "value") return {&result.query_key_value, 2 * config.hidden};
    if (stem == "attention.output") return {&result.attention_output, 0};
    if (stem == "intermediate") return {&result.intermediate, 0};
    return {&result.output, 0};
  };
  for (const ExpectedTensor& expected : layer_tensors(config)) {
    const Target target = target_of(expected.name);
    if (expected.storage == Storage::q4_0_32) {
      const auto found = find_expected(file, expected);
      if (!found) return std::unexpected(found.error());
      if (auto done = target.matrix->set_quantised_rows(target.first_output, expected.rows, found->bytes); !done)
        return std::unexpected(done.error());
      continue;
    }
    auto values = load_vector(file, expected);
    if (!values) return std::unexpected(values.error());
    if (target.vector != nullptr) {
      *target.vector = std::move(*values);
    } else {
      target.matrix->set_bias(target.first_output, *values);
    }
  }
  return result;
}

}  // namespace attention::model
