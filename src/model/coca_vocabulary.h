#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/coca_model.h"
#include "text/tokenizer.h"

namespace attention::model {

/// A caption in the pieces of a CocaModel.
struct CaptionPieces {
  std::vector<int> indices;         ///< start token first, end token last
  std::vector<std::string> pieces;  ///< as they are written, of the same length
  std::vector<std::string>
      unknown;          ///< pieces that the model never saw, each once; they count as one and the same unknown piece
  std::string dropped;  ///< the end of the text that did not fit into the window; empty if all fitted
};

/// Between texts and the pieces of a CocaModel: the text encoder's tokenizer, and of its pieces the few hundred that
/// captions use.
class CocaVocabulary {
 public:
  /// Errors: shape_mismatch when the model's pieces are none of this tokenizer's.
  static Result<CocaVocabulary> make(text::Tokenizer tokenizer, const CocaModel& model);

  /// Composes and trims the text, as the recipe did. Errors: those of text::read_text.
  Result<CaptionPieces> read(std::string_view text) const;
  /// One piece as the tokenizer spells it, `▁` included. The index must be one of the model's.
  std::string_view piece(int index) const;
  /// The text of a caption, up to its end token.
  std::string write(std::span<const int> indices) const;

 private:
  CocaVocabulary(text::Tokenizer tokenizer, std::span<const int> ids, int window);

  text::Tokenizer tokenizer_;
  std::vector<int> ids_;
  std::unordered_map<int, int> indices_;  ///< by id
  int window_ = 0;
};

}  // namespace attention::model
