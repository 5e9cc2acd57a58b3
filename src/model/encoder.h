#pragma once
#include <span>
#include <vector>

#include "model/attention.h"
#include "model/encoder_weights.h"

namespace attention::model {

/// A cut link of a layer; head −1 = in every head.
struct HeadCut {
  int head = -1, from = 0, to = 0;
};

/// Where a layer writes everything that it computes; T = pieces.
struct LayerActivations {
  std::span<float> query, key, value;  ///< [heads, T, head_size], with bias, unscaled
  std::span<float> attention;          ///< [heads, T, T]
  std::span<float> output;             ///< [T, hidden], after the block's last LayerNorm
};

/// Memory of a running layer, reused from layer to layer.
struct EncoderScratch {
  std::vector<float> query_key_value;  ///< [T, 3 · hidden]
  std::vector<float> context;          ///< [T, hidden], the heads' outputs side by side
  std::vector<float> attended;         ///< [T, hidden], after the first LayerNorm
  std::vector<float> inner;            ///< [T, feed_forward]
  std::vector<LogitCut> cuts;
  AttentionScratch attention;
};

/// One post-norm encoder block (Vaswani et al. 2017; BERT's form with erf-GELU):
///   a = LayerNorm(x + W_o · attention(x)),  output = LayerNorm(a + W_2 · GELU(W_1 · a)).
/// input: [T, hidden]. Cuts must lie within the layer's heads and pieces.
void encoder_layer(const EncoderConfig& config, const EncoderLayer& layer, std::span<const float> input,
                   std::span<const HeadCut> cuts, const LayerActivations& result, EncoderScratch& scratch);

}  // namespace attention::model
