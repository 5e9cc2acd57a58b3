#include "text/prompt_weights.h"

#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "tests/support/files.h"

using namespace attention;
using Catch::Approx;

namespace {

void check_states(const std::vector<float>& states, const std::vector<double>& expected) {
  REQUIRE(states.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(states[i] == Approx(expected[i]).margin(1e-6));
}

const std::array<float, 4> z{1, 2, 3, 4};

}  // namespace

TEST_CASE("A1111 scales the rows and restores the mean of all numbers", "[unit]") {
  const auto result = text::weigh_a1111(z, std::array{1.0, 2.0});
  REQUIRE(result);
  CHECK(result->mean_before == Approx(2.5));
  CHECK(result->mean_weighted == Approx(4.25));
  CHECK(result->factor == Approx(0.588235).epsilon(1e-5));
  CHECK(result->is_defined);
  check_states(result->states, {0.588235, 1.176471, 3.529412, 4.705882});
  check_states(text::weigh_a1111(z, std::array{1.0, 2.0}, false)->states, {1, 2, 6, 8});
}

TEST_CASE("A1111's restore says where it makes no sense", "[unit]") {
  const auto flipped = text::weigh_a1111(z, std::array{1.0, -1.0});
  REQUIRE(flipped);
  CHECK_FALSE(flipped->is_defined);
  check_states(flipped->states, {1, 2, -3, -4});
  const auto vanishing = text::weigh_a1111(std::array<float, 4>{1, 1, -0.5f, -0.4f}, std::array{1.0, 2.15});
  REQUIRE(vanishing);
  CHECK_FALSE(vanishing->is_defined);
  CHECK_FALSE(text::weigh_a1111(z, std::array{0.0, 0.0})->is_defined);
}

TEST_CASE("ComfyUI moves away from the empty prompt", "[unit]") {
  check_states(*text::weigh_comfy(z, std::array<float, 4>{.5f, .5f, 1, 1}, std::array{1.0, 2.0}), {1, 2, 5, 7});
  check_states(*text::weigh_comfy(z, std::array<float, 2>{.5f, 1}, std::array{0.0, 2.0}), {.5, 1, 5.5, 7});
  const auto untouched = text::weigh_comfy(z, std::array<float, 2>{0.1f, 1e30f}, std::array{1.0, 1.0});
  CHECK(untouched == std::vector<float>(z.begin(), z.end()));
}

TEST_CASE("compel blends in the encodings without the weakened parts", "[unit]") {
  CHECK(text::compel_share(0.9) == Approx(0.158).margin(5e-4));
  CHECK(text::compel_share(0.75) == Approx(0.414).margin(5e-4));
  CHECK(text::compel_share(0.5) == Approx(1));
  CHECK(text::compel_share(0.25) == Approx(2.414).margin(5e-4));
  CHECK(text::compel_share(0) == Approx(63662).margin(0.5));
  CHECK(text::compel_share(-3) == text::compel_share(0));
  CHECK(text::compel_share(1) == 0);
  CHECK(text::compel_share(1.4) == 0);

  const std::array<float, 2> hidden{3, 6};
  const std::array masked{text::CompelMasked{0.5, hidden}};
  check_states(*text::blend_compel(std::array<float, 2>{1, 2}, masked), {2, 4});
  check_states(*text::blend_compel(std::array<float, 2>{1, 2}, {}), {1, 2});
  CHECK(text::blend_compel(z, masked).error().code == ErrorCode::shape_mismatch);
}

TEST_CASE("weights that cannot be computed with are refused", "[unit]") {
  constexpr double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const double weight : {infinity, -infinity, nan, 1e300}) {
    CHECK(text::weigh_a1111(z, std::array{1.0, weight}, false).error().code == ErrorCode::out_of_range);
    CHECK(text::weigh_comfy(z, std::array<float, 2>{0, 0}, std::array{1.0, weight}).error().code ==
          ErrorCode::out_of_range);
  }
  CHECK(text::weigh_comfy(z, std::array<float, 2>{0, 0}, std::array{1.0, 1e9}));
  CHECK(text::weigh_a1111(z, std::array{1.0, 1e9}));
  CHECK(text::weigh_a1111(z, std::array{1.0, 1.0, 1.0}).error().code == ErrorCode::shape_mismatch);
  CHECK(text::weigh_a1111(z, {}).error().code == ErrorCode::shape_mismatch);
  CHECK(text::weigh_comfy(z, std::array<float, 3>{0, 0, 0}, std::array{1.0, 1.0}).error().code ==
        ErrorCode::shape_mismatch);
}

TEST_CASE("each piece has the weight of the part in which it begins", "[golden]") {
  const auto tokenizer = TensorFile::parse(test::read_binary_file("assets/models/e5/tokenizer.safetensors"))
                             .and_then(&text::Tokenizer::load);
  REQUIRE(tokenizer);
  const auto weigh = [&](const Result<std::vector<text::PromptPart>>& parts) {
    REQUIRE(parts);
    const auto weighed = text::weigh_pieces(*tokenizer, *parts);
    REQUIRE(weighed);
    return *weighed;
  };
  const auto plain = tokenizer->tokenize("A red cat chases a gray mouse");
  const auto a1111 = weigh(text::parse_a1111("A (red:1.5) cat chases a (gray mouse:0.5)"));
  CHECK(a1111.tokens == *plain);
  CHECK(a1111.weights == std::vector<double>{1, 1, 1.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 1});
  const auto compel = weigh(text::parse_compel("A red+ cat chases a (gray mouse)0.5"));
  CHECK(compel.tokens == *plain);
  CHECK(compel.weights[2] == Approx(1.1));
  CHECK(compel.weights[9] == 0.5);
  const auto parted = weigh(text::parse_comfy("(red:1.2)(cat:1.4), BREAK"));
  CHECK(parted.text == "red cat, BREAK");
  const auto broken = weigh(text::parse_a1111("red BREAK (cat:2)"));
  CHECK(broken.text == "red cat");
  CHECK(broken.weights == std::vector<double>{1, 1, 2, 1});
  CHECK(text::weigh_pieces(*tokenizer, *text::parse_a1111("()")).error().code == ErrorCode::empty_text);
}
