// Any bytes as an event and as a request: what decodes must encode to the same bytes again.
#include <algorithm>
#include <cstdlib>

#include "explain/engine.h"
#include "tests/fuzz/replay.h"

using namespace attention;
using namespace attention::explain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  if (const auto event = decode_event(bytes)) {
    const Bytes again = encode(*event);
    if (again.size() != size || !std::equal(again.begin(), again.end(), bytes.begin())) std::abort();
  }
  if (const auto request = decode_request(bytes)) {
    const Bytes again = encode(*request);
    if (again.size() != size || !std::equal(again.begin(), again.end(), bytes.begin())) std::abort();
  }
  return 0;
}

std::vector<std::string> fuzz::corpus() {
  const auto as_text = [](const Bytes& bytes) { return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()); };
  const Query query{.text = "A red cat", .positions = Positions::off, .piece_order = {0, 2, 1}, .position_rows = {1}, .cuts = {{1, -1, 2, 3}}};
  auto trace = std::make_shared<Trace>();
  trace->query = query;
  trace->pieces = {"<s>", "▁a", "</s>"};
  trace->ids = {0, 10, 2};
  trace->words = {{0, 1, "<s>", true}, {1, 2, "a", false}, {2, 3, "</s>", true}};
  trace->embedding = {1, 2, 3};
  trace->hidden = 1;
  auto layer = std::make_shared<LayerTrace>();
  layer->heads = layer->pieces = layer->head_size = layer->hidden = 1;
  for (auto* values : {&layer->query, &layer->key, &layer->value, &layer->attention, &layer->output}) *values = {0.5f};
  return {as_text(encode(EncoderRequest{1, query})),
          as_text(encode(EncoderRequest{2, CutStudy{query, 3, -1, 1}})),
          as_text(encode(Event(RunStarted{1, trace}))),
          as_text(encode(Event(LayerFinished{2, 3, layer}))),
          as_text(encode(Event(RunFinished{3, 0.5}))),
          as_text(encode(Event(CutStudyFinished{4, {{query, 1, 2, 3}, {{0, 1, 2}}}}))),
          as_text(encode(Event(RunFailed{5, {ErrorCode::too_long, "129/128"}}))),
          as_text(encode(Event(LoadProgress{1, 2, 3}))),
          ""};
}
