// attention trace: the whole run of a text through the encoder, as a file or as JSON.
#include <format>
#include <optional>
#include <vector>

#include "base/json.h"
#include "explain/engine.h"
#include "explain/trace_file.h"
#include "platform/cli/arguments.h"

namespace attention::cli {
namespace {

constexpr std::string_view help =
    R"(attention trace "TEXT" [--out FILE] [--json] [--head LAYER.HEAD] [--positions on|off] [--assets DIR]

Runs the text, exactly as it is given, through multilingual-e5-small (4 bit).
  --out FILE          write everything as safetensors, F32 row-major: `embedding` [T, 384] and for each layer L = 0…11
                      `layer.L.query`, `layer.L.key`, `layer.L.value` [12, T, 32], `layer.L.attention` [12, T, T],
                      `layer.L.output` [T, 384]; metadata: `pieces`, `ids`, `words`, `model`, `query`, as JSON
  --json              print pieces, ids and words as JSON (so does --head alone)
  --head LAYER.HEAD   print that head's attention too, counted from 0: 6.10 is layer 7 · head 11 of the page
  --positions off     add no position rows
  --assets DIR        the folder that holds models/ (else: assets/ in or above this folder, or the program's)
  --                  what follows is the text, even if it starts with a dash

Exit status: 0 done, 1 the text or a file was refused, 2 the arguments make no sense.
)";

/// Runs the engine to the end, reading what it wants from `assets`.
Result<explain::Trace> compute(const explain::Query& query, const std::filesystem::path& assets) {
  explain::Engine engine("models/e5/manifest.json");
  engine.submit(1, query);
  explain::Trace trace;
  std::vector<explain::Event> events;
  for (;;) {
    for (const std::string& path : engine.take_wanted_files()) engine.deliver(path, read_file(assets / path));
    events.clear();
    engine.step(events);
    for (const explain::Event& event : events) {
      if (const auto* started = std::get_if<explain::RunStarted>(&event)) trace = *started->trace;
      if (const auto* layer = std::get_if<explain::LayerFinished>(&event)) trace.layers.push_back(layer->trace);
      if (const auto* failed = std::get_if<explain::RunFailed>(&event)) return std::unexpected(failed->error);
      if (std::holds_alternative<explain::RunFinished>(event)) return trace;
    }
  }
}

std::string to_json(const explain::Trace& trace, const std::optional<Place>& head) {
  JsonWriter json;
  json.begin_object();
  json.key("pieces").begin_array();
  for (const std::string& piece : trace.pieces) json.value(piece);
  json.end_array();
  json.key("ids").begin_array();
  for (const int id : trace.ids) json.value(id);
  json.end_array();
  json.key("words").raw(explain::words_json(trace));
  if (head) {
    json.key("head").value(std::format("{}.{}", head->first, head->second));
    json.key("attention").begin_array();
    for (int from = 0; from < static_cast<int>(trace.pieces.size()); ++from) {
      json.begin_array();
      for (const float weight : trace.layers[static_cast<std::size_t>(head->first)]->attention_row(head->second, from))
        json.value(weight);
      json.end_array();
    }
    json.end_array();
  }
  json.end_object();
  return json.take();
}

}  // namespace

Exit run_trace(std::span<const std::string_view> arguments, const std::filesystem::path& program) {
  std::string_view out;
  bool wants_json = false;
  std::optional<Place> head;  // layer, head
  explain::Positions positions = explain::Positions::on;
  const Option head_option{"--head",
                           [&head](std::string_view value) { return (head = parse_place(value)).has_value(); }};
  const auto begun = start(
      {.help = help,
       .options = {text_option("--out", out), flag("--json", wants_json), head_option,
                   choice_option<explain::Positions>(
                       "--positions", positions, {{"on", explain::Positions::on}, {"off", explain::Positions::off}})},
       .contradiction =
           [&] {
             return out.empty() && !wants_json && !head ? "nothing to do: give --out FILE, --json or --head LAYER.HEAD"
                                                        : "";
           }},
      arguments, program);
  if (!begun) return begun.error();
  const auto trace = compute({.text = std::string(begun->texts[0]), .positions = positions}, begun->assets);
  if (!trace) return complain(Exit::failure, message_of(trace.error()));
  if (head && (head->first >= trace->layer_count || head->second >= trace->head_count))
    return complain(Exit::usage, std::format("there is no head {}.{}: layers are 0…{}, heads 0…{}", head->first,
                                             head->second, trace->layer_count - 1, trace->head_count - 1));
  if (!out.empty() && !write_file(out, explain::write_trace_file(*trace)))
    return complain(Exit::failure, std::format("cannot write {}", out));
  if (wants_json || head) print(to_json(*trace, head));
  return Exit::success;
}

}  // namespace attention::cli
