#include "platform/desktop/engine_thread.h"

#include <iterator>
#include <utility>
#include <variant>

namespace attention::platform {

EngineThread::EngineThread(AssetFolder assets, std::string manifest_path, std::function<void()> happened)
    : assets_(std::move(assets)), manifest_path_(std::move(manifest_path)), happened_(std::move(happened)), thread_([this] { run(); }) {}

EngineThread::~EngineThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void EngineThread::submit(explain::EncoderRequest request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  changed_.notify_one();
}

void EngineThread::cancel(explain::RequestId request) {
  {
    const std::lock_guard lock(mutex_);
    cancelled_.push_back(request);
  }
  changed_.notify_one();
}

std::vector<explain::Event> EngineThread::take_events() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

void EngineThread::run() {
  explain::Engine engine(manifest_path_);
  auto state = explain::Engine::State::busy;
  std::vector<explain::Event> fresh;
  while (true) {
    std::vector<explain::EncoderRequest> requests;
    std::vector<explain::RequestId> cancelled;
    {
      std::unique_lock lock(mutex_);
      if (state == explain::Engine::State::idle)
        changed_.wait(lock, [this] { return stopping_ || !requests_.empty() || !cancelled_.empty(); });
      if (stopping_) return;
      requests.swap(requests_);
      cancelled.swap(cancelled_);
    }
    for (explain::EncoderRequest& request : requests)
      std::visit([&](auto&& what) { engine.submit(request.request, std::forward<decltype(what)>(what)); }, std::move(request.what));
    for (const explain::RequestId request : cancelled) engine.cancel(request);

    // All that is wanted now is delivered at once; the disk is never what one waits for.
    for (const std::string& path : engine.take_wanted_files()) engine.deliver(path, assets_.read(path));
    state = engine.step(fresh);
    if (state == explain::Engine::State::waiting_for_files) {
      const std::vector<std::string> wanted = engine.take_wanted_files();
      for (const std::string& path : wanted) engine.deliver(path, assets_.read(path));
      // Nothing more to deliver: only a new request can change anything.
      if (wanted.empty()) state = explain::Engine::State::idle;
    }
    if (!fresh.empty()) {
      {
        const std::lock_guard lock(mutex_);
        events_.insert(events_.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
      }
      fresh.clear();
      happened_();
    }
  }
}

}  // namespace attention::platform
