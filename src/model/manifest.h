#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attention::model {

/// The sizes of an encoder, as its manifest gives them.
struct EncoderConfig {
  int hidden = 0;        ///< width of the residual stream
  int layers = 0;
  int heads = 0;
  int head_size = 0;     ///< heads · head_size = hidden
  int feed_forward = 0;  ///< width inside the feed-forward part
  float epsilon = 0;     ///< of every LayerNorm
  int vocabulary = 0;    ///< piece ids are 0 … vocabulary − 1
  int positions = 0;     ///< position rows that are shipped
  int token_limit = 0;   ///< pieces in a live text, start and end tokens included
  bool operator==(const EncoderConfig&) const = default;
};

enum class FileRole { tokenizer, common, starter, layer, base, index, shard };

/// One file of a model.
struct ModelFile {
  std::string name;  ///< beside the manifest
  FileRole role = FileRole::layer;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< hexadecimal
  int number = 0;      ///< of a layer: which, from 0; of a shard: which (the base shard is 0)
};

/// What a model consists of: manifest.json, described in assets/recipes/e5/README.md.
struct Manifest {
  std::string name;
  EncoderConfig config;
  std::vector<ModelFile> files;  ///< in the order of loading

  /// The file of that role and number, or null.
  const ModelFile* find(FileRole role, int number = 0) const;
};

/// Reads a manifest. Errors: file_corrupt for text that is not such a manifest, sizes that do not fit each other, a layer
/// that is missing, or a file name that would leave the manifest's folder; unsupported for another schema number.
Result<Manifest> parse_manifest(std::string_view text);

}  // namespace attention::model
