#include "widgets/figures/wall_numbers.h"

#include <algorithm>
#include <cmath>

#include "explain/word_attention.h"

namespace attention::widgets {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// The head's weights pooled to cells × cells by their maximum.
std::vector<float> pooled(const explain::LayerTrace& layer, int head, int cells) {
  std::vector<float> out(at(cells) * at(cells), 0.0f);
  for (int i = 0; i < layer.pieces; ++i) {
    const auto row = layer.attention_row(head, i);
    const int cell_row = i * cells / layer.pieces;
    for (int j = 0; j < layer.pieces; ++j) {
      float& cell = out[at(cell_row * cells + j * cells / layer.pieces)];
      cell = std::max(cell, row[at(j)]);
    }
  }
  return out;
}

std::vector<Color> colours_of(const explain::LayerTrace& layer, int head, int cells, const std::vector<Color>& table) {
  std::vector<Color> colours;
  const float top = static_cast<float>(table.size() - 1);
  for (const float weight : pooled(layer, head, cells)) {
    colours.push_back(table[static_cast<std::size_t>(std::lround(top * std::sqrt(std::clamp(weight, 0.0f, 1.0f))))]);
  }
  return colours;
}

}  // namespace

WallNumbers::Layer& WallNumbers::layer_at(const explain::Trace& trace, int layer) {
  if (layers_.size() < trace.layers.size()) layers_.resize(trace.layers.size());
  Layer& kept = layers_[at(layer)];
  const auto& source = trace.layers[at(layer)];
  if (kept.source != source) {
    kept = Layer{.source = source, .statistics = {}, .colours = {}};
    for (int head = 0; head < source->heads; ++head) kept.statistics.push_back(explain::head_statistics(*source, head));
  }
  return kept;
}

const explain::HeadStatistics& WallNumbers::of(const explain::Trace& trace, HeadChoice head) {
  return layer_at(trace, head.layer).statistics[at(head.head)];
}

const std::vector<Color>& WallNumbers::colours(const explain::Trace& trace, HeadChoice head, int cells, const Theme& theme) {
  Layer& kept = layer_at(trace, head.layer);
  if (kept.cells != cells || kept.dark != theme.dark || kept.colours.empty()) {
    kept.cells = cells;
    kept.dark = theme.dark;
    kept.colours.clear();
    const std::vector<Color> table = theme.sequential().table();
    for (int i = 0; i < kept.source->heads; ++i) kept.colours.push_back(colours_of(*kept.source, i, cells, table));
  }
  return kept.colours[at(head.head)];
}

std::vector<Color> WallNumbers::enlarged(const explain::Trace& trace, HeadChoice head, int cells, const Theme& theme) {
  return colours_of(*trace.layers[at(head.layer)], head.head, cells, theme.sequential().table());
}

std::string_view key_of(WallSort sort) {
  switch (sort) {
    case WallSort::layer: return "layer";
    case WallSort::entropy: return "entropy";
    case WallSort::distance: return "distance";
    case WallSort::special: return "special";
    case WallSort::diagonal: return "diagonal";
    case WallSort::previous: return "previous";
  }
  return "layer";
}

float value_of(const explain::HeadStatistics& statistics, WallSort sort) {
  switch (sort) {
    case WallSort::layer: return 0;
    case WallSort::entropy: return statistics.entropy;
    case WallSort::distance: return statistics.distance;
    case WallSort::special: return statistics.special;
    case WallSort::diagonal: return statistics.diagonal;
    case WallSort::previous: return statistics.previous;
  }
  return 0;
}

int digits_of(WallSort sort) { return sort == WallSort::distance ? 1 : 2; }

int digits_needed(double value) {
  int digits = 0;
  for (double scaled = value; digits < 4 && std::abs(scaled - std::round(scaled)) > 1e-6 * std::max(1.0, std::abs(scaled)); scaled *= 10) ++digits;
  return digits;
}

std::string statistic_text(const explain::HeadStatistics& statistics, WallSort sort, const article::Strings& strings) {
  return strings.format("wall.statistic." + std::string(key_of(sort)),
                        {{"value", strings.number(static_cast<double>(value_of(statistics, sort)), digits_of(sort))}});
}

std::vector<float> filter_steps(WallSort sort) {
  switch (sort) {
    case WallSort::layer: return {};
    case WallSort::entropy: return {1, 2};
    case WallSort::distance: return {2, 3};
    case WallSort::special: return {0.5f, 0.9f};
    case WallSort::diagonal:
    case WallSort::previous: return {0.25f, 0.5f};
  }
  return {};
}

std::vector<RankedHead> sorted_heads(WallNumbers& numbers, const explain::Trace& trace, WallSort sort) {
  std::vector<RankedHead> heads;
  for (int layer = 0; layer < static_cast<int>(trace.layers.size()); ++layer) {
    for (int head = 0; head < trace.head_count; ++head) heads.push_back({{layer, head}, value_of(numbers.of(trace, {layer, head}), sort)});
  }
  if (sort == WallSort::layer) return heads;
  std::stable_sort(heads.begin(), heads.end(), [&](const RankedHead& a, const RankedHead& b) {
    return sort == WallSort::entropy ? a.value < b.value : a.value > b.value;
  });
  return heads;
}

std::vector<RankedHead> ranked_by_pair(const explain::Trace& trace, int from, int to) {
  std::vector<RankedHead> heads;
  for (int layer = 0; layer < static_cast<int>(trace.layers.size()); ++layer) {
    for (int head = 0; head < trace.head_count; ++head) heads.push_back({{layer, head}, explain::word_weight(trace, layer, head, from, to)});
  }
  std::stable_sort(heads.begin(), heads.end(), [](const RankedHead& a, const RankedHead& b) { return a.value > b.value; });
  return heads;
}

int heads_that_prefer(const explain::Trace& trace, int from, int to) {
  int count = 0;
  const int words = static_cast<int>(trace.words.size());
  for (int layer = 0; layer < static_cast<int>(trace.layers.size()); ++layer) {
    for (int head = 0; head < trace.head_count; ++head) {
      const float weight = explain::word_weight(trace, layer, head, from, to);
      bool most = true;
      for (int other = 0; other < words && most; ++other) {
        if (other != to && !trace.words[at(other)].special) most = explain::word_weight(trace, layer, head, from, other) < weight;
      }
      count += most ? 1 : 0;
    }
  }
  return count;
}

int heads_there(const explain::Trace& trace) { return static_cast<int>(trace.layers.size()) * trace.head_count; }
int heads_in_all(const explain::Trace& trace) { return trace.layer_count * trace.head_count; }

std::string short_name(HeadChoice head) { return std::to_string(head.layer + 1) + "·" + std::to_string(head.head + 1); }

std::string wall_word(const explain::Trace& trace, int word, const article::Strings& strings) {
  const auto& shown = trace.words[at(word)];
  if (!shown.special) return shown.text;
  return std::string(strings[word == 0 ? "token.start" : "token.end"]);
}

int from_word_of(const Scene& scene) { return std::clamp(scene.view.from_word, 0, static_cast<int>(scene.trace->words.size()) - 1); }
int to_word_of(const Scene& scene) { return std::clamp(scene.view.to_word, 0, static_cast<int>(scene.trace->words.size()) - 1); }

}  // namespace attention::widgets
