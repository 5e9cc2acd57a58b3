#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "explain/head_statistics.h"

using attention::explain::head_statistics;
using attention::explain::HeadStatistics;
using attention::explain::LayerTrace;
using Catch::Matchers::WithinAbs;

namespace {

/// A layer of one head with the given weights, row by row.
LayerTrace layer_of(int pieces, std::vector<float> weights) {
  LayerTrace layer;
  layer.heads = 1;
  layer.pieces = pieces;
  layer.attention = std::move(weights);
  return layer;
}

}  // namespace

TEST_CASE("a head that spreads its weight evenly has the entropy of a fair choice", "[unit]") {
  const HeadStatistics even = head_statistics(layer_of(4, std::vector<float>(16, 0.25f)), 0);
  CHECK_THAT(even.entropy, WithinAbs(2.0, 1e-6));
  CHECK_THAT(even.special, WithinAbs(0.5, 1e-6));
  CHECK_THAT(even.diagonal, WithinAbs(0.25, 1e-6));
  // Two words: each row of a word is half itself (distance 0) and half the other word (distance 1).
  CHECK_THAT(even.distance, WithinAbs(0.5, 1e-6));
  CHECK_THAT(even.previous, WithinAbs(0.25, 1e-6));
}

TEST_CASE("a head that looks at the word before has no entropy and the distance 1", "[unit]") {
  const HeadStatistics previous = head_statistics(layer_of(5, {1, 0, 0, 0, 0,  //
                                                               1, 0, 0, 0, 0,  //
                                                               0, 1, 0, 0, 0,  //
                                                               0, 0, 1, 0, 0,  //
                                                               0, 0, 0, 1, 0}),
                                                  0);
  CHECK(previous.entropy == 0.0f);
  CHECK_THAT(previous.previous, WithinAbs(1.0, 1e-6));
  CHECK_THAT(previous.distance, WithinAbs(1.0, 1e-6));
  CHECK_THAT(previous.special, WithinAbs(0.4, 1e-6));
  CHECK_THAT(previous.diagonal, WithinAbs(0.2, 1e-6));
}

TEST_CASE("weight on the word after counts as a neighbour, but not added to the word before", "[unit]") {
  const HeadStatistics both = head_statistics(layer_of(5, {1, 0,    0,    0,    0,  //
                                                           0, 0.2f, 0.8f, 0,    0,  //
                                                           0, 0.3f, 0.1f, 0.6f, 0,  //
                                                           0, 0,    0.1f, 0.9f, 0,  //
                                                           0, 0,    0,    0,    1}),
                                              0);
  CHECK_THAT(both.previous, WithinAbs((0.8 + 0.6) / 2, 1e-6));
}

TEST_CASE("distance asks only where the rest goes, however much start and end hold", "[unit]") {
  const HeadStatistics sink = head_statistics(layer_of(5, {1,    0,     0, 0,     0,  //
                                                           0.9f, 0,     0, 0.1f,  0,  //
                                                           1,    0,     0, 0,     0,  //
                                                           0.9f, 0.05f, 0, 0.05f, 0,  //
                                                           1,    0,     0, 0,     0}),
                                              0);
  // Rows 1 and 3: 2 tokens, and (2 + 0) / 2; row 2 gives the words nothing and is left out.
  CHECK_THAT(sink.distance, WithinAbs(1.5, 1e-5));
}

TEST_CASE("a text of one word has no neighbour and no distance", "[unit]") {
  const HeadStatistics one = head_statistics(layer_of(3, std::vector<float>(9, 1.0f / 3)), 0);
  CHECK(one.distance == 0.0f);
  CHECK(one.previous == 0.0f);
}
