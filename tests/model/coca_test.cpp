// The captioner against PyTorch (assets/recipes/coca/README.md, "golden"): states within 1e-3, attention within 1e-4, and the same
// captions in every language.
#include "model/coca_model.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <format>

#include "tests/support/model_files.h"

using namespace attention;
using namespace attention::model;

namespace {

/// Shipped files, or, between training and shipping, those that the recipe has just written.
std::optional<TensorFile> open(const std::string& shipped, const std::string& fresh) {
  for (const std::string& path : {shipped, fresh})
    if (auto bytes = test::read_file(path)) {
      auto file = TensorFile::parse(std::move(*bytes));
      REQUIRE(file.has_value());
      return *file;
    }
  return std::nullopt;
}

std::vector<float> floats(const TensorFile& file, const std::string& name) {
  const auto tensor = file.find(name);
  REQUIRE(tensor.has_value());
  const auto values = tensor->floats();
  REQUIRE(values.has_value());
  return {values->begin(), values->end()};
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    largest = difference <= largest ? largest : difference;
  }
  return largest;
}

}  // namespace

TEST_CASE("captioner golden: image and text encoders, cross-attention, similarity and captions", "[golden]") {
  const auto weights = open("assets/models/coca/coca.safetensors", "build/models/coca/coca.safetensors");
  const auto golden = open("tests/golden/coca/coca.safetensors", "build/models/coca/golden/coca.safetensors");
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
    }
    for (std::size_t language = 0; language < config.languages.size(); ++language) {
      const auto expected = golden->find("described." + config.languages[language]).value();
      const auto length = static_cast<std::size_t>(expected.shape.back());
      const auto row = expected.ints().value().subspan(p * length, length);
      const Description described = model->describe(seen.patches, static_cast<int>(language));
      const auto end = std::ranges::find(row, 1);
      REQUIRE(described.pieces == std::vector<int>(row.begin(), end == row.end() ? end : end + 1));
      REQUIRE(described.cross.size() == described.pieces.size() * static_cast<std::size_t>(config.patches()));
    }
  }
  WARN(std::format("captioner: states {:.2e}, attention {:.2e}", states, attention));
  REQUIRE(states <= 1e-3);
  REQUIRE(attention <= 1e-4);
}
