#include "app/state.h"

#include <algorithm>
#include <numeric>

#include "explain/permutation.h"
#include "text/normalise.h"
#include "widgets/figures/colour_pairs.h"

namespace attention::app {

using namespace widgets;

namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

void set_text(State& state, const std::string& typed) {
  Scene& scene = state.scene;
  scene.sentence.typed = typed;
  auto text = text::prepare_text(typed);
  if (!text) {
    // The old result stays on screen, marked as old, until there is something to read again.
    scene.status.kind = RunStatus::Kind::failed;
    scene.status.error = text.error();
    scene.status.old = scene.trace != nullptr;
    scene.sentence.text.clear();
    return;
  }
  if (*text == scene.sentence.text) return;
  scene.sentence.text = std::move(*text);
  scene.status.error.reset();
  scene.view.cut_to.reset();
  scene.view.word_order.clear();
}

void choose_preset(State& state, const std::string& preset, const article::Strings& strings) {
  Scene& scene = state.scene;
  if (preset == "own") {
    scene.sentence.preset = preset;
    return;
  }
  const std::string key = "preset." + preset;
  if (!strings.contains(key)) return;
  scene.sentence.preset = preset;
  set_text(state, std::string(strings[key]));
  const auto pairs = colour_pairs(strings["pairs." + preset]);
  scene.view.from_word = pairs.empty() ? 2 : pairs.front().from;
  scene.view.to_word = pairs.empty() ? 1 : pairs.front().own;
  scene.view.from_piece = scene.view.to_piece = -1;
}

bool is_word(const State& state, int word) {
  // Before the first trace any index may be right; keep_in_range() decides when the words are known.
  if (word < 0) return false;
  const auto& trace = state.scene.trace;
  return !trace || state.scene.status.old || word < static_cast<int>(trace->words.size()) || state.scene.status.kind != RunStatus::Kind::finished;
}

}  // namespace

void apply(State& state, const Edit& edit, const article::Strings& strings) {
  Scene& scene = state.scene;
  ViewState& view = scene.view;
  std::visit(
      Overloaded{
          [&](const SetTyped& e) {
            set_text(state, e.text);
            const std::string key = "preset." + scene.sentence.preset;
            if (!strings.contains(key) || strings[key] != scene.sentence.text) scene.sentence.preset = "own";
          },
          [&](const SetPreset& e) { choose_preset(state, e.preset, strings); },
          [&](const SelectFrom& e) {
            if (!is_word(state, e.word)) return;
            view.from_piece = e.piece;
            if (e.word == view.from_word) return;
            view.from_word = e.word;
            view.cut_to.reset();
          },
          [&](const SelectTo& e) {
            if (!is_word(state, e.word)) return;
            view.to_word = e.word;
            view.to_piece = e.piece;
          },
          [&](const SelectHead& e) {
            const int layers = scene.status.layer_count;
            const int heads = scene.trace ? scene.trace->head_count : 12;
            if (e.head.layer < 0 || e.head.layer >= layers || e.head.head < 0 || e.head.head >= heads) return;
            view.head = e.head;
          },
          [&](const SetFlag& e) {
            switch (e.which) {
              case SetFlag::Which::hide_special: view.hide_special = e.on; break;
              case SetFlag::Which::value_norm: view.value_norm = e.on; break;
              case SetFlag::Which::all_digits: view.all_digits = e.on; break;
              case SetFlag::Which::playing: view.playing = e.on; break;
              case SetFlag::Which::cut_whole_layer: view.cut_whole_layer = e.on; break;
            }
          },
          [&](const SetStep& e) {
            if (e.step >= 1 && e.step <= 4) view.microscope_step = e.step;
          },
          [&](const SetSort& e) { view.wall_sort = e.sort; },
          [&](const SetCut& e) {
            if (!e.to_word || is_word(state, *e.to_word)) view.cut_to = e.to_word;
          },
          [&](const SetOrderMode& e) { view.order_mode = e.mode; },
          [&](const SetWordOrder& e) {
            // Only a permutation of the words is an order.
            std::vector<int> sorted = e.order;
            std::sort(sorted.begin(), sorted.end());
            for (int i = 0; i < static_cast<int>(sorted.size()); ++i) {
              if (sorted[static_cast<std::size_t>(i)] != i) return;
            }
            view.word_order = std::ranges::is_sorted(e.order) ? std::vector<int>{} : e.order;
          },
          [&](const SetOpen& e) { view.open[e.id] = e.open; },
          [](const GoTo&) {},
          [](const CopyLink&) {},
          [](const Export&) {},
          [](const ShowTable&) {},
          [](const Reset&) {},
      },
      edit);
}

void change_language(State& state, const article::Strings& strings) {
  if (state.scene.sentence.preset == "own") return;
  choose_preset(state, state.scene.sentence.preset, strings);
}

void keep_in_range(State& state) {
  const auto& trace = state.scene.trace;
  if (!trace || state.scene.status.old || trace->words.empty()) return;
  ViewState& view = state.scene.view;
  const int last = static_cast<int>(trace->words.size()) - 1;
  view.from_word = std::clamp(view.from_word, 0, last);
  view.to_word = std::clamp(view.to_word, 0, last);
  const auto last_piece = [&](int word) {
    const explain::Word& at = trace->words[static_cast<std::size_t>(word)];
    return std::max(0, at.end - at.first - 1);
  };
  view.from_piece = std::clamp(view.from_piece, -1, last_piece(view.from_word));
  view.to_piece = std::clamp(view.to_piece, -1, last_piece(view.to_word));
  if (view.cut_to && *view.cut_to > last) view.cut_to.reset();
  const auto real_words = static_cast<std::size_t>(std::max(0, last - 1));
  if (view.word_order.size() != real_words) view.word_order.clear();
}

Wishes wishes_of(const State& state, bool order_in_use) {
  const Scene& scene = state.scene;
  const ViewState& view = scene.view;
  Wishes wishes;
  wishes.sentence.text = scene.sentence.text;
  const bool known = scene.trace && !scene.status.old && scene.trace->finished();
  if (!known) return wishes;
  const explain::Trace& trace = *scene.trace;
  if (order_in_use) {
    explain::Query off = wishes.sentence;
    off.positions = explain::Positions::off;
    wishes.order_off = off;
    if (!view.word_order.empty() && !std::is_sorted(view.word_order.begin(), view.word_order.end())) {
      const std::vector<int> pieces = explain::piece_order(trace, view.word_order);
      if (pieces.size() == trace.pieces.size()) {
        wishes.order_on_moved = wishes.sentence;
        wishes.order_on_moved->piece_order = pieces;
        wishes.order_off_moved = off;
        wishes.order_off_moved->piece_order = pieces;
      }
    }
    if (view.order_mode == OrderMode::shuffled) {
      explain::Query shuffled = wishes.sentence;
      shuffled.positions = explain::Positions::shuffled;
      // A fixed permutation, the same for everybody: rows are handed out in steps of a number without a common divisor.
      const int count = static_cast<int>(trace.pieces.size());
      int step = std::max(1, count / 2 + 1);
      while (std::gcd(step, count) != 1) ++step;
      for (int i = 0; i < count; ++i) shuffled.position_rows.push_back((i * step + 1) % count);
      wishes.order_shuffled = shuffled;
    }
  }
  if (view.cut_to) {
    wishes.cut = explain::CutStudy{wishes.sentence, view.head.layer, view.cut_whole_layer ? -1 : view.head.head, view.from_word};
  }
  return wishes;
}

}  // namespace attention::app
