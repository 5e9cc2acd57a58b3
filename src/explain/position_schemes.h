#pragma once
#include <span>
#include <vector>

namespace attention::explain {

/// Three ways to tell a model where a word stands, each as a places × places matrix of how alike two places look to it, row by row.
/// The figure "order" draws them as heat maps; only the learned table belongs to a model, the other two are formulas.

/// Cosine between each two of `rows` rows of a [rows, width] table: x·y / (‖x‖ ‖y‖), 0 where a row is all zeros.
std::vector<float> row_similarity(std::span<const float> table, int rows, int width);

/// Rows of sines and cosines, [places, width], width even (Vaswani et al. 2017, section 3.5):
/// p[t, 2i] = sin(t / 10000^(2i/width)), p[t, 2i+1] = cos(t / 10000^(2i/width)).
std::vector<float> sinusoidal_table(int places, int width);

/// What rotary positions leave of the score of two equal vectors at places m and n, their energy spread evenly over the channels: the
/// mean of cos((m − n) θ_i) over head_size / 2 pairs, θ_i = 10000^(−2i/head_size) (Su et al. 2021, section 3.2.2).
std::vector<float> rotary_similarity(int places, int head_size);

/// The same for one pair of places.
float rotary_score(int difference, int head_size);

}  // namespace attention::explain
