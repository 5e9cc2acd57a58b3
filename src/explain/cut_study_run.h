#pragma once
#include <memory>

#include "explain/encoder_run.h"

namespace attention::explain {

/// "Cut a link" (see CutStudy): from the layer of the cut upward the encoder is run again for each word of the row; the layers
/// below are those of the finished trace.
class CutStudyRun {
 public:
  /// `trace` is the finished trace of study.query.
  CutStudyRun(CutStudy study, std::shared_ptr<const Trace> trace);

  /// Runs one layer of one variant. Errors: out_of_range if layer, head or word do not exist; of a file.
  Result<Slice> advance(EngineFiles& files, model::EncoderScratch& scratch);

  const CutStudyResult& result() const { return result_; }

 private:
  std::shared_ptr<const Trace> trace_;
  CutStudyResult result_;
  std::shared_ptr<const LayerTrace> state_;  ///< the variant's last layer so far; null = not begun
  int next_layer_ = 0;
};

}  // namespace attention::explain
