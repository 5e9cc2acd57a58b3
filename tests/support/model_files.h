#pragma once
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/tensor_file.h"
#include "explain/engine.h"

/// The shipped encoder, read from the repository's root, where tests run.
namespace attention::test {

inline const std::string manifest_path = "models/e5/manifest.json";
inline const std::string asset_root = "assets/";

inline std::optional<Bytes> read_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return std::nullopt;
  Bytes bytes(static_cast<std::size_t>(size));
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return file ? std::optional(std::move(bytes)) : std::nullopt;
}

inline Result<Bytes> read_asset(const std::string& path) {
  auto bytes = read_file(asset_root + path);
  if (!bytes) return fail(ErrorCode::file_missing, path);
  return std::move(*bytes);
}

/// Steps the engine, answering its wishes from the disk, until it is idle; returns all events.
inline std::vector<explain::Event> run_until_idle(explain::Engine& engine) {
  std::vector<explain::Event> events;
  auto state = explain::Engine::State::busy;
  for (;;) {
    const auto wanted = engine.take_wanted_files();
    for (const std::string& path : wanted) engine.deliver(path, read_asset(path));
    if (wanted.empty() && state != explain::Engine::State::busy) return events;
    state = engine.step(events);
  }
}

/// Runs one query; the whole trace, or null if the run failed.
inline std::shared_ptr<const explain::Trace> run_query(explain::Engine& engine, const explain::Query& query,
                                                       explain::RequestId request = 1) {
  engine.submit(request, query);
  std::shared_ptr<explain::Trace> trace;
  for (const explain::Event& event : run_until_idle(engine)) {
    if (const auto* started = std::get_if<explain::RunStarted>(&event); started && started->request == request)
      trace = std::make_shared<explain::Trace>(*started->trace);
    if (const auto* layer = std::get_if<explain::LayerFinished>(&event); layer && layer->request == request)
      trace->layers.push_back(layer->trace);
    if (const auto* failed = std::get_if<explain::RunFailed>(&event); failed && failed->request == request) return nullptr;
  }
  return trace;
}

}  // namespace attention::test
