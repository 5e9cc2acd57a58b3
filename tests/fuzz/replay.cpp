// Runs a fuzz target over its corpus and over mutations of it that are the same on every machine.
#include "tests/fuzz/replay.h"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace {

void run(const std::string& input) {
  // A copy of exactly this size: AddressSanitizer then sees the first byte read beyond it.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

/// std::mt19937 is the same everywhere; the standard distributions are not.
struct Random {
  std::mt19937 engine{20260};
  std::size_t below(std::size_t n) { return n == 0 ? 0 : engine() % n; }
};

std::string mutate(const std::vector<std::string>& corpus, Random& random) {
  std::string text = corpus[random.below(corpus.size())];
  for (std::size_t round = 1 + random.below(4); round > 0; --round) {
    const std::size_t at = random.below(text.size() + 1);
    switch (random.below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(random.below(256)));
        break;
      case 3:
        text.erase(at, 1 + random.below(8));
        break;
      case 4:
        text.resize(at);
        break;
      case 5:
        text.insert(at, text.substr(random.below(text.size() + 1), random.below(32)));
        break;
      default: {
        const std::string& other = corpus[random.below(corpus.size())];
        text.insert(at, other.substr(random.below(other.size() + 1), random.below(32)));
      }
    }
  }
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> corpus = attention::fuzz::corpus();
  const long mutations = count > 1 ? std::strtol(arguments[1], nullptr, 10) : 4000;
  for (const std::string& input : corpus) run(input);
  Random random;
  for (long i = 0; i < mutations; ++i) run(mutate(corpus, random));
  std::printf("%zu inputs and %ld mutations\n", corpus.size(), mutations);
}
