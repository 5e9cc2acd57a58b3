#pragma once
#include "explain/trace.h"

namespace attention::explain {

/// What one head does on one text, from its weights alone. After Clark et al. 2019, "What Does BERT Look At?", sections 3.1–3.3.
/// Token i is a row (looks), token j a column (is looked at); T tokens, the start token is 0 and the end token T − 1.
struct HeadStatistics {
  float entropy = 0;   ///< bits: mean over all rows of −Σ a log₂ a; 0 = all on one token
  float distance = 0;  ///< tokens: mean over the words' rows of Σ a·|i − j| ÷ Σ a, both over the words' columns; start and end left out
  float special = 0;   ///< mean over all rows of what the start and end tokens get
  float diagonal = 0;  ///< mean over all rows of what the token keeps for itself
  float previous = 0;  ///< the larger of two means: over rows that have a word before (after) them, of what it gets; start and end left out
};

/// The statistics of one head of the layer. `head` must be in [0, layer.heads). A text of one word has distance and previous 0.
HeadStatistics head_statistics(const LayerTrace& layer, int head);

}  // namespace attention::explain
