#include "base/json.h"

#include <yyjson.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/joined.h"
#include "base/utf8.h"

namespace attention {
namespace {

Error wrong_kind(std::string_view wanted, Json::Kind found) {
  return {ErrorCode::parse, joined(found == Json::Kind::missing ? "nothing" : "another kind of value", " where ", wanted, " was expected")};
}

template <class T>
Result<T> with_key(Result<T> result, std::string_view key) {
  if (!result) result.error().detail = joined("'", key, "': ", result.error().detail);
  return result;
}

template <class Number>
void append_number(std::string& text, Number number) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  text.append(digits.data(), end.ptr);
}

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  yyjson_read_err error;
  // Without the in-situ flag the text is only read, although the parameter is not const.
  yyjson_doc* document = yyjson_read_opts(const_cast<char*>(text.data()), text.size(), 0, nullptr, &error);
  if (document == nullptr) {
    if (error.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION) return fail(ErrorCode::out_of_memory, "JSON");
    return fail(ErrorCode::parse, joined("JSON at byte ", error.pos, ": ", text.empty() ? "no text" : error.msg));
  }
  std::shared_ptr<yyjson_doc> shared(document, yyjson_doc_free);
  return Json(std::move(shared), yyjson_doc_get_root(document));
}

Json::Kind Json::kind() const {
  switch (yyjson_get_type(value_)) {
    case YYJSON_TYPE_NULL:
      return Kind::null;
    case YYJSON_TYPE_BOOL:
      return Kind::boolean;
    case YYJSON_TYPE_NUM:
      return Kind::number;
    case YYJSON_TYPE_STR:
      return Kind::string;
    case YYJSON_TYPE_ARR:
      return Kind::array;
    case YYJSON_TYPE_OBJ:
      return Kind::object;
    default:
      return Kind::missing;
  }
}

std::size_t Json::size() const {
  return is_array() ? yyjson_arr_size(value_) : is_object() ? yyjson_obj_size(value_) : 0;
}

Json Json::operator[](std::string_view key) const {
  // yyjson takes a null key for "no such member", and an empty string_view may be null.
  yyjson_val* found = yyjson_obj_getn(value_, key.empty() ? "" : key.data(), key.size());
  return found == nullptr ? Json() : Json(document_, found);
}

Json Json::operator[](std::size_t index) const {
  yyjson_val* found = yyjson_arr_get(value_, index);
  return found == nullptr ? Json() : Json(document_, found);
}

std::vector<Json> Json::items() const {
  std::vector<Json> result;
  if (!is_array()) return result;
  result.reserve(size());
  yyjson_arr_iter iterator = yyjson_arr_iter_with(value_);
  while (yyjson_val* element = yyjson_arr_iter_next(&iterator)) result.push_back(Json(document_, element));
  return result;
}

std::vector<std::pair<std::string_view, Json>> Json::members() const {
  std::vector<std::pair<std::string_view, Json>> result;
  if (!is_object()) return result;
  result.reserve(size());
  yyjson_obj_iter iterator = yyjson_obj_iter_with(value_);
  while (yyjson_val* key = yyjson_obj_iter_next(&iterator))
    result.emplace_back(std::string_view(yyjson_get_str(key), yyjson_get_len(key)),
                        Json(document_, yyjson_obj_iter_get_val(key)));
  return result;
}

Result<std::string_view> Json::string() const {
  if (!yyjson_is_str(value_)) return std::unexpected(wrong_kind("a string", kind()));
  return std::string_view(yyjson_get_str(value_), yyjson_get_len(value_));
}

Result<double> Json::number() const {
  if (!yyjson_is_num(value_)) return std::unexpected(wrong_kind("a number", kind()));
  return yyjson_get_num(value_);
}

Result<std::int64_t> Json::integer() const {
  if (yyjson_is_sint(value_)) return yyjson_get_sint(value_);
  if (yyjson_is_uint(value_) && yyjson_get_uint(value_) <= static_cast<std::uint64_t>(INT64_MAX))
    return static_cast<std::int64_t>(yyjson_get_uint(value_));
  return std::unexpected(wrong_kind("a whole number", kind()));
}

Result<bool> Json::boolean() const {
  if (!yyjson_is_bool(value_)) return std::unexpected(wrong_kind("true or false", kind()));
  return yyjson_get_bool(value_);
}

Result<std::string_view> Json::string(std::string_view key) const {
  return with_key((*this)[key].string(), key);
}
Result<double> Json::number(std::string_view key) const {
  return with_key((*this)[key].number(), key);
}
Result<std::int64_t> Json::integer(std::string_view key) const {
  return with_key((*this)[key].integer(), key);
}
Result<bool> Json::boolean(std::string_view key) const {
  return with_key((*this)[key].boolean(), key);
}

std::string json_quote(std::string_view text) {
  std::string result = "\"";
  for (const auto& [code_point, begin, end] : utf8::CodePoints(text)) {
    switch (code_point) {
      case U'"':
        result += "\\\"";
        break;
      case U'\\':
        result += "\\\\";
        break;
      case U'\n':
        result += "\\n";
        break;
      case U'\t':
        result += "\\t";
        break;
      case U'\r':
        result += "\\r";
        break;
      default:
        if (code_point < 0x20 || code_point == 0x7F)
          result += joined("\\u", hexadecimal(static_cast<unsigned>(code_point), 4));
        else
          utf8::append(result, code_point);
    }
  }
  return result += '"';
}

void JsonWriter::separate() {
  if (needs_comma_) text_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  text_ += '{';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  text_ += '}';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  text_ += '[';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  text_ += ']';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  text_ += json_quote(name);
  text_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  return raw(json_quote(text));
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  separate();
  append_number(text_, number);
  return *this;
}

JsonWriter& JsonWriter::value(float number) {
  if (!std::isfinite(number)) return null();
  separate();
  append_number(text_, number);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  append_number(text_, number);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  return raw(truth ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

}  // namespace attention
