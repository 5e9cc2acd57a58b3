#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

struct yyjson_doc;
struct yyjson_val;

namespace attention {

/// A read-only JSON value (RFC 8259). Cheap to copy: all values of one text share the parsed document and keep it
/// alive, so a Json, and every string_view taken from it, stays valid while any value of the same document lives. A
/// value that does not exist is "missing"; asking a missing value for anything gives missing again or an error, never a
/// crash.
class Json {
 public:
  enum class Kind { missing, null, boolean, number, string, array, object };

  Json() = default;
  /// Parses strict UTF-8 JSON. Errors: parse, with the byte offset and the reason.
  static Result<Json> parse(std::string_view text);

  Kind kind() const;
  bool exists() const { return kind() != Kind::missing; }
  bool is_object() const { return kind() == Kind::object; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_string() const { return kind() == Kind::string; }

  /// Number of elements or members; 0 for everything else.
  std::size_t size() const;
  /// The member of an object (the first, if the key is repeated); missing if there is none or this is no object.
  Json operator[](std::string_view key) const;
  /// The element of an array, in time linear in the index; to visit all, use items(). Missing beyond the end.
  Json operator[](std::size_t index) const;
  /// All elements of an array, in order; empty for everything else.
  std::vector<Json> items() const;
  /// All members of an object, in order, repeated keys included; empty for everything else.
  std::vector<std::pair<std::string_view, Json>> members() const;

  /// The value as a C++ type. Errors: parse, when the value is missing or of another kind (integers: also when the
  /// number has a fraction or does not fit).
  Result<std::string_view> string() const;
  Result<double> number() const;
  Result<std::int64_t> integer() const;
  Result<bool> boolean() const;

  /// A member as a C++ type. Errors: parse, with the key in the detail.
  Result<std::string_view> string(std::string_view key) const;
  Result<double> number(std::string_view key) const;
  Result<std::int64_t> integer(std::string_view key) const;
  Result<bool> boolean(std::string_view key) const;

  /// The value, or `fallback` when it is missing or of another kind.
  std::string_view string_or(std::string_view fallback) const { return string().value_or(fallback); }
  double number_or(double fallback) const { return number().value_or(fallback); }
  std::int64_t integer_or(std::int64_t fallback) const { return integer().value_or(fallback); }
  bool boolean_or(bool fallback) const { return boolean().value_or(fallback); }

 private:
  Json(std::shared_ptr<yyjson_doc> document, yyjson_val* value) : document_(std::move(document)), value_(value) {}

  std::shared_ptr<yyjson_doc> document_;
  yyjson_val* value_ = nullptr;
};

/// The text as a JSON string, quotes included. Control characters are escaped; ill-formed UTF-8 becomes U+FFFD.
std::string json_quote(std::string_view text);

/// Writes compact JSON piece by piece; commas and colons come by themselves. The calls must nest properly: a key before
/// each member's value, one value at the top. Floating-point numbers are the shortest that read back equal; infinities
/// and NaN, which JSON does not have, become null.
///   JsonWriter w; w.begin_object(); w.key("ids"); w.begin_array(); w.value(3); w.end_array(); w.end_object();
///   w.take();
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);
  JsonWriter& value(float number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool truth);
  JsonWriter& null();
  /// Text that is JSON already, taken as it is.
  JsonWriter& raw(std::string_view json);

  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace attention
