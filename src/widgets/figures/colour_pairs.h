#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "article/strings.h"
#include "widgets/scene.h"

namespace attention::widgets {

/// A colour word of a preset with its own noun and the other one: word indices as in Trace::words (0 = start token).
struct ColourPair { int from = 0, own = 0, other = 0; };

/// The pairs of strings key "pairs.<preset>", e.g. "1:2:6 5:6:2" (start token not counted there). Unreadable entries are
/// left out.
std::vector<ColourPair> colour_pairs(std::string_view text);

/// The pair of the chosen word, if the sentence on screen is a preset that has one for it.
std::optional<ColourPair> pair_of(const Scene& scene, const article::Strings& strings);

}  // namespace attention::widgets
