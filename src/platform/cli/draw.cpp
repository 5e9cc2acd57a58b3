// attention draw: a picture from words, and on request everything that was computed on the way.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <format>
#include <optional>
#include <vector>

#include "explain/picture_prompt.h"
#include "image/png.h"
#include "model/picture_sampler.h"
#include "platform/cli/models.h"

namespace attention::cli {
namespace {

constexpr std::string_view help =
    R"(attention draw "PROMPT" --out FILE.png [--seed N] [--steps N] [--guidance G] [--weights a1111|comfy|compel|none]
               [--trace FILE] [--at STEP.BLOCK,…] [--checkpoint N] [--assets DIR]

Draws a small picture with the model trained for this article. The same seed gives the same picture everywhere.
  --out FILE.png      where the picture goes
  --seed N            0 … 2^64 − 1 (default 0)
  --steps N           1 … 200 (default: the model's, 20)
  --guidance G        how strongly the text is followed, −20 … 20; 1 = no guidance (default: the model's, 3)
  --weights METHOD    read weights such as (red:1.5) as that program does; none (the default) takes brackets as text
  --trace FILE        write safetensors: `step.S.latent`, `step.S.prediction` [3, size, size] of every step, and for each --at
                      `step.S.block.B.attention` [heads, T + P, T + P], text first, the half with text; metadata `pieces`, `words`
  --at STEP.BLOCK,…   which attention to write, counted from 0
  --checkpoint N      draw as the model did after N samples of its training (a wrong N lists those that there are)
  --assets DIR        the folder that holds models/

Exit status: 0 done, 1 the prompt or a file was refused, 2 the arguments make no sense.
)";

struct Options {
  std::string_view out, trace;
  std::optional<std::uint64_t> seed, checkpoint;
  std::optional<int> steps;
  std::optional<double> guidance;
  explain::WeightMethod method = explain::WeightMethod::none;
  std::vector<Place> at;  ///< step, block
};

std::optional<std::vector<Place>> parse_places(std::string_view text) {
  std::vector<Place> places;
  for (;;) {
    const auto comma = text.find(',');
    const auto place = parse_place(text.substr(0, comma));
    if (!place) return std::nullopt;
    places.push_back(*place);
    if (comma == std::string_view::npos) return places;
    text.remove_prefix(comma + 1);
  }
}

Option places_option(std::string_view name, std::vector<Place>& to) {
  return {name, [&to](std::string_view value) {
            auto places = parse_places(value);
            if (places) to = std::move(*places);
            return places.has_value();
          }};
}

std::string contradiction(const Options& options) {
  if (options.out.empty() && options.trace.empty()) return "nothing to do: give --out FILE.png or --trace FILE";
  if (!options.at.empty() && options.trace.empty()) return "--at needs --trace FILE";
  return {};
}

Result<explain::PicturePrompt> encode_prompt(std::string_view prompt, explain::WeightMethod method,
                                             const model::PictureModel& model, const std::filesystem::path& assets) {
  explain::EngineFiles files("models/e5/manifest.json");
  explain::PicturePromptRun run(std::string(prompt), method);
  model::EncoderScratch scratch;
  for (;;) {
    bool waits = false;
    const auto done = run.advance(files, model, scratch, waits);
    if (!done) return std::unexpected(done.error());
    if (*done) return run.prompt();
    if (waits) deliver_wanted(files, assets);
  }
}

/// −1…1, channel by channel, to bytes, pixel by pixel.
std::vector<std::uint8_t> to_rgb(std::span<const float> picture, int size) {
  const auto area = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  std::vector<std::uint8_t> rgb(3 * area);
  for (std::size_t i = 0; i < area; ++i)
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const float value = picture[channel * area + i];
      const float clamped = std::clamp(value, -1.0f, 1.0f);
      rgb[3 * i + channel] = static_cast<std::uint8_t>(std::lround((clamped + 1) * 127.5f));
    }
  return rgb;
}

Result<TraceTensors> make_trace(const Options& options, const explain::PicturePrompt& prompt,
                                model::PictureSampler& sampler, const model::PictureConfig& config) {
  TraceTensors tensors;
  for (std::size_t s = 0; s < sampler.steps().size(); ++s) {
    tensors.add(std::format("step.{}.latent", s), {3, config.size, config.size}, sampler.steps()[s].latent);
    tensors.add(std::format("step.{}.prediction", s), {3, config.size, config.size}, sampler.steps()[s].prediction);
  }
  const auto rows = static_cast<std::int64_t>(prompt.pieces.size()) + config.patches();
  for (std::size_t i = 0; i < options.at.size(); ++i) {
    const Place& place = options.at[i];
    if (std::ranges::find(options.at.begin(), options.at.begin() + static_cast<std::ptrdiff_t>(i), place) !=
        options.at.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    auto weights = sampler.attention(place.first, place.second);
    if (!weights) return std::unexpected(weights.error());
    tensors.add(std::format("step.{}.block.{}.attention", place.first, place.second), {config.heads, rows, rows},
                std::move(*weights));
  }
  tensors.describe("pieces", json_list(prompt.pieces));
  JsonWriter words;
  words.begin_array();
  for (const explain::Word& word : prompt.words)
    if (!word.special) words.begin_array().value(word.first).value(word.end).end_array();
  tensors.describe("words", words.end_array().take());
  return tensors;
}

}  // namespace

Exit run_draw(std::span<const std::string_view> arguments, const std::filesystem::path& program) {
  using enum explain::WeightMethod;
  Options options;
  const auto begun =
      start({.help = help,
             .options = {text_option("--out", options.out), text_option("--trace", options.trace),
                         number_option("--seed", options.seed), number_option("--checkpoint", options.checkpoint),
                         number_option("--steps", options.steps, 1, 200),
                         decimal_option("--guidance", options.guidance, -20, 20), places_option("--at", options.at),
                         choice_option<explain::WeightMethod>(
                             "--weights", options.method,
                             {{"none", none}, {"a1111", a1111}, {"comfy", comfy}, {"compel", compel}})},
             .missing = "which prompt?",
             .contradiction = [&] { return contradiction(options); }},
            arguments, program);
  if (!begun) return begun.error();

  const auto model = open_picture_model(begun->assets, options.checkpoint);
  if (!model) return complain(Exit::failure, message_of(model.error()));
  const model::PictureConfig& config = model->config();
  const int steps = options.steps.value_or(config.steps);
  for (const Place& place : options.at)
    if (place.first >= steps || place.second >= config.blocks)
      return complain(Exit::usage, std::format("there is no {}.{}: steps are 0…{}, blocks 0…{}", place.first,
                                               place.second, steps - 1, config.blocks - 1));

  const auto prompt = encode_prompt(begun->texts[0], options.method, *model, begun->assets);
  if (!prompt) return complain(Exit::failure, message_of(prompt.error()));
  if (!prompt->dropped.empty())
    std::fputs(
        std::format("attention: the prompt is too long for {} pieces; left out: {}\n", config.window, prompt->dropped)
            .c_str(),
        stderr);
  if (!prompt->weights_defined)
    std::fputs("attention: a1111's restored mean is undefined for these weights and was left out\n", stderr);

  model::PictureSampler sampler(*model, {.text = prompt->rows,
                                         .seed = options.seed.value_or(0),
                                         .steps = steps,
                                         .guidance = options.guidance.value_or(config.guidance)});
  while (!sampler.advance()) continue;
  if (!std::ranges::all_of(sampler.latent(), [](float value) { return std::isfinite(value); }))
    return complain(Exit::failure, "with these weights and this guidance the numbers overflow: there is no picture");

  if (!options.out.empty()) {
    const auto written =
        write_file(options.out, image::encode_png(to_rgb(sampler.latent(), config.size), config.size, config.size));
    if (!written) return complain(Exit::failure, std::format("cannot write {}", options.out));
  }
  if (!options.trace.empty()) {
    const auto trace = make_trace(options, *prompt, sampler, config);
    if (!trace) return complain(Exit::failure, message_of(trace.error()));
    if (!write_file(options.trace, trace->write()))
      return complain(Exit::failure, std::format("cannot write {}", options.trace));
  }
  return Exit::success;
}

}  // namespace attention::cli
