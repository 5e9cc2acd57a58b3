// attention trace: the whole run of a text through the encoder, as a file or as JSON.
#include <charconv>
#include <cstdio>
#include <format>
#include <optional>
#include <vector>

#include "base/json.h"
#include "explain/engine.h"
#include "explain/trace_file.h"
#include "platform/cli/command.h"

namespace attention::cli {
namespace {

constexpr std::string_view help =
    "attention trace \"TEXT\" [--out FILE] [--json] [--head LAYER.HEAD] [--positions on|off] [--assets DIR]\n"
    "\n"
    "Runs the text, exactly as it is given, through multilingual-e5-small (4 bit).\n"
    "  --out FILE          write everything as safetensors, F32 row-major: `embedding` [T, 384] and for each layer L = 0…11\n"
    "                      `layer.L.query`, `layer.L.key`, `layer.L.value` [12, T, 32], `layer.L.attention` [12, T, T],\n"
    "                      `layer.L.output` [T, 384]; metadata: `pieces`, `ids`, `words`, `model`, `query`, as JSON\n"
    "  --json              print pieces, ids and words as JSON (so does --head alone)\n"
    "  --head LAYER.HEAD   print that head's attention too, counted from 0: 6.10 is layer 7 · head 11 of the page\n"
    "  --positions off     add no position rows\n"
    "  --assets DIR        the folder that holds models/ (else: assets/ in or above this folder, or the program's)\n"
    "  --                  what follows is the text, even if it starts with a dash\n"
    "\n"
    "Exit status: 0 done, 1 the text or a file was refused, 2 the arguments make no sense.\n";

struct Head {
  int layer = 0, head = 0;
};
struct Options {
  std::optional<std::string_view> text;
  std::string_view out, assets;
  bool json = false, help = false;
  std::optional<Head> head;
  explain::Positions positions = explain::Positions::on;
};

std::optional<int> parse_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 ? std::optional(value) : std::nullopt;
}

/// Errors: parse, with the message for the reader.
Result<Options> parse(std::span<const std::string_view> arguments) {
  Options options;
  bool only_text = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!only_text && argument == "--") {
      only_text = true;
    } else if (only_text || !argument.starts_with("--")) {
      if (options.text) return fail(ErrorCode::parse, std::format("one text, please; put it in quotes: \"{} {}\"", *options.text, argument));
      options.text = argument;
    } else if (argument == "--json") {
      options.json = true;
    } else if (argument == "--help") {
      options.help = true;
    } else if (argument == "--out" || argument == "--head" || argument == "--assets" || argument == "--positions") {
      if (++i == arguments.size()) return fail(ErrorCode::parse, std::format("{} needs a value", argument));
      const std::string_view value = arguments[i];
      if (argument == "--out") options.out = value;
      if (argument == "--assets") options.assets = value;
      if (argument == "--positions") {
        if (value != "on" && value != "off") return fail(ErrorCode::parse, "--positions is on or off");
        options.positions = value == "on" ? explain::Positions::on : explain::Positions::off;
      }
      if (argument == "--head") {
        const auto dot = value.find('.');
        const auto layer = parse_number(value.substr(0, dot));
        const auto head = dot == std::string_view::npos ? std::nullopt : parse_number(value.substr(dot + 1));
        if (!layer || !head) return fail(ErrorCode::parse, std::format("--head is LAYER.HEAD, for example 6.10, not '{}'", value));
        options.head = Head{*layer, *head};
      }
    } else {
      return fail(ErrorCode::parse, std::format("unknown option {}", argument));
    }
  }
  return options;
}

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

std::string to_json(const explain::Trace& trace, const std::optional<Head>& head) {
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
    json.key("head").value(std::format("{}.{}", head->layer, head->head));
    json.key("attention").begin_array();
    for (int from = 0; from < static_cast<int>(trace.pieces.size()); ++from) {
      json.begin_array();
      for (const float weight : trace.layers[static_cast<std::size_t>(head->layer)]->attention_row(head->head, from)) json.value(weight);
      json.end_array();
    }
    json.end_array();
  }
  json.end_object();
  return json.take();
}

}  // namespace

Exit run_trace(std::span<const std::string_view> arguments, const std::filesystem::path& program) {
  const auto options = parse(arguments);
  if (!options) return complain(Exit::usage, options.error().detail);
  if (options->help) {
    std::fputs(help.data(), stdout);
    return Exit::success;
  }
  if (!options->text) return complain(Exit::usage, "which text?");
  if (options->out.empty() && !options->json && !options->head) return complain(Exit::usage, "nothing to do: give --out FILE, --json or --head LAYER.HEAD");
  const auto assets = find_assets(options->assets, program);
  if (!assets) return complain(Exit::failure, describe(assets.error()));
  const auto trace = compute({.text = std::string(*options->text), .positions = options->positions}, *assets);
  if (!trace) return complain(Exit::failure, describe(trace.error()));
  if (options->head && (options->head->layer >= trace->layer_count || options->head->head >= trace->head_count))
    return complain(Exit::usage, std::format("there is no head {}.{}: layers are 0…{}, heads 0…{}", options->head->layer, options->head->head,
                                             trace->layer_count - 1, trace->head_count - 1));
  if (!options->out.empty()) {
    if (const auto written = write_file(options->out, explain::write_trace_file(*trace)); !written)
      return complain(Exit::failure, std::format("cannot write {}", options->out));
  }
  if (options->json || options->head) std::puts(to_json(*trace, options->head).c_str());
  return Exit::success;
}

}  // namespace attention::cli
