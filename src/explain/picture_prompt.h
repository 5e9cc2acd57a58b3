#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "explain/engine_files.h"
#include "explain/trace.h"
#include "model/encoder.h"
#include "model/picture_model.h"
#include "text/prompt_weights.h"

namespace attention::explain {

/// How weights in a prompt, such as (red:1.5), act on the text (text/prompt_weights.h names the programs).
enum class WeightMethod {
  none,    ///< the prompt has no grammar: brackets are text
  a1111,   ///< states times weight, then the mean restored
  comfy,   ///< no_text + weight · (row − no_text), on the rows after the input layer
  compel,  ///< like comfy; parts with a weight below 1 are also blended with an encoding that does not see them
};

/// A prompt as the picture model reads it.
struct PicturePrompt {
  std::string text;                 ///< what was encoded: without the grammar's signs and without what was dropped
  std::string dropped;              ///< the end of the prompt that did not fit into the window; empty if all fitted
  std::vector<std::string> pieces;  ///< [T], start and end token included
  std::vector<Word> words;          ///< start token, the words, end token
  std::vector<double> weights;      ///< [T]
  bool weights_defined = true;      ///< false: a1111's restore makes no sense here (see text::A1111States), and was left out
  std::vector<float> rows;          ///< [T, D], ready for PictureModel::begin
};

/// Reads and encodes a prompt, waiting for files between slices: the encoder's layers up to the one that the picture model reads.
class PicturePromptRun {
 public:
  PicturePromptRun(std::string prompt, WeightMethod method) : prompt_(std::move(prompt)), method_(method) {}

  /// One slice: reading the prompt, or one encoder layer. Returns true when prompt() is complete, false when files are missing or
  /// more slices are needed (`waits` tells which). Errors: of the text or the grammar, of a file, out_of_range for weights that
  /// cannot be computed with.
  Result<bool> advance(EngineFiles& files, const model::PictureModel& model, model::EncoderScratch& scratch, bool& waits);

  const PicturePrompt& prompt() const { return result_; }

 private:
  /// An encoding: the whole prompt's, or one that cannot see pieces [first, end).
  struct Encoding {
    int first = 0, end = 0;
    double weight = 1;
    std::vector<float> states;  ///< after as many layers as are done, [T, hidden]
  };
  Result<void> read(const text::Tokenizer& tokenizer, const model::PictureModel& model);
  Result<void> finish(const model::PictureModel& model);

  std::string prompt_;
  WeightMethod method_;
  PicturePrompt result_;
  std::vector<int> ids_;
  std::vector<Encoding> encodings_;
  std::size_t encoding_ = 0;
  int layer_ = 0;
  bool is_read_ = false;
};

}  // namespace attention::explain
