#include "widgets/figures/microscope_numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace attention::widgets {

namespace {

using article::Strings;

constexpr std::string_view marker = "▁";  // SentencePiece: a space before the piece

std::size_t at(int i) { return static_cast<std::size_t>(i); }

float norm_of(std::span<const float> vector) { return std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0f)); }

float largest(std::span<const float> values, float floor = 0) {
  for (const float value : values) floor = std::max(floor, std::abs(value));
  return floor;
}

std::string shown_name(const explain::Trace& trace, int piece, const Strings& strings) {
  if (piece == 0) return std::string(strings["token.start"]);
  if (piece + 1 == static_cast<int>(trace.pieces.size())) return std::string(strings["token.end"]);
  std::string_view name = trace.pieces[at(piece)];
  if (name.starts_with(marker) && name.size() > marker.size()) name.remove_prefix(marker.size());
  return std::string(name);
}

int chosen_piece(const explain::Trace& trace, int word, int piece) {
  const explain::Word& chosen = trace.words[at(std::clamp(word, 0, static_cast<int>(trace.words.size()) - 1))];
  const int last = std::max(0, chosen.end - chosen.first - 1);
  // A word may begin with a piece that is nothing but the marker of a space; it is shown only if somebody asks for it.
  if (piece < 0) piece = trace.pieces[at(chosen.first)] == marker ? 1 : 0;
  return chosen.first + std::min(piece, last);
}

}  // namespace

bool microscope_ready(const Scene& scene) {
  return scene.trace && !scene.trace->words.empty() && static_cast<int>(scene.trace->layers.size()) > scene.view.head.layer;
}

MicroscopeNumbers microscope_numbers(const Scene& scene, const Strings& strings) {
  const explain::Trace& trace = *scene.trace;
  const ViewState& view = scene.view;
  const int count = static_cast<int>(trace.pieces.size()), head = view.head.head;
  MicroscopeNumbers out;
  for (int piece = 0; piece < count; ++piece) out.names.push_back(shown_name(trace, piece, strings));
  auto derived = explain::derive(trace, view.head.layer, head, chosen_piece(trace, view.from_word, view.from_piece),
                                 chosen_piece(trace, view.to_word, view.to_piece));
  if (!derived) return out;  // only for a head that does not exist, which no edit can choose
  out.derivation = *std::move(derived);
  const explain::Derivation& d = out.derivation;
  const explain::LayerTrace& layer = *trace.layers[at(view.head.layer)];

  const std::vector<float>& states = view.head.layer == 0 ? trace.embedding : trace.layers[at(view.head.layer - 1)]->output;
  const auto hidden = at(trace.hidden);
  out.from_state = std::span(states).subspan(at(d.from) * hidden, hidden);
  out.to_state = std::span(states).subspan(at(d.to) * hidden, hidden);
  out.state_bound = largest(out.to_state, largest(out.from_state));

  out.query_bound = out.key_bound = out.product_bound = 0;
  out.mix_bound = largest(d.output);
  float word_norms = 0;
  for (int piece = 0; piece < count; ++piece) {
    const auto query = layer.query_row(head, piece), key = layer.key_row(head, piece), value = layer.value_row(head, piece);
    out.query_bound = largest(query, out.query_bound);
    out.key_bound = largest(key, out.key_bound);
    for (std::size_t i = 0; i < key.size(); ++i) out.product_bound = std::max(out.product_bound, std::abs(d.query[i] * key[i]));
    const float weight = d.weights[at(piece)], norm = norm_of(value);
    for (const float number : value) out.weighted.push_back(weight * number);
    out.norms.push_back(norm);
    out.contributions.push_back(weight * norm);
    const bool special = piece == 0 || piece + 1 == count;
    if (special) {
      out.special_share += weight;
      out.special_contribution += weight * norm;
    } else {
      word_norms += norm;
    }
    if (weight > d.weights[at(out.most)]) out.most = piece;
  }
  out.mix_bound = largest(out.weighted, out.mix_bound);
  out.contribution_sum = std::accumulate(out.contributions.begin(), out.contributions.end(), 0.0f);
  if (out.contribution_sum > 0) {
    out.share = out.contributions[at(d.to)] / out.contribution_sum;
    out.special_contribution /= out.contribution_sum;
  }
  out.start_norm = out.norms.front();
  out.end_norm = out.norms.back();
  out.word_norm = count > 2 ? word_norms / static_cast<float>(count - 2) : 0;
  return out;
}

std::string microscope_number(const Strings& strings, double value, int usual, bool all_digits) {
  if (!all_digits || value == 0 || !std::isfinite(value)) return strings.number(value, usual);
  const int before_point = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
  return strings.number(value, std::clamp(9 - before_point, 0, 20));
}

std::string microscope_percent(const Strings& strings, double share, bool all_digits) {
  return microscope_number(strings, share * 100, 0, all_digits) + strings.language().percent;
}

}  // namespace attention::widgets
