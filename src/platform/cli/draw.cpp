// attention draw: a picture from words, and on request everything that was computed on the way.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <format>
#include <optional>
#include <vector>

#include "base/json.h"
#include "base/tensor_file.h"
#include "explain/picture_prompt.h"
#include "image/png.h"
#include "model/picture_sampler.h"
#include "platform/cli/command.h"

namespace attention::cli {
namespace {

constexpr std::string_view help =
    "attention draw \"PROMPT\" --out FILE.png [--seed N] [--steps N] [--guidance G] [--weights a1111|comfy|compel|none]\n"
    "               [--trace FILE] [--at STEP.BLOCK,…] [--assets DIR]\n"
    "\n"
    "Draws a small picture with the model trained for this article. The same seed gives the same picture everywhere.\n"
    "  --out FILE.png      where the picture goes\n"
    "  --seed N            0 … 2^64 − 1 (default 0)\n"
    "  --steps N           1 … 200 (default: the model's, 20)\n"
    "  --guidance G        how strongly the text is followed, −20 … 20; 1 = no guidance (default: the model's, 2.5)\n"
    "  --weights METHOD    read weights such as (red:1.5) as that program does; none (the default) takes brackets as text\n"
    "  --trace FILE        write safetensors: `step.S.latent`, `step.S.prediction` [3, size, size] of every step, and for each --at\n"
    "                      `step.S.block.B.attention` [heads, T + P, T + P], text first, the half with text; metadata `pieces`, `words`\n"
    "  --at STEP.BLOCK,…   which attention to write, counted from 0\n"
    "  --assets DIR        the folder that holds models/\n"
    "\n"
    "Exit status: 0 done, 1 the prompt or a file was refused, 2 the arguments make no sense.\n";

struct Place {
  int step = 0, block = 0;
};
struct Options {
  std::optional<std::string_view> prompt;
  std::string_view out, trace, assets;
  std::uint64_t seed = 0;
  std::optional<int> steps;
  std::optional<double> guidance;
  explain::WeightMethod method = explain::WeightMethod::none;
  std::vector<Place> at;
  bool help = false;
};

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<double> parse_decimal(std::string_view text) {
  // JSON's numbers are enough here, and floating-point from_chars does not exist everywhere.
  const auto json = Json::parse(text);
  const auto value = json ? json->number() : Result<double>(fail(ErrorCode::parse));
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::vector<Place>> parse_places(std::string_view text) {
  std::vector<Place> places;
  for (;;) {
    const auto comma = text.find(',');
    const std::string_view entry = text.substr(0, comma);
    const auto dot = entry.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto step = parse_number<int>(entry.substr(0, dot)), block = parse_number<int>(entry.substr(dot + 1));
    if (!step || !block || *step < 0 || *block < 0) return std::nullopt;
    places.push_back({*step, *block});
    if (comma == std::string_view::npos) return places;
    text.remove_prefix(comma + 1);
  }
}

/// Reads the value of one option. False: it makes no sense.
bool set(Options& options, std::string_view name, std::string_view value) {
  if (name == "--out") options.out = value;
  if (name == "--trace") options.trace = value;
  if (name == "--assets") options.assets = value;
  if (name == "--seed") {
    const auto seed = parse_number<std::uint64_t>(value);
    options.seed = seed.value_or(0);
    return seed.has_value();
  }
  if (name == "--steps") {
    options.steps = parse_number<int>(value);
    return options.steps && *options.steps >= 1 && *options.steps <= 200;
  }
  if (name == "--guidance") {
    options.guidance = parse_decimal(value);
    return options.guidance && std::abs(*options.guidance) <= 20;
  }
  if (name == "--weights") {
    using enum explain::WeightMethod;
    if (value == "none") options.method = none;
    else if (value == "a1111") options.method = a1111;
    else if (value == "comfy") options.method = comfy;
    else if (value == "compel") options.method = compel;
    else return false;
  }
  if (name == "--at") {
    auto places = parse_places(value);
    if (!places) return false;
    options.at = std::move(*places);
  }
  return true;
}

/// Errors: parse, with the message for the reader.
Result<Options> parse(std::span<const std::string_view> arguments) {
  constexpr std::string_view with_value[] = {"--out", "--trace", "--assets", "--seed", "--steps", "--guidance", "--weights", "--at"};
  Options options;
  bool only_text = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!only_text && argument == "--") {
      only_text = true;
    } else if (only_text || !argument.starts_with("--")) {
      if (options.prompt) return fail(ErrorCode::parse, "one prompt, please; put it in quotes");
      options.prompt = argument;
    } else if (argument == "--help") {
      options.help = true;
    } else if (std::ranges::find(with_value, argument) != std::end(with_value)) {
      if (++i == arguments.size()) return fail(ErrorCode::parse, std::format("{} needs a value", argument));
      if (!set(options, argument, arguments[i])) return fail(ErrorCode::parse, std::format("'{}' is no value for {}", arguments[i], argument));
    } else {
      return fail(ErrorCode::parse, std::format("unknown option {}", argument));
    }
  }
  return options;
}

Result<explain::PicturePrompt> encode_prompt(const Options& options, const model::PictureModel& model, const std::filesystem::path& assets) {
  explain::EngineFiles files("models/e5/manifest.json");
  explain::PicturePromptRun run(std::string(*options.prompt), options.method);
  model::EncoderScratch scratch;
  for (;;) {
    bool waits = false;
    const auto done = run.advance(files, model, scratch, waits);
    if (!done) return std::unexpected(done.error());
    if (*done) return run.prompt();
    if (waits)
      for (const std::string& path : files.take_wanted()) files.deliver(path, read_file(assets / path));
  }
}

/// −1…1, channel by channel, to bytes, pixel by pixel.
std::vector<std::uint8_t> to_rgb(std::span<const float> picture, int size) {
  const auto area = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  std::vector<std::uint8_t> rgb(3 * area);
  for (std::size_t i = 0; i < area; ++i)
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const float value = picture[channel * area + i];
      // Written so that what is not a number becomes black.
      const float clamped = value > -1 ? std::min(value, 1.0f) : -1.0f;
      rgb[3 * i + channel] = static_cast<std::uint8_t>(std::lround((clamped + 1) * 127.5f));
    }
  return rgb;
}

Result<Bytes> trace_file(const Options& options, const explain::PicturePrompt& prompt, model::PictureSampler& sampler, const model::PictureConfig& config) {
  std::vector<TensorSource> tensors;
  std::vector<std::vector<float>> attention;
  attention.reserve(options.at.size());
  const auto add = [&](std::string name, std::vector<std::int64_t> shape, const std::vector<float>& values) {
    tensors.push_back({std::move(name), DType::f32, std::move(shape), std::as_bytes(std::span(values))});
  };
  for (std::size_t s = 0; s < sampler.steps().size(); ++s) {
    add(std::format("step.{}.latent", s), {3, config.size, config.size}, sampler.steps()[s].latent);
    add(std::format("step.{}.prediction", s), {3, config.size, config.size}, sampler.steps()[s].prediction);
  }
  const auto rows = static_cast<std::int64_t>(prompt.pieces.size()) + config.patches();
  for (const Place& place : options.at) {
    const std::string name = std::format("step.{}.block.{}.attention", place.step, place.block);
    if (std::ranges::find(tensors, name, &TensorSource::name) != tensors.end()) continue;
    auto weights = sampler.attention(place.step, place.block);
    if (!weights) return std::unexpected(weights.error());
    attention.push_back(std::move(*weights));
    add(name, {config.heads, rows, rows}, attention.back());
  }
  JsonWriter pieces, words;
  pieces.begin_array();
  for (const std::string& piece : prompt.pieces) pieces.value(piece);
  pieces.end_array();
  words.begin_array();
  for (const explain::Word& word : prompt.words)
    if (!word.special) words.begin_array().value(word.first).value(word.end).end_array();
  words.end_array();
  return write_tensor_file(tensors, {{"pieces", pieces.take()}, {"words", words.take()}});
}

}  // namespace

Exit run_draw(std::span<const std::string_view> arguments, const std::filesystem::path& program) {
  const auto options = parse(arguments);
  if (!options) return complain(Exit::usage, options.error().detail);
  if (options->help) {
    std::fputs(help.data(), stdout);
    return Exit::success;
  }
  if (!options->prompt) return complain(Exit::usage, "which prompt?");
  if (options->out.empty() && options->trace.empty()) return complain(Exit::usage, "nothing to do: give --out FILE.png or --trace FILE");
  if (!options->at.empty() && options->trace.empty()) return complain(Exit::usage, "--at needs --trace FILE");
  const auto assets = find_assets(options->assets, program);
  if (!assets) return complain(Exit::failure, describe(assets.error()));

  auto bytes = read_file(*assets / "models/picture/picture.safetensors");
  if (!bytes) return complain(Exit::failure, describe(bytes.error()));
  const auto file = TensorFile::parse(std::move(*bytes));
  if (!file) return complain(Exit::failure, describe(file.error()));
  const auto model = model::PictureModel::load(*file);
  if (!model) return complain(Exit::failure, describe(model.error()));
  const model::PictureConfig& config = model->config();
  const int steps = options->steps.value_or(config.steps);
  for (const Place& place : options->at)
    if (place.step >= steps || place.block >= config.blocks)
      return complain(Exit::usage, std::format("there is no {}.{}: steps are 0…{}, blocks 0…{}", place.step, place.block, steps - 1, config.blocks - 1));

  const auto prompt = encode_prompt(*options, *model, *assets);
  if (!prompt) return complain(Exit::failure, describe(prompt.error()));
  if (!prompt->dropped.empty())
    std::fputs(std::format("attention: the prompt is too long for {} pieces; left out: {}\n", config.window, prompt->dropped).c_str(), stderr);
  if (!prompt->weights_defined) std::fputs("attention: a1111's restored mean is undefined for these weights and was left out\n", stderr);

  model::PictureSampler sampler(*model, {.text = prompt->rows, .seed = options->seed, .steps = steps, .guidance = options->guidance.value_or(config.guidance)});
  while (!sampler.advance()) continue;

  if (!options->out.empty()) {
    const auto written = write_file(options->out, image::encode_png(to_rgb(sampler.latent(), config.size), config.size, config.size));
    if (!written) return complain(Exit::failure, std::format("cannot write {}", options->out));
  }
  if (!options->trace.empty()) {
    const auto trace = trace_file(*options, *prompt, sampler, config);
    if (!trace) return complain(Exit::failure, describe(trace.error()));
    if (!write_file(options->trace, *trace)) return complain(Exit::failure, std::format("cannot write {}", options->trace));
  }
  return Exit::success;
}

}  // namespace attention::cli
