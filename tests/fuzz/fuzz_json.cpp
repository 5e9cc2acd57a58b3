// Any text as JSON: what parses is walked, written again, and must then read the same.
#include <cstdlib>

#include "base/json.h"
#include "tests/fuzz/replay.h"

using namespace attention;

namespace {

constexpr int depth_limit = 100;  ///< of this walk, which is recursive; the parser has none

void write(JsonWriter& writer, const Json& value, int depth) {
  switch (value.kind()) {
    case Json::Kind::missing:
      std::abort();
    case Json::Kind::null:
      writer.null();
      break;
    case Json::Kind::boolean:
      writer.value(*value.boolean());
      break;
    case Json::Kind::number:
      if (const auto integer = value.integer())
        writer.value(*integer);
      else
        writer.value(*value.number());
      break;
    case Json::Kind::string:
      writer.value(*value.string());
      break;
    case Json::Kind::array:
      writer.begin_array();
      if (depth < depth_limit)
        for (const Json& item : value.items()) write(writer, item, depth + 1);
      writer.end_array();
      break;
    case Json::Kind::object:
      writer.begin_object();
      if (depth < depth_limit)
        for (const auto& [key, member] : value.members()) {
          if (!value[key].exists()) std::abort();
          writer.key(key);
          write(writer, member, depth + 1);
        }
      writer.end_object();
      break;
  }
}

std::string rewritten(const Json& value) {
  JsonWriter writer;
  write(writer, value, 0);
  return writer.take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string quoted = json_quote(text);
  if (const auto string = Json::parse(quoted); !string || !string->is_string()) std::abort();
  const auto json = Json::parse(text);
  if (!json) return 0;
  const std::string once = rewritten(*json);
  const auto again = Json::parse(once);
  if (!again || rewritten(*again) != once) std::abort();
  return 0;
}

std::vector<std::string> fuzz::corpus() {
  return {
      R"({"name":"é \u20ac \ud83d\ude00","list":[1,-2,3.5e-7,18446744073709551615,true,false,null,"",{}],"in":{"a":{"b":[[]]}}})",
      R"({"schema":1,"files":[{"name":"layer.00.safetensors","bytes":1024,"sha256":"00ff"}]})",
      std::string(3000, '[') + std::string(3000, ']'),
      R"("\u0000\ud800")",
      "[1e308,1e309,-0,0.1,1E+2]",
      R"({"a":1,"a":2,"":3})",
      " [ ] ",
      ""};
}
