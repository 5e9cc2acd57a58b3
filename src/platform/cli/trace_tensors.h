#pragma once
#include <cstdint>
#include <format>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/tensor_file.h"

namespace attention::cli {

/// Collects what a command's --trace file holds: named F32 tensors and metadata as JSON.
class TraceTensors {
 public:
  void add(std::string name, std::vector<std::int64_t> shape, std::vector<float> values) {
    entries_.push_back({std::move(name), std::move(shape), std::move(values)});
  }
  /// Adds maps[i] as `BEFORE.i.AFTER`.
  void add_layers(const std::string& before, const std::string& after, const std::vector<std::int64_t>& shape,
                  const std::vector<std::vector<float>>& maps) {
    for (std::size_t i = 0; i < maps.size(); ++i) add(std::format("{}.{}.{}", before, i, after), shape, maps[i]);
  }
  void describe(std::string key, std::string json) { metadata_[std::move(key)] = std::move(json); }

  Bytes write() const {
    std::vector<TensorSource> tensors;
    for (const Entry& entry : entries_)
      tensors.push_back({entry.name, DType::f32, entry.shape, std::as_bytes(std::span(entry.values))});
    return write_tensor_file(tensors, metadata_);
  }

 private:
  struct Entry {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
  };
  std::vector<Entry> entries_;
  std::map<std::string, std::string, std::less<>> metadata_;
};

/// A list as JSON; `write` appends one element.
template <class List, class Write>
std::string json_list(const List& list, Write write) {
  JsonWriter json;
  json.begin_array();
  for (const auto& element : list) write(json, element);
  return json.end_array().take();
}
inline std::string json_list(const std::vector<std::string>& list) {
  return json_list(list, [](JsonWriter& json, const std::string& text) { json.value(text); });
}

}  // namespace attention::cli
