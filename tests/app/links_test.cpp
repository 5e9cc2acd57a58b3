#include "app/links.h"

#include <catch2/catch_test_macros.hpp>

using namespace attention;
using namespace attention::app;
using namespace attention::widgets;

TEST_CASE("links: an id and its parameters, percent-decoded", "[unit]") {
  const Link link = parse_link("#fig-sentence?preset=swapped&word=5&text=l%27%C3%A9t%C3%A9+chaud");
  CHECK(link.id == "fig-sentence");
  CHECK(link.values.at("preset") == "swapped");
  CHECK(link.values.at("word") == "5");
  CHECK(link.values.at("text") == "l'été chaud");
  CHECK(parse_link("sources").id == "sources");
  CHECK(parse_link("").id.empty());
}

TEST_CASE("links: what cannot be read is left out", "[unit]") {
  CHECK(parse_link("fig?a&=b&&c=1").values.at("c") == "1");
  CHECK_FALSE(parse_link("fig?text=%FF%FE").values.contains("text"));
  CHECK(parse_link("fig?x=%4").values.at("x") == "%4");
  CHECK(parse_link("???").id.empty());
}

TEST_CASE("links: what is written reads back equal", "[unit]") {
  const Link link{"fig-wall", {{"text", "a&b=c#d%e è 猫"}, {"sort", "entropy"}}};
  const Link back = parse_link(format_link(link));
  CHECK(back.id == link.id);
  CHECK(back.values == link.values);
}

TEST_CASE("links: words are counted from 0 without the start token, heads from 0", "[unit]") {
  const auto edits = edits_of(parse_link("fig-binding?word=8&head=11.3"), "sentence", {6, 10});
  REQUIRE(edits.size() == 2);
  CHECK(std::get<SelectHead>(edits[0]).head == HeadChoice{11, 3});
  CHECK(std::get<SelectFrom>(edits[1]).word == 9);
}

TEST_CASE("links: a preset describes the whole state", "[unit]") {
  const auto edits = edits_of(parse_link("fig-sentence?preset=example&norm=on"), "sentence", {6, 10});
  REQUIRE(edits.size() >= 2);
  CHECK(std::get<SelectHead>(edits[0]).head == HeadChoice{6, 10});
  const auto& last = std::get<SetFlag>(edits.back());
  CHECK(last.which == SetFlag::Which::value_norm);
  CHECK(last.on);
}

TEST_CASE("links: numbers that are none choose nothing", "[unit]") {
  CHECK(edits_of(parse_link("f?word=x&head=6&step=two&cut=1&sort=size&positions=maybe"), "sentence", {6, 10}).empty());
}

TEST_CASE("links: the state's link brings the state back; the reader's text only when asked for", "[unit]") {
  Scene scene;
  scene.sentence = {.preset = "own", .text = "die Katze", .typed = "die Katze"};
  scene.view.from_word = 3;
  scene.view.hide_special = true;
  CHECK_FALSE(link_of("sentence", "fig-sentence", scene, false).values.contains("text"));
  const Link link = link_of("sentence", "fig-sentence", scene, true);
  CHECK(link.values.at("text") == "die Katze");
  CHECK(link.values.at("word") == "2");
  CHECK(link.values.at("special") == "hide");
}

TEST_CASE("links: the order of moved words travels with the link", "[unit]") {
  Scene scene;
  scene.view.word_order = {2, 0, 1};
  const Link link = link_of("order", "fig-order", scene, false);
  CHECK(link.values.at("order") == "2-0-1");
  const auto edits = edits_of(Link{"fig-order", {{"order", "2-0-1"}}}, "order", {6, 10});
  REQUIRE(edits.size() == 1);
  CHECK(std::get<SetWordOrder>(edits[0]).order == std::vector<int>{2, 0, 1});
  // What is no permutation is refused by the state.
  CHECK(std::get<SetWordOrder>(edits_of(Link{"fig-order", {{"order", "2-x"}}}, "order", {6, 10})[0]).order == std::vector<int>{2, -1});
}
