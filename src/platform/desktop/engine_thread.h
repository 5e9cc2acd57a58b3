#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "explain/engine.h"
#include "platform/desktop/files.h"

namespace attention::platform {

/// The engine on a thread of its own, as the worker is in the browser: requests in, events out. Files are read from disk when the
/// engine wants them. Destroying it stops the engine after the layer that it is computing.
class EngineThread {
 public:
  /// `happened` is called on the engine's thread after new events; it must only wake the owner.
  EngineThread(AssetFolder assets, std::string manifest_path, std::function<void()> happened);
  ~EngineThread();
  EngineThread(const EngineThread&) = delete;
  EngineThread& operator=(const EngineThread&) = delete;

  void submit(explain::EncoderRequest request);
  void cancel(explain::RequestId request);
  /// Events since the last call, in order.
  std::vector<explain::Event> take_events();

 private:
  void run();

  AssetFolder assets_;
  std::string manifest_path_;
  std::function<void()> happened_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<explain::EncoderRequest> requests_;
  std::vector<explain::RequestId> cancelled_;
  std::vector<explain::Event> events_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace attention::platform
