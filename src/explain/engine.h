#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "explain/query.h"
#include "explain/trace.h"

namespace attention::explain {

using RequestId = std::uint32_t;

/// Events from the engine to the page. Layers are posted as they are finished, so figures light up one by one.
struct RunStarted { RequestId request; std::shared_ptr<const Trace> trace; };  ///< pieces, words, embedding; no layers yet
struct LayerFinished { RequestId request; int layer; std::shared_ptr<const LayerTrace> trace; };
struct RunFinished { RequestId request; double seconds; };                     ///< engine time, without waiting for files
struct CutStudyFinished { RequestId request; CutStudyResult result; };
struct RunFailed { RequestId request; Error error; };
struct LoadProgress { std::uint64_t bytes_loaded, bytes_wanted; int layers_ready; };  ///< of the files asked for so far
using Event = std::variant<RunStarted, LayerFinished, RunFinished, CutStudyFinished, RunFailed, LoadProgress>;

/// The engine: requests in, events out, no threads and no clock of its own. Its owner (a worker in the browser, a
/// thread on the desktop, the command line) calls step() until it says idle, and delivers the files that it wants.
/// One step is at most one layer of one request. A newer encoder request cancels an older one that has not finished.
class Engine {
 public:
  /// `manifest_path` is relative to the asset root, e.g. "models/e5/manifest.json".
  explicit Engine(std::string manifest_path);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  void submit(RequestId request, Query query);
  void submit(RequestId request, CutStudy study);
  void cancel(RequestId request);

  /// Asset paths that are needed now and were not asked for before, most urgent first.
  std::vector<std::string> take_wanted_files();
  /// The bytes of a wanted file, or why they could not be had. Hashes are checked here against the manifest.
  void deliver(const std::string& path, Result<Bytes> bytes);

  enum class State { busy, waiting_for_files, idle };
  /// Does one slice of work and appends what happened to `events`.
  State step(std::vector<Event>& events);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Events and requests as bytes for the worker boundary: one buffer each, fixed tensor order (query, key, value,
/// attention, output), little-endian. Errors: file_corrupt on anything that does not decode.
Bytes encode(const Event& event);
Result<Event> decode_event(ByteView bytes);
struct EncoderRequest { RequestId request; std::variant<Query, CutStudy> what; };
Bytes encode(const EncoderRequest& request);
Result<EncoderRequest> decode_request(ByteView bytes);

}  // namespace attention::explain
