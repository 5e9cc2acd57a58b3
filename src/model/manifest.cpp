#include "model/manifest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/json.h"

namespace attention::model {
namespace {

/// Far above any model that a page could run; keeps products of sizes far from overflow.
constexpr std::int64_t largest_size = 1 << 20;

std::unexpected<Error> corrupt(std::string detail) { return fail(ErrorCode::file_corrupt, "manifest: " + std::move(detail)); }

std::optional<FileRole> role_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, FileRole>, 7> roles{{{"tokenizer", FileRole::tokenizer},
                                                                        {"common", FileRole::common},
                                                                        {"starter", FileRole::starter},
                                                                        {"layer", FileRole::layer},
                                                                        {"base", FileRole::base},
                                                                        {"index", FileRole::index},
                                                                        {"shard", FileRole::shard}}};
  for (const auto& [text, role] : roles)
    if (text == name) return role;
  return std::nullopt;
}

Result<EncoderConfig> parse_config(const Json& json) {
  EncoderConfig config;
  const std::array<std::pair<const char*, int*>, 8> sizes{{{"hidden", &config.hidden},
                                                           {"layers", &config.layers},
                                                           {"heads", &config.heads},
                                                           {"head_size", &config.head_size},
                                                           {"feed_forward", &config.feed_forward},
                                                           {"vocabulary", &config.vocabulary},
                                                           {"positions", &config.positions},
                                                           {"token_limit", &config.token_limit}}};
  for (const auto& [key, size] : sizes) {
    const auto value = json.integer(key);
    if (!value) return corrupt(value.error().detail);
    if (*value < 1 || *value > largest_size) return corrupt(std::string(key) + " is out of range");
    *size = static_cast<int>(*value);
  }
  const auto epsilon = json.number("epsilon");
  if (!epsilon) return corrupt(epsilon.error().detail);
  config.epsilon = static_cast<float>(*epsilon);
  if (std::int64_t{config.heads} * config.head_size != config.hidden) return corrupt("heads · head_size is not hidden");
  if (config.hidden % 32 != 0 || config.feed_forward % 32 != 0) return corrupt("sizes must be multiples of 32");
  if (config.token_limit > config.positions) return corrupt("token_limit exceeds positions");
  if (!(config.epsilon >= 0 && config.epsilon < 1)) return corrupt("epsilon is out of range");
  return config;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

Result<ModelFile> parse_file(const Json& json) {
  const auto name = json.string("name"), role_name = json.string("role"), sha256 = json.string("sha256");
  const auto bytes = json.integer("bytes");
  if (!name || !role_name || !sha256 || !bytes || *bytes < 0) return corrupt("a file's entry is incomplete");
  const auto role = role_named(*role_name);
  if (!role || !is_plain_name(*name)) return corrupt("file '" + std::string(*name) + "' has an unknown role or an odd name");
  const char* number_key = *role == FileRole::layer ? "layer" : "shard";
  const std::int64_t number =
      *role == FileRole::layer || *role == FileRole::shard ? json[number_key].integer_or(-1) : 0;
  if (number < 0 || number > largest_size) return corrupt("file '" + std::string(*name) + "' lacks its number");
  return ModelFile{std::string(*name), *role, static_cast<std::uint64_t>(*bytes), std::string(*sha256), static_cast<int>(number)};
}

}  // namespace

const ModelFile* Manifest::find(FileRole role, int number) const {
  const auto found = std::ranges::find_if(files, [&](const ModelFile& file) { return file.role == role && file.number == number; });
  return found == files.end() ? nullptr : &*found;
}

Result<Manifest> parse_manifest(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return corrupt(json.error().detail);
  if ((*json)["schema"].integer_or(0) != 1) return fail(ErrorCode::unsupported, "manifest: schema is not 1");
  Manifest manifest;
  manifest.name = std::string((*json)["name"].string_or(""));
  auto config = parse_config((*json)["config"]);
  if (!config) return std::unexpected(config.error());
  manifest.config = *config;
  for (const Json& entry : (*json)["files"].items()) {
    auto file = parse_file(entry);
    if (!file) return std::unexpected(file.error());
    if (manifest.find(file->role, file->number) != nullptr) return corrupt("'" + file->name + "' is listed twice");
    manifest.files.push_back(std::move(*file));
  }
  for (const FileRole role : {FileRole::tokenizer, FileRole::common, FileRole::base, FileRole::index})
    if (manifest.find(role) == nullptr) return corrupt("a file of a necessary role is missing");
  for (int layer = 0; layer < manifest.config.layers; ++layer)
    if (manifest.find(FileRole::layer, layer) == nullptr) return corrupt("layer " + std::to_string(layer) + " is missing");
  return manifest;
}

}  // namespace attention::model
