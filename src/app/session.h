#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/host.h"
#include "explain/engine.h"
#include "widgets/scene.h"

namespace attention::app {

/// What the page wants computed now. Derived from the state each frame; equal wishes cost nothing.
struct Wishes {
  explain::Query sentence;                         ///< the reader's sentence; empty text = nothing
  std::optional<explain::Query> order_off;         ///< as typed, without positions
  std::optional<explain::Query> order_off_moved;   ///< words moved, without positions
  std::optional<explain::Query> order_on_moved;    ///< words moved, with positions
  std::optional<explain::Query> order_shuffled;    ///< words stay, position rows permuted
  std::optional<explain::CutStudy> cut;
};

/// Turns wishes into requests, one at a time (a newer run cancels an older one, so runs for different figures wait their
/// turn: the sentence first, then what only some figures need), and events into the scene's traces and status.
class Session {
 public:
  explicit Session(Host& host) : host_(host) {}

  /// Compares wishes with what is there, under way or failed, and asks the engine for the next missing thing. Returns whether that is
  /// the sentence.
  bool update(const Wishes& wishes);
  /// Takes what the engine said into the scene. Returns true if something changed.
  bool apply(std::vector<explain::Event> events, widgets::Scene& scene);
  /// Whether an event changes what the reader should see at once: while weights are being loaded every step of a run, and otherwise the
  /// chosen head's layer, and the end. `scene`: as the last apply() left it.
  bool shows(const explain::Event& event, const widgets::Scene& scene) const;

 private:
  /// One thing that can be wished for: what was asked last, and what came of it.
  struct Slot {
    explain::Query query;
    bool wanted = false;
    explain::RequestId request = 0;  ///< under way, or 0
    std::shared_ptr<const explain::Trace> trace;
    bool failed = false;
  };
  enum Name { sentence, order_off, order_off_moved, order_on_moved, order_shuffled, slot_count };

  void want(Slot& slot, const std::optional<explain::Query>& query);
  bool ask(Slot& slot);
  Slot* slot_of(explain::RequestId request);
  bool is_sentence(explain::RequestId request) const { return request != 0 && slots_[sentence].request == request; }

  Host& host_;
  Slot slots_[slot_count];
  std::optional<explain::CutStudy> cut_wanted_;
  explain::RequestId cut_request_ = 0;
  std::optional<explain::CutStudyResult> cut_result_;
  std::optional<Error> cut_error_;
  explain::RequestId next_request_ = 1;
  bool wishes_changed_ = false;  ///< since the last apply()
};

}  // namespace attention::app
