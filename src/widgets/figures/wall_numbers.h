#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "article/strings.h"
#include "explain/head_statistics.h"
#include "widgets/scene.h"
#include "widgets/theme.h"

namespace attention::widgets {

/// One head and a number that it is ranked by.
struct RankedHead {
  HeadChoice head;
  float value = 0;
  bool operator==(const RankedHead&) const = default;
};

/// The wall's numbers, computed from the trace and kept while its layers stay the same.
class WallNumbers {
 public:
  /// Statistics of a head whose layer is there.
  const explain::HeadStatistics& of(const explain::Trace& trace, HeadChoice head);
  /// The head's table of weights as colours, `cells` × `cells`, row by row: square-root steps on the sequential scale. With fewer cells
  /// than tokens a cell shows the largest of its weights, so that no line is lost.
  const std::vector<Color>& colours(const explain::Trace& trace, HeadChoice head, int cells, const Theme& theme);
  /// The same for one head at another size; not kept.
  static std::vector<Color> enlarged(const explain::Trace& trace, HeadChoice head, int cells, const Theme& theme);

 private:
  struct Layer {
    std::shared_ptr<const explain::LayerTrace> source;
    std::vector<explain::HeadStatistics> statistics;
    int cells = 0;
    bool dark = false;
    std::vector<std::vector<Color>> colours;
  };
  Layer& layer_at(const explain::Trace& trace, int layer);

  std::vector<Layer> layers_;
};

/// The five statistics in the order in which the page names them.
inline constexpr std::array wall_statistics{WallSort::entropy, WallSort::distance, WallSort::special, WallSort::diagonal, WallSort::previous};
/// The ending of a sort's keys in strings.json: "entropy", …
std::string_view key_of(WallSort sort);
/// The statistic that a sort goes by; 0 for WallSort::layer.
float value_of(const explain::HeadStatistics& statistics, WallSort sort);
/// Digits after the decimal sign that a statistic is shown with.
int digits_of(WallSort sort);
/// Digits after the decimal sign that `value` needs to be shown in full, 4 at most: 0.25 → 2.
int digits_needed(double value);
/// "entropy 2.31 bits".
std::string statistic_text(const explain::HeadStatistics& statistics, WallSort sort, const article::Strings& strings);
/// The two thresholds that the filter offers for a statistic, in its unit; empty for the order of the model.
std::vector<float> filter_steps(WallSort sort);

/// Heads of the layers that are there, in the order of the sort: the model's own, entropy upwards (most focused first), the others
/// downwards. Equal values keep the model's order.
std::vector<RankedHead> sorted_heads(WallNumbers& numbers, const explain::Trace& trace, WallSort sort);
/// Heads of the layers that are there by their weight from word to word, largest first.
std::vector<RankedHead> ranked_by_pair(const explain::Trace& trace, int from, int to);
/// How many heads of the layers that are there give `to` more than any other word of the row; start and end tokens are no words.
int heads_that_prefer(const explain::Trace& trace, int from, int to);

/// Heads that the layers that are there have together, and that the model has.
int heads_there(const explain::Trace& trace);
int heads_in_all(const explain::Trace& trace);
/// "7·11", counted from 1.
std::string short_name(HeadChoice head);
/// The word as typed, or the localized name of the start or end token.
std::string wall_word(const explain::Trace& trace, int word, const article::Strings& strings);
/// The words that the reader chose, brought into the range of the trace.
int from_word_of(const Scene& scene);
int to_word_of(const Scene& scene);

}  // namespace attention::widgets
