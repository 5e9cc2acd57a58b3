// Any text as a weighted prompt in each grammar, and its weights on a small matrix.
#include <cmath>
#include <cstdlib>

#include "base/utf8.h"
#include "tests/fuzz/replay.h"
#include "text/prompt_weights.h"

using namespace attention;

namespace {

void weigh(const std::vector<text::PromptPart>& parts) {
  constexpr std::size_t channels = 3;
  std::vector<double> weights;
  std::vector<float> states;
  for (const text::PromptPart& part : parts) {
    if (!utf8::is_valid(part.text)) std::abort();
    weights.push_back(part.weight);
    for (std::size_t i = 0; i < channels; ++i) states.push_back(static_cast<float>(states.size()) * 0.5f - 1);
  }
  const std::vector<float> empty(channels, 0.25f);
  const auto all_finite = [](const std::vector<float>& numbers) {
    for (const float number : numbers)
      if (!std::isfinite(number)) std::abort();
  };
  if (const auto result = text::weigh_a1111(states, weights)) all_finite(result->states);
  if (const auto result = text::weigh_comfy(states, empty, weights)) all_finite(*result);
  std::vector<text::CompelMasked> masked;
  for (const double weight : weights)
    if (!(weight >= 1)) masked.push_back({weight, states});
  if (const auto result = text::blend_compel(states, masked)) all_finite(*result);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view prompt(reinterpret_cast<const char*>(data), size);
  for (const auto parse : {text::parse_a1111, text::parse_comfy, text::parse_compel}) {
    const auto parts = parse(prompt);
    if (!parts) continue;
    if (parts->empty()) std::abort();
    weigh(*parts);
  }
  return 0;
}

std::vector<std::string> fuzz::corpus() {
  return {"a (cat:1.2) b [dog] ((bird))",
          "(a (b:1.5) c:1.2) BREAK x",
          "\\(cat\\) (cat:-1) (cat:1e9) (cat:inf) (cat:nan)",
          "a cat++ dog-- (a red cat)1.3 \"a \\\"b\\\"\"+ x.attend(0.4)",
          "(((((((((((((((((((((((",
          ")))]]]",
          "[[[[(((\"\"\"",
          "(a:1.2.3)",
          "(\"a\",\"b\").blend(1,2) c.swap(d)",
          std::string(3000, '(') + "a:2" + std::string(3000, ')'),
          "(a(a(a(a(a(a(a:0.1)",
          "é+ (ü)1.5, 日本++",
          ""};
}
