#include "model/coca_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/json.h"
#include "model/tensor_loader.h"
#include "tensor/activation.h"
#include "tensor/layer_norm.h"

namespace attention::model {

using tensor::ConstMatrix;
using tensor::Index;
using tensor::Matrix;
using tensor::view;

namespace {

constexpr float epsilon = 1e-5f;
constexpr int channels = 3;
constexpr Index row_width = 384;  ///< of the text encoder's embedding rows

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

std::unexpected<Error> corrupt(std::string detail) { return fail(ErrorCode::file_corrupt, "captioner: " + std::move(detail)); }

Result<CocaConfig> parse_config(const TensorFile& file) {
  const auto about = file.metadata().find("about");
  if (about == file.metadata().end()) return corrupt("no metadata");
  const auto json = Json::parse(about->second);
  if (!json) return corrupt(json.error().detail);
  CocaConfig config;
  const std::pair<const char*, int*> sizes[] = {{"width", &config.width},
                                                {"image_layers", &config.image_layers},
                                                {"text_layers", &config.text_layers},
                                                {"caption_layers", &config.caption_layers},
                                                {"size", &config.size},
                                                {"patch", &config.patch},
                                                {"window", &config.window},
                                                {"vocabulary", &config.vocabulary}};
  for (const auto& [key, size] : sizes) {
    const std::int64_t value = (*json)[key].integer_or(0);
    if (value < 1 || value > 65536) return corrupt(std::string("size '") + key + "'");
    *size = static_cast<int>(value);
  }
  if (config.width % config.head_size != 0 || config.width > 4096 || config.size % config.patch != 0 || config.size > 512 || config.vocabulary < 3 || config.window < 3)
    return corrupt("sizes that do not fit each other");
  config.heads = config.width / config.head_size;
  for (const Json& language : (*json)["languages_order"].items()) config.languages.emplace_back(language.string_or(""));
  if (config.languages.empty()) return corrupt("no languages");
  return config;
}

Matrix sized(std::vector<float>& values, Index rows, Index columns) {
  values.resize(at(rows * columns));
  return view(values, rows, columns);
}

void copy(ConstMatrix from, Matrix to) {
  for (Index i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.columns, to.row(i));
}

void add(Matrix x, ConstMatrix change) {
  for (Index i = 0; i < x.rows; ++i)
    for (Index j = 0; j < x.columns; ++j) x(i, j) += change(i, j);
}

}  // namespace

Result<CocaModel> CocaModel::load(const TensorFile& file) {
  auto config = parse_config(file);
  if (!config) return std::unexpected(config.error());
  CocaModel model;
  model.config_ = std::move(*config);
  const CocaConfig& sizes = model.config_;
  const Index width = sizes.width;
  TensorLoader from(file, "captioner");
  const auto norm = [&](const std::string& name) { return Norm{from.values(name + ".weight", {width}), from.values(name + ".bias", {width})}; };
  const auto attention = [&](const std::string& name) {
    return Attention{from.linear(name + ".q", width, width), from.linear(name + ".kv", width, 2 * width), from.linear(name + ".out", width, width)};
  };
  const auto layers = [&](const std::string& list, int count, bool with_cross) {
    std::vector<Layer> result;
    for (int i = 0; i < count; ++i) {
      const std::string name = list + "." + std::to_string(i) + ".";
      Layer layer{.norm_self = norm(name + "norm_self"), .norm_cross = {}, .norm_mlp = norm(name + "norm_mlp"), .self = attention(name + "attention"),
                  .cross = {}, .up = from.linear(name + "up", width, 4 * width), .down = from.linear(name + "down", 4 * width, width)};
      if (with_cross) {
        layer.norm_cross = norm(name + "norm_cross");
        layer.cross = attention(name + "cross");
      }
      result.push_back(std::move(layer));
    }
    return result;
  };
  model.rows_ = from.values("rows", {sizes.vocabulary, row_width});
  model.patch_in_ = from.linear("patch_in", Index{channels} * sizes.patch * sizes.patch, width);
  model.image_class_ = from.values("image_class", {width});
  model.image_position_ = from.values("image_position", {sizes.patches() + 1, width});
  model.image_ = layers("image", sizes.image_layers, false);
  model.image_norm_ = norm("image_norm");
  model.image_out_ = from.linear("image_out", width, width, false);
  model.text_in_ = from.linear("text_in", row_width, width);
  model.text_position_ = from.values("text_position", {sizes.window, width});
  model.text_ = layers("text", sizes.text_layers, false);
  model.text_norm_ = norm("text_norm");
  model.text_out_ = from.linear("text_out", width, width, false);
  model.language_ = from.values("language", {static_cast<std::int64_t>(sizes.languages.size()), width});
  model.caption_ = layers("caption", sizes.caption_layers, true);
  model.caption_norm_ = norm("caption_norm");
  model.piece_out_ = from.linear("piece_out", width, sizes.vocabulary);
  model.scale_ = from.values("scale", {})[0];
  model.bias_ = from.values("bias", {})[0];
  if (from.error()) return std::unexpected(*from.error());
  const auto ids = file.find("piece_ids", DType::i32, std::array{std::int64_t{sizes.vocabulary}}).and_then(&TensorView::ints);
  if (!ids) return corrupt("'piece_ids' is missing or has another shape or type");
  model.piece_ids_.assign(ids->begin(), ids->end());
  return model;
}

void CocaModel::attend_to(ConstMatrix x, ConstMatrix context, const Attention& weights, bool causal, std::vector<float>& attention, Matrix change,
                          Scratch& scratch) const {
  const Index width = config_.width, n = config_.head_size;
  const Matrix query = sized(scratch.query, x.rows, width), key_value = sized(scratch.key_value, context.rows, 2 * width);
  weights.query.multiply(x, query);
  weights.key_value.multiply(context, key_value);
  attention.resize(at(config_.heads * x.rows * context.rows));
  const Matrix joined = sized(scratch.context, x.rows, width);
  for (Index head = 0; head < config_.heads; ++head) {
    const Matrix q = sized(scratch.head_query, x.rows, n), k = sized(scratch.head_key, context.rows, n), v = sized(scratch.head_value, context.rows, n);
    copy(query.column_range(head * n, n), q);
    copy(key_value.column_range(head * n, n), k);
    copy(key_value.column_range(width + head * n, n), v);
    const auto map = std::span(attention).subspan(at(head * x.rows * context.rows), at(x.rows * context.rows));
    attend(q, k, v, 1.0f / std::sqrt(static_cast<float>(n)), causal, {}, view(map, x.rows, context.rows), joined.column_range(head * n, n), scratch.attention);
  }
  weights.out.multiply(joined, change);
}

void CocaModel::run_layer(Matrix x, const Layer& layer, bool causal, ConstMatrix patches, std::vector<float>& attention, std::vector<float>* cross,
                          Scratch& scratch) const {
  const Matrix normalised = sized(scratch.normalised, x.rows, x.columns), change = sized(scratch.change, x.rows, x.columns);
  const auto normalise = [&](const Norm& norm) {
    copy(x, normalised);
    tensor::layer_norm(normalised, norm.weight, norm.bias, epsilon);
  };
  normalise(layer.norm_self);
  attend_to(normalised, normalised, layer.self, causal, attention, change, scratch);
  add(x, change);
  if (patches.rows > 0) {
    normalise(layer.norm_cross);
    attend_to(normalised, patches, layer.cross, false, *cross, change, scratch);
    add(x, change);
  }
  normalise(layer.norm_mlp);
  layer.up.multiply(normalised, sized(scratch.inner, x.rows, 4 * x.columns));
  tensor::gelu_tanh(scratch.inner);
  layer.down.multiply(view(scratch.inner, x.rows, 4 * x.columns), change);
  add(x, change);
}

std::vector<float> CocaModel::unit_vector(ConstMatrix row, const tensor::PackedMatrix& projection) const {
  std::vector<float> result(at(config_.width));
  projection.multiply(row, view(result, 1, config_.width));
  double square = 0;
  for (const float value : result) square += static_cast<double>(value) * static_cast<double>(value);
  const auto factor = static_cast<float>(1 / std::max(std::sqrt(square), 1e-12));
  for (float& value : result) value *= factor;
  return result;
}

SeenPicture CocaModel::see(std::span<const float> picture) const {
  const Index width = config_.width, patch = config_.patch, size = config_.size, grid = size / patch, patches = config_.patches();
  assert(static_cast<Index>(picture.size()) == channels * size * size);
  std::vector<float> pixels(at(patches * channels * patch * patch)), states(at((patches + 1) * width));
  for (Index p = 0, i = 0; p < patches; ++p)
    for (Index channel = 0; channel < channels; ++channel)
      for (Index y = 0; y < patch; ++y)
        for (Index column = 0; column < patch; ++column)
          pixels[at(i++)] = picture[at((channel * size + p / grid * patch + y) * size + p % grid * patch + column)];
  const Matrix x = view(states, patches + 1, width);
  std::ranges::copy(image_class_, x.row(0));
  patch_in_.multiply(view(pixels, patches, channels * patch * patch), x.row_range(1, patches));
  for (std::size_t i = 0; i < states.size(); ++i) states[i] += image_position_[i];
  SeenPicture seen;
  seen.attention.resize(image_.size());
  Scratch scratch;
  for (std::size_t i = 0; i < image_.size(); ++i) run_layer(x, image_[i], false, {}, seen.attention[i], nullptr, scratch);
  tensor::layer_norm(x, image_norm_.weight, image_norm_.bias, epsilon);
  seen.vector = unit_vector(x.row_range(0, 1), image_out_);
  seen.patches.assign(states.begin() + width, states.end());
  return seen;
}

ReadCaption CocaModel::read(std::span<const int> pieces) const {
  const Index width = config_.width, length = static_cast<Index>(pieces.size());
  assert(length >= 1 && length <= config_.window);
  std::vector<float> rows(at(length * row_width));
  for (Index i = 0; i < length; ++i) {
    assert(pieces[at(i)] >= 0 && pieces[at(i)] < config_.vocabulary);
    std::copy_n(rows_.data() + pieces[at(i)] * row_width, row_width, rows.data() + i * row_width);
  }
  ReadCaption caption;
  caption.states.resize(at(length * width));
  const Matrix x = view(caption.states, length, width);
  text_in_.multiply(view(rows, length, row_width), x);
  for (std::size_t i = 0; i < caption.states.size(); ++i) caption.states[i] += text_position_[i];
  caption.attention.resize(text_.size());
  Scratch scratch;
  for (std::size_t i = 0; i < text_.size(); ++i) run_layer(x, text_[i], true, {}, caption.attention[i], nullptr, scratch);
  const auto end = std::ranges::find(pieces, end_piece);
  const Index pooled = end == pieces.end() ? length - 1 : end - pieces.begin();
  std::vector<float> row(x.row(pooled), x.row(pooled) + width);
  tensor::layer_norm(view(row, 1, width), text_norm_.weight, text_norm_.bias, epsilon);
  caption.vector = unit_vector(view(row, 1, width), text_out_);
  return caption;
}

WrittenCaption CocaModel::write(std::span<const float> states, std::span<const float> patches, int language) const {
  const Index width = config_.width, length = static_cast<Index>(states.size()) / width;
  assert(language >= 0 && at(language) < config_.languages.size());
  std::vector<float> x_values(states.begin(), states.end());
  const Matrix x = view(x_values, length, width);
  for (Index i = 0; i < length; ++i)
    for (Index j = 0; j < width; ++j) x(i, j) += language_[at(language * width + j)];
  WrittenCaption written;
  written.attention.resize(caption_.size());
  written.cross.resize(caption_.size());
  Scratch scratch;
  for (std::size_t i = 0; i < caption_.size(); ++i)
    run_layer(x, caption_[i], true, view(patches, config_.patches(), width), written.attention[i], &written.cross[i], scratch);
  tensor::layer_norm(x, caption_norm_.weight, caption_norm_.bias, epsilon);
  written.logits.resize(at(length * config_.vocabulary));
  piece_out_.multiply(x, view(written.logits, length, config_.vocabulary));
  return written;
}

Description CocaModel::describe(std::span<const float> patches, int language) const {
  const auto vocabulary = at(config_.vocabulary), count = at(config_.patches());
  std::vector<int> pieces{start_piece};
  Description description;
  while (static_cast<int>(pieces.size()) < config_.window) {
    const WrittenCaption written = write(read(pieces).states, patches, language);
    const std::size_t last = pieces.size() - 1;
    const auto logits = std::span(written.logits).subspan(last * vocabulary, vocabulary);
    const int next = static_cast<int>(std::ranges::max_element(logits) - logits.begin());
    std::vector<float> mean(count);
    for (const auto& layer : written.cross)
      for (std::size_t head = 0; head < at(config_.heads); ++head)
        for (std::size_t p = 0; p < count; ++p)
          mean[p] += layer[(head * pieces.size() + last) * count + p] / static_cast<float>(written.cross.size() * at(config_.heads));
    description.cross.insert(description.cross.end(), mean.begin(), mean.end());
    pieces.push_back(next);
    description.pieces.push_back(next);
    if (next == end_piece) break;
  }
  return description;
}

double CocaModel::log_likelihood(std::span<const int> pieces, std::span<const float> states, std::span<const float> patches,
                                 int language) const {
  assert(pieces.size() >= 2);
  const auto vocabulary = at(config_.vocabulary);
  const WrittenCaption written = write(states, patches, language);
  double total = 0;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const auto logits = std::span(written.logits).subspan((i - 1) * vocabulary, vocabulary);
    const auto largest = static_cast<double>(std::ranges::max(logits));
    double sum = 0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
    total += static_cast<double>(logits[at(pieces[i])]) - largest - std::log(sum);
  }
  return total / static_cast<double>(pieces.size() - 1);
}

float CocaModel::similarity(std::span<const float> picture_vector, std::span<const float> caption_vector) const {
  float dot = 0;
  for (std::size_t i = 0; i < picture_vector.size(); ++i) dot += picture_vector[i] * caption_vector[i];
  return dot * std::exp(scale_) + bias_;
}

}  // namespace attention::model
