#include "app/session.h"

#include <algorithm>
#include <utility>

namespace attention::app {

using widgets::RunStatus;

void Session::want(Slot& slot, const std::optional<explain::Query>& query) {
  if (!query || query->text.empty()) {
    if (slot.request != 0) host_.cancel(std::exchange(slot.request, 0));
    slot.wanted = false;
    return;
  }
  if (slot.wanted && slot.query == *query) return;
  slot.query = *query;
  slot.wanted = true;
  wishes_changed_ = true;
  slot.failed = false;
  slot.request = 0;  // an older run of this slot is cancelled by the engine when the new one arrives
}

bool Session::ask(Slot& slot) {
  if (!slot.wanted || slot.failed || slot.request != 0) return slot.request != 0;
  if (slot.trace && slot.trace->finished() && slot.trace->query == slot.query) return false;
  slot.request = next_request_++;
  host_.submit(slot.request, slot.query);
  return true;
}

bool Session::update(const Wishes& wishes) {
  const bool sentence_changed = !(slots_[sentence].wanted && slots_[sentence].query == wishes.sentence);
  want(slots_[sentence], wishes.sentence);
  want(slots_[order_off], wishes.order_off);
  want(slots_[order_off_moved], wishes.order_off_moved);
  want(slots_[order_on_moved], wishes.order_on_moved);
  want(slots_[order_shuffled], wishes.order_shuffled);
  if (cut_wanted_ != wishes.cut) {
    cut_wanted_ = wishes.cut;
    cut_error_.reset();
    if (cut_request_ != 0) host_.cancel(std::exchange(cut_request_, 0));
  }
  if (sentence_changed) {
    // The new sentence goes first; whatever else was under way would only delay it and will be asked for again.
    for (Slot& slot : slots_) slot.request = 0;
    cut_request_ = 0;
  }
  if (cut_request_ != 0) return false;
  for (Slot& slot : slots_) {
    const bool waiting = slot.request != 0;
    if (ask(slot)) return !waiting && &slot == &slots_[sentence];
  }
  const bool answered = cut_result_ && cut_wanted_ && cut_result_->study == *cut_wanted_;
  if (cut_wanted_ && !answered && !cut_error_) {
    cut_request_ = next_request_++;
    host_.submit(cut_request_, *cut_wanted_);
  }
  return false;
}

Session::Slot* Session::slot_of(explain::RequestId request) {
  for (Slot& slot : slots_) {
    if (slot.request == request && request != 0) return &slot;
  }
  return nullptr;
}

bool Session::shows(const explain::Event& event, const widgets::Scene& scene) const {
  const bool loading = scene.status.bytes_wanted > scene.status.bytes_loaded;
  if (const auto* started = std::get_if<explain::RunStarted>(&event)) return loading && is_sentence(started->request);
  if (const auto* layer = std::get_if<explain::LayerFinished>(&event)) {
    return is_sentence(layer->request) && (loading || layer->layer == scene.view.head.layer);
  }
  return true;
}

bool Session::apply(std::vector<explain::Event> events, widgets::Scene& scene) {
  // A text whose trace is here already brings no event: the status has to follow all the same.
  bool changed = std::exchange(wishes_changed_, false);
  for (explain::Event& event : events) {
    if (auto* progress = std::get_if<explain::LoadProgress>(&event)) {
      scene.status.bytes_loaded = progress->bytes_loaded;
      scene.status.bytes_wanted = progress->bytes_wanted;
      changed = true;
    } else if (auto* started = std::get_if<explain::RunStarted>(&event)) {
      if (Slot* slot = slot_of(started->request)) {
        slot->trace = started->trace;
        changed = changed || is_sentence(started->request);  // the other runs are shown when they are finished
      }
    } else if (auto* layer = std::get_if<explain::LayerFinished>(&event)) {
      Slot* slot = slot_of(layer->request);
      if (slot && slot->trace && static_cast<int>(slot->trace->layers.size()) == layer->layer) {
        // A trace is immutable: the grown one shares its layers with the one before.
        auto grown = std::make_shared<explain::Trace>(*slot->trace);
        grown->layers.push_back(layer->trace);
        slot->trace = std::move(grown);
        changed = changed || is_sentence(layer->request);
      }
    } else if (auto* finished = std::get_if<explain::RunFinished>(&event)) {
      if (Slot* slot = slot_of(finished->request)) {
        slot->request = 0;
        if (slot == &slots_[sentence]) scene.status.seconds = finished->seconds;
        changed = true;
      }
    } else if (auto* cut = std::get_if<explain::CutStudyFinished>(&event)) {
      if (cut->request == cut_request_) {
        cut_request_ = 0;
        cut_result_ = std::move(cut->result);
        changed = true;
      }
    } else if (auto* failure = std::get_if<explain::RunFailed>(&event)) {
      if (failure->error.code == ErrorCode::cancelled) continue;
      if (failure->request == cut_request_ && cut_request_ != 0) {
        cut_request_ = 0;
        cut_error_ = failure->error;
        changed = true;
      } else if (Slot* slot = slot_of(failure->request)) {
        slot->request = 0;
        slot->failed = true;
        if (slot == &slots_[sentence]) scene.status.error = failure->error;
        changed = true;
      }
    }
  }
  if (!changed) return false;

  const Slot& main = slots_[sentence];
  const bool current = main.trace && main.trace->query == main.query;
  // An unfinished run is shown as it grows, but it takes an older result's place only when it reaches the chosen head: a figure
  // that had to wait for its layer would lose its controls, and the field that the reader is typing in with them.
  const auto reaches_head = [&](const explain::Trace& trace) { return static_cast<int>(trace.layers.size()) > scene.view.head.layer; };
  if (current) {
    const bool same = scene.trace && scene.trace->query == main.trace->query;
    const bool first = !scene.trace || !reaches_head(*scene.trace);
    if (same || first || reaches_head(*main.trace)) scene.trace = main.trace;
  }
  // Without a text that can be read, the state has said why: what still arrives does not change that.
  if (main.wanted) scene.status.old = scene.trace && !(scene.trace->query == main.query);
  scene.status.layers_done = current ? static_cast<int>(main.trace->layers.size()) : 0;
  if (main.trace) scene.status.layer_count = main.trace->layer_count;
  if (main.failed) {
    scene.status.kind = RunStatus::Kind::failed;
  } else if (main.wanted) {
    scene.status.error.reset();
    if (current && main.trace->finished()) scene.status.kind = RunStatus::Kind::finished;
    else if (current) scene.status.kind = RunStatus::Kind::running;
    else scene.status.kind = RunStatus::Kind::waiting_for_weights;
  }
  const auto finished_or_null = [](const Slot& slot) {
    const bool good = slot.wanted && slot.trace && slot.trace->finished() && slot.trace->query == slot.query;
    return good ? slot.trace : nullptr;
  };
  scene.order_off = finished_or_null(slots_[order_off]);
  scene.order_off_moved = finished_or_null(slots_[order_off_moved]);
  scene.order_on_moved = finished_or_null(slots_[order_on_moved]);
  scene.order_shuffled = finished_or_null(slots_[order_shuffled]);
  scene.cut = cut_result_ && cut_wanted_ && cut_result_->study == *cut_wanted_ ? cut_result_ : std::nullopt;
  scene.cut_error = cut_wanted_ ? cut_error_ : std::nullopt;
  return true;
}

}  // namespace attention::app
