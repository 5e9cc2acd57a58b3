#include "explain/picture_prompt.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "explain/encoder_run.h"
#include "text/words.h"

namespace attention::explain {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

Result<std::vector<text::PromptPart>> parse(std::string_view prompt, WeightMethod method) {
  switch (method) {
    case WeightMethod::none: return std::vector{text::PromptPart{std::string(prompt), 1}};
    case WeightMethod::a1111: return text::parse_a1111(prompt);
    case WeightMethod::comfy: return text::parse_comfy(prompt);
    case WeightMethod::compel: return text::parse_compel(prompt);
  }
  return fail(ErrorCode::internal);
}

/// How many pieces, without the end token, can be kept so that no word is cut in two.
int pieces_that_fit(const text::Tokens& tokens, int window) {
  int kept = 1;
  for (const text::WordRange& word : text::find_words(tokens.pieces))
    if (word.end < window) kept = std::max(kept, word.end);
  return kept > 1 ? kept : window - 1;  // one word longer than the window: cut it all the same
}

}  // namespace

Result<void> PicturePromptRun::read(const text::Tokenizer& tokenizer, const model::PictureModel& model) {
  const auto parts = parse(prompt_, method_);
  if (!parts) return std::unexpected(parts.error());
  auto weighed = text::weigh_pieces(tokenizer, *parts, static_cast<int>(text::prompt_byte_limit) + 2);
  if (!weighed) return std::unexpected(weighed.error());
  text::Tokens& tokens = weighed->tokens;
  result_.text = std::move(weighed->text);
  result_.weights = std::move(weighed->weights);
  const int window = model.config().window;
  if (static_cast<int>(tokens.ids.size()) > window) {
    const int kept = pieces_that_fit(tokens, window);
    const std::size_t cut = tokens.sources[at(kept - 1)].end;
    result_.dropped = result_.text.substr(cut);
    if (const auto start = result_.dropped.find_first_not_of(' '); start != std::string::npos) result_.dropped.erase(0, start);
    result_.text.resize(cut);
    const auto erase = [&](auto& list) { list.erase(list.begin() + kept, list.end() - 1); };
    erase(tokens.ids);
    erase(tokens.pieces);
    erase(tokens.sources);
    erase(result_.weights);
  }
  const int pieces = static_cast<int>(tokens.ids.size());
  result_.words = {{0, 1, tokens.pieces.front(), true}};
  for (const auto& [first, end] : text::find_words(tokens.pieces))
    result_.words.push_back({first, end, result_.text.substr(tokens.sources[at(first)].begin, tokens.sources[at(end - 1)].end - tokens.sources[at(first)].begin), false});
  result_.words.push_back({pieces - 1, pieces, tokens.pieces.back(), true});
  result_.pieces = std::move(tokens.pieces);
  ids_ = std::move(tokens.ids);

  encodings_.emplace_back();
  if (method_ == WeightMethod::compel) {
    for (int first = 1; first < pieces - 1;) {
      int end = first + 1;
      while (end < pieces - 1 && result_.weights[at(end)] == result_.weights[at(first)]) ++end;
      if (result_.weights[at(first)] < 1) encodings_.push_back({first, end, result_.weights[at(first)], {}});
      first = end;
    }
  }
  return {};
}

Result<bool> PicturePromptRun::advance(EngineFiles& files, const model::PictureModel& model, model::EncoderScratch& scratch, bool& waits) {
  waits = true;
  if (!is_read_) {
    const auto ready = files.need_tokenizer();
    if (!ready || !*ready) return ready;
    if (files.manifest().config.hidden != model.config().state || files.manifest().config.layers < model.config().text_layer)
      return fail(ErrorCode::shape_mismatch, "the picture model was trained with another text encoder");
    if (auto done = read(files.tokenizer(), model); !done) return std::unexpected(done.error());
    is_read_ = true;
  }
  Encoding& encoding = encodings_[encoding_];
  const model::EncoderConfig& config = files.manifest().config;
  if (layer_ == 0) {
    const auto ready = files.need_embeddings(ids_);
    if (!ready || !*ready) return ready;
    std::vector<int> rows(ids_.size());
    std::iota(rows.begin(), rows.end(), 0);
    auto embedding = files.embeddings().embed(ids_, rows);
    if (!embedding) return std::unexpected(embedding.error());
    encoding.states = std::move(*embedding);
  }
  const auto ready = files.need_layer(layer_);
  if (!ready || !*ready) return ready;
  std::vector<model::HeadCut> hidden;  // as an attention mask does it: nobody looks at the hidden pieces, they themselves included
  for (int to = encoding.first; to < encoding.end; ++to)
    for (int from = 0; from < static_cast<int>(ids_.size()); ++from) hidden.push_back({-1, from, to});
  encoding.states = run_layer(config, files.layer(layer_), encoding.states, hidden, scratch)->output;
  waits = false;
  if (++layer_ < model.config().text_layer) return false;
  layer_ = 0;
  if (++encoding_ < encodings_.size()) return false;
  encoding_ = 0;
  if (auto done = finish(model); !done) return std::unexpected(done.error());
  return true;
}

Result<void> PicturePromptRun::finish(const model::PictureModel& model) {
  const bool is_weighted = std::ranges::any_of(result_.weights, [](double weight) { return weight != 1; });
  if (!is_weighted || method_ == WeightMethod::none) {
    result_.rows = model.embed_text(encodings_[0].states);
    return {};
  }
  if (method_ == WeightMethod::a1111) {
    auto weighed = text::weigh_a1111(encodings_[0].states, result_.weights);
    if (!weighed) return std::unexpected(weighed.error());
    result_.weights_defined = weighed->is_defined;
    result_.rows = model.embed_text(weighed->states);
    return {};
  }
  auto rows = text::weigh_comfy(model.project_text(encodings_[0].states), model.no_text(), result_.weights);
  if (!rows) return std::unexpected(rows.error());
  if (encodings_.size() > 1) {
    std::vector<std::vector<float>> projected;
    std::vector<text::CompelMasked> masked;
    for (std::size_t i = 1; i < encodings_.size(); ++i) {
      auto weights = result_.weights;
      for (int piece = encodings_[i].first; piece < encodings_[i].end; ++piece) weights[at(piece)] = 1;
      auto weighed = text::weigh_comfy(model.project_text(encodings_[i].states), model.no_text(), weights);
      if (!weighed) return std::unexpected(weighed.error());
      projected.push_back(std::move(*weighed));
    }
    for (std::size_t i = 1; i < encodings_.size(); ++i) masked.push_back({encodings_[i].weight, projected[i - 1]});
    rows = text::blend_compel(*rows, masked);
    if (!rows) return std::unexpected(rows.error());
  }
  result_.rows = std::move(*rows);
  model.add_text_position(result_.rows);
  return {};
}

}  // namespace attention::explain
