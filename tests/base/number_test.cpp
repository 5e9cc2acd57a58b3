#include "base/number.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>

using namespace attention;

TEST_CASE("decimal numbers", "[unit]") {
  CHECK(parse_number("0") == 0.0);
  CHECK(parse_number("12") == 12.0);
  CHECK(parse_number("-1.5") == -1.5);
  CHECK(parse_number("+.5") == 0.5);
  CHECK(parse_number("5.") == 5.0);
  CHECK(parse_number("007.250") == 7.25);
  CHECK(parse_number("1e-3") == 1e-3);
  CHECK(parse_number("1E+2") == 100.0);
  CHECK(parse_number("0.1") == 0.1);
  CHECK(parse_number("179769313486231570000e288") == 1.7976931348623157e308);
  CHECK(parse_number("18446744073709551616") == 18446744073709551616.0);
  CHECK(parse_number("1e-400") == 0.0);
}

TEST_CASE("too large is infinite", "[unit]") {
  CHECK(parse_number("1e999") == HUGE_VAL);
  CHECK(parse_number("-1e999") == -HUGE_VAL);
  CHECK(parse_number(std::string(400, '9')) == HUGE_VAL);
}

TEST_CASE("what is no number", "[unit]") {
  for (const char* text :
       {"", "-", "+", ".", "-.", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "--1", "0x10", "1,5", "1_0", "inf", "nan"})
    CHECK_FALSE(parse_number(text));
  CHECK(parse_number("inf", true) == HUGE_VAL);
  CHECK(parse_number("-Infinity", true) == -HUGE_VAL);
  CHECK(std::isnan(*parse_number("NaN", true)));
}
