#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "base/json.h"
#include "base/tensor_file.h"
#include "explain/derivation.h"
#include "explain/result_cache.h"
#include "explain/trace_file.h"
#include "tests/support/model_files.h"

using namespace attention;
using namespace attention::explain;

TEST_CASE("a derivation arrives at the trace's own weight and at what the head hands on", "[unit]") {
  Engine engine(test::manifest_path);
  const auto trace = test::run_query(engine, {.text = "A red cat chases a gray mouse", .cuts = {{6, 10, 2, 5}}});
  REQUIRE(trace != nullptr);
  const auto d = derive(*trace, 6, 10, 2, 3);
  REQUIRE(d.has_value());
  REQUIRE(d->query.size() == 32);
  float sum = 0;
  for (const float product : d->products) sum += product;
  REQUIRE(sum == d->dot);
  REQUIRE(d->logit == d->dot / d->divisor);
  REQUIRE(d->exponentials[5] == 0.0f);
  REQUIRE(std::isinf(d->logits[5]));
  for (std::size_t j = 0; j < d->weights.size(); ++j) REQUIRE(std::abs(d->exponentials[j] / d->sum - d->weights[j]) < 2e-6f);
  REQUIRE(d->weight == trace->layers[6]->attention_row(10, 2)[3]);
  REQUIRE(d->weighted_value[7] == d->weight * trace->layers[6]->value_row(10, 3)[7]);
  REQUIRE(!derive(*trace, 12, 0, 0, 0).has_value());
  REQUIRE(!derive(*trace, 0, 12, 0, 0).has_value());
  REQUIRE(!derive(*trace, 0, 0, 0, 11).has_value());
  REQUIRE(!derive(*trace, 0, 0, -1, 0).has_value());
}

TEST_CASE("a trace file holds every tensor with its shape, and the metadata as JSON", "[unit]") {
  Engine engine(test::manifest_path);
  const auto trace = test::run_query(engine, {.text = "The \"ß\" cat"});
  REQUIRE(trace != nullptr);
  const auto file = TensorFile::parse(write_trace_file(*trace));
  REQUIRE(file.has_value());
  const auto pieces = static_cast<std::int64_t>(trace->pieces.size());
  REQUIRE(file->names().size() == 1 + 12 * 5);
  const std::vector<std::int64_t> states{pieces, 384}, vectors{12, pieces, 32}, square{12, pieces, pieces};
  REQUIRE(file->find("embedding", DType::f32, states).has_value());
  REQUIRE(file->find("layer.0.query", DType::f32, vectors).has_value());
  REQUIRE(file->find("layer.6.value", DType::f32, vectors).has_value());
  const auto attention = file->find("layer.11.attention", DType::f32, square);
  REQUIRE(attention.has_value());
  REQUIRE(std::ranges::equal(attention->floats().value(), trace->layers[11]->attention));
  REQUIRE(file->find("layer.11.output", DType::f32, states).has_value());

  const auto json = [&](const char* key) {
    const auto value = Json::parse(file->metadata().at(key));
    REQUIRE(value.has_value());
    return *value;
  };
  REQUIRE(json("pieces").size() == trace->pieces.size());
  REQUIRE(json("ids")[std::size_t{0}].integer_or(-1) == 0);
  REQUIRE(json("words").size() == trace->words.size() - 2);
  REQUIRE(json("model").string_or("") == trace->model);
  REQUIRE(json("query")["text"].string_or("") == "The \"ß\" cat");
  REQUIRE(json("query")["positions"].string_or("") == "on");
}

TEST_CASE("the cache forgets the least recently used when its bytes run out", "[unit]") {
  ResultCache<int, std::string> cache(100);
  const auto put = [&](int key, std::size_t bytes) { cache.insert(key, std::make_shared<std::string>("v"), bytes); };
  put(1, 40);
  put(2, 40);
  REQUIRE(cache.find(1) != nullptr);
  put(3, 40);  // 2 is the oldest now
  REQUIRE(cache.find(2) == nullptr);
  REQUIRE(cache.find(1) != nullptr);
  REQUIRE(cache.byte_count() == 80);
  put(3, 60);
  REQUIRE(cache.byte_count() == 100);
  put(4, 101);  // larger than everything: not kept, and nothing is lost for it
  REQUIRE(cache.find(4) == nullptr);
  REQUIRE(cache.size() == 2);
}
