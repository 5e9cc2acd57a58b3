#pragma once
#include <string>
#include <vector>

#include "app/session.h"
#include "article/strings.h"
#include "widgets/scene.h"

namespace attention::app {

/// Everything that the reader's edits change. One writer: apply().
struct State {
  widgets::Scene scene;
  widgets::HeadChoice default_head{6, 10};
};

/// Changes the state by one edit. Values out of range choose nothing. GoTo, CopyLink, Export and ShowTable are no state:
/// the App carries them out.
void apply(State& state, const widgets::Edit& edit, const article::Strings& strings);

/// The other language's sentence for a preset; the reader's own text stays as it is.
void change_language(State& state, const article::Strings& strings);

/// Brings word indices back into the range of the words that are on screen.
void keep_in_range(State& state);

/// What has to be computed for the state. The order figure's runs are only wished for while it is in use (`order_in_use`).
Wishes wishes_of(const State& state, bool order_in_use);

}  // namespace attention::app
