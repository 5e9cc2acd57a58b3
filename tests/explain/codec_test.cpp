#include <catch2/catch_test_macros.hpp>

#include "explain/engine.h"

using namespace attention;
using namespace attention::explain;

namespace {

Query some_query() {
  return {.text = "Ça va, «ß»?",
          .positions = Positions::shuffled,
          .piece_order = {0, 2, 1, 3},
          .position_rows = {3, 2, 1, 0},
          .cuts = {{1, -1, 2, 3}, {4, 5, 6, 7}}};
}

LayerTrace some_layer() {
  LayerTrace layer;
  layer.heads = 2;
  layer.pieces = 3;
  layer.head_size = 4;
  layer.hidden = 8;
  auto fill = [next = 0.0f](std::vector<float>& values, std::size_t size) mutable {
    for (std::size_t i = 0; i < size; ++i) values.push_back(next += 0.25f);
  };
  for (auto* values : {&layer.query, &layer.key, &layer.value}) fill(*values, 24);
  fill(layer.attention, 18);
  fill(layer.output, 24);
  return layer;
}

std::vector<Event> all_kinds() {
  auto trace = std::make_shared<Trace>();
  trace->query = some_query();
  trace->pieces = {"<s>", "▁a", "</s>"};
  trace->ids = {0, 10, 2};
  trace->words = {{0, 1, "<s>", true}, {1, 2, "a", false}, {2, 3, "</s>", true}};
  trace->embedding = {1, 2, 3, 4, 5, 6};
  trace->layer_count = 12;
  trace->head_count = 12;
  trace->hidden = 2;
  trace->model = "some model";
  return {RunStarted{1, trace},
          LayerFinished{2, 11, std::make_shared<LayerTrace>(some_layer())},
          RunFinished{3, 0.125},
          CutStudyFinished{4, {{some_query(), 3, -1, 2}, {{0, 0.5f, 0.25f}, {1, 0.5f, 0.0f}}}},
          RunFailed{5, {ErrorCode::too_long, "129/128"}},
          LoadProgress{5'000'000'000, 6'000'000'000, 7}};
}

}  // namespace

TEST_CASE("requests survive the journey", "[unit]") {
  const EncoderRequest query{17, some_query()};
  const auto query_back = decode_request(encode(query));
  REQUIRE(query_back.has_value());
  REQUIRE(query_back->request == 17);
  REQUIRE(query_back->what == query.what);
  const EncoderRequest study{18, CutStudy{some_query(), 3, -1, 4}};
  const auto study_back = decode_request(encode(study));
  REQUIRE(study_back.has_value());
  REQUIRE(study_back->what == study.what);
}

TEST_CASE("events survive the journey: decoded and encoded again they are the same bytes", "[unit]") {
  for (const Event& event : all_kinds()) {
    const Bytes bytes = encode(event);
    REQUIRE(bytes.size() % 4 == 0);
    const auto back = decode_event(bytes);
    REQUIRE(back.has_value());
    REQUIRE(back->index() == event.index());
    REQUIRE(encode(*back) == bytes);
  }
  const auto layer = decode_event(encode(all_kinds()[1]));
  REQUIRE(std::get<LayerFinished>(*layer).trace->attention == some_layer().attention);
  REQUIRE(std::get<LayerFinished>(*layer).layer == 11);
}

TEST_CASE("cut or lengthened messages are refused", "[unit]") {
  for (const Event& event : all_kinds()) {
    Bytes bytes = encode(event);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      REQUIRE(decode_event(ByteView(bytes).first(size)).error().code == ErrorCode::file_corrupt);
    bytes.resize(bytes.size() + 4);
    REQUIRE(!decode_event(bytes).has_value());
  }
  Bytes request = encode(EncoderRequest{1, some_query()});
  for (std::size_t size = 0; size < request.size(); ++size) REQUIRE(!decode_request(ByteView(request).first(size)).has_value());
}
