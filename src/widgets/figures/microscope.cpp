#include "widgets/figures/microscope.h"

#include <algorithm>
#include <format>

#include "widgets/figures/microscope_draw.h"
#include "widgets/figures/microscope_layout.h"
#include "widgets/figures/microscope_numbers.h"

namespace attention::widgets {

using article::Strings;

std::string MicroscopeFigure::title(const Scene& scene, const Strings& strings) const {
  const MicroscopeNumbers n = microscope_numbers(scene, strings);
  const explain::Derivation& d = n.derivation;
  const int step = std::clamp(scene.view.microscope_step, 1, 4);
  const bool all = scene.view.all_digits;
  const auto number = [&](float value) { return microscope_number(strings, static_cast<double>(value), microscope_decimals, all); };
  const std::string key = step == 3 && n.most == d.to ? "microscope.title.3.most" : std::format("microscope.title.{}", step);
  return strings.format(key, {{"from", n.from()}, {"to", n.to()}, {"score", number(d.logit)}, {"weight", number(d.weight)},
                              {"share", microscope_percent(strings, static_cast<double>(n.share), all)}});
}

std::string MicroscopeFigure::hint(const Scene&, const Strings& strings, bool) const { return std::string(strings["microscope.try"]); }

float MicroscopeFigure::body_height(const Scene& scene, const Strings& strings, const Fonts& fonts, const Theme& theme, float width) const {
  if (!microscope_ready(scene)) return theme.px(300);
  return lay_out_microscope(scene, microscope_numbers(scene, strings), strings, fonts, theme, width, id()).height;
}

void MicroscopeFigure::draw_body(Ui& ui, const Scene& scene, const Rect& area) { draw_microscope(ui, scene, area); }

std::vector<std::string> MicroscopeFigure::computed(const Scene& scene, const Strings& strings) const {
  const MicroscopeNumbers n = microscope_numbers(scene, strings);
  const explain::Derivation& d = n.derivation;
  const HeadChoice head = scene.view.head;
  const auto number = [&](float value) { return microscope_number(strings, static_cast<double>(value), 4, scene.view.all_digits); };
  const std::string size = std::to_string(n.size());
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  return {
      std::format("{}  {}", strings["microscope.how.title"],
                  strings.format("head.code", {{"layer", std::to_string(head.layer)}, {"head", std::to_string(head.head)}})),
      std::string(strings["microscope.how.query"]),
      std::format("{}: {}", strings.format("microscope.how.score", {{"size", size}}),
                  strings.format("microscope.scaled", {{"dot", number(d.dot)}, {"size", size}, {"score", number(d.logit)}})),
      std::format("{}: exp({} − {}) ÷ {} = {}", strings["microscope.how.softmax"], number(d.logit), number(d.row_maximum), number(d.sum), number(d.weight)),
      strings.format("microscope.how.output", {{"count", std::to_string(n.pieces())}}),
      std::format("{} = {}",
                  strings.format("microscope.how.share", {{"to", n.to()}, {"product", std::format("{} × {}", number(d.weight), number(n.norms[at(d.to)]))},
                                                          {"sum", number(n.contribution_sum)}}),
                  microscope_percent(strings, static_cast<double>(n.share), scene.view.all_digits)),
      strings.format("microscope.mix.next", {{"heads", std::to_string(scene.trace->head_count)}}),
      std::string(strings["microscope.how.source"]),
  };
}

DataTable MicroscopeFigure::table(const Scene& scene, const Strings& strings, bool plain_numbers) const {
  const MicroscopeNumbers n = microscope_numbers(scene, strings);
  DataTable table;
  table.caption = strings.format("microscope.table.caption", {{"from", n.from()}, {"layer", std::to_string(scene.view.head.layer + 1)},
                                                              {"head", std::to_string(scene.view.head.head + 1)}});
  for (const char* column : {"token", "score", "weight", "norm"}) table.columns.emplace_back(strings[std::string("microscope.table.") + column]);
  const auto cell = [&](float value) {
    // Nine significant digits give the float back exactly.
    return plain_numbers ? std::format("{:.9g}", value) : microscope_number(strings, static_cast<double>(value), microscope_decimals, scene.view.all_digits);
  };
  for (int piece = 0; piece < n.pieces(); ++piece) {
    const auto i = static_cast<std::size_t>(piece);
    table.rows.push_back({n.names[i], cell(n.derivation.logits[i]), cell(n.derivation.weights[i]), cell(n.norms[i])});
  }
  return table;
}

}  // namespace attention::widgets
