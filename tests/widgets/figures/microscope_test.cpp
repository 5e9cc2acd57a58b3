// The microscope, drawn headless from a run of the shipped model: what is on screen equals the engine's tensors.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <format>
#include <map>
#include <numeric>

#include "tests/support/model_files.h"
#include "tests/widgets/page_fixture.h"
#include "widgets/figures/microscope.h"
#include "widgets/figures/microscope_layout.h"
#include "widgets/figures/microscope_numbers.h"
#include "widgets/figures/signed_strip.h"

using namespace attention;
using namespace attention::widgets;
using Catch::Matchers::WithinAbs;

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

const std::shared_ptr<const explain::Trace>& trace_of(const std::string& text) {
  static std::map<std::string, std::shared_ptr<const explain::Trace>> traces;
  auto& trace = traces[text];
  if (!trace) {
    explain::Engine engine(test::manifest_path);
    trace = test::run_query(engine, {.text = text});
    REQUIRE(trace);
  }
  return trace;
}

const Fonts& fonts() {
  static const Fonts& loaded = *test::load_fonts().release();  // lives as long as the program
  return loaded;
}

const article::Strings& strings(const std::string& code = "en") {
  static std::map<std::string, article::Strings> loaded;
  if (!loaded.contains(code)) {
    const auto languages = article::parse_languages(test::read_text_file("content/languages.json"));
    REQUIRE(languages);
    for (const article::Language& language : *languages) {
      if (language.code == code) loaded[code] = article::Strings::parse(language, test::read_text_file("content/" + code + "/strings.json")).value();
    }
  }
  return loaded[code];
}

Scene scene_of(int step, const std::string& text = "A red cat chases a gray mouse") {
  Scene scene;
  scene.sentence.text = text;
  scene.trace = trace_of(text);
  scene.status.kind = RunStatus::Kind::finished;
  scene.view.from_word = 2;
  scene.view.to_word = 3;
  scene.view.microscope_step = step;
  return scene;
}

const Theme& light() {
  static const Theme theme(false, 1, false);
  return theme;
}

MicroscopeFigure figure() { return MicroscopeFigure({.figure = "microscope", .id = "fig-microscope"}); }

struct Frame {
  std::vector<Mark> marks;
  std::vector<Control> controls;
  std::vector<Edit> edits;
  float height = 0;

  const Mark& mark(std::string_view name) const {
    const auto found = std::find_if(marks.begin(), marks.end(), [&](const Mark& m) { return m.name == name; });
    CAPTURE(name);
    REQUIRE(found != marks.end());
    return *found;
  }
  bool has(std::string_view name) const {
    return std::any_of(marks.begin(), marks.end(), [&](const Mark& m) { return m.name == name; });
  }
  const Control& control(std::string_view id) const {
    const auto found = std::find_if(controls.begin(), controls.end(), [&](const Control& c) { return c.id == id; });
    CAPTURE(id);
    REQUIRE(found != controls.end());
    return *found;
  }
  std::string texts(std::string_view name) const {
    std::string all;
    for (const Mark& mark : marks) {
      if (mark.kind == Mark::Kind::text && mark.name == name) all += (all.empty() ? "" : " ") + mark.text;
    }
    return all;
  }
};

Frame draw(const Scene& scene, const Theme& theme = light(), float width = 1024, const std::string& press = {}, Point pointer = {-1e9f, -1e9f},
           const std::string& language = "en") {
  MicroscopeFigure drawn = figure();
  Frame frame;
  frame.height = drawn.body_height(scene, strings(language), fonts(), theme, width);
  UiFrame input;
  input.mirrored = true;
  input.pointer.x = pointer.x;
  input.pointer.y = pointer.y;
  if (!press.empty()) input.events.push_back({.id = press});
  UiMemory memory;
  Ui ui(input, memory, Painter(nullptr, fonts(), theme, nullptr, &frame.marks), strings(language), "fig-microscope");
  drawn.draw_body(ui, scene, {0, 0, width, frame.height});
  frame.controls = ui.take_controls();
  frame.edits = ui.take_edits();
  return frame;
}

/// The colours that the numbers must have on screen.
void require_cells(const Mark& mark, article::Role role, std::span<const float> numbers, int columns, float bound) {
  REQUIRE(mark.kind == Mark::Kind::matrix);
  REQUIRE(mark.columns == columns);
  REQUIRE(mark.cells.size() == numbers.size() * signed_cell_rows);
  const ColorScale scale = signed_scale(light(), role);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::size_t row = i / at(columns), column = i % at(columns), first = row * at(columns) * signed_cell_rows + column;
    CAPTURE(i, numbers[i]);
    CHECK(mark.cells[first] == scale.at(numbers[i] / bound));
    // The sign without colour: the cell's last line is there below negative numbers alone.
    const Color below = mark.cells[first + at(columns * (signed_cell_rows - 1))];
    CHECK(below == signed_underline(light(), numbers[i] / bound));
    CHECK((below != light().card) == (numbers[i] < 0));
  }
}

}  // namespace

TEST_CASE("microscope: strips are the engine's query and key on scales with real bounds", "[unit]") {
  const Scene scene = scene_of(1);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const explain::LayerTrace& layer = *scene.trace->layers[at(scene.view.head.layer)];
  const int from = scene.trace->words[2].first, to = scene.trace->words[3].first, head = scene.view.head.head;
  const Frame frame = draw(scene);
  require_cells(frame.mark("microscope.query"), article::Role::query, layer.query_row(head, from), 32, n.query_bound);
  require_cells(frame.mark("microscope.key"), article::Role::key, layer.key_row(head, to), 32, n.key_bound);
  // The bound is the largest of the whole head, and stands in the legend.
  float largest = 0;
  for (int piece = 0; piece < layer.pieces; ++piece) {
    for (const float number : layer.query_row(head, piece)) largest = std::max(largest, std::abs(number));
  }
  CHECK(n.query_bound == largest);
  CHECK(frame.texts("microscope.query.scale") == "±" + strings().number(static_cast<double>(largest), 2));
  // What enters the layer: the block before it.
  const std::vector<float>& states = scene.trace->layers[at(scene.view.head.layer - 1)]->output;
  require_cells(frame.mark("microscope.from_state"), article::Role::none, std::span(states).subspan(at(from * 384), 384), 96, n.state_bound);
  CHECK(frame.texts("query.name") == "query of “red”");
  CHECK(frame.texts("key.name") == "key of “cat”");
  CHECK(frame.control("fig-microscope.query").name.contains(strings().number(static_cast<double>(n.derivation.query[7]), 3)));
  CHECK_FALSE(frame.has("microscope.products"));
  CHECK(figure().title(scene, strings()) == "“red” asks with 32 numbers, “cat” answers with 32");
}

TEST_CASE("microscope: the first layer starts from the embedding", "[unit]") {
  Scene scene = scene_of(1);
  scene.view.head = {0, 3};
  const Frame frame = draw(scene);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  require_cells(frame.mark("microscope.from_state"), article::Role::none, std::span(scene.trace->embedding).subspan(at(n.derivation.from * 384), 384), 96, n.state_bound);
  CHECK(frame.texts("from_state.name").starts_with("Embedding of “red”"));
}

TEST_CASE("microscope: products add up to the dot product, and that over the root is the score", "[unit]") {
  const Scene scene = scene_of(2);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const explain::Derivation& d = n.derivation;
  const Frame frame = draw(scene);
  require_cells(frame.mark("microscope.products"), article::Role::none, d.products, 32, n.product_bound);
  const double sum = std::accumulate(d.products.begin(), d.products.end(), 0.0);
  CHECK_THAT(sum, WithinAbs(static_cast<double>(d.dot), 1e-4));
  CHECK_THAT(sum / std::sqrt(32.0), WithinAbs(static_cast<double>(d.logit), 1e-5));
  CHECK(frame.texts("score") == std::format("{} ÷ √32 = {}", strings().number(static_cast<double>(d.dot), 3), strings().number(static_cast<double>(d.logit), 3)));
  // The running sum ends where the dot product is: its height over the zero line is to the scale of its own steps.
  const Mark& running = frame.mark("running");
  CHECK(running.value == static_cast<double>(d.dot));
  REQUIRE(running.points.size() == 65);
  const float unit = (running.points[0].y - running.points[1].y) / d.products[0];
  CHECK_THAT(static_cast<double>(running.points[0].y - running.points.back().y), WithinAbs(static_cast<double>(d.dot * unit), 0.05 * std::abs(static_cast<double>(d.dot * unit)) + 0.5));
  CHECK(figure().title(scene, strings()).contains(strings().number(static_cast<double>(d.logit), 3)));
}

TEST_CASE("microscope: bars are proportional to the row's weights, which sum to 1", "[unit]") {
  const Scene scene = scene_of(3);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const Frame frame = draw(scene);
  const auto row = scene.trace->layers[at(scene.view.head.layer)]->attention_row(scene.view.head.head, n.derivation.from);
  double sum = 0;
  const Mark& longest = frame.mark(std::format("bar.{}", n.most));
  for (int piece = 0; piece < n.pieces(); ++piece) {
    const Mark& bar = frame.mark(std::format("bar.{}", piece));
    CHECK(bar.value == static_cast<double>(row[at(piece)]));
    sum += bar.value;
    CHECK_THAT(static_cast<double>(bar.rect.width), WithinAbs(static_cast<double>(longest.rect.width) * bar.value / longest.value, 1e-2));
    CHECK(frame.mark(std::format("weight.{}", piece)).text == strings().number(bar.value, 3));
    // The shown weight follows from the shown score.
    const auto i = at(piece);
    CHECK_THAT(std::exp(static_cast<double>(n.derivation.logits[i] - n.derivation.row_maximum)) / static_cast<double>(n.derivation.sum), WithinAbs(bar.value, 1e-5));
  }
  CHECK_THAT(sum, WithinAbs(1, 1e-5));
  CHECK(frame.texts("row.title").contains("1.000"));
  CHECK(frame.texts("rest.title") == "Where did the rest go?");
  const std::string title = figure().title(scene, strings());
  CHECK(title == (n.most == n.derivation.to ? std::format("“cat” gets the largest weight of the row: {}", strings().number(static_cast<double>(n.derivation.weight), 3))
                                            : std::format("“cat” gets {} of what “red” gives away", strings().number(static_cast<double>(n.derivation.weight), 3))));
  Scene strongest = scene;
  for (int word = 0; word < static_cast<int>(scene.trace->words.size()); ++word) {
    if (scene.trace->words[at(word)].first == n.most) strongest.view.to_word = word;
  }
  CHECK(figure().title(strongest, strings()).contains("the largest weight of the row"));
}

TEST_CASE("microscope: the output is the sum of weight times value", "[unit]") {
  const Scene scene = scene_of(4);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const explain::Derivation& d = n.derivation;
  const explain::LayerTrace& layer = *scene.trace->layers[at(scene.view.head.layer)];
  const Frame frame = draw(scene);
  require_cells(frame.mark("microscope.mix.0"), article::Role::value, n.weighted, 32, n.mix_bound);
  require_cells(frame.mark("microscope.output"), article::Role::output, d.output, 32, n.mix_bound);
  double contributions = 0, own = 0;
  for (int i = 0; i < 32; ++i) {
    double sum = 0;
    for (int piece = 0; piece < n.pieces(); ++piece) {
      sum += static_cast<double>(layer.attention_row(scene.view.head.head, d.from)[at(piece)]) * static_cast<double>(layer.value_row(scene.view.head.head, piece)[at(i)]);
    }
    CHECK_THAT(static_cast<double>(d.output[at(i)]), WithinAbs(sum, 1e-5));
  }
  for (int piece = 0; piece < n.pieces(); ++piece) {
    const auto value = layer.value_row(scene.view.head.head, piece);
    const double norm = std::sqrt(std::inner_product(value.begin(), value.end(), value.begin(), 0.0));
    const double part = norm * static_cast<double>(d.weights[at(piece)]);
    contributions += part;
    if (piece == d.to) own = part;
  }
  CHECK_THAT(static_cast<double>(n.share), WithinAbs(own / contributions, 1e-5));
  CHECK(figure().title(scene, strings()) == std::format("{}% of the output of “red” comes from “cat”", strings().number(100 * own / contributions, 0)));
  // The matrix and the output stand cell below cell.
  CHECK(frame.mark("microscope.mix.0").rect.x == frame.mark("microscope.output").rect.x);
  CHECK(frame.mark("microscope.mix.0").rect.width == frame.mark("microscope.output").rect.width);
}

TEST_CASE("microscope: a number under the pointer is told in words", "[unit]") {
  const Scene scene = scene_of(2);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const auto over = [&](const char* name, int column) {
    const Rect rect = draw(scene).mark(name).rect;
    return draw(scene, light(), 1024, {}, {rect.x + rect.width * (static_cast<float>(column) + 0.5f) / 32, rect.y + rect.height / 2}).texts("tip");
  };
  const auto number = [&](float value) { return strings().number(static_cast<double>(value), 3); };
  CHECK(over("microscope.query", 6) == "Component 7: " + number(n.derivation.query[6]));
  CHECK(over("microscope.products", 31).starts_with(std::format("Component 32: {} × {} = {}", number(n.derivation.query[31]), number(n.derivation.key[31]), number(n.derivation.products[31]))));
}

TEST_CASE("microscope: all digits give back the float", "[unit]") {
  Scene scene = scene_of(3);
  scene.view.all_digits = true;
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const Frame frame = draw(scene);
  for (int piece = 0; piece < n.pieces(); ++piece) CHECK(std::stof(frame.mark(std::format("weight.{}", piece)).text) == n.derivation.weights[at(piece)]);
  CHECK(microscope_number(strings(), -1234.5, 3, true) == "−1234.50000");
  CHECK(microscope_number(strings(), 0, 3, true) == "0.000");
}

TEST_CASE("microscope: controls return edits", "[unit]") {
  const Scene scene = scene_of(2);
  const auto pressed = [&](const std::string& id, const Scene& from) { return draw(from, light(), 1024, "fig-microscope." + id).edits; };
  CHECK(std::get<SetStep>(pressed("step.3", scene).at(0)).step == 3);
  CHECK(std::get<SetStep>(pressed("next", scene).at(0)).step == 3);
  CHECK(std::get<SetStep>(pressed("previous", scene).at(0)).step == 1);
  CHECK(std::get<SetFlag>(pressed("play", scene).at(0)).which == SetFlag::Which::playing);
  CHECK(std::get<SetFlag>(pressed("all_digits", scene).at(0)).on);
  const std::vector<Edit> exchanged = pressed("exchange", scene);
  CHECK(std::get<SelectFrom>(exchanged.at(0)).word == 3);
  CHECK(std::get<SelectTo>(exchanged.at(1)).word == 2);
  Scene playing = scene;
  playing.view.playing = true;
  CHECK_FALSE(std::get<SetFlag>(pressed("step.1", playing).at(0)).on);
  playing.view.playing = false;
  playing.view.microscope_step = 4;
  CHECK(std::get<SetStep>(pressed("play", playing).at(0)).step == 1);  // from the start again
  // The second piece of a word can be chosen.
  const explain::Word& chases = scene.trace->words[4];
  REQUIRE(chases.end - chases.first == 2);
  const auto second = std::get<SelectTo>(pressed(std::format("to.{}", chases.first + 1), scene).at(0));
  CHECK(second.word == 4);
  CHECK(second.piece == 1);
  Scene on_second = scene;
  on_second.view.to_word = 4;
  on_second.view.to_piece = 1;
  CHECK(microscope_numbers(on_second, strings()).derivation.to == chases.first + 1);
  CHECK(draw(on_second).texts("note").contains("“chases” is 2 tokens"));
  // A word that begins with a bare marker is shown by what follows it.
  Scene fox = scene_of(2, "The old red fox");
  fox.view.to_word = 4;
  REQUIRE(fox.trace->pieces[at(fox.trace->words[4].first)] == "▁");
  CHECK(microscope_numbers(fox, strings()).to() == "fox");
  // A phone shows the chosen pieces; a list opens from its button and the other one closes.
  const Theme phone(false, 2, true);
  const Frame folded = draw(scene, phone, 716, "fig-microscope.pieces.to");
  CHECK(folded.texts("from.name") == "red");
  CHECK(std::get<SetOpen>(folded.edits.at(0)).open);
  CHECK(std::get<SetOpen>(folded.edits.at(1)).id == "fig-microscope.pieces.from");
  Scene unfolded = scene;
  unfolded.view.open["fig-microscope.pieces.to"] = true;
  CHECK(draw(unfolded, phone, 716).control("fig-microscope.to.3").selected);
  const Frame frame = draw(scene);
  CHECK(frame.control("fig-microscope.step.2").selected);
  CHECK(frame.control("fig-microscope.from.2").group == "fig-microscope.from");
}

TEST_CASE("microscope: everything lies inside the body at any width, also with 128 tokens, in all languages", "[unit]") {
  std::string longest = "one";
  for (int i = 0; i < 120; ++i) longest += " one";
  const Theme phone(true, 2, true);
  for (const char* language : {"en", "it", "fr", "de"}) {
    for (const std::string& text : {std::string("A red cat chases a gray mouse"), longest}) {
      for (int step = 1; step <= 4; ++step) {
        for (const bool all_digits : {false, true}) {
          for (const bool compact : {false, true}) {
            Scene scene = scene_of(step, text);
            scene.view.all_digits = all_digits;
            const float width = compact ? 716 : 1024;
            const Frame frame = draw(scene, compact ? phone : light(), width, {}, {-1e9f, -1e9f}, language);
            CAPTURE(language, text.size(), step, all_digits, compact);
            for (const Mark& mark : frame.marks) {
              CAPTURE(mark.name, mark.text, mark.rect.x, mark.rect.y, mark.rect.width);
              CHECK(mark.text.find("⟨") == std::string::npos);  // a missing string
              if (mark.kind == Mark::Kind::line) continue;
              CHECK(mark.rect.x >= -9.0f);
              CHECK(mark.rect.x + mark.rect.width <= width + 9.0f);
              CHECK(mark.rect.y >= -1.0f);
              CHECK(mark.rect.y + mark.rect.height <= frame.height + 1.0f);
            }
            CHECK_FALSE(figure().title(scene, strings(language)).contains("{"));
          }
        }
      }
    }
  }
}

TEST_CASE("microscope: table and calculation carry the row", "[unit]") {
  const Scene scene = scene_of(3);
  const MicroscopeNumbers n = microscope_numbers(scene, strings());
  const DataTable plain = figure().table(scene, strings(), true);
  REQUIRE(plain.rows.size() == at(n.pieces()));
  REQUIRE(plain.columns.size() == 4);
  for (int piece = 0; piece < n.pieces(); ++piece) {
    CHECK(std::stof(plain.rows[at(piece)][2]) == n.derivation.weights[at(piece)]);
    CHECK(std::stof(plain.rows[at(piece)][3]) == n.norms[at(piece)]);
  }
  const std::vector<std::string> lines = figure().computed(scene, strings());
  const auto has = [&](const std::string& text) { return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.contains(text); }); };
  CHECK(has("6.10"));
  CHECK(has(strings().number(static_cast<double>(n.derivation.dot), 4)));
  CHECK(has(strings().number(static_cast<double>(n.derivation.sum), 4)));
  CHECK(figure().table(scene, strings("de"), false).rows[0][1].contains(","));
}
