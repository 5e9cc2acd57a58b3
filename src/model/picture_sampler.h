#pragma once
#include <cstdint>
#include <vector>

#include "model/picture_model.h"

namespace attention::model {

/// `count` standard normal values, the same everywhere for the same seed: splitmix64 (Steele, Lea, Flood 2014) and Box–Muller in
/// double precision. The recipe: assets/recipes/picture/README.md, "Noise".
std::vector<float> seeded_noise(std::uint64_t seed, int count);

/// The time t of each step and of the end, [steps + 1]: t = u / (u + shift · (1 − u)), u = k / steps.
std::vector<double> sampler_times(int steps, double shift);

/// What is to be drawn.
struct PictureRequest {
  std::vector<float> text;   ///< [T, D], PictureModel::embed_text
  std::uint64_t seed = 0;
  int steps = 20;
  double guidance = 3;       ///< 1 = the half without text is not computed
  std::vector<JointCut> cuts;  ///< over [text | patches] of the half with text, cut in all heads and blocks, at all steps, in both halves
  /// Given-object mode: where `held` is set, the picture is `scene`, noised alike, at every step. Empty, or [3, S, S] and [S, S].
  std::vector<float> scene;
  std::vector<std::uint8_t> held;
};

/// What one step worked on and came to.
struct PictureStep {
  double time = 0;
  std::vector<float> latent;      ///< [3, S, S], what the model saw
  std::vector<float> prediction;  ///< [3, S, S], the clean picture that it believed in, guided
};

/// From noise to picture, block by block, so that the owner can stop between any two. Euler steps with classifier-free guidance.
class PictureSampler {
 public:
  /// `model` must outlive the sampler. Sizes of the request must fit the model, and its cuts and steps must be in range.
  PictureSampler(const PictureModel& model, PictureRequest request);

  /// Runs one block. Returns true when the last step is done.
  bool advance();

  /// The finished steps, in order.
  const std::vector<PictureStep>& steps() const { return steps_; }
  /// The latent as it is now: after the last step, the picture [3, S, S] in −1…1 (not clamped).
  const std::vector<float>& latent() const { return latent_; }

  /// The attention of one block at one finished step, worked out again from the step's latent: [heads, T + N, T + N], the half with
  /// text. Errors: out_of_range.
  Result<std::vector<float>> attention(int step, int block);

 private:
  enum class Half { conditional, free };
  void begin(Half half);
  void hold(double time);
  void finish_step(std::vector<float> prediction);
  bool is_guided() const;

  const PictureModel& model_;
  PictureRequest request_;
  std::vector<float> empty_text_, noise_, latent_, conditional_;
  std::vector<JointCut> free_cuts_;  ///< the cuts as they are in the half without text, whose only text row is the first
  std::vector<double> times_;
  std::vector<PictureStep> steps_;
  Half half_ = Half::conditional;
  PicturePass pass_;
  PictureScratch scratch_;
};

}  // namespace attention::model
