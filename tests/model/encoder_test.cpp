// The encoder's blocks against the same formulas in plain loops and double precision.
#include "model/encoder.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

using namespace attention;
using namespace attention::model;
using tensor::Index;
using tensor::view;

namespace {

using Values = std::vector<double>;

std::vector<float> random_values(Index count, unsigned seed, float spread) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal(0.0f, spread);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(generator);
  return values;
}

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

struct Linear {
  std::vector<float> weight, bias;
  Index inputs, outputs;
  Linear(Index in, Index out, unsigned seed)
      : weight(random_values(in * out, seed, 0.2f)), bias(random_values(out, seed + 1, 0.2f)), inputs(in), outputs(out) {}
  Values operator()(const Values& x) const {
    const Index rows = static_cast<Index>(x.size()) / inputs;
    Values y(at(rows * outputs));
    for (Index i = 0; i < rows; ++i)
      for (Index o = 0; o < outputs; ++o) {
        double sum = static_cast<double>(bias[at(o)]);
        for (Index k = 0; k < inputs; ++k) sum += x[at(i * inputs + k)] * static_cast<double>(weight[at(o * inputs + k)]);
        y[at(i * outputs + o)] = sum;
      }
    return y;
  }
  void put(tensor::PackedMatrix& to, Index first) const {
    to.set_rows(first, view(weight, outputs, inputs));
    to.set_bias(first, bias);
  }
};

Values normalise(Values x, Index n, const std::vector<float>& weight, const std::vector<float>& bias, double epsilon) {
  for (std::size_t start = 0; start < x.size(); start += at(n)) {
    double mean = 0, variance = 0;
    for (Index j = 0; j < n; ++j) mean += x[start + at(j)] / static_cast<double>(n);
    for (Index j = 0; j < n; ++j) variance += std::pow(x[start + at(j)] - mean, 2) / static_cast<double>(n);
    for (Index j = 0; j < n; ++j)
      x[start + at(j)] = (x[start + at(j)] - mean) / std::sqrt(variance + epsilon) * static_cast<double>(weight[at(j)]) + static_cast<double>(bias[at(j)]);
  }
  return x;
}

double largest_difference(std::span<const float> a, const Values& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  return largest;
}

}  // namespace

TEST_CASE("an encoder layer equals its formulas, with cuts and a row that may look nowhere", "[unit]") {
  const EncoderConfig config{.hidden = 64, .layers = 1, .heads = 2, .head_size = 32, .feed_forward = 96, .epsilon = 1e-5f};
  const Index pieces = 7, hidden = 64, n = 32;
  const Linear query(hidden, hidden, 1), key(hidden, hidden, 3), value(hidden, hidden, 5), out(hidden, hidden, 7), up(hidden, 96, 9), down(96, hidden, 11);
  EncoderLayer layer = EncoderLayer::zeros(config);
  query.put(layer.query_key_value, 0);
  key.put(layer.query_key_value, hidden);
  value.put(layer.query_key_value, 2 * hidden);
  out.put(layer.attention_output, 0);
  up.put(layer.intermediate, 0);
  down.put(layer.output, 0);
  layer.attention_norm_weight = random_values(hidden, 20, 1);
  layer.attention_norm_bias = random_values(hidden, 21, 1);
  layer.output_norm_weight = random_values(hidden, 22, 1);
  layer.output_norm_bias = random_values(hidden, 23, 1);
  const auto input = random_values(pieces * hidden, 30, 1);
  std::vector<HeadCut> cuts{{1, 3, 4}, {-1, 2, 0}};
  for (int to = 0; to < 7; ++to) cuts.push_back({0, 5, to});

  std::vector<float> q(at(pieces * hidden)), k(q), v(q), weights(at(2 * pieces * pieces)), output(q);
  EncoderScratch scratch;
  encoder_layer(config, layer, input, cuts, {q, k, v, weights, output}, scratch);

  const Values x(input.begin(), input.end());
  const Values rq = query(x), rk = key(x), rv = value(x);
  Values expected_weights(at(2 * pieces * pieces)), context(at(pieces * hidden));
  for (Index h = 0; h < 2; ++h)
    for (Index i = 0; i < pieces; ++i) {
      Values row(at(pieces));
      double sum = 0;
      for (Index j = 0; j < pieces; ++j) {
        double dot = 0;
        for (Index e = 0; e < n; ++e) dot += rq[at(i * hidden + h * n + e)] * rk[at(j * hidden + h * n + e)];
        bool cut = false;
        for (const HeadCut& c : cuts) cut = cut || ((c.head < 0 || c.head == h) && c.from == i && c.to == j);
        sum += row[at(j)] = cut ? 0 : std::exp(dot / std::sqrt(32.0));
      }
      for (Index j = 0; j < pieces; ++j) {
        const double weight = sum > 0 ? row[at(j)] / sum : 0;
        expected_weights[at((h * pieces + i) * pieces + j)] = weight;
        for (Index e = 0; e < n; ++e) context[at(i * hidden + h * n + e)] += weight * rv[at(j * hidden + h * n + e)];
      }
    }
  REQUIRE(largest_difference(weights, expected_weights) < 1e-5);
  REQUIRE(weights[at((1 * pieces + 3) * pieces + 4)] == 0.0f);
  for (Index j = 0; j < pieces; ++j) REQUIRE(weights[at(5 * pieces + j)] == 0.0f);
  for (Index i = 0; i < pieces; ++i)
    for (Index e = 0; e < n; ++e) REQUIRE(std::abs(static_cast<double>(k[at((1 * pieces + i) * n + e)]) - rk[at(i * hidden + n + e)]) < 1e-4);

  Values attended = out(context);
  for (std::size_t i = 0; i < attended.size(); ++i) attended[i] += x[i];
  attended = normalise(attended, hidden, layer.attention_norm_weight, layer.attention_norm_bias, 1e-5);
  Values inner = up(attended);
  for (double& value_in : inner) value_in *= 0.5 * (1 + std::erf(value_in / std::numbers::sqrt2));
  Values result = down(inner);
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += attended[i];
  result = normalise(result, hidden, layer.output_norm_weight, layer.output_norm_bias, 1e-5);
  REQUIRE(largest_difference(output, result) < 1e-4);
}

TEST_CASE("causal attention: nothing after the row's own column", "[unit]") {
  const Index n = 6, d = 8;
  const auto q = random_values(n * d, 1, 1), k = random_values(n * d, 2, 1), v = random_values(n * d, 3, 1);
  std::vector<float> weights(at(n * n)), output(at(n * d));
  AttentionScratch scratch;
  attend(view(q, n, d), view(k, n, d), view(v, n, d), 0.35f, true, {}, view(weights, n, n), view(output, n, d), scratch);
  for (Index i = 0; i < n; ++i) {
    double sum = 0;
    for (Index j = 0; j < n; ++j) {
      if (j > i) REQUIRE(weights[at(i * n + j)] == 0.0f);
      sum += static_cast<double>(weights[at(i * n + j)]);
    }
    REQUIRE(std::abs(sum - 1) < 1e-6);
  }
  REQUIRE(std::equal(output.begin(), output.begin() + d, v.begin(), [](float a, float b) { return std::abs(a - b) < 1e-6f; }));
}
