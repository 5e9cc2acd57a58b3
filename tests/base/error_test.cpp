#include "base/error.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace attention;

TEST_CASE("every error code has a name of its own", "[unit]") {
  std::set<std::string_view> names;
  for (int i = 0; i < error_code_count; ++i) names.insert(name_of(static_cast<ErrorCode>(i)));
  CHECK(names.size() == static_cast<std::size_t>(error_code_count));
  CHECK(name_of(ErrorCode::too_long) == "too_long");
  CHECK(name_of(ErrorCode::internal) == "internal");
}
