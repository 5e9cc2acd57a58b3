// The engine against float32 PyTorch on the same weights (tests/golden/e5/README.md): attention within 1e-4, states 1e-3.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <format>

#include "base/json.h"
#include "base/utf8.h"
#include "tests/support/model_files.h"

using namespace attention;

namespace {

TensorFile golden_file() {
  auto bytes = test::read_file("tests/golden/e5/reference.safetensors");
  REQUIRE(bytes.has_value());
  auto file = TensorFile::parse(std::move(*bytes));
  REQUIRE(file.has_value());
  return *file;
}

std::span<const float> floats(const TensorFile& file, const std::string& name, std::size_t size) {
  const auto tensor = file.find(name);
  REQUIRE(tensor.has_value());
  const auto values = tensor->floats();
  REQUIRE(values.has_value());
  REQUIRE(values->size() == size);
  return *values;
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    largest = difference <= largest ? largest : difference;  // not a number counts as largest
  }
  return largest;
}

}  // namespace

TEST_CASE("golden: attention and states equal the PyTorch reference on every text", "[golden]") {
  const TensorFile golden = golden_file();
  const auto json = Json::parse(golden.metadata().at("texts"));
  REQUIRE(json.has_value());
  const auto texts = json->items();
  REQUIRE(texts.size() >= 32);
  explain::Engine engine(test::manifest_path);
  double attention_error = 0, state_error = 0;
  int compared = 0;
  for (std::size_t number = 0; number < texts.size(); ++number) {
    const Json& entry = texts[number];
    const std::string text(entry.string("text").value());
    CAPTURE(number, text);
    const auto trace = test::run_query(engine, {.text = text}, static_cast<explain::RequestId>(number + 1));
    if (utf8::trim(text).empty()) {  // the reference runs it, the page tells the reader to type something
      REQUIRE(trace == nullptr);
      continue;
    }
    REQUIRE(trace != nullptr);
    REQUIRE(trace->finished());
    ++compared;

    const auto ids = entry["ids"].items(), words = entry["words"].items();
    const auto pieces = ids.size();
    REQUIRE(trace->ids.size() == pieces);
    for (std::size_t i = 0; i < pieces; ++i) {
      REQUIRE(trace->ids[i] == ids[i].integer_or(-1));
      REQUIRE(trace->pieces[i] == entry["pieces"][i].string_or("?"));
    }
    REQUIRE(trace->words.size() == words.size() + 2);
    for (std::size_t w = 0; w < words.size(); ++w) {
      REQUIRE(trace->words[w + 1].first == words[w][std::size_t{0}].integer_or(-1));
      REQUIRE(trace->words[w + 1].end == words[w][std::size_t{1}].integer_or(-1));
    }

    const std::string prefix = std::format("{:02}/", number);
    if (entry.boolean("full").value_or(false)) {
      state_error = std::max(state_error, largest_difference(trace->embedding, floats(golden, prefix + "embedding", pieces * 384)));
      for (std::size_t l = 0; l < trace->layers.size(); ++l) {
        const auto& layer = *trace->layers[l];
        const std::string name = prefix + std::format("layer.{}.", l);
        attention_error = std::max(attention_error, largest_difference(layer.attention, floats(golden, name + "attention", 12 * pieces * pieces)));
        state_error = std::max(state_error, largest_difference(layer.output, floats(golden, name + "output", pieces * 384)));
        if (!golden.find(name + "query")) continue;
        for (const auto& [part, values] : {std::pair{"query", &layer.query}, {"key", &layer.key}, {"value", &layer.value}})
          state_error = std::max(state_error, largest_difference(*values, floats(golden, name + part, 12 * pieces * 32)));
      }
    } else {
      const auto rows = golden.find(prefix + "rows").value().ints().value();
      const auto attention = floats(golden, prefix + "attention.rows", 144 * rows.size() * pieces);
      const auto states = floats(golden, prefix + "states.rows", 13 * rows.size() * 384);
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto row = static_cast<std::size_t>(rows[r]);
        for (std::size_t l = 0; l <= 12; ++l) {
          const auto& state = l == 0 ? trace->embedding : trace->layers[l - 1]->output;
          state_error = std::max(state_error, largest_difference(std::span(state).subspan(row * 384, 384),
                                                                 states.subspan((l * rows.size() + r) * 384, 384)));
          if (l == 12) continue;
          for (std::size_t h = 0; h < 12; ++h)
            attention_error = std::max(attention_error,
                                       largest_difference(trace->layers[l]->attention_row(static_cast<int>(h), rows[r]),
                                                          attention.subspan(((l * 12 + h) * rows.size() + r) * pieces, pieces)));
        }
      }
    }
    REQUIRE(attention_error <= 1e-4);
    REQUIRE(state_error <= 1e-3);
  }
  REQUIRE(compared >= 32);
  WARN(std::format("largest differences over {} texts: attention {:.2e}, states {:.2e}", compared, attention_error, state_error));
}
