#include "model/picture_sampler.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace attention::model {
namespace {

std::size_t at(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

/// splitmix64's output function.
std::uint64_t finalise(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

std::vector<float> seeded_noise(std::uint64_t seed, int count) {
  const std::uint64_t start = finalise(seed);
  const auto bits = [&](std::uint64_t i) { return finalise(start + (i + 1) * 0x9E3779B97F4A7C15u) >> 11; };
  const double unit = std::ldexp(1.0, -53);
  std::vector<float> values(at(count));
  for (std::size_t i = 0; i < values.size(); i += 2) {
    const double u = (static_cast<double>(bits(i)) + 1) * unit, angle = static_cast<double>(bits(i + 1)) * unit * 2 * std::numbers::pi;
    const double radius = std::sqrt(-2 * std::log(u));
    values[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < values.size()) values[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
  return values;
}

std::vector<double> sampler_times(int steps, double shift) {
  std::vector<double> times;
  for (int k = 0; k <= steps; ++k) {
    const double u = static_cast<double>(k) / steps;
    times.push_back(u / (u + shift * (1 - u)));
  }
  return times;
}

PictureSampler::PictureSampler(const PictureModel& model, PictureRequest request) : model_(model), request_(std::move(request)) {
  const PictureConfig& config = model.config();
  assert(request_.steps >= 1 && request_.scene.empty() == request_.held.empty());
  assert(request_.scene.empty() || static_cast<int>(request_.scene.size()) == config.values());
  empty_text_ = model.empty_text();
  noise_ = seeded_noise(request_.seed, config.values());
  latent_ = noise_;
  times_ = sampler_times(request_.steps, config.shift);
  const int text_rows = static_cast<int>(request_.text.size()) / config.width;
  const auto in_free_half = [&](int row) { return row == 0 ? 0 : row < text_rows ? -1 : row - text_rows + 1; };
  for (const JointCut& cut : request_.cuts) {
    const JointCut moved{in_free_half(cut.from), in_free_half(cut.to)};
    if (moved.from >= 0 && moved.to >= 0) free_cuts_.push_back(moved);
  }
  hold(times_.front());
  begin(Half::conditional);
}

bool PictureSampler::is_guided() const {
  const double time = times_[steps_.size()];
  return request_.guidance != 1 && time >= model_.config().interval_from && time <= model_.config().interval_to;
}

void PictureSampler::begin(Half half) {
  half_ = half;
  pass_ = model_.begin(half == Half::conditional ? request_.text : empty_text_, latent_, times_[steps_.size()]);
}

void PictureSampler::hold(double time) {
  if (request_.scene.empty()) return;
  const auto t = static_cast<float>(time), rest = static_cast<float>(1 - time);
  const std::size_t area = request_.held.size();
  for (std::size_t i = 0; i < latent_.size(); ++i)
    if (request_.held[i % area] != 0) latent_[i] = rest * noise_[i] + t * request_.scene[i];
}

bool PictureSampler::advance() {
  if (at(request_.steps) == steps_.size()) return true;
  model_.run_block(pass_, half_ == Half::conditional ? request_.cuts : free_cuts_, {}, scratch_);
  if (!model_.finished(pass_)) return false;
  std::vector<float> prediction = model_.prediction(pass_, scratch_);
  if (half_ == Half::conditional && is_guided()) {
    conditional_ = std::move(prediction);
    begin(Half::free);
    return false;
  }
  if (half_ == Half::free) {
    const auto guidance = static_cast<float>(request_.guidance);
    for (std::size_t i = 0; i < prediction.size(); ++i) prediction[i] += guidance * (conditional_[i] - prediction[i]);
  }
  finish_step(std::move(prediction));
  return at(request_.steps) == steps_.size();
}

void PictureSampler::finish_step(std::vector<float> prediction) {
  const double time = times_[steps_.size()], following = times_[steps_.size() + 1];
  const auto factor = static_cast<float>((following - time) / (1 - time));
  steps_.push_back({time, latent_, std::move(prediction)});
  const std::vector<float>& believed = steps_.back().prediction;
  for (std::size_t i = 0; i < latent_.size(); ++i) latent_[i] += factor * (believed[i] - latent_[i]);
  hold(following);
  if (at(request_.steps) != steps_.size()) begin(Half::conditional);
}

Result<std::vector<float>> PictureSampler::attention(int step, int block) {
  const PictureConfig& config = model_.config();
  if (step < 0 || at(step) >= steps_.size() || block < 0 || block >= config.blocks)
    return fail(ErrorCode::out_of_range, "step " + std::to_string(step) + ", block " + std::to_string(block));
  PicturePass pass = model_.begin(request_.text, steps_[at(step)].latent, steps_[at(step)].time);
  const auto rows = at(pass.text_rows + config.patches());
  std::vector<float> weights(at(config.heads) * rows * rows);
  PictureScratch scratch;
  for (int b = 0; b <= block; ++b) model_.run_block(pass, request_.cuts, b == block ? std::span(weights) : std::span<float>(), scratch);
  return weights;
}

}  // namespace attention::model
