#include "base/json.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

using namespace attention;

TEST_CASE("values are read by key and by index", "[unit]") {
  const auto json = Json::parse(
      R"({"name":"e5 é \u20ac","layers":12,"eps":1e-12,"ok":true,"none":null,"ids":[0,62,-3],"in":{"a":{"b":7}}})");
  REQUIRE(json);
  CHECK(json->string("name") == "e5 é €");
  CHECK(json->integer("layers") == 12);
  CHECK(json->number("layers") == 12.0);
  CHECK(json->number("eps") == 1e-12);
  CHECK(json->boolean("ok") == true);
  CHECK((*json)["none"].kind() == Json::Kind::null);
  CHECK((*json)["ids"].size() == 3);
  CHECK((*json)["ids"][std::size_t{2}].integer() == -3);
  CHECK((*json)["in"]["a"].integer("b") == 7);
  CHECK(json->members().size() == 7);
  CHECK(json->members()[1].first == "layers");
}

TEST_CASE("a value outlives the document it was taken from", "[unit]") {
  Json value;
  {
    const auto json = Json::parse(R"({"list":["a","b"]})");
    REQUIRE(json);
    value = (*json)["list"].items()[1];
  }
  CHECK(value.string() == "b");
}

TEST_CASE("asking for what is not there gives an error, never a crash", "[unit]") {
  const auto json = Json::parse(R"({"n":1.5,"s":"x","big":18446744073709551615})");
  REQUIRE(json);
  const Json missing = (*json)["nothing"];
  CHECK_FALSE(missing.exists());
  CHECK_FALSE(missing["deeper"][std::size_t{3}].exists());
  CHECK(missing.items().empty());
  CHECK(missing.members().empty());
  CHECK_FALSE(Json().string());
  CHECK_FALSE((*json)[""].exists());
  REQUIRE_FALSE(json->string("n"));
  CHECK(json->string("n").error() == Error{ErrorCode::parse, "'n': another kind of value where a string was expected"});
  CHECK_FALSE(json->integer("n"));
  CHECK_FALSE(json->integer("big"));
  CHECK_FALSE(json->boolean("s"));
  CHECK((*json)["nothing"].integer_or(4) == 4);
  CHECK((*json)["s"].string_or("y") == "x");
}

TEST_CASE("text that is not JSON is refused with its place", "[unit]") {
  for (const std::string_view text :
       {"", "{", "{\"a\":}", "[1,]", "nul", "01", "\"\xFF\"", "{} {}", "[1] x", "'a'", "NaN", "1e999"}) {
    const auto json = Json::parse(text);
    REQUIRE_FALSE(json);
    CHECK(json.error().code == ErrorCode::parse);
    CHECK(json.error().detail.contains("byte"));
  }
}

TEST_CASE("deep nesting does not exhaust the stack", "[unit]") {
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  CHECK(Json::parse(deep));
}

TEST_CASE("what the writer writes reads back", "[unit]") {
  JsonWriter writer;
  const std::string text = std::string("quote \" slash \\ line \n tab \t bell \x07 nul ") + '\0' + " del \x7F é 😀";
  writer.begin_object().key("text").value(text).key("empty").begin_array().end_array();
  writer.key("numbers").begin_array().value(1).value(-2.5).value(0.1f).value(1.0 / 3).null().value(true).end_array();
  writer.key("strange")
      .begin_array()
      .value(std::numeric_limits<double>::infinity())
      .value(std::numeric_limits<float>::quiet_NaN())
      .end_array();
  writer.key("raw").raw("[1,2]").end_object();

  const auto json = Json::parse(writer.text());
  REQUIRE(json);
  CHECK(json->string("text") == text);
  CHECK((*json)["empty"].size() == 0);
  const auto numbers = (*json)["numbers"].items();
  REQUIRE(numbers.size() == 6);
  CHECK(numbers[0].integer() == 1);
  CHECK(static_cast<float>(*numbers[2].number()) == 0.1f);
  CHECK(numbers[3].number() == 1.0 / 3);
  CHECK(numbers[4].kind() == Json::Kind::null);
  CHECK(writer.text().contains("\"strange\":[null,null],\"raw\":[1,2]}"));
  CHECK(writer.text().contains("0.1,"));
}

TEST_CASE("ill-formed UTF-8 never reaches the output", "[unit]") {
  CHECK(json_quote("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
}
