#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "explain/trace.h"

namespace attention::widgets {

/// Which head is shown everywhere. 0-based; the page says "layer 7 · head 11" for {6, 10}.
struct HeadChoice {
  int layer = 6, head = 10;
  bool operator==(const HeadChoice&) const = default;
};

/// The sentence that the reader and all figures share.
struct SentenceState {
  std::string preset = "example";  ///< key of preset.<key>, or "own"
  std::string text;                ///< what the model reads (trimmed, NFC)
  std::string typed;               ///< what stands in the input element, exactly as typed
  bool operator==(const SentenceState&) const = default;
};

/// What a run is doing. A failed run leaves the last good trace on screen, marked as old.
struct RunStatus {
  enum class Kind { waiting_for_weights, running, finished, failed };
  Kind kind = Kind::waiting_for_weights;
  int layers_done = 0, layer_count = 12;
  std::uint64_t bytes_loaded = 0, bytes_wanted = 0;
  std::optional<Error> error;
  bool old = false;       ///< the trace on screen belongs to an earlier text
  double seconds = 0;     ///< the engine's time of the finished run
};

enum class WallSort { layer, entropy, distance, special, diagonal, previous };
enum class OrderMode { on, off, shuffled };

/// All that the reader chose in the figures. One writer: App::apply(Edit).
struct ViewState {
  HeadChoice head;
  int from_word = 2;  ///< index into Trace::words (0 = start token); the default is set from the preset's colour word
  int to_word = 3;
  int from_piece = -1, to_piece = -1;  ///< microscope: which piece of that word, from 0; −1: the first that is more than a marker
  bool hide_special = false;  ///< sentence: start/end hidden, the rest renormalised
  bool value_norm = false;    ///< sentence: weight × ‖value‖ instead of weight
  int microscope_step = 1;    ///< 1…4
  bool all_digits = false;
  bool playing = false;
  WallSort wall_sort = WallSort::layer;
  std::optional<int> cut_to;        ///< wall: the link from_word → cut_to is cut and studied
  bool cut_whole_layer = false;     ///< in all heads of the layer instead of the chosen head
  OrderMode order_mode = OrderMode::on;
  std::vector<int> word_order;      ///< order figure: the word at each place (real words only, 0-based); empty = as typed
  std::map<std::string, bool, std::less<>> open;  ///< fold-outs by id: "<figure>.computed", primers, "<figure>.badge"
  bool is_open(std::string_view id) const {
    const auto found = open.find(id);
    return found != open.end() && found->second;
  }
  bool operator==(const ViewState&) const = default;
};

/// Scores of the head study for "a colour word finds its own noun", read from models/e5/heads.json (its README has the
/// protocol). All figures are from the half of the words that heads were not chosen with.
struct HeadScores {
  struct Family {
    std::vector<double> bind, low, high;              ///< one per head, layer · heads per layer + head; low…high: 95 % interval
    std::map<std::string, double, std::less<>> rules; ///< share that a simple rule gets right: "nearest_noun", "fixed_offset", …
  };
  HeadChoice best;                                    ///< the head that the page opens with
  int sentences = 0, heads_per_layer = 12;            ///< sentences: per language, family and half
  std::map<std::string, std::map<std::string, Family, std::less<>>, std::less<>> languages;  ///< language → family
};

/// Everything that figures draw from. Figures read it and return edits; they never write it.
struct Scene {
  SentenceState sentence;
  ViewState view;
  RunStatus status;
  std::shared_ptr<const explain::Trace> trace;            ///< the last good or growing trace; null before the first
  // Order figure; each is null until its run has finished. `trace` is the one with the words as typed and positions on.
  std::shared_ptr<const explain::Trace> order_off;        ///< as typed, positions off
  std::shared_ptr<const explain::Trace> order_off_moved;  ///< words moved, positions off: equals order_off after undoing the move
  std::shared_ptr<const explain::Trace> order_on_moved;   ///< words moved, positions on: does not equal `trace`
  std::shared_ptr<const explain::Trace> order_shuffled;   ///< words stay, position rows permuted
  std::optional<explain::CutStudyResult> cut;             ///< answer to view.cut_to
  std::optional<Error> cut_error;                         ///< why there is none, if the study failed
  std::optional<HeadScores> scores;
  std::string notice_figure, notice;                      ///< a short confirmation in that figure's status line ("Link copied")
  std::vector<float> position_table;                      ///< [positions, hidden] rows of the learned table, empty until loaded
  int position_rows = 0, hidden = 0;
};

// ------------------------------------------------------------------------------------------------------------ edits
// What the reader did. App::apply is the only place that changes the state.

struct SetTyped { std::string text; };
struct SetPreset { std::string preset; };
struct SelectFrom { int word; int piece = -1; };  ///< piece: as ViewState::from_piece
struct SelectTo { int word; int piece = -1; };
struct SelectHead { HeadChoice head; };
struct SetFlag { enum class Which { hide_special, value_norm, all_digits, playing, cut_whole_layer } which; bool on; };
struct SetStep { int step; };
struct SetSort { WallSort sort; };
struct SetCut { std::optional<int> to_word; };
struct SetOrderMode { OrderMode mode; };
struct SetWordOrder { std::vector<int> order; };
struct SetOpen { std::string id; bool open; };
struct GoTo { std::string fragment; };                     ///< "fig-microscope?from=1&to=2"
struct CopyLink { std::string figure; bool with_text; };
struct Export { std::string figure; enum class Format { png, svg, csv } format; };
struct ShowTable { std::string figure; };
struct Reset { std::string figure; };
using Edit = std::variant<SetTyped, SetPreset, SelectFrom, SelectTo, SelectHead, SetFlag, SetStep, SetSort, SetCut,
                          SetOrderMode, SetWordOrder, SetOpen, GoTo, CopyLink, Export, ShowTable, Reset>;

}  // namespace attention::widgets
