#pragma once
#include <span>
#include <string>
#include <vector>

#include "article/strings.h"
#include "explain/derivation.h"
#include "widgets/scene.h"

namespace attention::widgets {

/// Everything that the microscope shows: one weight of one head taken apart, its row, and the bounds of each scale. T = pieces,
/// d = numbers in a query.
struct MicroscopeNumbers {
  explain::Derivation derivation;
  std::vector<std::string> names;         ///< [T] pieces as shown: no marker, start and end token in the reader's language
  std::vector<float> norms;               ///< [T] ‖value‖
  std::vector<float> contributions;       ///< [T] weight · ‖value‖
  std::vector<float> weighted;            ///< [T, d] weight · value
  std::span<const float> from_state, to_state;  ///< [hidden] what enters the layer; points into the trace
  float contribution_sum = 0;
  float share = 0;                        ///< contribution of `to` ÷ contribution_sum
  float special_share = 0;                ///< of the row's weights: start and end token
  float special_contribution = 0;         ///< of contribution_sum: start and end token
  float start_norm = 0, end_norm = 0;     ///< ‖value‖ of the start and the end token
  float word_norm = 0;                    ///< mean ‖value‖ of all other pieces
  int most = 0;                           ///< the piece with the largest weight
  /// Scales run from −bound to bound. Queries, keys: the largest over all pieces of this head, so that strips of different tokens can
  /// be compared; products: over the row; values times weights and the output share one; states: over both tokens.
  float query_bound = 1, key_bound = 1, product_bound = 1, mix_bound = 1, state_bound = 1;

  int pieces() const { return static_cast<int>(names.size()); }
  int size() const { return static_cast<int>(derivation.query.size()); }
  const std::string& from() const { return names[static_cast<std::size_t>(derivation.from)]; }
  const std::string& to() const { return names[static_cast<std::size_t>(derivation.to)]; }
};

/// Whether the chosen head's layer is there.
bool microscope_ready(const Scene& scene);
/// The numbers for the pieces and the head that the reader chose. Only if microscope_ready().
MicroscopeNumbers microscope_numbers(const Scene& scene, const article::Strings& strings);

/// A number in the language's form: `usual` decimals, or 9 significant digits (all that a 32-bit float holds).
std::string microscope_number(const article::Strings& strings, double value, int usual, bool all_digits);
/// A share as a percentage.
std::string microscope_percent(const article::Strings& strings, double share, bool all_digits);

}  // namespace attention::widgets
