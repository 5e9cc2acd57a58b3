#include "explain/cut_study_run.h"

#include <cmath>
#include <utility>

namespace attention::explain {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Attention from word to word: summed over the pieces looked at, averaged over the pieces that look (and over the heads).
float link_weight(const LayerTrace& layer, int head, const Word& from, const Word& to) {
  const int first = head < 0 ? 0 : head, end = head < 0 ? layer.heads : head + 1;
  double sum = 0;
  for (int h = first; h < end; ++h)
    for (int i = from.first; i < from.end; ++i) {
      const auto row = layer.attention_row(h, i);
      for (int j = to.first; j < to.end; ++j) sum += static_cast<double>(row[at(j)]);
    }
  return static_cast<float>(sum / ((end - first) * (from.end - from.first)));
}

/// ‖changed − original‖ / ‖original‖ of each of the word's pieces, averaged.
float relative_change(std::span<const float> original, std::span<const float> changed, int hidden, const Word& word) {
  double mean = 0;
  for (int piece = word.first; piece < word.end; ++piece) {
    double difference = 0, length = 0;
    for (std::size_t j = at(piece) * at(hidden); j < at(piece + 1) * at(hidden); ++j) {
      const double a = static_cast<double>(original[j]), b = static_cast<double>(changed[j]);
      difference += (b - a) * (b - a);
      length += a * a;
    }
    if (length > 0) mean += std::sqrt(difference / length);
  }
  return static_cast<float>(mean / (word.end - word.first));
}

}  // namespace

CutStudyRun::CutStudyRun(CutStudy study, std::shared_ptr<const Trace> trace) : trace_(std::move(trace)), result_{std::move(study), {}} {}

Result<Slice> CutStudyRun::advance(EngineFiles& files, model::EncoderScratch& scratch) {
  const CutStudy& study = result_.study;
  const Trace& trace = *trace_;
  const int words = static_cast<int>(trace.words.size());
  if (study.layer < 0 || study.layer >= trace.layer_count || study.head < -1 || study.head >= trace.head_count || study.from_word < 0 ||
      study.from_word >= words)
    return fail(ErrorCode::out_of_range, "cut study");

  const int to_word = static_cast<int>(result_.effects.size());
  const Word &from = trace.words[at(study.from_word)], &to = trace.words[at(to_word)];
  if (!state_) next_layer_ = study.layer;
  const auto ready = files.need_layer(next_layer_);
  if (!ready) return std::unexpected(ready.error());
  if (!*ready) return Slice::waiting_for_files;

  auto cuts = cuts_in_layer(study.query.cuts, next_layer_);
  if (!state_)
    for (int i = from.first; i < from.end; ++i)
      for (int j = to.first; j < to.end; ++j) cuts.push_back({study.head, i, j});
  const auto& input = state_               ? state_->output
                      : study.layer == 0 ? trace.embedding
                                           : trace.layers[at(study.layer - 1)]->output;
  state_ = run_layer(files.manifest().config, files.layer(next_layer_), input, cuts, scratch);
  if (++next_layer_ < trace.layer_count) return Slice::advanced;

  result_.effects.push_back({to_word, link_weight(*trace.layers[at(study.layer)], study.head, from, to),
                             relative_change(trace.layers.back()->output, state_->output, trace.hidden, from)});
  state_.reset();
  return to_word + 1 == words ? Slice::finished : Slice::advanced;
}

}  // namespace attention::explain
