// Prints the milliseconds that one layer of the shipped model's shape takes (random weights), and the share of them that is
// arithmetic of the products. Nothing here is asserted: times belong to the machine that they were taken on.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "explain/encoder_run.h"
#include "tests/tensor/random_values.h"

using namespace attention;
using tensor::Index;
using tensor::test::random_values;

namespace {

constexpr model::EncoderConfig config{.hidden = 384, .layers = 12, .heads = 12, .head_size = 32, .feed_forward = 1536, .epsilon = 1e-12f};
constexpr int layers = 12;  // as many as the model has, so that weights come from where they would come from

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

model::EncoderLayer random_layer(unsigned seed) {
  model::EncoderLayer layer = model::EncoderLayer::zeros(config);
  for (tensor::PackedMatrix* matrix : {&layer.query_key_value, &layer.attention_output, &layer.intermediate, &layer.output}) {
    const auto weights = random_values(matrix->inputs() * matrix->outputs(), seed++, 0.05f);
    matrix->set_rows(0, tensor::view(weights, matrix->outputs(), matrix->inputs()));
  }
  layer.attention_norm_weight.assign(384, 1.0f);
  layer.output_norm_weight.assign(384, 1.0f);
  return layer;
}

double products(double tokens) {  // multiplications and additions of one layer
  return 2 * (tokens * 384 * (4 * 384 + 2 * 1536) + 2 * 12 * tokens * tokens * 32);
}

}  // namespace

int main() {
  std::vector<model::EncoderLayer> model;
  for (unsigned i = 0; i < layers; ++i) model.push_back(random_layer(10 * i));
  model::EncoderScratch scratch;
  std::printf("tokens   ms/layer   ms for %d layers   GF/s\n", layers);
  for (const Index tokens : {1, 16, 32, 64, 128}) {
    const auto input = random_values(tokens * config.hidden, 1);
    double best = 1e9;
    for (double spent = 0; spent < 1.0;) {
      const double start = seconds_now();
      for (const auto& layer : model) explain::run_layer(config, layer, input, {}, scratch);
      const double took = seconds_now() - start;
      best = std::min(best, took);
      spent += took;
    }
    std::printf("%6td   %8.2f   %16.1f   %4.1f\n", tokens, 1e3 * best / layers, 1e3 * best, 1e-9 * layers * products(static_cast<double>(tokens)) / best);
  }
}
