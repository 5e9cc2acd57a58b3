#include "platform/worker/engine_exports.h"

#include <cstdlib>
#include <deque>
#include <optional>
#include <string>

#include "explain/engine.h"
#include "explain/encoder_run.h"

namespace {

using namespace attention;
using explain::Engine;

/// What lives as long as the module. C functions have no other place for it.
struct Module {
  std::optional<Engine> engine;
  std::deque<Bytes> events;
  Bytes current_event;
  std::string wanted;
};
Module& module() {
  static Module instance;
  return instance;
}

ByteView view(const std::uint8_t* bytes, std::uint32_t length) { return {reinterpret_cast<const std::byte*>(bytes), length}; }

/// The shape of the model's layers with little behind it: enough that every loop of the encoder becomes hot.
constexpr model::EncoderConfig warm_up_config{.hidden = 128, .layers = 1, .heads = 4, .head_size = 32, .feed_forward = 512,
                                              .epsilon = 1e-12f, .vocabulary = 1, .positions = 1, .token_limit = 16};

}  // namespace

extern "C" {

std::uint8_t* engine_allocate(std::uint32_t size) { return static_cast<std::uint8_t*>(std::malloc(size)); }
void engine_release(std::uint8_t* pointer) { std::free(pointer); }

void engine_create(const char* manifest_path) {
  module() = {};
  module().engine.emplace(manifest_path);
}

std::int32_t engine_submit(const std::uint8_t* bytes, std::uint32_t length) {
  auto request = explain::decode_request(view(bytes, length));
  if (!request) return 1 + static_cast<std::int32_t>(request.error().code);
  if (!module().engine) return 1 + static_cast<std::int32_t>(ErrorCode::internal);
  std::visit([&](auto&& what) { module().engine->submit(request->request, std::move(what)); }, std::move(request->what));
  return 0;
}

void engine_cancel(std::uint32_t request) {
  if (module().engine) module().engine->cancel(request);
}

const char* engine_take_wanted() {
  if (!module().engine) return nullptr;
  std::string& lines = module().wanted;
  lines.clear();
  for (const std::string& path : module().engine->take_wanted_files()) {
    if (!lines.empty()) lines += '\n';
    lines += path;
  }
  return lines.empty() ? nullptr : lines.c_str();
}

void engine_deliver(const char* path, const std::uint8_t* bytes, std::uint32_t length, std::int32_t error) {
  if (!module().engine) return;
  if (error == 0) {
    const ByteView file = view(bytes, length);
    module().engine->deliver(path, Bytes(file.begin(), file.end()));
  } else {
    module().engine->deliver(path, fail(error == 2 ? ErrorCode::file_missing : ErrorCode::network, path));
  }
}

std::int32_t engine_step() {
  if (!module().engine) return static_cast<std::int32_t>(Engine::State::idle);
  std::vector<explain::Event> events;
  const auto state = module().engine->step(events);
  for (const explain::Event& event : events) module().events.push_back(encode(event));
  return static_cast<std::int32_t>(state);
}

const std::uint8_t* engine_take_event() {
  if (module().events.empty()) return nullptr;
  module().current_event = std::move(module().events.front());
  module().events.pop_front();
  return reinterpret_cast<const std::uint8_t*>(module().current_event.data());
}

std::uint32_t engine_event_length() { return static_cast<std::uint32_t>(module().current_event.size()); }

void engine_warm_up() {
  const auto layer = model::EncoderLayer::zeros(warm_up_config);
  model::EncoderScratch scratch;
  for (int pass = 0; pass < 160; ++pass) {
    // Five rows use both the kernel for four rows and the one for the rest; one row has a kernel of its own.
    for (const std::size_t pieces : {std::size_t{1}, std::size_t{5}, std::size_t{16}}) {
      const std::vector<float> input(pieces * static_cast<std::size_t>(warm_up_config.hidden), 0.5f);
      explain::run_layer(warm_up_config, layer, input, {}, scratch);
    }
  }
}

}  // extern "C"
