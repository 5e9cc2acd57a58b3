#pragma once
#include <string_view>

#include "base/error.h"
#include "widgets/scene.h"

namespace attention::app {

/// Reads models/e5/heads.json (schema: models/e5/README.md). Errors: parse.
Result<widgets::HeadScores> read_head_scores(std::string_view json);

}  // namespace attention::app
