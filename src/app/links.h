#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/scene.h"

namespace attention::app {

/// A fragment address such as "fig-sentence?preset=swapped&word=5" (content/README.md, "Links that drive a figure").
struct Link {
  std::string id;                                          ///< before '?': a heading, a primer, a figure, …
  std::map<std::string, std::string, std::less<>> values;  ///< percent-decoded
};
/// Never fails: what cannot be read is left out. The leading '#' is optional.
Link parse_link(std::string_view fragment);
/// The fragment without '#'. Values are percent-encoded where needed.
std::string format_link(const Link& link);

/// The edits that bring a figure into the state that a link names. Unknown keys are ignored, an index out of range chooses
/// nothing (apply() checks ranges). `figure` is the figure's name ("sentence", "wall", …).
/// A link that names a preset describes the whole state: the study's head and no toggles come first.
std::vector<widgets::Edit> edits_of(const Link& link, std::string_view figure, widgets::HeadChoice default_head);

/// The link that describes a figure's present state; with the reader's own text only if asked for.
Link link_of(std::string_view figure, std::string_view id, const widgets::Scene& scene, bool with_text);

}  // namespace attention::app
