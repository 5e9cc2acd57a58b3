#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "explain/engine.h"
#include "model/embeddings.h"
#include "model/encoder_weights.h"
#include "model/manifest.h"
#include "text/tokenizer.h"

namespace attention::explain {

/// The encoder's files on the engine's side: which are needed, asked for, here, or broken. Everything that comes in is checked
/// against the manifest's size and SHA-256 before it is parsed. A file that failed is asked for again only after forgive().
class EngineFiles {
 public:
  /// `manifest_path` is relative to the asset root; the other files lie beside it.
  explicit EngineFiles(std::string manifest_path);

  // "Is this ready?" True: yes. False: it has been asked for, or will be; come back after a delivery. Error: it failed.
  Result<bool> need_manifest();
  /// Tokenizer tables.
  Result<bool> need_tokenizer();
  /// All embedding rows of these ids, and the common file.
  Result<bool> need_embeddings(std::span<const int> ids);
  Result<bool> need_layer(int layer);

  // Valid once need_… said true.
  const model::Manifest& manifest() const { return *manifest_; }
  const text::Tokenizer& tokenizer() const { return *tokenizer_; }
  const model::Embeddings& embeddings() const { return embeddings_; }
  const model::EncoderLayer& layer(int number) const { return *layers_[static_cast<std::size_t>(number)]; }

  /// Paths to fetch now. At most `parallel_files` are out at a time, so that a file that turns out to be urgent (a shard for a
  /// typed word) does not wait behind the rest. What nobody needs yet comes in the manifest's order: tokenizer, first rows,
  /// layers, and when all of these are here the base shard, because the reader will type.
  std::vector<std::string> take_wanted();
  /// Takes a file that was asked for; anything else is ignored.
  void deliver(std::string_view path, Result<Bytes> bytes);
  /// Failed files may be asked for again.
  void forgive();

  LoadProgress progress() const;

  static constexpr int parallel_files = 6;

 private:
  enum class Status { unused, needed, asked, ready, failed };
  struct File {
    Status status = Status::unused;
    Error error;
  };

  Result<bool> need(const std::string& name);
  Result<bool> need(model::FileRole role, int number = 0);
  Result<void> take(const model::ModelFile& file, Bytes bytes);
  void ask_ahead();
  bool is_ready(model::FileRole role, int number = 0) const;

  std::string folder_, manifest_name_;
  std::map<std::string, File, std::less<>> files_;  ///< by name; those without an entry are unused
  std::vector<std::string> queue_;                  ///< needed, most urgent first
  int asked_ = 0;
  std::optional<model::Manifest> manifest_;
  std::optional<text::Tokenizer> tokenizer_;
  model::Embeddings embeddings_;
  std::vector<std::optional<model::EncoderLayer>> layers_;
};

}  // namespace attention::explain
