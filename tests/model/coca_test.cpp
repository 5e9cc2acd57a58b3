// The captioner against PyTorch (assets/recipes/coca/README.md, "golden"): states within 1e-3, attention within 1e-4, and the same
// captions in every language.
#include "model/coca_vocabulary.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <format>

#include "tests/support/golden_files.h"

using namespace attention;
using namespace attention::model;
using test::floats;
using test::largest_difference;

TEST_CASE("captioner golden: image and text encoders, cross-attention, similarity and captions", "[golden]") {
  const std::string model_name = GENERATE("coca", "contrastive");
  const auto weights = test::open_weights("coca", model_name + ".safetensors"), golden = test::open_golden("coca", model_name + ".safetensors");
  if (!weights || !golden) SKIP("no captioner yet");
  const auto model = CocaModel::load(*weights);
  REQUIRE(model.has_value());
  const CocaConfig& config = model->config();
  double states = 0, attention = 0;
  const auto compare_maps = [&](const char* name, const std::vector<std::vector<float>>& maps) {
    for (std::size_t i = 0; i < maps.size(); ++i)
      attention = std::max(attention, largest_difference(maps[i], floats(*golden, std::format("{}.{}.attention", name, i))));
  };

  const auto pictures = floats(*golden, "pictures"), vectors = floats(*golden, "image_vectors"), patches = floats(*golden, "patches");
  const auto similarities = floats(*golden, "similarity");
  const auto pieces = golden->find("pieces").value();
  const auto indices = pieces.ints().value();
  const ReadCaption caption = model->read(std::vector<int>(indices.begin(), indices.end()));
  states = std::max(states, largest_difference(caption.vector, floats(*golden, "text_vector")));
  states = std::max(states, largest_difference(caption.states, floats(*golden, "text_states")));
  compare_maps("text", caption.attention);

  const std::size_t picture_size = pictures.size() / similarities.size(), width = static_cast<std::size_t>(config.width),
                    patch_size = static_cast<std::size_t>(config.patches()) * width;
  for (std::size_t p = 0; p < similarities.size(); ++p) {
    const SeenPicture seen = model->see(std::span(pictures).subspan(p * picture_size, picture_size));
    states = std::max(states, largest_difference(seen.vector, std::span(vectors).subspan(p * width, width)));
    states = std::max(states, largest_difference(seen.patches, std::span(patches).subspan(p * patch_size, patch_size)));
    REQUIRE(std::abs(model->similarity(seen.vector, caption.vector) - similarities[p]) < 1e-3f);
    if (p == 0) {
      compare_maps("image", seen.attention);
      const WrittenCaption written = model->write(caption.states, seen.patches, 0);
      REQUIRE(largest_difference(written.logits, floats(*golden, "caption_logits")) < 1e-2);
      compare_maps("cross", written.cross);
      const auto expected = floats(*golden, "log_likelihood");
      REQUIRE(expected.size() == config.languages.size());
      for (std::size_t i = 0; i < expected.size(); ++i)
        REQUIRE(std::abs(model->log_likelihood(std::vector<int>(indices.begin(), indices.end()), caption.states, seen.patches,
                                               static_cast<int>(i)) -
                         static_cast<double>(expected[i])) < 1e-3);
    }
    // The captioning layers of the model that only ranks were never trained: near ties decide what they write.
    for (std::size_t language = 0; model_name == "coca" && language < config.languages.size(); ++language) {
      const auto expected = golden->find("described." + config.languages[language]).value();
      const auto length = static_cast<std::size_t>(expected.shape.back());
      const auto row = expected.ints().value().subspan(p * length, length);
      const Description described = model->describe(seen.patches, static_cast<int>(language));
      const auto end = std::ranges::find(row, 1);
      REQUIRE(described.pieces == std::vector<int>(row.begin(), end == row.end() ? end : end + 1));
      REQUIRE(described.cross.size() == described.pieces.size() * static_cast<std::size_t>(config.patches()));
    }
  }
  WARN(std::format("{}: states {:.2e}, attention {:.2e}", model_name, states, attention));
  REQUIRE(states <= 1e-3);
  REQUIRE(attention <= 1e-4);
}

TEST_CASE("captions: the recipe's pieces, what the model never saw, and what is too long", "[golden]") {
  const auto weights = test::open_weights("coca", "coca.safetensors"), golden = test::open_golden("coca", "coca.safetensors");
  if (!weights || !golden) SKIP("no captioner yet");
  const auto model = CocaModel::load(*weights);
  REQUIRE(model.has_value());
  const auto tables = TensorFile::parse(test::read_asset("models/e5/tokenizer.safetensors").value());
  const auto tokenizer = text::Tokenizer::load(tables.value());
  const auto vocabulary = CocaVocabulary::make(tokenizer.value(), *model);
  REQUIRE(vocabulary.has_value());

  const std::string& text = golden->metadata().at("text");
  const auto expected = golden->find("pieces").value().ints().value();
  const auto caption = vocabulary->read(text);
  REQUIRE(caption.has_value());
  REQUIRE(caption->indices == std::vector<int>(expected.begin(), expected.end()));
  REQUIRE(caption->unknown.empty());
  REQUIRE(caption->dropped.empty());
  REQUIRE(vocabulary->write(std::span(caption->indices).subspan(1)) == text);
  REQUIRE(vocabulary->read("  " + text + " ")->indices == caption->indices);

  const auto strange = vocabulary->read("a red bulldozer, a red bulldozer");
  REQUIRE(!strange->unknown.empty());
  REQUIRE(std::ranges::count(strange->indices, CocaModel::unknown_piece) >= 2 * static_cast<std::ptrdiff_t>(strange->unknown.size()) - 1);

  std::string many = text;
  for (int i = 0; i < 100; ++i) many += " " + text;
  const auto cut = vocabulary->read(many);
  REQUIRE(static_cast<int>(cut->indices.size()) == model->config().window);
  REQUIRE(cut->pieces.size() == cut->indices.size());
  REQUIRE(cut->indices.back() == CocaModel::end_piece);
  REQUIRE(many.ends_with(cut->dropped));
  REQUIRE(!cut->dropped.empty());

  REQUIRE(vocabulary->read(" ").error().code == ErrorCode::empty_text);
  REQUIRE(vocabulary->read("\xff").error().code == ErrorCode::invalid_utf8);
  REQUIRE(vocabulary->read(std::string(100'000, 'a')).error().code == ErrorCode::too_long);
}
