#include "explain/encoder_run.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "text/words.h"

namespace attention::explain {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::unexpected<Error> out_of_range(std::string detail) { return fail(ErrorCode::out_of_range, std::move(detail)); }

/// The words of the text as it was typed, start and end token as words of their own.
std::vector<Word> words_as_typed(const std::string& text, const text::Tokens& tokens) {
  const int pieces = static_cast<int>(tokens.pieces.size());
  std::vector<Word> words{{0, 1, tokens.pieces.front(), true}};
  for (const auto& [first, end] : text::find_words(tokens.pieces)) {
    const std::size_t begin = tokens.sources[at(first)].begin, stop = tokens.sources[at(end - 1)].end;
    words.push_back({first, end, stop > begin ? text.substr(begin, stop - begin) : std::string(), false});
  }
  words.push_back({pieces - 1, pieces, tokens.pieces.back(), true});
  return words;
}

/// The words after the pieces were put into another order. A word that was torn apart becomes several, made of its pieces.
std::vector<Word> words_in_order(const std::vector<Word>& words, const text::Tokens& tokens, const std::vector<int>& order) {
  std::vector<std::size_t> word_of(order.size());
  for (std::size_t w = 0; w < words.size(); ++w)
    for (int piece = words[w].first; piece < words[w].end; ++piece) word_of[at(piece)] = w;
  std::vector<Word> result;
  for (int place = 0; place < static_cast<int>(order.size());) {
    const Word& word = words[word_of[at(order[at(place)])]];
    const int first_piece = order[at(place)];
    int end = place + 1;
    while (end < static_cast<int>(order.size()) && order[at(end)] == order[at(end - 1)] + 1 && order[at(end)] < word.end) ++end;
    Word placed{place, end, word.text, word.special};
    if (first_piece != word.first || end - place != word.end - word.first) {
      placed.text.clear();
      for (int i = place; i < end; ++i) placed.text += tokens.pieces[at(order[at(i)])];
      if (placed.text.starts_with("▁")) placed.text.erase(0, std::string_view("▁").size());
    }
    result.push_back(std::move(placed));
    place = end;
  }
  return result;
}

bool is_permutation_of_places(std::span<const int> order, std::size_t places) {
  if (order.size() != places) return false;
  std::vector<bool> seen(places, false);
  for (const int piece : order) {
    if (piece < 0 || at(piece) >= places || seen[at(piece)]) return false;
    seen[at(piece)] = true;
  }
  return true;
}

Result<std::vector<int>> position_rows(const Query& query, int pieces, int available) {
  std::vector<int> rows(at(pieces), -1);
  switch (query.positions) {
    case Positions::on: std::iota(rows.begin(), rows.end(), 0); break;
    case Positions::off: break;
    case Positions::shuffled:
      if (static_cast<int>(query.position_rows.size()) != pieces)
        return out_of_range(std::to_string(query.position_rows.size()) + " position rows for " + std::to_string(pieces) + " pieces");
      rows = query.position_rows;
      if (std::ranges::any_of(rows, [&](int row) { return row < 0 || row >= available; })) return out_of_range("position row");
      break;
  }
  return rows;
}

}  // namespace

std::shared_ptr<LayerTrace> run_layer(const model::EncoderConfig& config, const model::EncoderLayer& layer, std::span<const float> input,
                                      std::span<const model::HeadCut> cuts, model::EncoderScratch& scratch) {
  auto trace = std::make_shared<LayerTrace>();
  const std::size_t pieces = input.size() / at(config.hidden), heads = at(config.heads), size = at(config.head_size);
  trace->heads = config.heads;
  trace->pieces = static_cast<int>(pieces);
  trace->head_size = config.head_size;
  trace->hidden = config.hidden;
  for (auto* vectors : {&trace->query, &trace->key, &trace->value}) vectors->resize(heads * pieces * size);
  trace->attention.resize(heads * pieces * pieces);
  trace->output.resize(pieces * at(config.hidden));
  model::encoder_layer(config, layer, input, cuts, {trace->query, trace->key, trace->value, trace->attention, trace->output}, scratch);
  return trace;
}

std::vector<model::HeadCut> cuts_in_layer(std::span<const CutLink> cuts, int layer) {
  std::vector<model::HeadCut> result;
  for (const CutLink& cut : cuts)
    if (cut.layer == layer) result.push_back({cut.head, cut.from_piece, cut.to_piece});
  return result;
}

EncoderRun::EncoderRun(Query query) : query_(std::move(query)) {}

Result<bool> EncoderRun::start(EngineFiles& files) {
  if (!prepared_) {
    const auto ready = files.need_tokenizer();
    if (!ready || !*ready) return ready;
    const model::EncoderConfig& config = files.manifest().config;
    auto tokens = text::read_text(files.tokenizer(), query_.text, config.token_limit);
    if (!tokens) return std::unexpected(tokens.error());
    const int pieces = static_cast<int>(tokens->ids.size());
    for (const CutLink& cut : query_.cuts) {
      if (cut.layer < 0 || cut.layer >= config.layers || cut.head < -1 || cut.head >= config.heads || cut.from_piece < 0 ||
          cut.from_piece >= pieces || cut.to_piece < 0 || cut.to_piece >= pieces)
        return out_of_range("cut");
    }
    auto trace = std::make_shared<Trace>();
    trace->query = query_;
    trace->layer_count = config.layers;
    trace->head_count = config.heads;
    trace->hidden = config.hidden;
    trace->model = files.manifest().name;
    trace->words = words_as_typed(query_.text, *tokens);
    if (query_.piece_order.empty()) {
      trace->pieces = std::move(tokens->pieces);
      trace->ids = std::move(tokens->ids);
    } else {
      const std::vector<int>& order = query_.piece_order;
      if (!is_permutation_of_places(order, at(pieces)) || order.front() != 0 || order.back() != pieces - 1)
        return out_of_range("piece order");
      trace->words = words_in_order(trace->words, *tokens, order);
      for (const int piece : order) {
        trace->pieces.push_back(tokens->pieces[at(piece)]);
        trace->ids.push_back(tokens->ids[at(piece)]);
      }
    }
    prepared_ = std::move(trace);
  }
  const auto ready = files.need_embeddings(prepared_->ids);
  if (!ready || !*ready) return ready;
  const auto rows = position_rows(query_, static_cast<int>(prepared_->ids.size()), files.manifest().config.positions);
  if (!rows) return std::unexpected(rows.error());
  auto embedding = files.embeddings().embed(prepared_->ids, *rows);
  if (!embedding) return std::unexpected(embedding.error());
  prepared_->embedding = std::move(*embedding);
  trace_ = std::move(prepared_);
  return true;
}

Result<Slice> EncoderRun::advance(EngineFiles& files, model::EncoderScratch& scratch) {
  if (!trace_) {
    const auto started = start(files);
    if (!started) return std::unexpected(started.error());
    return *started ? Slice::advanced : Slice::waiting_for_files;
  }
  const int layer = static_cast<int>(trace_->layers.size());
  if (layer == trace_->layer_count) return Slice::finished;
  const auto ready = files.need_layer(layer);
  if (!ready) return std::unexpected(ready.error());
  if (!*ready) return Slice::waiting_for_files;
  const auto& input = layer == 0 ? trace_->embedding : trace_->layers.back()->output;
  trace_->layers.push_back(run_layer(files.manifest().config, files.layer(layer), input, cuts_in_layer(query_.cuts, layer), scratch));
  return trace_->finished() ? Slice::finished : Slice::advanced;
}

}  // namespace attention::explain
