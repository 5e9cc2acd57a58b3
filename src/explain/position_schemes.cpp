#include "explain/position_schemes.h"

#include <cmath>
#include <numeric>

namespace attention::explain {

namespace {

/// The wavelengths that both formulas share.
constexpr double base = 10000;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

std::vector<float> row_similarity(std::span<const float> table, int rows, int width) {
  const auto row = [&](int i) { return table.subspan(at(i) * at(width), at(width)); };
  const auto dot = [&](int i, int j) { return std::inner_product(row(i).begin(), row(i).end(), row(j).begin(), 0.0); };
  std::vector<double> norms(at(rows));
  for (int i = 0; i < rows; ++i) norms[at(i)] = std::sqrt(dot(i, i));
  std::vector<float> similarity(at(rows) * at(rows));
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j <= i; ++j) {
      const double scale = norms[at(i)] * norms[at(j)];
      const float cosine = scale > 0 ? static_cast<float>(dot(i, j) / scale) : 0.0f;
      similarity[at(i) * at(rows) + at(j)] = similarity[at(j) * at(rows) + at(i)] = cosine;
    }
  }
  return similarity;
}

std::vector<float> sinusoidal_table(int places, int width) {
  std::vector<float> table(at(places) * at(width));
  for (int place = 0; place < places; ++place) {
    for (int i = 0; i < width / 2; ++i) {
      const double angle = place / std::pow(base, 2.0 * i / width);
      table[at(place) * at(width) + at(2 * i)] = static_cast<float>(std::sin(angle));
      table[at(place) * at(width) + at(2 * i + 1)] = static_cast<float>(std::cos(angle));
    }
  }
  return table;
}

float rotary_score(int difference, int head_size) {
  const int pairs = head_size / 2;
  double sum = 0;
  for (int i = 0; i < pairs; ++i) sum += std::cos(difference * std::pow(base, -2.0 * i / head_size));
  return static_cast<float>(sum / pairs);
}

std::vector<float> rotary_similarity(int places, int head_size) {
  std::vector<float> by_difference(at(places));
  for (int d = 0; d < places; ++d) by_difference[at(d)] = rotary_score(d, head_size);
  std::vector<float> similarity(at(places) * at(places));
  for (int m = 0; m < places; ++m) {
    for (int n = 0; n < places; ++n) similarity[at(m) * at(places) + at(n)] = by_difference[at(std::abs(m - n))];
  }
  return similarity;
}

}  // namespace attention::explain
