#include "widgets/figures/sentence.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <format>

#include "explain/word_attention.h"
#include "tests/support/figures.h"

using namespace attention;
using namespace attention::widgets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr HeadChoice study_head{6, 10};

Scene scene_of(const std::string& preset, const article::Strings& strings, int from) {
  Scene scene;
  scene.sentence.preset = preset;
  scene.sentence.text = scene.sentence.typed = strings["preset." + preset];
  scene.trace = test::trace_of(scene.sentence.text);
  scene.status.kind = RunStatus::Kind::finished;
  scene.view.head = study_head;
  scene.view.from_word = from;
  return scene;
}

SentenceFigure figure() { return SentenceFigure({.figure = "sentence", .id = "fig-sentence", .options = {}}); }

const Theme& theme() {
  static const Theme light(false, 1, false);
  return light;
}

}  // namespace

TEST_CASE("sentence: every arc is as wide as its weight, every number is the engine's", "[unit]") {
  const auto strings = test::strings_of("en");
  const Scene scene = scene_of("example", strings, 2);
  auto sentence = figure();
  const test::Frame frame = test::draw_body(sentence, scene, strings, theme(), 1000);
  const auto row = explain::word_row(*scene.trace, study_head.layer, study_head.head, 2);

  double widest_weight = 0;
  float widest = 0;
  for (std::size_t to = 0; to < row.weights.size(); ++to) {
    if (to == 2) continue;
    const Mark* arc = frame.mark(std::format("arc.2.{}", to));
    REQUIRE(arc != nullptr);
    CHECK_THAT(arc->value, WithinAbs(static_cast<double>(row.weights[to]), 1e-7));
    if (arc->value > widest_weight) {
      widest_weight = arc->value;
      widest = arc->thickness;
    }
  }
  for (std::size_t to = 0; to < row.weights.size(); ++to) {
    const Mark* arc = frame.mark(std::format("arc.2.{}", to));
    // Proportional, except that the weakest stay thick enough to be seen.
    if (arc != nullptr && arc->thickness > 1) CHECK_THAT(static_cast<double>(arc->thickness / widest), WithinRel(arc->value / widest_weight, 1e-4));
    const Mark* number = frame.mark(std::format("number.{}", to));
    if (number != nullptr) CHECK(number->text == strings.number(static_cast<double>(row.weights[to]), 3));
    CHECK(frame.control(std::format("fig-sentence.word.{}", to)) != nullptr);
  }
}

TEST_CASE("sentence: the column of bars shows the same weights on a phone", "[unit]") {
  const auto strings = test::strings_of("fr");
  const Scene scene = scene_of("example", strings, 3);
  auto sentence = figure();
  const Theme phone(true, 2, true);
  const test::Frame frame = test::draw_body(sentence, scene, strings, phone, 700);
  const auto row = explain::word_row(*scene.trace, study_head.layer, study_head.head, 3);
  const auto largest = *std::max_element(row.weights.begin(), row.weights.end());
  const Mark* longest = nullptr;
  for (std::size_t i = 0; i < row.weights.size(); ++i) {
    if (row.weights[i] == largest) longest = frame.mark(std::format("bar.{}", i));
    const Mark* number = frame.mark(std::format("number.{}", i));
    REQUIRE(number != nullptr);
    CHECK(number->text == strings.number(static_cast<double>(row.weights[i]), 3));
    CHECK(number->text.find(',') != std::string::npos);
  }
  REQUIRE(longest != nullptr);
  for (std::size_t i = 0; i < row.weights.size(); ++i) {
    const Mark* bar = frame.mark(std::format("bar.{}", i));
    if (bar != nullptr) CHECK_THAT(static_cast<double>(bar->rect.width / longest->rect.width), WithinRel(static_cast<double>(row.weights[i] / largest), 1e-3));
  }
}

TEST_CASE("sentence: the title says what the weights say", "[unit]") {
  const auto strings = test::strings_of("en");
  const auto sentence = figure();
  CHECK(sentence.title(scene_of("example", strings, 2), strings) == strings.format("sentence.title.finds", {{"from", "red"}, {"to", "cat"}, {"other", "mouse"}}));
  CHECK(sentence.title(scene_of("swapped", strings, 6), strings) == strings.format("sentence.title.finds", {{"from", "red"}, {"to", "mouse"}, {"other", "cat"}}));
  // The predicative sentence defeats the head, and the title does not hide it.
  CHECK(sentence.title(scene_of("predicative", strings, 9), strings) == strings.format("sentence.title.misses", {{"from", "red"}, {"to", "cat"}, {"other", "mouse"}}));
  Scene own = scene_of("example", strings, 2);
  own.sentence.preset = "own";
  CHECK(sentence.title(own, strings) == strings.format("sentence.title.other", {{"from", "red"}, {"to", "cat"}}));
  CHECK(sentence.title(scene_of("example", strings, 0), strings).find(strings["token.start"]) != std::string::npos);
}

TEST_CASE("sentence: hiding start and end scales the rest up to 1; the value norm uses the engine's values", "[unit]") {
  const auto strings = test::strings_of("en");
  Scene scene = scene_of("example", strings, 2);
  const auto raw = explain::word_row(*scene.trace, 6, 10, 2);
  const auto hidden = explain::word_row(*scene.trace, 6, 10, 2, {.hide_special = true});
  double sum = 0;
  for (std::size_t i = 0; i < hidden.weights.size(); ++i) {
    sum += static_cast<double>(hidden.weights[i]);
    const double expected = scene.trace->words[i].special ? 0 : static_cast<double>(raw.weights[i]) / (1 - static_cast<double>(raw.special_share));
    CHECK_THAT(static_cast<double>(hidden.weights[i]), WithinAbs(expected, 1e-5));
  }
  CHECK_THAT(sum, WithinAbs(1, 1e-5));

  // With values counted, the sink nearly vanishes: start and end hand over very short vectors.
  const auto normed = explain::word_row(*scene.trace, 6, 10, 2, {.value_norm = true});
  CHECK(normed.weights.front() + normed.weights.back() < 0.3f * (raw.weights.front() + raw.weights.back()));
  CHECK(normed.weights[3] > raw.weights[3]);
}

TEST_CASE("sentence: every row sums to 1, also over words of several pieces", "[unit]") {
  const auto trace = test::trace_of("Unwahrscheinlichkeitstheoretiker verstehen l'intelligenza, n'est-ce pas?");
  REQUIRE(trace != nullptr);
  for (int from = 0; from < static_cast<int>(trace->words.size()); ++from) {
    for (const int layer : {0, 6, 11}) {
      const auto row = explain::word_row(*trace, layer, 3, from);
      double sum = 0;
      for (const float weight : row.weights) sum += static_cast<double>(weight);
      CHECK_THAT(sum, WithinAbs(1, 1e-5));
    }
  }
}

TEST_CASE("sentence: pressing and opening a word, presets and toggles return edits and change nothing themselves", "[unit]") {
  const auto strings = test::strings_of("en");
  const Scene scene = scene_of("example", strings, 2);
  auto sentence = figure();
  using Kind = ControlEvent::Kind;
  const auto edits = [&](std::string id, Kind kind) {
    return test::draw_body(sentence, scene, strings, theme(), 1000, {{.id = "fig-sentence." + id, .kind = kind, .text = "neu", .number = 0}}).edits;
  };
  REQUIRE(edits("word.5", Kind::press).size() == 1);
  CHECK(std::get<SelectFrom>(edits("word.5", Kind::press)[0]).word == 5);
  CHECK(std::get<GoTo>(edits("word.5", Kind::open)[1]).fragment == "fig-microscope");
  CHECK(std::get<SetPreset>(edits("preset.swapped", Kind::press)[0]).preset == "swapped");
  CHECK(std::get<SetFlag>(edits("value_norm", Kind::press)[0]).on);
  CHECK(std::get<SetTyped>(edits("input", Kind::text)[0]).text == "neu");
}

TEST_CASE("sentence: the table's plain numbers are the engine's, row by row", "[unit]") {
  const auto strings = test::strings_of("de");
  const Scene scene = scene_of("example", strings, 2);
  const DataTable table = figure().table(scene, strings, true);
  const auto matrix = explain::word_matrix(*scene.trace, 6, 10);
  const auto count = scene.trace->words.size();
  REQUIRE(table.rows.size() == count);
  for (std::size_t from = 0; from < count; ++from) {
    for (std::size_t to = 0; to < count; ++to) {
      CHECK_THAT(std::stod(table.rows[from][to + 1]), WithinAbs(static_cast<double>(matrix[from * count + to]), 5e-7));
    }
  }
  const std::string csv = to_csv(table);
  CHECK(csv.find("Katze") != std::string::npos);
}
