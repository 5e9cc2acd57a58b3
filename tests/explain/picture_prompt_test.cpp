#include "explain/picture_prompt.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <format>

#include "tests/support/golden_files.h"

using namespace attention;
using namespace attention::explain;
using test::largest_difference;

namespace {

std::optional<model::PictureModel> open_model() {
  const auto file = test::open_weights("picture", "picture.safetensors");
  if (!file) return std::nullopt;
  auto model = model::PictureModel::load(*file);
  REQUIRE(model.has_value());
  return std::move(*model);
}

Result<PicturePrompt> read(const model::PictureModel& model, const std::string& prompt, WeightMethod method) {
  static EngineFiles files(test::manifest_path);  // loaded once for all prompts
  PicturePromptRun run(prompt, method);
  model::EncoderScratch scratch;
  for (;;) {
    bool waits = false;
    const auto done = run.advance(files, model, scratch, waits);
    if (!done) return std::unexpected(done.error());
    if (*done) return run.prompt();
    if (!waits) continue;
    for (const std::string& path : files.take_wanted()) files.deliver(path, test::read_asset(path));
  }
}

}  // namespace

TEST_CASE("picture golden: prompts become the text rows of the reference, weighted or not", "[golden]") {
  const auto model = open_model();
  const auto golden = test::open_golden("picture", "golden_weights.safetensors");
  if (!model || !golden) SKIP("no picture model yet");
  double error = 0;
  for (const auto& [name, method] : {std::pair{"a1111", WeightMethod::a1111}, {"comfy", WeightMethod::comfy}})
    for (const char* weight : {"0.5", "1.0", "1.5"}) {
      const auto tensor = golden->find(std::format("{}.{}", name, weight));
      if (!tensor) continue;
      const auto prompt = read(*model, std::format("a (red:{}) cat beside a gray mouse", weight), method);
      REQUIRE(prompt.has_value());
      REQUIRE(prompt->text == "a red cat beside a gray mouse");
      REQUIRE(prompt->weights_defined);
      error = std::max(error, largest_difference(prompt->rows, tensor->floats().value()));
    }
  WARN(std::format("weighted prompts: rows {:.2e}", error));
  REQUIRE(error <= 1e-3);
}

TEST_CASE("odd prompts: a result or an error, and what was dropped is named", "[unit]") {
  const auto model = open_model();
  if (!model) SKIP("no picture model yet");
  std::string many;
  for (int i = 0; i < 500; ++i) many += std::format("{}word{}", i == 0 ? "" : " ", i);
  const auto cut = read(*model, many, WeightMethod::none);
  REQUIRE(cut.has_value());
  REQUIRE(static_cast<int>(cut->pieces.size()) <= model->config().window);
  REQUIRE(cut->rows.size() == cut->pieces.size() * static_cast<std::size_t>(model->config().width));
  REQUIRE(cut->words.back().end == static_cast<int>(cut->pieces.size()));
  REQUIRE(cut->dropped.ends_with("word499"));
  REQUIRE(cut->text + " " + cut->dropped == many);

  REQUIRE(read(*model, "", WeightMethod::none).error().code == ErrorCode::empty_text);
  REQUIRE(read(*model, "\xff", WeightMethod::none).error().code == ErrorCode::invalid_utf8);
  for (const char* prompt : {"(cat:-1)", "(cat:1e9)", "(((", "a [[red]] cat", "))", "(:", "(a:", "a+++ b---", "(a red cat:0)"})
    for (const WeightMethod method : {WeightMethod::none, WeightMethod::a1111, WeightMethod::comfy, WeightMethod::compel}) {
      CAPTURE(prompt, static_cast<int>(method));
      const auto result = read(*model, prompt, method);
      if (!result) continue;
      REQUIRE(result->rows.size() == result->pieces.size() * static_cast<std::size_t>(model->config().width));
      for (const float value : result->rows) REQUIRE(std::isfinite(value));
    }
}

TEST_CASE("compel: a part with weight below 1 changes every row, one of 1 none", "[unit]") {
  const auto model = open_model();
  if (!model) SKIP("no picture model yet");
  const auto plain = read(*model, "a red cat", WeightMethod::none), same = read(*model, "a (red)1.0 cat", WeightMethod::compel),
             less = read(*model, "a (red)0.5 cat", WeightMethod::compel), more = read(*model, "a (red)1.5 cat", WeightMethod::compel);
  REQUIRE(same->rows == plain->rows);
  REQUIRE(less->pieces == plain->pieces);
  const auto row_differs = [&](const PicturePrompt& prompt, std::size_t piece) {
    const auto width = static_cast<std::size_t>(model->config().width);
    return largest_difference(std::span(prompt.rows).subspan(piece * width, width), std::span(plain->rows).subspan(piece * width, width)) > 1e-6;
  };
  REQUIRE(row_differs(*less, 2));
  REQUIRE(row_differs(*less, 3));
  REQUIRE(row_differs(*more, 2));
  REQUIRE(!row_differs(*more, 3));
}
