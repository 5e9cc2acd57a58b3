#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <format>
#include <numeric>

#include "explain/engine.h"
#include "explain/permutation.h"
#include "tests/support/figures.h"
#include "tests/support/files.h"
#include "tests/support/model_files.h"
#include "widgets/figures/order.h"
#include "widgets/figures/order_maps.h"
#include "widgets/figures/order_tiles.h"

using namespace attention;
using namespace attention::widgets;
using Catch::Matchers::WithinAbs;

namespace {

const std::string sentence = "A red cat chases a gray mouse";
const std::vector<int> backwards{6, 5, 4, 3, 2, 1, 0};

std::shared_ptr<const explain::Trace> run(const explain::Query& query) {
  static explain::Engine engine(test::manifest_path);
  static explain::RequestId request = 0;
  return test::run_query(engine, query, ++request);
}

using test::fonts;

const article::Strings& strings() {
  static const article::Strings loaded = article::Strings::parse({.code = "en", .name = "English"}, test::read_text_file("content/en/strings.json")).value();
  return loaded;
}

/// A table with the shape of the model's own, from a formula: a test of drawing needs no weights.
std::vector<float> some_table(int rows, int width) {
  std::vector<float> table;
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < width; ++j) table.push_back(std::sin(0.1f * static_cast<float>(i * (j % 7 + 1)) + static_cast<float>(j)));
  }
  return table;
}

/// The runs that a scene of the order figure has once all of them are finished.
Scene scene_of(const std::string& text, const std::vector<int>& order, OrderMode mode) {
  Scene scene;
  scene.sentence.text = text;
  scene.trace = run({.text = text});
  REQUIRE(scene.trace);
  scene.status.kind = RunStatus::Kind::finished;
  scene.view.order_mode = mode;
  scene.view.word_order = order;
  scene.view.from_word = 2;
  scene.view.to_word = 3;
  scene.order_off = run({.text = text, .positions = explain::Positions::off});
  if (!order.empty()) {
    const auto pieces = explain::piece_order(*scene.trace, order);
    REQUIRE_FALSE(pieces.empty());
    scene.order_on_moved = run({.text = text, .piece_order = pieces});
    scene.order_off_moved = run({.text = text, .positions = explain::Positions::off, .piece_order = pieces});
  }
  if (mode == OrderMode::shuffled) {
    const int count = static_cast<int>(scene.trace->pieces.size());
    std::vector<int> rows;
    for (int i = 0; i < count; ++i) rows.push_back((i + 1) % count);
    scene.order_shuffled = run({.text = text, .positions = explain::Positions::shuffled, .position_rows = rows});
  }
  scene.hidden = 384;
  scene.position_rows = 512;
  scene.position_table = some_table(512, 384);
  return scene;
}

const Scene& example(OrderMode mode) {
  static const Scene scenes[] = {scene_of(sentence, backwards, OrderMode::on), scene_of(sentence, backwards, OrderMode::off),
                                 scene_of(sentence, {}, OrderMode::shuffled)};
  return scenes[static_cast<std::size_t>(mode)];
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
  std::string text(std::string_view name) const {
    const Mark* found = mark(name);
    return found == nullptr ? std::string() : found->text;
  }
  const Control* control(std::string_view id) const {
    const auto found = std::find_if(controls.begin(), controls.end(), [&](const Control& c) { return c.id == id; });
    return found == controls.end() ? nullptr : &*found;
  }
};

OrderFigure figure() { return OrderFigure({.figure = "order", .id = "fig-order"}); }

Frame draw(const Scene& scene, const Theme& theme, float width, const UiFrame& input, UiMemory& memory) {
  OrderFigure drawn = figure();
  Frame frame;
  frame.height = drawn.body_height(scene, strings(), fonts(), theme, width);
  Ui ui(input, memory, Painter(nullptr, fonts(), theme, nullptr, &frame.marks), strings(), "fig-order");
  drawn.draw_body(ui, scene, {0, 0, width, frame.height});
  frame.controls = ui.take_controls();
  frame.edits = ui.take_edits();
  return frame;
}

Frame draw(const Scene& scene, const Theme& theme, float width, const std::string& press = {}) {
  UiFrame input;
  input.mirrored = true;
  if (!press.empty()) input.events.push_back({.id = press});
  UiMemory memory;
  return draw(scene, theme, width, input, memory);
}

const Theme& light() {
  static const Theme theme(false, 1, false);
  return theme;
}

/// Plain loops over the last states, words put back by hand.
double largest_difference(const explain::Trace& first, const explain::Trace& second, const std::vector<int>& order) {
  double largest = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    for (std::size_t j = 0; j < 384; ++j) {
      const float a = first.layers.back()->output[static_cast<std::size_t>(order[place]) * 384 + j], b = second.layers.back()->output[place * 384 + j];
      largest = std::max(largest, std::abs(static_cast<double>(a) - static_cast<double>(b)));
    }
  }
  return largest;
}

std::vector<int> orders_of(const Frame& frame) {
  for (const Edit& edit : frame.edits) {
    if (const auto* order = std::get_if<SetWordOrder>(&edit)) return order->order;
  }
  return {-1};
}

}  // namespace

TEST_CASE("the printed differences are those of the last states: rounding without positions, more with them", "[golden]") {
  for (const OrderMode mode : {OrderMode::on, OrderMode::off}) {
    const Scene& scene = example(mode);
    // The words from last to first, the pieces inside a word as they were.
    std::vector<int> pieces{0};
    for (auto word = scene.trace->words.rbegin() + 1; word + 1 != scene.trace->words.rend(); ++word) {
      for (int piece = word->first; piece < word->end; ++piece) pieces.push_back(piece);
    }
    pieces.push_back(static_cast<int>(scene.trace->pieces.size()) - 1);
    const double off = largest_difference(*scene.order_off, *scene.order_off_moved, pieces);
    const double on = largest_difference(*scene.trace, *scene.order_on_moved, pieces);
    CHECK(off <= 1e-4);
    CHECK(on >= 1e-2);
    const Frame frame = draw(scene, light(), 1024);
    CHECK(frame.text("difference.off") == difference_text(off, strings()));
    CHECK(frame.text("difference.on") == difference_text(on, strings()));
    CHECK(frame.mark("difference.shuffled") == nullptr);
    CHECK(figure().title(scene, strings()).ends_with(difference_text(mode == OrderMode::on ? on : off, strings())));
    CHECK(figure().title(scene, strings()).starts_with(mode == OrderMode::on ? "With positions" : "Without positions, order changes nothing"));
  }
  const Scene& shuffled = example(OrderMode::shuffled);
  std::vector<int> same(shuffled.trace->pieces.size());
  std::iota(same.begin(), same.end(), 0);
  const double difference = largest_difference(*shuffled.trace, *shuffled.order_shuffled, same);
  CHECK(difference >= 1e-2);
  CHECK(draw(shuffled, light(), 1024).text("difference.shuffled") == difference_text(difference, strings()));
  CHECK(figure().title(shuffled, strings()).starts_with("The words stand still"));
}

TEST_CASE("a title says what the numbers say", "[golden]") {
  Scene scene = example(OrderMode::off);
  // Runs that do not agree: the one with positions in the place of the one without.
  auto wrong = std::make_shared<explain::Trace>(*scene.order_on_moved);
  scene.order_off_moved = wrong;
  CHECK(figure().title(scene, strings()).starts_with("Without positions the states should agree, but they differ by "));
  scene.order_off_moved = nullptr;
  CHECK(figure().title(scene, strings()) == strings()["order.name"]);
  scene.view.word_order.clear();
  CHECK(figure().title(scene, strings()) == strings()["order.title.same"]);
}

TEST_CASE("a run for another order is not shown as this one's", "[golden]") {
  Scene scene = example(OrderMode::off);
  scene.view.word_order = {1, 0, 2, 3, 4, 5, 6};
  const Frame frame = draw(scene, light(), 1024);
  CHECK(frame.text("difference.off") == "…");
  CHECK(frame.mark("map.after") == nullptr);
  CHECK(frame.mark("map.before") != nullptr);
}

TEST_CASE("maps are the head's weights in square-root steps; put back without positions they are the first map", "[golden]") {
  for (const OrderMode mode : {OrderMode::on, OrderMode::off, OrderMode::shuffled}) {
    for (const bool dark : {false, true}) {
      Scene scene = example(mode);
      scene.view.head = {6, 10};
      const Theme theme(dark, 2, false);
      const Frame frame = draw(scene, theme, theme.px(1024));
      const auto first = mode == OrderMode::off ? scene.order_off : scene.trace;
      const auto second = mode == OrderMode::off ? scene.order_off_moved : mode == OrderMode::on ? scene.order_on_moved : scene.order_shuffled;
      const int count = static_cast<int>(scene.trace->pieces.size());
      const auto table = theme.sequential().table();
      const auto check = [&](const char* name, const explain::Trace& trace) {
        const Mark* map = frame.mark(name);
        REQUIRE(map);
        REQUIRE(map->columns == count);
        REQUIRE(map->rows == count);
        CHECK(static_cast<int>(map->rect.width) % count == 0);
        bool equal = true;
        for (int i = 0; i < count; ++i) {
          const auto row = trace.layers[6]->attention_row(10, i);
          for (int j = 0; j < count; ++j) {
            const auto step = static_cast<std::size_t>(std::lround(255 * std::sqrt(row[static_cast<std::size_t>(j)])));
            equal = equal && map->cells[static_cast<std::size_t>(i * count + j)] == table[step];
          }
        }
        CHECK(equal);
      };
      check("map.before", *first);
      check("map.after", *second);
      const Mark* back = frame.mark("map.put_back");
      REQUIRE((back != nullptr) == (mode != OrderMode::shuffled));
      if (mode == OrderMode::off) {
        int other = 0;
        for (std::size_t i = 0; i < back->cells.size(); ++i) other += std::abs(back->cells[i].r - frame.mark("map.before")->cells[i].r) > 2 ? 1 : 0;
        CHECK(other == 0);
      }
      if (mode == OrderMode::on) CHECK(back->cells != frame.mark("map.before")->cells);
    }
  }
}

TEST_CASE("heat maps of the schemes are the formulas' numbers", "[golden]") {
  const Scene& scene = example(OrderMode::on);
  const Frame frame = draw(scene, light(), 1024);
  const ColorScale& scale = light().diverging();
  const auto check = [&](const char* name, auto number) {
    const Mark* map = frame.mark(name);
    REQUIRE(map);
    REQUIRE(map->columns == 64);
    REQUIRE(map->rows == 64);
    int wrong = 0;
    for (int m = 0; m < 64; ++m) {
      for (int n = 0; n < 64; ++n) {
        const Color cell = map->cells[static_cast<std::size_t>(m * 64 + n)], expected = scale.at(static_cast<float>(number(m, n)));
        const bool near = std::abs(cell.r - expected.r) <= 1 && std::abs(cell.g - expected.g) <= 1 && std::abs(cell.b - expected.b) <= 1;
        wrong += near ? 0 : 1;
      }
    }
    CHECK(wrong == 0);
  };
  check("scheme.learned", [&](int m, int n) {
    double dot = 0, first = 0, second = 0;
    for (int j = 0; j < 384; ++j) {
      const auto a = static_cast<double>(scene.position_table[static_cast<std::size_t>(m * 384 + j)]), b = static_cast<double>(scene.position_table[static_cast<std::size_t>(n * 384 + j)]);
      dot += a * b;
      first += a * a;
      second += b * b;
    }
    return dot / std::sqrt(first * second);
  });
  // sin a sin b + cos a cos b = cos(a − b), and each row has the norm √(D/2).
  check("scheme.sinusoidal", [](int m, int n) {
    double sum = 0;
    for (int i = 0; i < 192; ++i) sum += std::cos((m - n) / std::pow(10000.0, i / 192.0));
    return sum / 192;
  });
  // Two equal vectors of ones, turned pair by pair.
  check("scheme.rotary", [](int m, int n) {
    double dot = 0;
    for (int i = 0; i < 16; ++i) {
      const double a = m * std::pow(10000.0, -i / 16.0), b = n * std::pow(10000.0, -i / 16.0);
      const double ax = std::cos(a) - std::sin(a), ay = std::sin(a) + std::cos(a), bx = std::cos(b) - std::sin(b), by = std::sin(b) + std::cos(b);
      dot += ax * bx + ay * by;
    }
    return dot / 32;
  });
  CHECK(frame.text("scheme.label.learned") == "Real model");
  CHECK(frame.text("scheme.label.sinusoidal") == "Illustration");
  CHECK(frame.text("scheme.label.rotary") == "Illustration");
  // The model's table may still be on its way.
  Scene waiting = scene;
  waiting.position_table.clear();
  waiting.position_rows = waiting.hidden = 0;
  const Frame early = draw(waiting, light(), 1024);
  CHECK(early.mark("scheme.learned") == nullptr);
  CHECK(early.mark("scheme.rotary") != nullptr);
}

TEST_CASE("the pointer on a cell of a scheme says its number", "[golden]") {
  const Scene& scene = example(OrderMode::on);
  const Rect map = draw(scene, light(), 1024).mark("scheme.rotary")->rect;
  UiFrame input;
  input.mirrored = true;
  input.pointer.x = map.x + (7 + 0.5f) * map.width / 64;
  input.pointer.y = map.y + (3 + 0.5f) * map.height / 64;
  UiMemory memory;
  const Frame frame = draw(scene, light(), 1024, input, memory);
  double expected = 0;
  for (int i = 0; i < 16; ++i) expected += std::cos(4 * std::pow(10000.0, -i / 16.0)) / 16;
  const auto tip = std::find_if(frame.marks.rbegin(), frame.marks.rend(), [](const Mark& mark) { return mark.name == "tip" && !mark.text.empty(); });
  REQUIRE(tip != frame.marks.rend());
  CHECK(tip->text == std::format("Places 4 and 8: {}", strings().number(expected, 3)));
}

TEST_CASE("buttons move the chosen word, rearrange all, and put them back", "[golden]") {
  Scene scene = scene_of(sentence, {}, OrderMode::on);
  CHECK(orders_of(draw(scene, light(), 1024, "fig-order.later")) == std::vector<int>{0, 2, 1, 3, 4, 5, 6});
  CHECK(orders_of(draw(scene, light(), 1024, "fig-order.earlier")) == std::vector<int>{1, 0, 2, 3, 4, 5, 6});
  CHECK(draw(scene, light(), 1024).control("fig-order.later")->name == "Move “red” one place later");
  CHECK(orders_of(draw(scene, light(), 1024, "fig-order.shuffle")) == backwards);
  scene.view.word_order = backwards;
  CHECK(orders_of(draw(scene, light(), 1024, "fig-order.shuffle")) == std::vector<int>{5, 4, 3, 2, 1, 0, 6});
  CHECK(orders_of(draw(scene, light(), 1024, "fig-order.restore")).empty());
  // At its end a word goes no further; back at its own place the order is "as typed", which is written empty.
  scene.view.from_word = 7;
  CHECK(draw(scene, light(), 1024).control("fig-order.earlier")->disabled);
  scene.view.word_order = {1, 0, 2, 3, 4, 5, 6};
  scene.view.from_word = 1;
  CHECK(orders_of(draw(scene, light(), 1024, "fig-order.earlier")).empty());
  const Frame mode = draw(scene, light(), 1024, "fig-order.positions.off");
  REQUIRE(mode.edits.size() == 1);
  CHECK(std::get<SetOrderMode>(mode.edits[0]).mode == OrderMode::off);
  const Frame word = draw(scene, light(), 1024, "fig-order.word.4");
  REQUIRE(word.edits.size() == 1);
  CHECK(std::get<SelectFrom>(word.edits[0]).word == 5);
}

TEST_CASE("a tile follows the pointer, the others leave a gap, and it stays where it is dropped", "[golden]") {
  const Scene scene = scene_of(sentence, {}, OrderMode::on);
  UiMemory memory;
  UiFrame input;
  input.mirrored = true;
  const Frame still = draw(scene, light(), 1024, input, memory);
  const Rect cat = still.control("fig-order.word.2")->rect, gray = still.control("fig-order.word.5")->rect;
  input.pointer = {.x = cat.x + 5, .y = cat.y + 5, .down = true, .pressed = true};
  draw(scene, light(), 1024, input, memory);
  // To the right of the middle of "gray".
  const float way = gray.x + gray.width / 2 + 2 - (cat.x + cat.width / 2);
  input.pointer = {.x = cat.x + 5 + way, .y = cat.y + 8, .down = true};
  const Frame held = draw(scene, light(), 1024, input, memory);
  CHECK(held.edits.empty());
  CHECK_THAT(static_cast<double>(held.mark("tile.2")->rect.x), WithinAbs(static_cast<double>(cat.x + way), 0.01));
  const Mark* gap = held.mark("gap");
  REQUIRE(gap);
  CHECK(gap->rect.x > held.mark("tile.5")->rect.x);
  CHECK(gap->rect.x < held.mark("tile.6")->rect.x);
  // Controls stand still meanwhile.
  CHECK(held.control("fig-order.word.2")->rect == cat);
  input.pointer.down = false;
  input.pointer.released = true;
  const Frame dropped = draw(scene, light(), 1024, input, memory);
  CHECK(orders_of(dropped) == std::vector<int>{0, 1, 3, 4, 5, 2, 6});
  CHECK(std::get<SelectFrom>(dropped.edits[0]).word == 3);
}

TEST_CASE("a drop goes by lines", "[unit]") {
  OrderTiles tiles;
  tiles.boxes = {{0, 0, 50, 20}, {60, 0, 50, 20}, {0, 40, 50, 20}, {60, 40, 50, 20}};
  const std::vector<int> order{0, 1, 2, 3};
  CHECK(drop_place(tiles, order, 0, {200, 5}) == 1);
  CHECK(drop_place(tiles, order, 0, {-5, 60}) == 1);
  CHECK(drop_place(tiles, order, 0, {200, 300}) == 3);
  CHECK(drop_place(tiles, order, 3, {10, -90}) == 0);
  CHECK(moved_to(order, 0, 3) == std::vector<int>{1, 2, 3, 0});
  CHECK(moved_to(order, 3, 0) == std::vector<int>{3, 0, 1, 2});
  CHECK(rearranged(std::vector<int>{0}) == std::vector<int>{0});
  CHECK(rearranged(std::vector<int>{0, 1}) == std::vector<int>{1, 0});
}

TEST_CASE("small differences keep two digits that count", "[unit]") {
  CHECK(difference_text(0, strings()) == "0");
  CHECK(difference_text(0.00000123, strings()) == "0.0000012");
  CHECK(difference_text(1.94, strings()) == "1.9");
  CHECK(difference_text(12.3, strings()) == "12");
  CHECK(difference_text(0.000045, strings()) == "0.000045");
}

TEST_CASE("table and operands are the runs' numbers", "[golden]") {
  const Scene& scene = example(OrderMode::off);
  const DataTable table = figure().table(scene, strings(), true);
  REQUIRE(table.rows.size() == 9);
  REQUIRE(table.columns.size() == 5);
  CHECK(table.rows[1][0] == "A");
  CHECK(table.rows[1][1] == "7");
  const auto on = explain::state_differences(*scene.trace, *scene.order_on_moved);
  REQUIRE(on);
  for (std::size_t i = 0; i < 9; ++i) {
    const explain::Word& word = scene.trace->words[i];
    const float largest = *std::max_element(on->begin() + word.first, on->begin() + word.end);
    CHECK(table.rows[i][3] == std::format("{:.9f}", static_cast<double>(largest)));
  }
  const auto lines = figure().computed(scene, strings());
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.contains("rows 3 and 4 of the model"); }));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.contains("all 4224 numbers"); }));
  CHECK(std::none_of(lines.begin(), lines.end(), [](const std::string& line) { return line.contains("{") || line.contains("⟨"); }));
}

TEST_CASE("one word, many words, words of other scripts: everything stays inside, in every state", "[golden]") {
  std::string many = "cat";
  for (int i = 0; i < 59; ++i) many += i % 2 == 0 ? " and" : " mouse";
  for (const std::string& text : {std::string("cat"), many, std::string("红色的猫追着灰色的老鼠")}) {
    Scene scene = scene_of(text, {}, OrderMode::on);
    const int count = real_words(scene);
    REQUIRE(count >= 1);
    std::vector<std::vector<int>> orders{{}};
    std::vector<int> typed(static_cast<std::size_t>(count));
    std::iota(typed.begin(), typed.end(), 0);
    if (count > 1) orders.push_back(rearranged(typed));
    for (const auto& order : orders) {
      for (const OrderMode mode : {OrderMode::on, OrderMode::off, OrderMode::shuffled}) {
        if (!order.empty() || mode == OrderMode::shuffled) scene = scene_of(text, order, mode);
        scene.view.order_mode = mode;
        for (const bool compact : {false, true}) {
          const Theme theme(compact, compact ? 2.0f : 1.0f, compact);
          const float width = theme.px(compact ? 358 : 1024);
          const Frame frame = draw(scene, theme, width);
          INFO(text << " " << order.size() << " " << static_cast<int>(mode) << " " << compact);
          CHECK_FALSE(figure().title(scene, strings()).contains("⟨"));
          CHECK(figure().computed(scene, strings()).size() >= 4);
          for (const Control& control : frame.controls) {
            if (control.role == ControlRole::status) continue;
            INFO(control.id);
            CHECK(control.rect.x >= 0.0f);
            CHECK(control.rect.x + control.rect.width <= width + 1);
            CHECK(control.rect.y + control.rect.height <= frame.height + 1);
          }
          for (const Mark& mark : frame.marks) {
            if (mark.kind != Mark::Kind::text || mark.name == "tip") continue;
            INFO(mark.name << " " << mark.text);
            CHECK(mark.rect.x >= -1.0f);
            CHECK(mark.rect.x + mark.rect.width <= width + 1);
            CHECK(mark.rect.y <= frame.height + 1);
          }
        }
      }
    }
    if (count > 1) {
      const auto moved = explain::state_differences(*scene.order_off, *scene.order_off_moved);
      REQUIRE(moved);
      CHECK(*std::max_element(moved->begin(), moved->end()) <= 1e-4f);
    }
  }
}

TEST_CASE("before and during a run the figure stands", "[unit]") {
  Scene scene;
  const OrderFigure drawn = figure();
  CHECK(drawn.layer_needed(scene) == 11);
  CHECK(drawn.body_height(scene, strings(), fonts(), light(), 1024) > 300.0f);
}
