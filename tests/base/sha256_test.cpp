#include "base/sha256.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/files.h"

using namespace attention;
using test::to_bytes;

// FIPS 180-4's examples, as published by NIST.
TEST_CASE("published digests", "[unit]") {
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(to_bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(to_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256(to_bytes(std::string(1000000, 'a')))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a changed byte is noticed", "[unit]") {
  Bytes bytes = to_bytes("weights");
  const std::string digest = to_hex(sha256(bytes));
  CHECK(verify_sha256(bytes, digest, "layer.00"));
  std::string upper = digest;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(verify_sha256(bytes, upper, "layer.00"));
  bytes[3] ^= std::byte{1};
  const auto changed = verify_sha256(bytes, digest, "layer.00");
  REQUIRE_FALSE(changed);
  CHECK(changed.error() == Error{ErrorCode::hash_mismatch, "layer.00"});
  CHECK_FALSE(verify_sha256(bytes, "", "x"));
}
