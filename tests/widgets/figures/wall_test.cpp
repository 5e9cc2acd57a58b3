#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <format>

#include "explain/engine.h"
#include "explain/word_attention.h"
#include "tests/support/figures.h"
#include "tests/support/files.h"
#include "tests/support/model_files.h"
#include "widgets/figures/wall.h"
#include "widgets/figures/wall_cut.h"
#include "widgets/figures/wall_grid.h"

using namespace attention;
using namespace attention::widgets;
using Catch::Matchers::WithinAbs;

namespace {

const std::string sentence = "A red cat chases a gray mouse";

/// The shipped model's trace of the example; computed once, all tests read it.
const std::shared_ptr<const explain::Trace>& example_trace() {
  static const auto trace = [] {
    explain::Engine engine(test::manifest_path);
    return test::run_query(engine, {.text = sentence});
  }();
  return trace;
}

explain::CutStudyResult study(explain::CutStudy wanted) {
  explain::Engine engine(test::manifest_path);
  engine.submit(1, std::move(wanted));
  for (explain::Event& event : test::run_until_idle(engine)) {
    if (auto* finished = std::get_if<explain::CutStudyFinished>(&event)) return std::move(finished->result);
  }
  return {};
}

using test::fonts;

const article::Strings& strings() {
  static const article::Strings loaded = article::Strings::parse({.code = "en", .name = "English"}, test::read_text_file("content/en/strings.json")).value();
  return loaded;
}

Scene scene_of(WallSort sort = WallSort::layer) {
  Scene scene;
  scene.sentence.text = sentence;
  scene.trace = example_trace();
  scene.status.kind = RunStatus::Kind::finished;
  scene.view.from_word = 2;
  scene.view.to_word = 3;
  scene.view.wall_sort = sort;
  return scene;
}

/// One frame of the figure, drawn nowhere.
struct Frame {
  std::vector<Mark> marks;
  std::vector<Control> controls;
  std::vector<Edit> edits;
  float height = 0;

  const Mark* mark(std::string_view name) const {
    const auto found = std::find_if(marks.begin(), marks.end(), [&](const Mark& m) { return m.name == name; });
    return found == marks.end() ? nullptr : &*found;
  }
  const Control* control(std::string_view id) const {
    const auto found = std::find_if(controls.begin(), controls.end(), [&](const Control& c) { return c.id == id; });
    return found == controls.end() ? nullptr : &*found;
  }
};

Frame draw(const Scene& scene, const Theme& theme, float width, const std::string& press = {}) {
  WallFigure figure({.figure = "wall", .id = "fig-wall"});
  Frame frame;
  frame.height = figure.body_height(scene, strings(), fonts(), theme, width);
  UiFrame input;
  input.mirrored = true;
  if (!press.empty()) input.events.push_back({.id = press});
  UiMemory memory;
  Ui ui(input, memory, Painter(nullptr, fonts(), theme, nullptr, &frame.marks), strings(), "fig-wall");
  figure.draw_body(ui, scene, {0, 0, width, frame.height});
  frame.controls = ui.take_controls();
  frame.edits = ui.take_edits();
  return frame;
}

const Theme& light() {
  static const Theme theme(false, 1, false);
  return theme;
}

std::string title_of(const Scene& scene) { return WallFigure({.figure = "wall", .id = "fig-wall"}).title(scene, strings()); }

/// Tiles from the top left, row by row.
std::vector<const Mark*> tiles_in_reading_order(const Frame& frame) {
  std::vector<const Mark*> tiles;
  for (const Mark& mark : frame.marks) {
    if (mark.name.starts_with("tile.")) tiles.push_back(&mark);
  }
  std::stable_sort(tiles.begin(), tiles.end(), [](const Mark* a, const Mark* b) {
    return a->rect.y != b->rect.y ? a->rect.y < b->rect.y : a->rect.x < b->rect.x;
  });
  return tiles;
}

}  // namespace

TEST_CASE("each tile shows its head's weights, all on one scale in square-root steps", "[golden]") {
  const Scene scene = scene_of();
  REQUIRE(scene.trace);
  for (const bool dark : {false, true}) {
    const Theme theme(dark, 2, false);
    const Frame frame = draw(scene, theme, theme.px(1024));
    const int count = static_cast<int>(scene.trace->pieces.size());
    for (int layer = 0; layer < 12; ++layer) {
      for (int head = 0; head < 12; ++head) {
        const Mark* tile = frame.mark(std::format("tile.{}.{}", layer, head));
        REQUIRE(tile);
        REQUIRE(tile->columns == count);
        REQUIRE(tile->rows == count);
        // Whole device pixels for each cell.
        CHECK(std::fmod(tile->rect.width, static_cast<float>(count)) == 0);
        bool equal = true;
        const auto table = theme.sequential().table();
        for (int i = 0; i < count; ++i) {
          const auto row = scene.trace->layers[static_cast<std::size_t>(layer)]->attention_row(head, i);
          for (int j = 0; j < count; ++j) {
            const auto step = static_cast<std::size_t>(std::lround(255 * std::sqrt(row[static_cast<std::size_t>(j)])));
            equal = equal && tile->cells[static_cast<std::size_t>(i * count + j)] == table[step];
          }
        }
        CHECK(equal);
      }
    }
  }
}

TEST_CASE("in the model's order rows are layers and columns heads, counted from 1", "[golden]") {
  const Frame frame = draw(scene_of(), light(), 1024);
  const auto tiles = tiles_in_reading_order(frame);
  REQUIRE(tiles.size() == 144);
  for (int place = 0; place < 144; ++place) CHECK(tiles[static_cast<std::size_t>(place)]->name == std::format("tile.{}.{}", place / 12, place % 12));
  REQUIRE(frame.mark("axis.head.10"));
  CHECK(frame.mark("axis.head.10")->text == "11");
  CHECK(frame.mark("axis.layer.6")->text == "7");
  CHECK(frame.mark("name.6.10") == nullptr);
  // The head in use is framed.
  const Rect frame_rect = frame.mark("in_use")->rect, tile = frame.mark("tile.6.10")->rect;
  CHECK(frame_rect.contains(tile.x, tile.y));
}

TEST_CASE("sorting rearranges the tiles by the statistic, and each wears its name", "[golden]") {
  for (const WallSort sort : wall_statistics) {
    const Scene scene = scene_of(sort);
    for (const Theme& theme : {Theme(false, 1, false), Theme(false, 3, true)}) {
      const float width = theme.px(theme.compact ? 358 : 1024);
      const Frame frame = draw(scene, theme, width);
      const auto tiles = tiles_in_reading_order(frame);
      REQUIRE(tiles.size() == 144);
      float before = sort == WallSort::entropy ? -1.0f : 1e9f;
      for (const Mark* tile : tiles) {
        const auto dot = tile->name.rfind('.');
        const HeadChoice head{std::stoi(tile->name.substr(5, dot - 5)), std::stoi(tile->name.substr(dot + 1))};
        const float value = value_of(explain::head_statistics(*scene.trace->layers[static_cast<std::size_t>(head.layer)], head.head), sort);
        CHECK((sort == WallSort::entropy ? value >= before : value <= before));
        before = value;
        const Mark* name = frame.mark(std::format("name.{}.{}", head.layer, head.head));
        REQUIRE(name);
        CHECK(name->text == std::format("{}·{}", head.layer + 1, head.head + 1));
        CHECK(tile->rect.x >= 0);
        CHECK(tile->rect.x + tile->rect.width <= width);
      }
    }
  }
}

TEST_CASE("the filter leaves the heads that reach its value, and says how many", "[golden]") {
  Scene scene = scene_of(WallSort::special);
  scene.view.open["fig-wall.filter.special.0"] = true;
  const Frame frame = draw(scene, light(), 1024);
  std::size_t expected = 0;
  for (const auto& layer : scene.trace->layers) {
    for (int head = 0; head < 12; ++head) expected += explain::head_statistics(*layer, head).special >= 0.5f ? 1U : 0U;
  }
  CHECK(tiles_in_reading_order(frame).size() == expected);
  CHECK(frame.mark("filter.count")->text == std::format("{} / 144", expected));
  CHECK(expected > 0);
  CHECK(expected < 144);
  // The threshold of one statistic is not that of another.
  scene.view.wall_sort = WallSort::distance;
  CHECK(tiles_in_reading_order(draw(scene, light(), 1024)).size() == 144);
}

TEST_CASE("heads are ranked by their weight from word to word; bars are as long as the weight", "[golden]") {
  Scene scene = scene_of();
  scene.view.open["fig-wall.pairs"] = true;
  const Frame frame = draw(scene, light(), 1024);
  std::vector<float> weights;
  for (int layer = 0; layer < 12; ++layer) {
    for (int head = 0; head < 12; ++head) weights.push_back(explain::word_weight(*scene.trace, layer, head, 2, 3));
  }
  std::sort(weights.begin(), weights.end(), std::greater{});
  const auto bar_and_weight = [&](int rank) {
    const Mark* bar = frame.mark(std::format("pair.bar.{}", rank));
    REQUIRE(bar);
    return std::pair{bar->rect.width, bar->value};
  };
  const auto [first_width, first_weight] = bar_and_weight(0);
  for (int rank = 0; rank < 144; ++rank) {
    CHECK(frame.mark(std::format("pair.number.{}", rank))->text == strings().number(static_cast<double>(weights[static_cast<std::size_t>(rank)]), 3));
    if (rank >= 10) continue;
    const auto [width, weight] = bar_and_weight(rank);
    CHECK(static_cast<float>(weight) == weights[static_cast<std::size_t>(rank)]);
    CHECK_THAT(static_cast<double>(width / first_width), WithinAbs(weight / first_weight, 1e-4));
  }
  const auto ranked = ranked_by_pair(*scene.trace, 2, 3);
  const auto own = std::find_if(ranked.begin(), ranked.end(), [&](const RankedHead& head) { return head.head == scene.view.head; });
  CHECK(frame.mark("pairs.rank")->text.find(std::to_string(own - ranked.begin() + 1)) != std::string::npos);
  // Folded in, only ten are there.
  CHECK(draw(scene_of(), light(), 1024).mark("pair.bar.10") == nullptr);
}

TEST_CASE("titles are computed", "[golden]") {
  Scene scene = scene_of();
  const explain::Trace& trace = *scene.trace;
  int prefer = 0, sinks = 0;
  for (int layer = 0; layer < 12; ++layer) {
    for (int head = 0; head < 12; ++head) {
      const auto row = explain::word_row(trace, layer, head, 2).weights;
      prefer += std::max_element(row.begin() + 1, row.end() - 1) - row.begin() == 3 ? 1 : 0;
      sinks += explain::head_statistics(*trace.layers[static_cast<std::size_t>(layer)], head).special > 0.5f ? 1 : 0;
    }
  }
  CHECK(title_of(scene) == std::format("{} of 144 heads link “red” to “cat” above all other words", prefer));
  scene.view.wall_sort = WallSort::special;
  CHECK(title_of(scene) == std::format("{} of 144 heads give more than half of their weight to start and end", sinks));
  scene.view.wall_sort = WallSort::previous;
  WallNumbers numbers;
  const HeadChoice neighbour = sorted_heads(numbers, trace, WallSort::previous).front().head;
  CHECK(title_of(scene) == std::format("Layer {}, head {} looks most at the neighbour", neighbour.layer + 1, neighbour.head + 1));
}

TEST_CASE("the wall fills as layers arrive", "[golden]") {
  Scene scene = scene_of();
  auto growing = std::make_shared<explain::Trace>(*scene.trace);
  growing->layers.resize(3);
  scene.trace = growing;
  CHECK(title_of(scene) == "36 of 144 heads so far");
  const Frame frame = draw(scene, light(), 1024);
  CHECK(tiles_in_reading_order(frame).size() == 36);
  CHECK(std::count_if(frame.marks.begin(), frame.marks.end(), [](const Mark& mark) { return mark.name == "waiting"; }) == 108);
  // A sort that is on, a part that is open, and a cut that is asked for wait in peace.
  scene.view.wall_sort = WallSort::entropy;
  scene.view.open["fig-wall.pairs"] = true;
  scene.view.cut_to = 3;
  CHECK(tiles_in_reading_order(draw(scene, light(), 1024)).size() == 36);
}

TEST_CASE("a press on a tile or on a ranked head uses that head; the grid is one composite of twelve columns", "[golden]") {
  const Frame tile = draw(scene_of(), light(), 1024, "fig-wall.head.2.6");
  REQUIRE(tile.edits.size() == 1);
  CHECK(std::get<SelectHead>(tile.edits[0]).head == HeadChoice{2, 6});
  const Control* control = tile.control("fig-wall.head.2.6");
  REQUIRE(control);
  CHECK(control->role == ControlRole::option);
  CHECK(control->columns == 12);
  CHECK(control->group == "fig-wall.heads");
  CHECK(control->name.starts_with("Layer 3, head 7: "));
  CHECK(tile.control("fig-wall.head.6.10")->selected);
  const RankedHead best = ranked_by_pair(*example_trace(), 2, 3).front();
  const Frame row = draw(scene_of(), light(), 1024, std::format("fig-wall.pair.{}.{}", best.head.layer, best.head.head));
  REQUIRE(row.edits.size() == 1);
  CHECK(std::get<SelectHead>(row.edits[0]).head == best.head);
}

TEST_CASE("words are chosen from a list that opens", "[golden]") {
  Scene scene = scene_of();
  CHECK(draw(scene, light(), 1024).control("fig-wall.to.4") == nullptr);
  const Frame open = draw(scene, light(), 1024, "fig-wall.to");
  REQUIRE(open.edits.size() == 2);
  CHECK(std::get<SetOpen>(open.edits[0]).id == "fig-wall.to");
  CHECK(std::get<SetOpen>(open.edits[0]).open);
  scene.view.open["fig-wall.to"] = true;
  const Frame chosen = draw(scene, light(), 1024, "fig-wall.to.4");
  REQUIRE(chosen.edits.size() == 1);
  CHECK(std::get<SelectTo>(chosen.edits[0]).word == 4);
  // The cut follows the link that is being looked at.
  scene.view.cut_to = 3;
  const Frame moved = draw(scene, light(), 1024, "fig-wall.to.4");
  REQUIRE(moved.edits.size() == 2);
  CHECK(std::get<SetCut>(moved.edits[1]).to_word == 4);
}

TEST_CASE("a cut link is measured beside every other link of its row", "[golden]") {
  Scene scene = scene_of();
  const Frame before = draw(scene, light(), 1024, "fig-wall.cut.run");
  REQUIRE(before.edits.size() == 1);
  CHECK(std::get<SetCut>(before.edits[0]).to_word == 3);
  scene.view.cut_to = 3;
  CHECK(draw(scene, light(), 1024).mark("cut.running"));
  scene.cut = study({{.text = sentence}, 6, 10, 2});
  REQUIRE(scene.cut->effects.size() == scene.trace->words.size());
  const Frame frame = draw(scene, light(), 1024);
  const auto& effects = scene.cut->effects;
  CHECK(frame.mark("cut.change")->text == percent_text(static_cast<double>(effects[3].change), strings()));
  // Dots lie where the axes say: one scale for each direction, both from 0.
  float most_weight = 0, most_change = 0;
  for (const auto& effect : effects) {
    most_weight = std::max(most_weight, effect.weight);
    most_change = std::max(most_change, effect.change);
  }
  const double x_end = axis_end(static_cast<double>(most_weight)), y_end = axis_end(static_cast<double>(most_change));
  std::vector<const Mark*> grid;
  for (const Mark& mark : frame.marks) {
    if (mark.name == "cut.grid") grid.push_back(&mark);
  }
  REQUIRE(grid.size() == 6);
  const double left = static_cast<double>(grid[0]->points[0].x), right = static_cast<double>(grid[0]->points[1].x);
  const double bottom = static_cast<double>(grid[1]->points[1].y), top = static_cast<double>(grid[1]->points[0].y);
  for (const auto& effect : effects) {
    const Mark* dot = frame.mark(std::format("cut.dot.{}", effect.to_word));
    REQUIRE(dot);
    CHECK(static_cast<float>(dot->value) == effect.change);
    // Whichever link is cut, its dot wears its word, however crowded the corner is.
    scene.view.cut_to = effect.to_word;
    CHECK(draw(scene, light(), 1024).mark(std::format("cut.word.{}", effect.to_word)));
    scene.view.cut_to = 3;
    CHECK_THAT(static_cast<double>(dot->rect.x + dot->rect.width / 2), WithinAbs(left + static_cast<double>(effect.weight) / x_end * (right - left), 0.01));
    CHECK_THAT(static_cast<double>(dot->rect.y + dot->rect.height / 2), WithinAbs(bottom - static_cast<double>(effect.change) / y_end * (bottom - top), 0.01));
  }
  // The finding goes by rank.
  const auto less = std::count_if(effects.begin(), effects.end(), [&](const auto& other) { return other.to_word != 3 && other.change < effects[3].change; });
  const CutRank rank = cut_rank(*scene.cut, 3);
  CHECK(rank.less == less);
  CHECK(rank.others == static_cast<int>(effects.size()) - 1);
  // A dot can be pressed to cut its link; the button mends.
  const Frame other = draw(scene, light(), 1024, "fig-wall.cut.link.7");
  REQUIRE(other.edits.size() == 2);
  CHECK(std::get<SetCut>(other.edits[1]).to_word == 7);
  CHECK_FALSE(std::get<SetCut>(draw(scene, light(), 1024, "fig-wall.cut.run").edits.at(0)).to_word);
  // An answer to another question is not shown as this one's.
  scene.view.cut_whole_layer = true;
  CHECK(cut_result(scene) == nullptr);
  CHECK(draw(scene, light(), 1024).mark("cut.running"));
}

TEST_CASE("the finding of a cut goes by its rank in the row", "[unit]") {
  explain::CutStudyResult result;
  result.effects = {{0, 0.5f, 0.01f}, {1, 0.1f, 0.03f}, {2, 0.2f, 0.02f}};
  CHECK(cut_rank(result, 0).less == 0);
  CHECK(cut_rank(result, 1).less == 2);
  CHECK(cut_rank(result, 2).less == 1);
  CHECK(cut_rank(result, 2).others == 2);
  CHECK(axis_end(0.031) == 0.05);
  CHECK(axis_end(0.25) == 0.25);
  CHECK(axis_end(0) == 1);
  CHECK(digits_needed(0.25) == 2);
  CHECK(digits_needed(0.9f) == 1);
  CHECK(digits_needed(3) == 0);
  CHECK(percent_text(0.0432, strings()) == "4.3%");
  CHECK(percent_text(0.00123, strings()) == "0.12%");
}

TEST_CASE("table and operands are the trace's numbers", "[golden]") {
  const Scene scene = scene_of();
  const WallFigure figure({.figure = "wall", .id = "fig-wall"});
  const DataTable table = figure.table(scene, strings(), true);
  REQUIRE(table.rows.size() == 144);
  REQUIRE(table.columns.size() == 8);
  CHECK(table.columns.back() == "red → cat");
  const auto& row = table.rows[6 * 12 + 10];
  REQUIRE(row.size() == 8);
  CHECK(row[0] == "7");
  CHECK(row[1] == "11");
  const auto statistics = explain::head_statistics(*scene.trace->layers[6], 10);
  CHECK(row[2] == std::format("{:.6f}", static_cast<double>(statistics.entropy)));
  CHECK(row[7] == std::format("{:.6f}", static_cast<double>(explain::word_weight(*scene.trace, 6, 10, 2, 3))));
  const auto lines = figure.computed(scene, strings());
  const std::string entropy = strings().number(static_cast<double>(statistics.entropy), 4);
  CHECK(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.find("entropy " + entropy) != std::string::npos; }));
  CHECK(std::none_of(lines.begin(), lines.end(), [](const std::string& line) { return line.contains("{") || line.contains("⟨"); }));
}

TEST_CASE("everything stays inside the figure, on a phone and with long sentences", "[golden]") {
  explain::Engine engine(test::manifest_path);
  std::string text = sentence;
  for (int i = 0; i < 8; ++i) text += " and a very small cat";
  const auto trace = test::run_query(engine, {.text = text});
  REQUIRE(trace);
  for (const bool compact : {false, true}) {
    const Theme theme(false, compact ? 2.0f : 1.0f, compact);
    const float width = theme.px(compact ? 358 : 1024);
    Scene scene = scene_of();
    scene.trace = trace;
    scene.view.open = {{"fig-wall.from", true}, {"fig-wall.to", true}, {"fig-wall.pairs", true}};
    const Frame frame = draw(scene, theme, width);
    CHECK(tiles_in_reading_order(frame).size() == 144);
    const float edge = theme.px(8);
    // The legend's text ends above the enlarged head's name where one stands below the other.
    const Mark *legend = nullptr, *name = frame.mark("preview.name");
    for (const Mark& mark : frame.marks) {
      if (mark.name == "legend.text") legend = &mark;
    }
    REQUIRE(legend);
    REQUIRE(name);
    if (compact) CHECK(legend->rect.y + theme.px(30) <= name->rect.y);
    for (const Control& control : frame.controls) {
      if (control.role == ControlRole::status) continue;
      INFO(control.id);
      CHECK(control.rect.x >= -edge);
      CHECK(control.rect.x + control.rect.width <= width + edge);
      CHECK(control.rect.y + control.rect.height <= frame.height + edge);
    }
  }
}

TEST_CASE("a tile with more tokens than pixels keeps the largest weight of each cell", "[golden]") {
  const Scene scene = scene_of();
  const auto pooled = WallNumbers::enlarged(*scene.trace, {6, 10}, 3, light());
  REQUIRE(pooled.size() == 9);
  const auto& layer = *scene.trace->layers[6];
  float largest = 0;
  for (int i = 0; i * 3 / layer.pieces == 0; ++i) {
    for (int j = 0; j * 3 / layer.pieces == 0; ++j) largest = std::max(largest, layer.attention_row(10, i)[static_cast<std::size_t>(j)]);
  }
  CHECK(pooled[0] == light().sequential().table()[static_cast<std::size_t>(std::lround(255 * std::sqrt(largest)))]);
}
