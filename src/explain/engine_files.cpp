#include "explain/engine_files.h"

#include <algorithm>
#include <utility>

#include "base/sha256.h"

namespace attention::explain {

using model::FileRole;
using model::ModelFile;

EngineFiles::EngineFiles(std::string manifest_path) {
  const auto slash = manifest_path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  folder_ = manifest_path.substr(0, name);
  manifest_name_ = manifest_path.substr(name);
  (void)need(manifest_name_);
}

Result<bool> EngineFiles::need(const std::string& name) {
  File& file = files_[name];
  switch (file.status) {
    case Status::ready: return true;
    case Status::failed: return std::unexpected(file.error);
    case Status::unused:
      file.status = Status::needed;
      queue_.push_back(name);
      return false;
    case Status::needed:
    case Status::asked: return false;
  }
  return false;
}

Result<bool> EngineFiles::need(FileRole role, int number) {
  const auto manifest = need_manifest();
  if (!manifest || !*manifest) return manifest;
  const ModelFile* file = manifest_->find(role, number);
  if (file == nullptr) return fail(ErrorCode::file_missing, folder_ + "shard " + std::to_string(number));
  const auto ready = need(file->name);
  // What is needed now goes before what was only asked for ahead.
  if (const auto waiting = std::ranges::find(queue_, file->name); waiting != queue_.end())
    std::rotate(queue_.begin(), waiting, waiting + 1);
  return ready;
}

Result<bool> EngineFiles::need_manifest() { return need(manifest_name_); }

Result<bool> EngineFiles::need_tokenizer() { return need(FileRole::tokenizer); }

Result<bool> EngineFiles::need_layer(int layer) { return need(FileRole::layer, layer); }

Result<bool> EngineFiles::need_embeddings(std::span<const int> ids) {
  auto ready = need(FileRole::common);
  if (!ready) return ready;
  // The starter holds the presets' rows; while it is on its way, waiting for it is cheaper than the base shard.
  if (manifest_ && manifest_->find(FileRole::starter) != nullptr) {
    const auto starter = need(FileRole::starter);
    if (starter && !*starter) return false;
  }
  const auto missing = embeddings_.missing(ids);
  if (missing.index) {
    const auto index = need(FileRole::index), base = need(FileRole::base);
    if (!index) return index;
    if (!base) return base;
    *ready = *ready && *index && *base;
  }
  for (const int shard : missing.shards) {
    const auto rows = shard == 0 ? need(FileRole::base) : need(FileRole::shard, shard);
    if (!rows) return rows;
    if (*rows)
      return fail(ErrorCode::file_corrupt, folder_ + "shard " + std::to_string(shard) + " lacks a row that the index promises");
    *ready = false;
  }
  return ready;
}

bool EngineFiles::is_ready(FileRole role, int number) const {
  const ModelFile* file = manifest_ ? manifest_->find(role, number) : nullptr;
  if (file == nullptr) return false;
  const auto found = files_.find(file->name);
  return found != files_.end() && found->second.status == Status::ready;
}

void EngineFiles::ask_ahead() {
  if (!manifest_) return;
  bool all_ready = true;
  for (const ModelFile& file : manifest_->files) {
    const bool first = file.role == FileRole::tokenizer || file.role == FileRole::common || file.role == FileRole::starter ||
                       file.role == FileRole::layer;
    if (!first) continue;
    const auto ready = need(file.name);
    all_ready = all_ready && ready && *ready;
  }
  if (!all_ready) return;
  for (const FileRole role : {FileRole::index, FileRole::base})
    if (const ModelFile* file = manifest_->find(role)) (void)need(file->name);
}

std::vector<std::string> EngineFiles::take_wanted() {
  ask_ahead();
  std::vector<std::string> paths;
  while (asked_ < parallel_files && !queue_.empty()) {
    files_[queue_.front()].status = Status::asked;
    paths.push_back(folder_ + queue_.front());
    queue_.erase(queue_.begin());
    ++asked_;
  }
  return paths;
}

void EngineFiles::deliver(std::string_view path, Result<Bytes> bytes) {
  if (!path.starts_with(folder_)) return;
  const std::string name(path.substr(folder_.size()));
  const auto found = files_.find(name);
  if (found == files_.end() || found->second.status != Status::asked) return;
  --asked_;
  File& file = found->second;

  Result<void> taken;
  if (!bytes) {
    taken = std::unexpected(bytes.error());
  } else if (name == manifest_name_) {
    auto manifest = model::parse_manifest({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    if (manifest) {
      manifest_ = std::move(*manifest);
      embeddings_ = model::Embeddings(manifest_->config);
      layers_.resize(static_cast<std::size_t>(manifest_->config.layers));
    } else {
      taken = std::unexpected(manifest.error());
    }
  } else {
    const auto entry = std::ranges::find(manifest_->files, name, &ModelFile::name);
    taken = entry == manifest_->files.end() ? fail(ErrorCode::internal, name) : take(*entry, std::move(*bytes));
  }
  if (taken) {
    file.status = Status::ready;
    return;
  }
  file.status = Status::failed;
  file.error = std::move(taken.error());
  if (file.error.detail.find(name) == std::string::npos) file.error.detail = std::string(path) + ": " + file.error.detail;
}

Result<void> EngineFiles::take(const ModelFile& file, Bytes bytes) {
  const std::string path = folder_ + file.name;
  if (bytes.size() != file.bytes)
    return fail(ErrorCode::file_corrupt, path + ": " + std::to_string(bytes.size()) + " bytes instead of " + std::to_string(file.bytes));
  if (auto verified = verify_sha256(bytes, file.sha256, path); !verified) return verified;
  auto parsed = TensorFile::parse(std::move(bytes));
  if (!parsed) return std::unexpected(parsed.error());
  switch (file.role) {
    case FileRole::tokenizer: {
      auto tokenizer = text::Tokenizer::load(std::move(*parsed));
      if (!tokenizer) return std::unexpected(tokenizer.error());
      if (tokenizer->piece_count() > manifest_->config.vocabulary) return fail(ErrorCode::file_corrupt, path + ": more pieces than rows");
      tokenizer_ = std::move(*tokenizer);
      return {};
    }
    case FileRole::layer: {
      auto layer = model::load_encoder_layer(manifest_->config, *parsed, file.number);
      if (!layer) return std::unexpected(layer.error());
      layers_[static_cast<std::size_t>(file.number)] = std::move(*layer);
      return {};
    }
    case FileRole::common: return embeddings_.set_common(std::move(*parsed));
    case FileRole::index: return embeddings_.set_index(std::move(*parsed));
    case FileRole::starter:
    case FileRole::base:
    case FileRole::shard: return embeddings_.add_rows(std::move(*parsed));
  }
  return {};
}

void EngineFiles::forgive() {
  for (auto& [name, file] : files_)
    if (file.status == Status::failed) file.status = Status::unused;
  (void)need(manifest_name_);
}

LoadProgress EngineFiles::progress() const {
  LoadProgress progress{};
  if (!manifest_) return progress;
  for (const ModelFile& file : manifest_->files) {
    const auto found = files_.find(file.name);
    if (found == files_.end() || found->second.status == Status::unused) continue;
    progress.bytes_wanted += file.bytes;
    if (found->second.status == Status::ready) progress.bytes_loaded += file.bytes;
  }
  progress.layers_ready = static_cast<int>(std::ranges::count_if(layers_, [](const auto& layer) { return layer.has_value(); }));
  return progress;
}

}  // namespace attention::explain
