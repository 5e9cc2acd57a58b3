#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/tensor_file.h"
#include "model/attention.h"

namespace attention::model {

/// Sizes of the model that tells pictures and captions apart and writes captions (assets/recipes/coca/README.md).
struct CocaConfig {
  int width = 0;  ///< D
  int heads = 0, head_size = 32;
  int image_layers = 0, text_layers = 0, caption_layers = 0;
  int size = 0, patch = 0;  ///< of pictures, pixels a side
  int window = 0;           ///< longest caption in pieces, start and end token included
  int vocabulary = 0;       ///< V pieces of its own; 0 = start, 1 = end, 2 = unknown
  std::vector<std::string> languages;

  int patches() const { return (size / patch) * (size / patch); }
};

/// What the image encoder (a ViT, arXiv 2010.11929) made of a picture.
struct SeenPicture {
  std::vector<float> vector;                  ///< [D], length 1
  std::vector<float> patches;                 ///< [N, D], what the captioning layers read
  std::vector<std::vector<float>> attention;  ///< per layer [heads, N + 1, N + 1]; row and column 0 are the class token
};
/// What the causal text encoder (CLIP's wiring, arXiv 2103.00020) made of a caption of L pieces.
struct ReadCaption {
  std::vector<float> vector;                  ///< [D], length 1, from the row of the end token
  std::vector<float> states;                  ///< [L, D], before the last LayerNorm
  std::vector<std::vector<float>> attention;  ///< per layer [heads, L, L]
};
/// What the captioning layers (CoCa, arXiv 2205.01917) made of both.
struct WrittenCaption {
  std::vector<float> logits;                  ///< [L, V]: row i is about piece i + 1
  std::vector<std::vector<float>> attention;  ///< per layer [heads, L, L]
  std::vector<std::vector<float>> cross;      ///< per layer [heads, L, N]: from pieces to patches
};
/// A caption and where its pieces looked.
struct Description {
  std::vector<int> pieces;   ///< own indices, without the start token, with the end token if the window was long enough
  std::vector<float> cross;  ///< [pieces, N]: for each piece the mean over layers and heads of where the row that chose it looked
};

/// A small CoCa: one model with self-attention over patches, causal attention over words, and cross-attention between them.
class CocaModel {
 public:
  // Own indices with a meaning.
  static constexpr int start_piece = 0, end_piece = 1, unknown_piece = 2;

  /// Errors: file_corrupt, with what is wrong.
  static Result<CocaModel> load(const TensorFile& file);

  const CocaConfig& config() const { return config_; }
  /// The text encoder's ids of the model's own pieces, in the order of their indices: [V].
  std::span<const int> piece_ids() const { return piece_ids_; }

  /// picture: [3, S, S], −1…1.
  SeenPicture see(std::span<const float> picture) const;
  /// pieces: own indices, 1 ≤ L ≤ window. The vector is that of the first end token, or of the last piece if there is none.
  ReadCaption read(std::span<const int> pieces) const;
  /// states: [L, D] of read(); patches: [N, D] of see(); language: position in config().languages.
  WrittenCaption write(std::span<const float> states, std::span<const float> patches, int language) const;
  /// Greedy decoding from the start token.
  Description describe(std::span<const float> patches, int language) const;
  /// How likely the captioning layers find a caption: the mean over its pieces after the first of ln p(piece | those before, picture).
  /// pieces: own indices, 2 ≤ L ≤ window; states: [L, D] of read(); the rest as for write().
  double log_likelihood(std::span<const int> pieces, std::span<const float> states, std::span<const float> patches, int language) const;
  /// The logit of "this caption is true of this picture" (SigLIP, arXiv 2303.15343).
  float similarity(std::span<const float> picture_vector, std::span<const float> caption_vector) const;

 private:
  struct Norm {
    std::vector<float> weight, bias;
  };
  struct Attention {
    tensor::PackedMatrix query, key_value, out;
  };
  struct Layer {
    Norm norm_self, norm_cross, norm_mlp;
    Attention self, cross;
    tensor::PackedMatrix up, down;
  };
  struct Scratch {
    std::vector<float> normalised, query, key_value, head_query, head_key, head_value, context, change, inner;
    AttentionScratch attention;
  };

  void attend_to(tensor::ConstMatrix x, tensor::ConstMatrix context, const Attention& weights, bool causal, std::vector<float>& attention,
                 tensor::Matrix change, Scratch& scratch) const;
  /// One pre-norm block. `patches` has no rows where there is no cross-attention.
  void run_layer(tensor::Matrix x, const Layer& layer, bool causal, tensor::ConstMatrix patches, std::vector<float>& attention,
                 std::vector<float>* cross, Scratch& scratch) const;
  std::vector<float> unit_vector(tensor::ConstMatrix row, const tensor::PackedMatrix& projection) const;

  CocaConfig config_;
  std::vector<int> piece_ids_;
  std::vector<float> rows_;  ///< [V, 384], the text encoder's embedding rows of the pieces
  tensor::PackedMatrix patch_in_, image_out_, text_in_, text_out_, piece_out_;
  std::vector<float> image_class_, image_position_, text_position_, language_;
  std::vector<Layer> image_, text_, caption_;
  Norm image_norm_, text_norm_, caption_norm_;
  float scale_ = 0, bias_ = 0;
};

}  // namespace attention::model
