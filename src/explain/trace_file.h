#pragma once
#include <string>

#include "base/bytes.h"
#include "explain/trace.h"

namespace attention::explain {

/// The whole trace as a safetensors file, all F32 row-major (T pieces): `embedding` [T, hidden], and for each layer L that has
/// been computed `layer.L.query|key|value` [heads, T, head_size], `layer.L.attention` [heads, T, T], `layer.L.output` [T, hidden].
/// Metadata, each value JSON: `pieces` and `ids` (lists), `words` (list of [first piece, end), start and end token excluded),
/// `model` (text), `query` (see query_json).
Bytes write_trace_file(const Trace& trace);

/// {"text":…,"positions":"on"|"off"|"shuffled","piece_order":[…],"position_rows":[…],"cuts":[{"layer","head","from","to"}]}
std::string query_json(const Query& query);

/// [[first piece, end), …] of the words, start and end token excluded.
std::string words_json(const Trace& trace);

}  // namespace attention::explain
