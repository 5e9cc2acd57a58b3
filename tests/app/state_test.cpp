#include "app/state.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/figures.h"
#include "widgets/figures/colour_pairs.h"

using namespace attention;
using namespace attention::app;
using namespace attention::widgets;

namespace {

const article::Strings& english() {
  static const article::Strings strings = test::strings_of("en");
  return strings;
}

State started() {
  State state;
  apply(state, SetPreset{"example"}, english());
  return state;
}

}  // namespace

TEST_CASE("state: a preset sets the sentence and its colour word", "[unit]") {
  const State state = started();
  CHECK(state.scene.sentence.text == english()["preset.example"]);
  CHECK(state.scene.sentence.typed == english()["preset.example"]);
  CHECK(state.scene.view.from_word == 2);
  CHECK(state.scene.view.to_word == 3);
}

TEST_CASE("state: what the reader types is composed and trimmed for the model, and stays as typed in the field", "[unit]") {
  State state = started();
  apply(state, SetTyped{"  perche\xCC\x81 no "}, english());
  CHECK(state.scene.sentence.preset == "own");
  CHECK(state.scene.sentence.typed == "  perche\xCC\x81 no ");
  CHECK(state.scene.sentence.text == "perché no");
}

TEST_CASE("state: empty and unreadable text is a failure with its code, never a request", "[unit]") {
  State state = started();
  apply(state, SetTyped{"   "}, english());
  REQUIRE(state.scene.status.error.has_value());
  CHECK(state.scene.status.error->code == ErrorCode::empty_text);
  CHECK(wishes_of(state, true).sentence.text.empty());
  apply(state, SetTyped{"a\x01z"}, english());
  CHECK(state.scene.status.error->code == ErrorCode::control_characters);
  apply(state, SetTyped{"a\xFFz"}, english());
  CHECK(state.scene.status.error->code == ErrorCode::invalid_utf8);
}

TEST_CASE("state: another language changes a preset's sentence, never the reader's own", "[unit]") {
  const article::Strings german = test::strings_of("de");
  State state = started();
  change_language(state, german);
  CHECK(state.scene.sentence.text == german["preset.example"]);
  apply(state, SetTyped{"mein Satz"}, german);
  change_language(state, english());
  CHECK(state.scene.sentence.text == "mein Satz");
}

TEST_CASE("state: values out of range choose nothing", "[unit]") {
  State state = started();
  const ViewState before = state.scene.view;
  apply(state, SelectHead{{12, 0}}, english());
  apply(state, SelectHead{{0, -1}}, english());
  apply(state, SelectFrom{-3}, english());
  apply(state, SetStep{9}, english());
  apply(state, SetWordOrder{{0, 0, 2}}, english());
  CHECK(state.scene.view == before);
}

TEST_CASE("state: word indices follow the words that are there", "[unit]") {
  State state = started();
  state.scene.trace = test::trace_of("hi");
  state.scene.status.kind = RunStatus::Kind::finished;
  state.scene.view.from_word = 7;
  state.scene.view.cut_to = 9;
  keep_in_range(state);
  CHECK(state.scene.view.from_word == 2);
  CHECK_FALSE(state.scene.view.cut_to.has_value());
}

TEST_CASE("wishes: moved words move all their pieces, start and end stay", "[unit]") {
  State state = started();
  state.scene.trace = test::trace_of(state.scene.sentence.text);
  state.scene.status.kind = RunStatus::Kind::finished;
  apply(state, SetWordOrder{{6, 5, 4, 3, 2, 1, 0}}, english());
  CHECK_FALSE(state.scene.view.word_order.empty());
  apply(state, SetWordOrder{{0, 1, 2, 3, 4, 5, 6}}, english());
  CHECK(state.scene.view.word_order.empty());  // back as typed: no link and no request speaks of an order
  apply(state, SetWordOrder{{6, 5, 4, 3, 2, 1, 0}}, english());
  const Wishes wishes = wishes_of(state, true);
  REQUIRE(wishes.order_on_moved.has_value());
  const auto& order = wishes.order_on_moved->piece_order;
  const auto count = static_cast<int>(state.scene.trace->pieces.size());
  REQUIRE(static_cast<int>(order.size()) == count);
  CHECK(order.front() == 0);
  CHECK(order.back() == count - 1);
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < count; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == i);
  CHECK(wishes.order_off_moved->positions == explain::Positions::off);
  CHECK_FALSE(wishes_of(state, false).order_off.has_value());
}

TEST_CASE("wishes: shuffled positions are a permutation of the rows", "[unit]") {
  State state = started();
  state.scene.trace = test::trace_of(state.scene.sentence.text);
  state.scene.status.kind = RunStatus::Kind::finished;
  apply(state, SetOrderMode{OrderMode::shuffled}, english());
  const auto wishes = wishes_of(state, true);
  REQUIRE(wishes.order_shuffled.has_value());
  auto rows = wishes.order_shuffled->position_rows;
  CHECK_FALSE(std::is_sorted(rows.begin(), rows.end()));
  std::sort(rows.begin(), rows.end());
  for (int i = 0; i < static_cast<int>(rows.size()); ++i) CHECK(rows[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("colour pairs: unreadable entries are left out", "[unit]") {
  const auto pairs = colour_pairs("1:2:6 x 5:6 5:6:2");
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].from == 2);
  CHECK(pairs[1].other == 3);
  CHECK(colour_pairs("").empty());
}
