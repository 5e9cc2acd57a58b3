#include "explain/engine.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "explain/permutation.h"
#include "tests/support/model_files.h"

using namespace attention;
using namespace attention::explain;

namespace {

const std::string sentence = "A red cat chases a gray mouse";

Engine new_engine() { return Engine(test::manifest_path); }

template <class T>
const T* last(const std::vector<Event>& events) {
  const T* found = nullptr;
  for (const Event& event : events)
    if (const T* candidate = std::get_if<T>(&event)) found = candidate;
  return found;
}

template <class T>
int count(const std::vector<Event>& events, RequestId request) {
  return static_cast<int>(std::ranges::count_if(events, [&](const Event& event) {
    const T* candidate = std::get_if<T>(&event);
    return candidate != nullptr && candidate->request == request;
  }));
}

ErrorCode failure(Engine& engine, const Query& query) {
  engine.submit(99, query);
  const auto events = test::run_until_idle(engine);
  const auto* failed = last<RunFailed>(events);
  REQUIRE(failed != nullptr);
  REQUIRE(failed->request == 99);
  return failed->error.code;
}

/// Steps until the engine cannot go on, delivering each wanted file through `deliver`.
template <class Deliver>
std::vector<Event> run_with(Engine& engine, Deliver deliver) {
  std::vector<Event> events;
  auto state = Engine::State::busy;
  for (;;) {
    const auto wanted = engine.take_wanted_files();
    for (const std::string& path : wanted) deliver(path);
    if (wanted.empty() && state != Engine::State::busy) return events;
    state = engine.step(events);
  }
}

}  // namespace

TEST_CASE("a run posts its beginning, twelve layers in order, and its end", "[unit]") {
  Engine engine = new_engine();
  engine.submit(7, Query{.text = sentence});
  const auto events = test::run_until_idle(engine);
  std::vector<int> layers;
  bool started = false;
  for (const Event& event : events) {
    if (const auto* start = std::get_if<RunStarted>(&event)) {
      REQUIRE(layers.empty());
      started = true;
      REQUIRE(start->request == 7);
      REQUIRE(start->trace->layers.empty());
      REQUIRE(start->trace->layer_count == 12);
      REQUIRE(start->trace->embedding.size() == 11 * 384);
      REQUIRE(start->trace->words.size() == 9);
      REQUIRE(start->trace->words[4] == Word{4, 6, "chases", false});
      REQUIRE(start->trace->words.front() == Word{0, 1, "<s>", true});
      REQUIRE(start->trace->words.back().special);
    }
    if (const auto* layer = std::get_if<LayerFinished>(&event)) layers.push_back(layer->layer);
  }
  REQUIRE(started);
  REQUIRE(layers == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  REQUIRE(count<RunFinished>(events, 7) == 1);
}

TEST_CASE("every row of attention sums to 1", "[unit]") {
  Engine engine = new_engine();
  for (const std::string& text : {sentence, std::string("Ça va ?"), std::string("猫がネズミを追いかける")}) {
    const auto trace = test::run_query(engine, {.text = text});
    REQUIRE(trace != nullptr);
    for (const auto& layer : trace->layers)
      for (int head = 0; head < layer->heads; ++head)
        for (int from = 0; from < layer->pieces; ++from) {
          double sum = 0;
          for (const float weight : layer->attention_row(head, from)) {
            REQUIRE(weight >= 0);
            sum += static_cast<double>(weight);
          }
          REQUIRE(std::abs(sum - 1) < 1e-5);
        }
  }
}

TEST_CASE("the same question is answered from the cache, at once and equally", "[unit]") {
  Engine engine = new_engine();
  engine.submit(1, Query{.text = sentence});
  const auto computed = test::run_until_idle(engine);
  REQUIRE(count<RunFinished>(computed, 1) == 1);
  const auto first = last<LayerFinished>(computed)->trace;
  engine.submit(2, Query{.text = sentence});
  std::vector<Event> events;
  REQUIRE(engine.step(events) == Engine::State::idle);
  REQUIRE(count<RunStarted>(events, 2) == 1);
  REQUIRE(count<LayerFinished>(events, 2) == 12);
  REQUIRE(count<RunFinished>(events, 2) == 1);
  REQUIRE(last<LayerFinished>(events)->trace->output == first->output);
  // The time that is told is that of the run that computed the numbers, not of looking them up.
  REQUIRE(last<RunFinished>(events)->seconds == last<RunFinished>(computed)->seconds);
}

TEST_CASE("a newer request cancels the one under way", "[unit]") {
  Engine engine = new_engine();
  test::run_query(engine, {.text = sentence}, 1);
  engine.submit(2, Query{.text = "One"});
  std::vector<Event> events;
  for (int i = 0; i < 4; ++i) engine.step(events);
  REQUIRE(count<LayerFinished>(events, 2) == 3);
  engine.submit(3, Query{.text = "One two"});
  events.clear();
  while (engine.step(events) == Engine::State::busy) continue;
  REQUIRE(count<LayerFinished>(events, 2) == 0);
  REQUIRE(count<RunFailed>(events, 2) == 1);
  REQUIRE(last<RunFailed>(events)->error.code == ErrorCode::cancelled);
  REQUIRE(count<RunFinished>(events, 3) == 1);

  engine.submit(4, Query{.text = "One two three"});
  engine.cancel(4);
  events.clear();
  REQUIRE(engine.step(events) == Engine::State::idle);
  REQUIRE(count<RunFailed>(events, 4) == 1);
}

TEST_CASE("layers that arrive in any order: the run waits and goes on", "[unit]") {
  Engine engine = new_engine();
  engine.submit(1, Query{.text = sentence});
  std::vector<std::string> held;
  std::vector<Event> events;
  auto state = Engine::State::busy;
  int deliveries = 0;
  for (int rounds = 0; rounds < 1000; ++rounds) {
    for (std::string& path : engine.take_wanted_files()) held.push_back(std::move(path));
    if (held.empty() && state != Engine::State::busy) break;
    if (!held.empty() && state != Engine::State::busy) {
      engine.deliver(held.back(), test::read_asset(held.back()));  // the last one asked for comes first
      held.pop_back();
      ++deliveries;
    }
    state = engine.step(events);
    if (state == Engine::State::busy && rounds == 0) state = Engine::State::waiting_for_files;
  }
  REQUIRE(deliveries >= 17);
  REQUIRE(count<LayerFinished>(events, 1) == 12);
  REQUIRE(count<RunFinished>(events, 1) == 1);
  REQUIRE(last<LoadProgress>(events)->layers_ready == 12);
}

TEST_CASE("a rare script brings its shard; no other shard is fetched", "[unit]") {
  Engine engine = new_engine();
  test::run_query(engine, {.text = sentence}, 1);
  std::vector<std::string> paths;
  engine.submit(2, Query{.text = "ქართული ენა"});
  const auto events = run_with(engine, [&](const std::string& path) {
    paths.push_back(path);
    engine.deliver(path, test::read_asset(path));
  });
  REQUIRE(count<RunFinished>(events, 2) == 1);
  REQUIRE(!paths.empty());
  REQUIRE(paths.size() < 10);
}

TEST_CASE("damaged, shortened, exchanged or missing files: the request fails, a later one succeeds", "[unit]") {
  struct Damage {
    std::string file;
    ErrorCode expected;
    Result<Bytes> (*make)(Bytes);
  };
  const auto flip = [](Bytes bytes) -> Result<Bytes> {
    bytes[bytes.size() / 2] ^= std::byte{1};
    return bytes;
  };
  const auto shorten = [](Bytes bytes) -> Result<Bytes> {
    bytes.pop_back();
    return bytes;
  };
  const auto lose = [](Bytes) -> Result<Bytes> { return fail(ErrorCode::network, "gone"); };
  const auto garble = [](Bytes) -> Result<Bytes> { return Bytes(20, std::byte{'x'}); };
  for (const Damage& damage : {Damage{"layer.05.safetensors", ErrorCode::hash_mismatch, flip},
                               Damage{"layer.00.safetensors", ErrorCode::file_corrupt, shorten},
                               Damage{"tokenizer.safetensors", ErrorCode::hash_mismatch, flip},
                               Damage{"embeddings.common.safetensors", ErrorCode::network, lose},
                               Damage{"manifest.json", ErrorCode::file_corrupt, garble}}) {
    CAPTURE(damage.file);
    Engine engine = new_engine();
    engine.submit(1, Query{.text = sentence});
    const auto events = run_with(engine, [&](const std::string& path) {
      auto bytes = test::read_asset(path);
      REQUIRE(bytes.has_value());
      engine.deliver(path, path.ends_with(damage.file) ? damage.make(std::move(*bytes)) : std::move(bytes));
    });
    REQUIRE(count<RunFinished>(events, 1) == 0);
    REQUIRE(last<RunFailed>(events)->error.code == damage.expected);
    REQUIRE(last<RunFailed>(events)->error.detail.contains(damage.file));
    REQUIRE(test::run_query(engine, {.text = sentence}, 2) != nullptr);
  }
}

TEST_CASE("queries that do not fit are refused with their code", "[unit]") {
  Engine engine = new_engine();
  REQUIRE(failure(engine, {.text = ""}) == ErrorCode::empty_text);
  REQUIRE(failure(engine, {.text = "\xff"}) == ErrorCode::invalid_utf8);
  REQUIRE(failure(engine, {.text = "a\x01"}) == ErrorCode::control_characters);
  std::string many;
  for (int i = 0; i < 200; ++i) many += "cat ";
  REQUIRE(failure(engine, {.text = many}) == ErrorCode::too_long);
  REQUIRE(failure(engine, {.text = "a b", .piece_order = {0, 1, 2}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .piece_order = {1, 0, 2, 3}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .piece_order = {0, 2, 2, 3}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .positions = Positions::shuffled, .position_rows = {0, 1}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .positions = Positions::shuffled, .position_rows = {0, 1, 2, 500}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .cuts = {{12, 0, 0, 0}}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .cuts = {{0, 12, 0, 0}}}) == ErrorCode::out_of_range);
  REQUIRE(failure(engine, {.text = "a b", .cuts = {{0, 0, 4, 0}}}) == ErrorCode::out_of_range);
  REQUIRE(test::run_query(engine, {.text = "a b"}) != nullptr);
}

TEST_CASE("without positions the output follows the order of the words; with positions it does not", "[unit]") {
  Engine engine = new_engine();
  const std::vector<int> order{0, 9, 2, 3, 4, 5, 6, 7, 8, 1, 10};  // "A" and "mouse" change places
  const auto difference = [&](Positions positions) {
    const auto straight = test::run_query(engine, {.text = sentence, .positions = positions});
    const auto moved = test::run_query(engine, {.text = sentence, .positions = positions, .piece_order = order});
    REQUIRE(straight != nullptr);
    REQUIRE(moved != nullptr);
    REQUIRE(moved->words[1] == Word{1, 2, "mouse", false});
    const auto result = permutation_difference(*straight, *moved);
    REQUIRE(result.has_value());
    return *result;
  };
  const auto off = difference(Positions::off), on = difference(Positions::on);
  REQUIRE(off.states <= 1e-4f);
  REQUIRE(off.attention <= 1e-4f);
  REQUIRE(on.states >= 1e-2f);
  REQUIRE(on.attention >= 1e-2f);
}

TEST_CASE("shuffled position rows that are not shuffled change nothing", "[unit]") {
  Engine engine = new_engine();
  const auto on = test::run_query(engine, {.text = "a b"});
  const auto same = test::run_query(engine, {.text = "a b", .positions = Positions::shuffled, .position_rows = {0, 1, 2, 3}});
  const auto other = test::run_query(engine, {.text = "a b", .positions = Positions::shuffled, .position_rows = {0, 2, 1, 3}});
  REQUIRE(on->embedding == same->embedding);
  REQUIRE(on->embedding != other->embedding);
}

TEST_CASE("a cut link has weight exactly 0 in its head only, and the rest of the row still sums to 1", "[unit]") {
  Engine engine = new_engine();
  const auto whole = test::run_query(engine, {.text = sentence});
  const auto cut = test::run_query(engine, {.text = sentence, .cuts = {{6, 10, 2, 3}}});
  REQUIRE(whole->layers[5]->attention == cut->layers[5]->attention);
  REQUIRE(whole->layers[6]->attention_row(10, 2)[3] > 0.1f);
  REQUIRE(cut->layers[6]->attention_row(10, 2)[3] == 0.0f);
  double sum = 0;
  for (const float weight : cut->layers[6]->attention_row(10, 2)) sum += static_cast<double>(weight);
  REQUIRE(std::abs(sum - 1) < 1e-5);
  REQUIRE(std::ranges::equal(cut->layers[6]->attention_row(9, 2), whole->layers[6]->attention_row(9, 2)));
  REQUIRE(std::ranges::equal(cut->layers[6]->attention_row(10, 3), whole->layers[6]->attention_row(10, 3)));

  Query nowhere{.text = "a b"};
  for (int to = 0; to < 4; ++to) nowhere.cuts.push_back({3, -1, 1, to});
  const auto blind = test::run_query(engine, nowhere);
  REQUIRE(blind != nullptr);
  for (int head = 0; head < 12; ++head)
    for (const float weight : blind->layers[3]->attention_row(head, 1)) REQUIRE(weight == 0.0f);
  for (const float value : blind->layers.back()->output) REQUIRE(std::isfinite(value));
}

TEST_CASE("a cut study equals runs with the links cut", "[unit]") {
  Engine engine = new_engine();
  const Query query{.text = sentence};
  const CutStudy study{query, 6, 10, 4};  // "chases", two pieces
  engine.submit(5, study);
  const auto events = test::run_until_idle(engine);
  REQUIRE(count<RunStarted>(events, 5) == 0);
  REQUIRE(count<LayerFinished>(events, 5) == 0);
  const auto* finished = last<CutStudyFinished>(events);
  REQUIRE(finished != nullptr);
  REQUIRE(finished->result.study == study);
  const auto whole = test::run_query(engine, query);
  REQUIRE(finished->result.effects.size() == whole->words.size());
  const Word& from = whole->words[4];
  double weights = 0;
  for (const CutEffect& effect : finished->result.effects) {
    weights += static_cast<double>(effect.weight);
    Query cut_query = query;
    const Word& to = whole->words[static_cast<std::size_t>(effect.to_word)];
    for (int i = from.first; i < from.end; ++i)
      for (int j = to.first; j < to.end; ++j) cut_query.cuts.push_back({6, 10, i, j});
    const auto cut = test::run_query(engine, cut_query);
    double mean = 0;
    for (int i = from.first; i < from.end; ++i) {
      double difference = 0, length = 0;
      for (int j = 0; j < 384; ++j) {
        const auto at = static_cast<std::size_t>(i * 384 + j);
        const double a = static_cast<double>(whole->layers.back()->output[at]), b = static_cast<double>(cut->layers.back()->output[at]);
        difference += (a - b) * (a - b);
        length += a * a;
      }
      mean += std::sqrt(difference / length) / (from.end - from.first);
    }
    REQUIRE(std::abs(mean - static_cast<double>(effect.change)) < 1e-5);
    REQUIRE(effect.change > 0);
  }
  REQUIRE(std::abs(weights - 1) < 1e-5);

  engine.submit(6, study);
  const auto again = test::run_until_idle(engine);
  REQUIRE(last<CutStudyFinished>(again)->result.effects.size() == finished->result.effects.size());
}

TEST_CASE("a study does not cancel the run of its own sentence, but a new sentence cancels both", "[unit]") {
  Engine engine = new_engine();
  test::run_query(engine, {.text = "warm"});
  const Query query{.text = sentence};
  engine.submit(1, query);
  engine.submit(2, CutStudy{query, 11, -1, 2});
  const auto events = test::run_until_idle(engine);
  REQUIRE(count<RunFinished>(events, 1) == 1);
  REQUIRE(count<CutStudyFinished>(events, 2) == 1);

  engine.submit(3, CutStudy{query, 0, -1, 2});
  engine.submit(4, Query{.text = "another"});
  const auto later = test::run_until_idle(engine);
  REQUIRE(count<RunFailed>(later, 3) == 1);
  REQUIRE(count<RunFinished>(later, 4) == 1);

  engine.submit(5, CutStudy{query, 12, -1, 2});
  REQUIRE(last<RunFailed>(test::run_until_idle(engine))->error.code == ErrorCode::out_of_range);
}
