#pragma once
#include <memory>
#include <span>
#include <vector>

#include "explain/engine_files.h"
#include "explain/trace.h"
#include "model/encoder.h"

namespace attention::explain {

/// What one slice of work came to.
enum class Slice { advanced, waiting_for_files, finished };

/// Runs one layer and keeps everything. `input`: [T, hidden].
std::shared_ptr<LayerTrace> run_layer(const model::EncoderConfig& config, const model::EncoderLayer& layer, std::span<const float> input,
                                      std::span<const model::HeadCut> cuts, model::EncoderScratch& scratch);

/// The cuts of a query that lie in one layer.
std::vector<model::HeadCut> cuts_in_layer(std::span<const CutLink> cuts, int layer);

/// One query on its way through the encoder, a slice at a time.
class EncoderRun {
 public:
  explicit EncoderRun(Query query);

  /// Does one slice: reading the text and embedding it, or one layer. Errors: of the text (see text::read_text), of a file, or
  /// out_of_range for an order, a position row or a cut that does not fit the text; the run is over then.
  Result<Slice> advance(EngineFiles& files, model::EncoderScratch& scratch);

  /// Null until the embedding is done; afterwards as much as there is.
  const std::shared_ptr<Trace>& trace() const { return trace_; }
  const Query& query() const { return query_; }

 private:
  Result<bool> start(EngineFiles& files);

  Query query_;
  std::shared_ptr<Trace> prepared_;  ///< tokenised, while embedding rows are on their way
  std::shared_ptr<Trace> trace_;
};

}  // namespace attention::explain
