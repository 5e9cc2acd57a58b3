#pragma once
#include <span>
#include <vector>

#include "base/error.h"
#include "text/prompt_grammar.h"
#include "text/tokenizer.h"

/// What a prompt's weights do to the text encoder's states. In all functions `states` is z, row-major [rows, channels],
/// one row per piece, and `weights` has one weight per row (start and end tokens: 1). Sources and formulas: features of
/// the four programs, each named below. All sums are in double. Errors of all: shape_mismatch when sizes disagree;
/// out_of_range when a weight or a result is not finite.
namespace attention::text {

/// A weighted prompt in pieces, with a weight for each.
struct WeightedTokens {
  std::string text;  ///< what was tokenised: the parts, without the grammar's signs
  Tokens tokens;
  std::vector<double> weights;
};

/// Joins the parts and tokenises them in one go, so that a weight of 1 changes no piece. A piece has the weight of the
/// part in which it begins. Where two words would run together a space keeps the parts apart, as separate tokenisation
/// does in all three programs; a BREAK (this model has one window only) becomes a space. Errors: those of read_text.
Result<WeightedTokens> weigh_pieces(const Tokenizer& tokenizer, std::span<const PromptPart> parts,
                                    int limit = token_limit);

/// The outcome of A1111's method.
struct A1111States {
  std::vector<float> states;
  double mean_before = 0;    ///< of all numbers of z
  double mean_weighted = 0;  ///< of all numbers of z·w, before the restore
  double factor = 1;         ///< what the restore multiplies by: mean_before / mean_weighted
  /// False when the restore makes no sense: |mean_weighted| < 0.2 · |mean_before|, or the sign flips. The states are
  /// then z·w.
  bool is_defined = true;
};

/// AUTOMATIC1111 (modules/sd_emphasis.py): z' = z·w row by row, then z'' = z' · mean(z)/mean(z'). Without
/// `restore_mean`: z'
/// ("No norm").
Result<A1111States> weigh_a1111(std::span<const float> states, std::span<const double> weights,
                                bool restore_mean = true);

/// ComfyUI (comfy/sd1_clip.py, ClipTokenWeightEncoder): z' = z0 + (z − z0)·w; rows with w = 1 stay exactly as they are.
/// `empty` is z0, the empty prompt's states: [rows, channels], or one row [channels] for all.
Result<std::vector<float>> weigh_comfy(std::span<const float> states, std::span<const float> empty,
                                       std::span<const double> weights);

/// The share t = tan((1 − max(w, 1e-5)) · π/2) that a part with weight w < 1 gets in compel's sum; 0 for w ≥ 1.
double compel_share(double weight);

/// One re-encoding for compel: the prompt's states with one part hidden from the encoder, weighted as the others by
/// weigh_comfy.
struct CompelMasked {
  double weight = 1;              ///< of the hidden part, < 1
  std::span<const float> states;  ///< E_i
};

/// compel (src/compel/embeddings_provider.py, DownweightMode.MASK): (E0 + Σ t_i·E_i) / (1 + Σ t_i), where E0 =
/// weigh_comfy with all weights.
Result<std::vector<float>> blend_compel(std::span<const float> weighted, std::span<const CompelMasked> masked);

}  // namespace attention::text
