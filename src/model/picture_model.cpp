#include "model/picture_model.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/json.h"
#include "model/tensor_loader.h"
#include "tensor/activation.h"
#include "tensor/layer_norm.h"

namespace attention::model {

using tensor::ConstMatrix;
using tensor::Index;
using tensor::Matrix;
using tensor::PackedMatrix;
using tensor::view;

namespace {

constexpr float epsilon = 1e-5f;
constexpr int channels = 3;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

std::unexpected<Error> corrupt(std::string detail) { return fail(ErrorCode::file_corrupt, "picture model: " + std::move(detail)); }

/// sin and cos of position · f for `count` frequencies f = longest^(−i/count): 2 · count values (Vaswani et al. 2017, 3.5).
void sines(double position, int count, double longest, float* to) {
  for (int i = 0; i < count; ++i) {
    const double angle = position * std::exp(-std::log(longest) * i / count);
    to[i] = static_cast<float>(std::sin(angle));
    to[count + i] = static_cast<float>(std::cos(angle));
  }
}

Result<PictureConfig> parse_config(const TensorFile& file) {
  const auto about = file.metadata().find("about");
  if (about == file.metadata().end()) return corrupt("no metadata");
  const auto json = Json::parse(about->second);
  if (!json) return corrupt(json.error().detail);
  PictureConfig config;
  const std::pair<const char*, int*> sizes[] = {{"width", &config.width}, {"blocks", &config.blocks}, {"head", &config.head_size},
                                                {"patch", &config.patch}, {"size", &config.size},     {"window", &config.window},
                                                {"state", &config.state}, {"text_layer", &config.text_layer}};
  for (const auto& [key, size] : sizes) {
    const std::int64_t value = (*json)[key].integer_or(0);
    if (value < 1 || value > 4096) return corrupt(std::string("size '") + key + "'");
    *size = static_cast<int>(value);
  }
  if (config.width % config.head_size != 0 || config.width % 4 != 0 || config.size % config.patch != 0 || config.size > 256)
    return corrupt("sizes that do not fit each other");
  config.heads = config.width / config.head_size;
  const Json sampler = (*json)["sampler"];
  config.steps = static_cast<int>(std::clamp<std::int64_t>(sampler["steps"].integer_or(config.steps), 1, 1000));
  config.guidance = sampler["guidance"].number_or(config.guidance);
  config.shift = sampler["shift"].number_or(config.shift);
  config.interval_from = sampler["interval"][std::size_t{0}].number_or(config.interval_from);
  config.interval_to = sampler["interval"][std::size_t{1}].number_or(config.interval_to);
  return config;
}

/// x · (1 + scale) + shift of LayerNorm(x): modulated normalisation (DiT, arXiv 2212.09748). All [D].
void modulated_norm(ConstMatrix x, std::span<const float> scale, std::span<const float> shift, Matrix to) {
  for (Index i = 0; i < x.rows; ++i) std::copy_n(x.row(i), x.columns, to.row(i));
  tensor::layer_norm(to, {}, {}, epsilon);
  for (Index i = 0; i < to.rows; ++i)
    for (Index j = 0; j < to.columns; ++j) to(i, j) = to(i, j) * (1 + scale[at(j)]) + shift[at(j)];
}

void add_gated(Matrix x, ConstMatrix change, std::span<const float> gate) {
  for (Index i = 0; i < x.rows; ++i)
    for (Index j = 0; j < x.columns; ++j) x(i, j) += gate[at(j)] * change(i, j);
}

Matrix sized(std::vector<float>& values, Index rows, Index columns) {
  values.resize(at(rows * columns));
  return view(values, rows, columns);
}

}  // namespace

Result<PictureModel> PictureModel::load(const TensorFile& file) {
  const auto config = parse_config(file);
  if (!config) return std::unexpected(config.error());
  PictureModel model;
  model.config_ = *config;
  const Index width = config->width, state = config->state, pixels = channels * config->patch * config->patch;
  TensorLoader from(file, "picture model");
  model.text_in_ = from.linear("text_in", state, width);
  model.mean_ = from.values("standard.mean", {state});
  model.deviation_ = from.values("standard.deviation", {state});
  model.text_position_ = from.values("text_position", {config->window, width});
  model.no_text_ = from.values("no_text", {width});
  model.patch_in_ = from.linear("patch_in", pixels, width);
  model.time_in_ = from.linear("time_in", width, width);
  model.time_out_ = from.linear("time_out", width, width);
  model.modulation_text_ = from.linear("modulation_text", width, 6 * width);
  model.modulation_image_ = from.linear("modulation_image", width, 6 * width);
  model.modulation_out_ = from.linear("modulation_out", width, 2 * width);
  model.out_ = from.linear("out", width, pixels);
  for (int b = 0; b < config->blocks; ++b) {
    const std::string name = "blocks." + std::to_string(b) + ".";
    Block block;
    block.temperature = from.values(name + "temperature", {config->heads});
    for (const bool is_text : {true, false}) {
      const std::string stream_name = name + (is_text ? "text." : "image.");
      Stream& stream = is_text ? block.text : block.image;
      stream.updates = !is_text || b + 1 < config->blocks;
      stream.query_key_value = from.linear(stream_name + "qkv", width, 3 * width);
      stream.modulation = from.values(stream_name + "modulation", {6 * width});
      if (!stream.updates) continue;
      stream.out = from.linear(stream_name + "out", width, width);
      stream.up = from.linear(stream_name + "up", width, 4 * width);
      stream.down = from.linear(stream_name + "down", 4 * width, width);
    }
    model.blocks_.push_back(std::move(block));
  }

  // Positions of the patch centres in scene coordinates, the same for every picture size, through their projection.
  const PackedMatrix patch_position = from.linear("patch_position", width, width, false);
  if (from.error()) return std::unexpected(*from.error());
  const int grid = config->grid();
  std::vector<float> codes(at(config->patches() * width));
  for (int row = 0; row < grid; ++row)
    for (int column = 0; column < grid; ++column) {
      float* code = codes.data() + (row * grid + column) * width;
      sines((row + 0.5) * 8 / grid - 0.5, config->width / 4, 30, code);
      sines((column + 0.5) * 8 / grid - 0.5, config->width / 4, 30, code + width / 2);
    }
  model.patch_position_rows_.resize(codes.size());
  patch_position.multiply(view(codes, config->patches(), width), view(model.patch_position_rows_, config->patches(), width));
  return model;
}

std::vector<float> PictureModel::embed_text(std::span<const float> states) const {
  std::vector<float> rows = project_text(states);
  add_text_position(rows);
  return rows;
}

std::vector<float> PictureModel::project_text(std::span<const float> states) const {
  const Index rows = static_cast<Index>(states.size()) / config_.state;
  std::vector<float> standard(states.begin(), states.end()), result(at(rows * config_.width));
  for (std::size_t i = 0; i < standard.size(); ++i) {
    const std::size_t j = i % mean_.size();
    standard[i] = (standard[i] - mean_[j]) / deviation_[j];
  }
  text_in_.multiply(view(standard, rows, config_.state), view(result, rows, config_.width));
  return result;
}

std::vector<float> PictureModel::empty_text() const {
  std::vector<float> row = no_text_;
  add_text_position(row);
  return row;
}

void PictureModel::add_text_position(std::span<float> rows) const {
  assert(rows.size() <= text_position_.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] += text_position_[i];
}

PicturePass PictureModel::begin(std::span<const float> text, std::span<const float> picture, double time) const {
  const Index width = config_.width, patches = config_.patches(), patch = config_.patch, grid = config_.grid(), size = config_.size;
  const Index rows = static_cast<Index>(text.size()) / width;
  assert(static_cast<Index>(picture.size()) == config_.values());
  PicturePass pass;
  pass.text_rows = static_cast<int>(rows);
  pass.streams.resize(at((rows + patches) * width));
  std::ranges::copy(text, pass.streams.begin());

  std::vector<float> pixels(at(patches * channels * patch * patch));
  for (Index p = 0, i = 0; p < patches; ++p)
    for (Index channel = 0; channel < channels; ++channel)
      for (Index y = 0; y < patch; ++y)
        for (Index x = 0; x < patch; ++x)
          pixels[at(i++)] = picture[at((channel * size + p / grid * patch + y) * size + p % grid * patch + x)];
  const auto image = std::span(pass.streams).subspan(at(rows * width));
  patch_in_.multiply(view(pixels, patches, channels * patch * patch), view(image, patches, width));
  for (std::size_t i = 0; i < image.size(); ++i) image[i] += patch_position_rows_[i];

  std::vector<float> code(at(width)), hidden(code), condition(code);
  sines(100 * time, config_.width / 2, 1000, code.data());
  time_in_.multiply(view(code, 1, width), view(hidden, 1, width));
  tensor::silu(hidden);
  time_out_.multiply(view(hidden, 1, width), view(condition, 1, width));
  tensor::silu(condition);
  modulation_text_.multiply(view(condition, 1, width), sized(pass.text_modulation, 1, 6 * width));
  modulation_image_.multiply(view(condition, 1, width), sized(pass.image_modulation, 1, 6 * width));
  modulation_out_.multiply(view(condition, 1, width), sized(pass.output_modulation, 1, 2 * width));
  return pass;
}

void PictureModel::update(Matrix x, ConstMatrix context, const Stream& stream, std::span<const float> modulation, PictureScratch& scratch) const {
  const Index width = config_.width;
  const auto part = [&](Index i) { return modulation.subspan(at(i * width), at(width)); };
  const Matrix change = sized(scratch.attended, x.rows, width);
  stream.out.multiply(context, change);
  add_gated(x, change, part(2));
  const Matrix normalised = sized(scratch.normalised, x.rows, width);
  modulated_norm(x, part(3), part(4), normalised);
  stream.up.multiply(normalised, sized(scratch.inner, x.rows, 4 * width));
  tensor::gelu_tanh(scratch.inner);
  stream.down.multiply(view(scratch.inner, x.rows, 4 * width), change);
  add_gated(x, change, part(5));
}

void PictureModel::run_block(PicturePass& pass, std::span<const JointCut> cuts, std::span<float> attention, PictureScratch& scratch) const {
  assert(!finished(pass));
  const Block& block = blocks_[at(pass.next_block++)];
  const Index width = config_.width, text_rows = pass.text_rows, rows = text_rows + config_.patches(), n = config_.head_size;
  const Matrix streams = view(pass.streams, rows, width);
  const Matrix text = streams.row_range(0, text_rows), image = streams.row_range(text_rows, rows - text_rows);

  // Shared modulation of the time step plus the block's own (adaLN-single; PixArt, arXiv 2310.00426).
  std::vector<float> text_modulation = pass.text_modulation, image_modulation = pass.image_modulation;
  for (std::size_t i = 0; i < text_modulation.size(); ++i) {
    text_modulation[i] += block.text.modulation[i];
    image_modulation[i] += block.image.modulation[i];
  }

  const Matrix normalised = sized(scratch.normalised, rows, width), projected = sized(scratch.projected, rows, 3 * width);
  const auto project = [&](Matrix x, const Stream& stream, std::span<const float> modulation, Index first) {
    const Matrix h = normalised.row_range(first, x.rows);
    modulated_norm(x, modulation.subspan(0, at(width)), modulation.subspan(at(width), at(width)), h);
    stream.query_key_value.multiply(h, projected.row_range(first, x.rows));
  };
  project(text, block.text, text_modulation, 0);
  project(image, block.image, image_modulation, text_rows);

  const Matrix context = sized(scratch.context, rows, width);
  if (attention.empty()) scratch.weights.resize(at(rows * rows));
  for (Index head = 0; head < config_.heads; ++head) {
    const auto take = [&](std::vector<float>& to, Index part) {
      const Matrix matrix = sized(to, rows, n);
      const ConstMatrix from = projected.column_range(part * width + head * n, n);
      for (Index i = 0; i < rows; ++i) std::copy_n(from.row(i), n, matrix.row(i));
      return matrix;
    };
    const Matrix query = take(scratch.query, 0), key = take(scratch.key, 1), value = take(scratch.value, 2);
    tensor::layer_norm(query, {}, {}, epsilon);
    tensor::layer_norm(key, {}, {}, epsilon);
    for (float& q : scratch.query) q *= block.temperature[at(head)];
    const auto weights = attention.empty() ? std::span(scratch.weights) : attention.subspan(at(head * rows * rows), at(rows * rows));
    attend(query, key, value, 1.0f / std::sqrt(static_cast<float>(n)), false, cuts, view(weights, rows, rows),
           context.column_range(head * n, n), scratch.attention);
  }
  if (block.text.updates) update(text, context.row_range(0, text_rows), block.text, text_modulation, scratch);
  update(image, context.row_range(text_rows, rows - text_rows), block.image, image_modulation, scratch);
}

std::vector<float> PictureModel::prediction(const PicturePass& pass, PictureScratch& scratch) const {
  assert(finished(pass));
  const Index width = config_.width, patches = config_.patches(), patch = config_.patch, grid = config_.grid(), size = config_.size;
  const ConstMatrix image = view(pass.streams, pass.text_rows + patches, width).row_range(pass.text_rows, patches);
  const Matrix normalised = sized(scratch.normalised, patches, width);
  const std::span modulation(pass.output_modulation);
  modulated_norm(image, modulation.first(at(width)), modulation.subspan(at(width)), normalised);
  std::vector<float> pixels(at(patches * channels * patch * patch)), picture(at(config_.values()));
  out_.multiply(normalised, view(pixels, patches, channels * patch * patch));
  for (Index p = 0, i = 0; p < patches; ++p)
    for (Index channel = 0; channel < channels; ++channel)
      for (Index y = 0; y < patch; ++y)
        for (Index x = 0; x < patch; ++x)
          picture[at((channel * size + p / grid * patch + y) * size + p % grid * patch + x)] = pixels[at(i++)];
  return picture;
}

}  // namespace attention::model
