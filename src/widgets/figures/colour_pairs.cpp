#include "widgets/figures/colour_pairs.h"

#include <charconv>

namespace attention::widgets {

std::vector<ColourPair> colour_pairs(std::string_view text) {
  std::vector<ColourPair> pairs;
  while (!text.empty()) {
    const auto end = text.find(' ');
    const std::string_view item = text.substr(0, end);
    int numbers[3] = {};
    const char* at = item.data();
    const char* const last = item.data() + item.size();
    bool good = true;
    for (int i = 0; i < 3 && good; ++i) {
      const auto [next, error] = std::from_chars(at, last, numbers[i]);
      good = error == std::errc{} && (i == 2 ? next == last : next != last && *next == ':');
      at = i == 2 ? next : next + 1;
    }
    if (good) pairs.push_back({numbers[0] + 1, numbers[1] + 1, numbers[2] + 1});
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return pairs;
}

std::optional<ColourPair> pair_of(const Scene& scene, const article::Strings& strings) {
  // Only while the words on screen are the preset's: an older trace has other words at these places.
  if (!scene.trace || scene.trace->query.text != strings["preset." + scene.sentence.preset]) return std::nullopt;
  const int count = static_cast<int>(scene.trace->words.size());
  for (const ColourPair& pair : colour_pairs(strings["pairs." + scene.sentence.preset])) {
    if (pair.from == scene.view.from_word && pair.own < count && pair.other < count) return pair;
  }
  return std::nullopt;
}

}  // namespace attention::widgets
