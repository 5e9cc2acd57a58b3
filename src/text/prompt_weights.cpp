#include "text/prompt_weights.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numbers>

#include "base/utf8.h"
#include "text/characters.h"

namespace attention::text {
namespace {

/// The number of channels, if the sizes make a matrix with a row for each weight.
Result<std::size_t> channels_of(std::span<const float> states, std::span<const double> weights) {
  if (weights.empty() || states.size() % weights.size() != 0)
    return fail(ErrorCode::shape_mismatch, std::format("{} numbers, {} weights", states.size(), weights.size()));
  const auto strange = std::ranges::find_if_not(weights, [](double weight) { return std::isfinite(weight); });
  if (strange != weights.end()) return fail(ErrorCode::out_of_range, std::format("weight {}", *strange));
  return states.size() / weights.size();
}

Result<std::vector<float>> finite(std::vector<float> states) {
  const bool ok = std::ranges::all_of(states, [](float number) { return std::isfinite(number); });
  if (!ok) return fail(ErrorCode::out_of_range, "the weighted states are not finite");
  return states;
}

/// To float without leaving its range undefined: what does not fit becomes infinite and is refused by `finite`.
float narrowed(double value) {
  return static_cast<float>(value);
}

double mean(std::span<const float> numbers) {
  double sum = 0;
  for (const float number : numbers) sum += number;
  return numbers.empty() ? 0 : sum / static_cast<double>(numbers.size());
}

bool is_break(const PromptPart& part) {
  return part.text == "BREAK" && part.weight == -1.0;
}

bool would_run_together(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return false;
  return is_word_character(utf8::decode_at(left, utf8::previous(left, left.size())).value) &&
         is_word_character(utf8::decode_at(right, 0).value);
}

}  // namespace

Result<WeightedTokens> weigh_pieces(const Tokenizer& tokenizer, std::span<const PromptPart> parts, int limit) {
  struct End {
    std::size_t byte;
    double weight;
  };
  WeightedTokens result;
  std::vector<End> ends;  // of each part in the joined text
  for (const PromptPart& part : parts) {
    const std::string_view text = is_break(part) ? " " : std::string_view(part.text);
    if (would_run_together(result.text, text)) result.text += ' ';
    result.text += text;
    ends.push_back({result.text.size(), is_break(part) ? 1.0 : part.weight});
  }
  // Trimming here would move the offsets; the outer spaces only need to vanish, and a leading one is harmless.
  while (result.text.ends_with(' ')) result.text.pop_back();
  auto tokens = read_text(tokenizer, result.text, limit);
  if (!tokens) return std::unexpected(tokens.error());

  result.weights.assign(tokens->ids.size(), 1.0);
  for (std::size_t i = 1; i + 1 < tokens->ids.size(); ++i) {
    const std::size_t byte = tokens->sources[i].begin;
    const auto part = std::ranges::find_if(ends, [byte](const End& end) { return byte < end.byte; });
    if (part != ends.end()) result.weights[i] = part->weight;
  }
  result.tokens = std::move(*tokens);
  return result;
}

Result<A1111States> weigh_a1111(std::span<const float> states, std::span<const double> weights, bool restore_mean) {
  const auto channels = channels_of(states, weights);
  if (!channels) return std::unexpected(channels.error());
  std::vector<double> weighted(states.size());
  double sum = 0;
  for (std::size_t i = 0; i < states.size(); ++i) {
    weighted[i] = static_cast<double>(states[i]) * weights[i / *channels];
    sum += weighted[i];
  }
  A1111States result;
  result.mean_before = mean(states);
  result.mean_weighted = states.empty() ? 0 : sum / static_cast<double>(states.size());
  constexpr double smallest_share = 0.2;
  result.is_defined = std::abs(result.mean_weighted) >= smallest_share * std::abs(result.mean_before) &&
                      std::signbit(result.mean_weighted) == std::signbit(result.mean_before) &&
                      result.mean_weighted != 0;
  if (restore_mean && result.is_defined) result.factor = result.mean_before / result.mean_weighted;
  result.states.resize(states.size());
  std::ranges::transform(weighted, result.states.begin(),
                         [&](double number) { return narrowed(number * result.factor); });
  auto checked = finite(std::move(result.states));
  if (!checked) return std::unexpected(checked.error());
  result.states = std::move(*checked);
  return result;
}

Result<std::vector<float>> weigh_comfy(std::span<const float> states, std::span<const float> empty,
                                       std::span<const double> weights) {
  const auto channels = channels_of(states, weights);
  if (!channels) return std::unexpected(channels.error());
  const bool is_one_row = empty.size() == *channels;
  if (!is_one_row && empty.size() != states.size())
    return fail(ErrorCode::shape_mismatch,
                std::format("{} numbers of the empty prompt, {} of the prompt", empty.size(), states.size()));
  std::vector<float> result(states.begin(), states.end());
  for (std::size_t i = 0; i < states.size(); ++i) {
    const double weight = weights[i / *channels];
    if (weight == 1.0) continue;
    const double origin = empty[is_one_row ? i % *channels : i];
    result[i] = narrowed(origin + (static_cast<double>(states[i]) - origin) * weight);
  }
  return finite(std::move(result));
}

double compel_share(double weight) {
  return weight < 1.0 ? std::tan((1.0 - std::max(weight, 1e-5)) * std::numbers::pi / 2) : 0.0;
}

Result<std::vector<float>> blend_compel(std::span<const float> weighted, std::span<const CompelMasked> masked) {
  std::vector<double> sum(weighted.begin(), weighted.end());
  double total = 1;
  for (const CompelMasked& encoding : masked) {
    if (encoding.states.size() != weighted.size())
      return fail(ErrorCode::shape_mismatch, std::format("{} and {} numbers", encoding.states.size(), weighted.size()));
    if (!std::isfinite(encoding.weight))
      return fail(ErrorCode::out_of_range, std::format("weight {}", encoding.weight));
    const double share = compel_share(encoding.weight);
    total += share;
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += share * static_cast<double>(encoding.states[i]);
  }
  std::vector<float> result(sum.size());
  std::ranges::transform(sum, result.begin(), [total](double number) { return narrowed(number / total); });
  return finite(std::move(result));
}

}  // namespace attention::text
