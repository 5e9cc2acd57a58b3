// The picture model against PyTorch (assets/recipes/picture/README.md, "golden"): per block states within 1e-3, attention within
// 1e-4; a whole 20-step picture within 2/255 on average.
#include "model/picture_model.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <filesystem>
#include <format>

#include "model/picture_sampler.h"
#include "tests/support/golden_files.h"

using namespace attention;
using namespace attention::model;
using test::floats;
using test::largest_difference;

namespace {

struct Files {
  PictureModel model;
  TensorFile golden;
};
std::optional<Files> open_both(const std::string& golden_name) {
  const auto weights = test::open_weights("picture", "picture.safetensors"), golden = test::open_golden("picture", golden_name);
  if (!weights || !golden) return std::nullopt;
  auto model = PictureModel::load(*weights);
  REQUIRE(model.has_value());
  return Files{std::move(*model), *golden};
}

/// In units of one of 255 grey levels; pictures go from −1 to 1.
double mean_difference(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += std::abs(std::clamp(static_cast<double>(a[i]), -1.0, 1.0) - std::clamp(static_cast<double>(b[i]), -1.0, 1.0)) * 127.5;
  return sum / static_cast<double>(a.size());
}

std::string metadata(const TensorFile& file, const char* key) { return file.metadata().at(key); }

PictureRequest request_of(const Files& files) {
  return {.text = files.model.embed_text(floats(files.golden, "states")),
          .seed = std::stoull(metadata(files.golden, "seed")),
          .steps = std::stoi(metadata(files.golden, "steps")),
          .guidance = std::stod(metadata(files.golden, "guidance"))};
}

}  // namespace

TEST_CASE("noise: the recipe's first values", "[unit]") {
  const auto values = seeded_noise(7, 5);
  REQUIRE(values.size() == 5);
  REQUIRE(seeded_noise(7, 4) == std::vector<float>(values.begin(), values.begin() + 4));
  REQUIRE(seeded_noise(8, 5) != values);
  double sum = 0, square = 0;
  for (const float value : seeded_noise(1, 20000)) {
    sum += static_cast<double>(value);
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  REQUIRE(std::abs(sum / 20000) < 0.03);
  REQUIRE(std::abs(square / 20000 - 1) < 0.03);
}

TEST_CASE("picture golden: every block's states and attention", "[golden]") {
  const auto files = open_both("golden_0.safetensors");
  if (!files) SKIP("no picture model yet");
  const auto& [model, golden] = *files;
  const PictureConfig& config = model.config();
  REQUIRE(largest_difference(seeded_noise(std::stoull(metadata(golden, "seed")), config.values()), floats(golden, "noise")) < 1e-6);
  const auto text = model.embed_text(floats(golden, "states"));
  const auto times = sampler_times(std::stoi(metadata(golden, "steps")), config.shift);
  PictureScratch scratch;
  double state_error = 0, attention_error = 0;
  for (const int step : {0, 10}) {
    const std::string prefix = std::format("step.{}.", step);
    const auto latent = floats(golden, prefix + "latent");
    for (const bool conditional : {true, false}) {
      PicturePass pass = model.begin(conditional ? text : model.empty_text(), latent, times[static_cast<std::size_t>(step)]);
      const auto text_values = static_cast<std::size_t>(pass.text_rows * config.width);
      const auto rows = static_cast<std::size_t>(pass.text_rows + config.patches());
      for (int block = 0; block < config.blocks; ++block) {
        std::vector<float> attention(static_cast<std::size_t>(config.heads) * rows * rows);
        model.run_block(pass, {}, attention, scratch);
        const std::string name = prefix + std::format("block.{}.", block);
        const auto image = std::span(pass.streams).subspan(text_values);
        if (conditional) {
          state_error = std::max(state_error, largest_difference(image, floats(golden, name + "conditional.image")));
          state_error = std::max(state_error, largest_difference(std::span(pass.streams).first(text_values), floats(golden, name + "conditional.text")));
          attention_error = std::max(attention_error, largest_difference(attention, floats(golden, name + "attention")));
        } else if (block + 1 == config.blocks) {
          state_error = std::max(state_error, largest_difference(image, floats(golden, name + "free.image")));
        }
      }
    }
  }
  WARN(std::format("picture blocks: states {:.2e}, attention {:.2e}", state_error, attention_error));
  REQUIRE(state_error <= 1e-3);
  REQUIRE(attention_error <= 1e-4);
}

TEST_CASE("picture golden: whole pictures, step by step", "[golden]") {
  for (const char* name : {"golden_0.safetensors", "golden_1.safetensors"}) {
    const auto files = open_both(name);
    if (!files) SKIP("no picture model yet");
    const auto& [model, golden] = *files;
    PictureSampler sampler(model, request_of(*files));
    while (!sampler.advance()) continue;
    REQUIRE(sampler.steps().size() == 20);
    double latent_error = 0;
    for (std::size_t k = 0; k < sampler.steps().size(); ++k)
      if (golden.find(std::format("step.{}.latent", k))) {
        latent_error = std::max(latent_error, largest_difference(sampler.steps()[k].latent, floats(golden, std::format("step.{}.latent", k))));
        REQUIRE(mean_difference(sampler.steps()[k].prediction, floats(golden, std::format("step.{}.prediction", k))) <= 2);
      }
    const double difference = mean_difference(sampler.latent(), floats(golden, "picture"));
    WARN(std::format("{}: picture {:.4f}/255 on average, latents {:.2e} at most", metadata(golden, "prompt"), difference, latent_error));
    REQUIRE(difference <= 2);
    const auto attention = sampler.attention(10, 3);
    REQUIRE(attention.has_value());
    if (golden.find("step.10.block.3.attention"))
      REQUIRE(largest_difference(*attention, floats(golden, "step.10.block.3.attention")) <= 1e-3);
    REQUIRE(!sampler.attention(20, 0).has_value());
    REQUIRE(!sampler.attention(0, 99).has_value());
  }
}

TEST_CASE("picture golden: given-object mode, links whole and cut", "[golden]") {
  const auto files = open_both("golden_cut.safetensors");
  if (!files) SKIP("no picture model yet");
  const auto& [model, golden] = *files;
  PictureRequest request = request_of(*files);
  request.scene = floats(golden, "scene");
  const auto given = golden.find("given").value();
  for (const std::byte value : given.bytes) request.held.push_back(std::to_integer<std::uint8_t>(value));
  PictureSampler whole(model, request);
  while (!whole.advance()) continue;
  REQUIRE(mean_difference(whole.latent(), floats(golden, "picture.whole")) <= 2);

  const auto cut = golden.find("cut").value();
  const int rows = static_cast<int>(cut.shape[0]);
  for (int from = 0; from < rows; ++from)
    for (int to = 0; to < rows; ++to)
      if (cut.bytes[static_cast<std::size_t>(from * rows + to)] != std::byte{0}) request.cuts.push_back({from, to});
  REQUIRE(!request.cuts.empty());
  PictureSampler sampler(model, request);
  while (!sampler.advance()) continue;
  for (const int k : {0, 10, 19})
    REQUIRE(mean_difference(sampler.steps()[static_cast<std::size_t>(k)].prediction, floats(golden, std::format("step.{}.prediction", k))) <= 2);
  const double difference = mean_difference(sampler.latent(), floats(golden, "picture"));
  WARN(std::format("cut links: picture {:.4f}/255 on average", difference));
  REQUIRE(difference <= 2);
  REQUIRE(mean_difference(sampler.latent(), whole.latent()) > difference);
}

TEST_CASE("checkpoints along the training: eight bits, each of them a whole model", "[golden]") {
  int found = 0;
  std::error_code error;
  for (const char* folder : {"assets/models/picture", "build/models/picture"}) {
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      const std::string path = entry->path().string();
      if (path.find("slider_") == std::string::npos) continue;
      CAPTURE(path);
      const auto file = TensorFile::parse(test::read_file(path).value());
      REQUIRE(file.has_value());
      REQUIRE(file->find("out.weight").value().type == DType::i8);
      const auto model = PictureModel::load(*file);
      CAPTURE(model ? "" : model.error().detail);
      REQUIRE(model.has_value());
      PictureSampler sampler(*model, {.text = model->empty_text(), .steps = 2});
      while (!sampler.advance()) continue;
      REQUIRE(std::ranges::all_of(sampler.latent(), [](float value) { return std::isfinite(value); }));
      ++found;
    }
    if (found > 0) return;
  }
  SKIP("no checkpoints yet");
}
