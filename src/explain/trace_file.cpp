#include "explain/trace_file.h"

#include <span>

#include "base/json.h"
#include "base/tensor_file.h"

namespace attention::explain {
namespace {

template <class Values>
std::string list_json(const Values& values) {
  JsonWriter json;
  json.begin_array();
  for (const auto& value : values) json.value(value);
  json.end_array();
  return json.take();
}

std::string_view name_of(Positions positions) {
  switch (positions) {
    case Positions::on: return "on";
    case Positions::off: return "off";
    case Positions::shuffled: return "shuffled";
  }
  return "";
}

TensorSource tensor(std::string name, std::vector<std::int64_t> shape, const std::vector<float>& values) {
  return {std::move(name), DType::f32, std::move(shape), std::as_bytes(std::span(values))};
}

}  // namespace

std::string query_json(const Query& query) {
  JsonWriter json;
  json.begin_object();
  json.key("text").value(query.text);
  json.key("positions").value(name_of(query.positions));
  json.key("piece_order").raw(list_json(query.piece_order));
  json.key("position_rows").raw(list_json(query.position_rows));
  json.key("cuts").begin_array();
  for (const CutLink& cut : query.cuts) {
    json.begin_object();
    json.key("layer").value(cut.layer);
    json.key("head").value(cut.head);
    json.key("from").value(cut.from_piece);
    json.key("to").value(cut.to_piece);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string words_json(const Trace& trace) {
  JsonWriter json;
  json.begin_array();
  for (const Word& word : trace.words) {
    if (word.special) continue;
    json.begin_array().value(word.first).value(word.end).end_array();
  }
  json.end_array();
  return json.take();
}

Bytes write_trace_file(const Trace& trace) {
  const auto pieces = static_cast<std::int64_t>(trace.pieces.size());
  std::vector<TensorSource> tensors{tensor("embedding", {pieces, trace.hidden}, trace.embedding)};
  for (std::size_t i = 0; i < trace.layers.size(); ++i) {
    const LayerTrace& layer = *trace.layers[i];
    const std::string name = "layer." + std::to_string(i) + ".";
    const std::vector<std::int64_t> vectors{layer.heads, pieces, layer.head_size};
    tensors.push_back(tensor(name + "query", vectors, layer.query));
    tensors.push_back(tensor(name + "key", vectors, layer.key));
    tensors.push_back(tensor(name + "value", vectors, layer.value));
    tensors.push_back(tensor(name + "attention", {layer.heads, pieces, pieces}, layer.attention));
    tensors.push_back(tensor(name + "output", {pieces, layer.hidden}, layer.output));
  }
  return write_tensor_file(tensors, {{"pieces", list_json(trace.pieces)},
                                     {"ids", list_json(trace.ids)},
                                     {"words", words_json(trace)},
                                     {"model", json_quote(trace.model)},
                                     {"query", query_json(trace.query)}});
}

}  // namespace attention::explain
