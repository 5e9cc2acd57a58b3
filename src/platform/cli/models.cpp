#include "platform/cli/models.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <format>

#include "picture_files/decode.h"

namespace attention::cli {
namespace {

namespace fs = std::filesystem;

/// Of a picture file; the largest honest one is 50 million pixels of 16-bit RGBA, uncompressed.
constexpr std::uintmax_t file_size_limit = 512u << 20;
/// Shows light and dark drawings alike, and is the middle of what the models see.
constexpr image::Rgb8 ground{128, 128, 128};

Result<TensorFile> open_tensor_file(const fs::path& path) {
  auto bytes = read_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  auto file = TensorFile::parse(std::move(*bytes));
  if (!file) file.error().detail = path.string() + ": " + file.error().detail;
  return file;
}

/// The sample counts N of the files slider_N.safetensors, in order.
std::vector<std::uint64_t> checkpoints_in(const fs::path& folder) {
  constexpr std::string_view before = "slider_", after = ".safetensors";
  std::vector<std::uint64_t> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(before) || !name.ends_with(after)) continue;
    const std::string_view digits =
        std::string_view(name).substr(before.size(), name.size() - before.size() - after.size());
    std::uint64_t samples = 0;
    const auto [last, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), samples);
    if (wrong == std::errc() && last == digits.data() + digits.size()) found.push_back(samples);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

Result<model::PictureModel> open_picture_model(const fs::path& assets, std::optional<std::uint64_t> samples) {
  const fs::path folder = assets / "models/picture";
  if (samples) {
    const auto checkpoints = checkpoints_in(folder);
    if (std::ranges::find(checkpoints, *samples) == checkpoints.end()) {
      std::string list;
      for (const std::uint64_t there : checkpoints) list += std::format("{}{}", list.empty() ? "" : ", ", there);
      return fail(ErrorCode::unknown_name,
                  std::format("there is no checkpoint {}; there are: {}", *samples, list.empty() ? "none" : list));
    }
  }
  const auto file =
      open_tensor_file(folder / (samples ? std::format("slider_{}.safetensors", *samples) : "picture.safetensors"));
  if (!file) return std::unexpected(file.error());
  return model::PictureModel::load(*file);
}

Result<Captioner> open_captioner(const fs::path& assets, std::string_view name) {
  const auto file = open_tensor_file(assets / std::format("models/coca/{}.safetensors", name));
  if (!file) return std::unexpected(file.error());
  auto model = model::CocaModel::load(*file);
  if (!model) return std::unexpected(model.error());
  explain::EngineFiles files("models/e5/manifest.json");
  for (;;) {
    const auto ready = files.need_tokenizer();
    if (!ready) return std::unexpected(ready.error());
    if (*ready) break;
    deliver_wanted(files, assets);
  }
  auto vocabulary = model::CocaVocabulary::make(files.tokenizer(), *model);
  if (!vocabulary) return std::unexpected(vocabulary.error());
  return Captioner{std::move(*model), std::move(*vocabulary)};
}

void deliver_wanted(explain::EngineFiles& files, const fs::path& assets) {
  for (const std::string& path : files.take_wanted()) files.deliver(path, read_file(assets / path));
}

std::expected<std::vector<float>, std::string> open_picture(const fs::path& path, int size, image::Fit fit) {
  const auto refused = [&](std::string_view reason) {
    return std::unexpected(std::format("{}: {}", path.string(), reason));
  };
  std::error_code error;
  if (!fs::exists(path, error)) return refused("there is no such file");
  if (!fs::is_regular_file(path, error)) return refused("this is no file");
  if (fs::file_size(path, error) > file_size_limit)
    return refused(std::format("the file is too large, the limit is {} MB", file_size_limit >> 20));
  const auto file = read_file(path);
  if (!file) return refused("the file cannot be read");
  const auto decoded = picture_files::decode(*file);
  const auto picture =
      decoded.and_then([&](const auto& pixels) { return image::resize(pixels.source(), size, fit, ground); });
  if (!picture) {
    const Error& why = picture.error();
    if (why.code == ErrorCode::unsupported) return refused(std::format("this is {}", why.detail));
    if (why.code == ErrorCode::out_of_range) return refused(std::format("the picture is too large: {}", why.detail));
    return refused(std::format("the picture is damaged: {}", why.detail));
  }
  const auto area = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  std::vector<float> values(3 * area);
  for (std::size_t i = 0; i < values.size(); ++i) values[i % 3 * area + i / 3] = 2 * picture->rgb[i] - 1;
  return values;
}

Option fit_option(image::Fit& to) {
  return choice_option<image::Fit>("--fit", to, {{"cover", image::Fit::cover}, {"contain", image::Fit::contain}});
}

void add_picture(TraceTensors& tensors, const model::CocaConfig& config, const std::vector<float>& picture,
                 const model::SeenPicture& seen) {
  tensors.add("picture", {3, config.size, config.size}, picture);
  tensors.add_layers("image", "attention", {config.heads, config.patches() + 1, config.patches() + 1}, seen.attention);
  tensors.add("image.vector", {config.width}, seen.vector);
  tensors.add("image.patches", {config.patches(), config.width}, seen.patches);
}

void warn_about(const model::CaptionPieces& caption, std::string_view text, const model::CocaConfig& config) {
  const auto warn = [](const std::string& message) { std::fputs(("attention: " + message + "\n").c_str(), stderr); };
  if (!caption.dropped.empty())
    warn(std::format("a text is too long for {} pieces; left out: {}", config.window, caption.dropped));
  if (caption.unknown.empty()) return;
  std::string list;
  for (const std::string& piece : caption.unknown) list += std::format("{}\"{}\"", list.empty() ? "" : ", ", piece);
  warn(std::format("in \"{}\", the model never saw {}", text, list));
}

}  // namespace attention::cli
