#pragma once
#include <span>
#include <vector>

#include "base/tensor_file.h"
#include "model/attention.h"

namespace attention::model {

/// Sizes of the picture model and the sampler's defaults, from the weights' metadata `about` (assets/recipes/picture/README.md).
struct PictureConfig {
  int width = 0;       ///< D, of both streams
  int blocks = 0;
  int heads = 0;       ///< width / head_size
  int head_size = 0;
  int patch = 0;       ///< pixels a side
  int size = 0;        ///< picture, pixels a side
  int window = 0;      ///< longest prompt in pieces, start and end token included
  int state = 0;       ///< width of the text encoder's states
  int text_layer = 0;  ///< the encoder layer whose output they are, counted from 1
  int steps = 20;
  double guidance = 3, shift = 2.5;
  double interval_from = 0, interval_to = 1;  ///< times t at which guidance is used

  int grid() const { return size / patch; }
  int patches() const { return grid() * grid(); }
  int values() const { return 3 * size * size; }  ///< of a picture: channel, row, column; −1…1
};

/// A link that is cut in every head: row (query) → column (key) of [text | patches].
using JointCut = LogitCut;

/// One pass of the model over one (noisy picture, text) pair, kept between its blocks. Rows: T text rows, then the patches.
struct PicturePass {
  int text_rows = 0;
  int next_block = 0;
  std::vector<float> streams;            ///< [T + N, D]
  std::vector<float> text_modulation;    ///< [6 D], of the time step; each block adds its own
  std::vector<float> image_modulation;   ///< [6 D]
  std::vector<float> output_modulation;  ///< [2 D]
};

/// Memory that is reused from block to block.
struct PictureScratch {
  std::vector<float> normalised, projected, query, key, value, weights, context, attended, inner, modulation;
  AttentionScratch attention;
};

/// A small MM-DiT (SD3, arXiv 2403.03206): text and patches have weights of their own and meet in one softmax. It predicts the
/// clean picture (x-prediction) from a noisy one at time t, 0 = noise, 1 = clean. The formulas: assets/recipes/picture/README.md.
class PictureModel {
 public:
  /// Errors: file_corrupt, with what is wrong.
  static Result<PictureModel> load(const TensorFile& file);

  const PictureConfig& config() const { return config_; }

  /// Raw encoder states [T, state], standardised and through the input layer: [T, D]. Prompt weights in ComfyUI's way act on these.
  std::vector<float> project_text(std::span<const float> states) const;
  /// Adds the rows' learned positions, in place. rows: [T, D], T ≤ window.
  void add_text_position(std::span<float> rows) const;
  /// Both: what a pass begins with.
  std::vector<float> embed_text(std::span<const float> states) const;
  /// The text row of the half without text: [1, D].
  std::vector<float> empty_text() const;
  /// The learned row that stands for "no text", before its position: [D].
  std::span<const float> no_text() const { return no_text_; }

  /// Begins a pass. text: [T, D] as embed_text gives it; picture: [3, S, S].
  PicturePass begin(std::span<const float> text, std::span<const float> picture, double time) const;
  /// Runs pass.next_block. `attention`: empty, or [heads, T + N, T + N], which gets the block's weights (rows look at columns).
  void run_block(PicturePass& pass, std::span<const JointCut> cuts, std::span<float> attention, PictureScratch& scratch) const;
  bool finished(const PicturePass& pass) const { return pass.next_block == config_.blocks; }
  /// The predicted clean picture [3, S, S] of a finished pass.
  std::vector<float> prediction(const PicturePass& pass, PictureScratch& scratch) const;

 private:
  struct Stream {
    tensor::PackedMatrix query_key_value, out, up, down;
    std::vector<float> modulation;  ///< [6 D]
    bool updates = true;            ///< false for the text stream of the last block: it only feeds the attention
  };
  struct Block {
    Stream text, image;
    std::vector<float> temperature;  ///< [heads], of the queries
  };

  void update(tensor::Matrix x, tensor::ConstMatrix context, const Stream& stream, std::span<const float> modulation, PictureScratch& scratch) const;

  PictureConfig config_;
  tensor::PackedMatrix text_in_, patch_in_, time_in_, time_out_, modulation_text_, modulation_image_, modulation_out_, out_;
  std::vector<float> mean_, deviation_;     ///< [state]
  std::vector<float> text_position_;        ///< [window, D]
  std::vector<float> no_text_;              ///< [D]
  std::vector<float> patch_position_rows_;  ///< [N, D], already projected
  std::vector<Block> blocks_;
};

}  // namespace attention::model
