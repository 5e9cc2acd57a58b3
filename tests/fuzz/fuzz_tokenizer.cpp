// Two uses of one input: as a text for a small tokenizer, and as (part of) the tokenizer's file.
#include <cstdlib>

#include "base/utf8.h"
#include "tests/fuzz/replay.h"
#include "tests/support/tokenizer_file.h"
#include "text/normalise.h"
#include "text/tokenizer.h"
#include "text/words.h"

using namespace attention;

namespace {

const Bytes& tables() {
  static const Bytes bytes = [] {
    test::TokenizerTables tables{.pieces = {"<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "ab", "▁a", "é", "'", "l", "▁l", "東", "京", "東京", "."},
                                 .scores = {},
                                 .from = {0x09, 0xAD, 0xFB01},
                                 .ends = {0, 1, 1, 3},
                                 .to = {0x20, 'f', 'i'}};
    while (tables.scores.size() < tables.pieces.size()) tables.scores.push_back(-static_cast<float>(tables.scores.size()));
    return test::tokenizer_file(tables);
  }();
  return bytes;
}

void check(const text::Tokenizer& tokenizer, std::string_view text) {
  const auto tokens = tokenizer.tokenize(text);
  if (tokens.has_value() != utf8::is_valid(text)) std::abort();
  if (!tokens) return;
  const std::size_t count = tokens->ids.size();
  if (count < 2 || tokens->pieces.size() != count || tokens->sources.size() != count) std::abort();
  for (std::size_t i = 0; i < count; ++i) {
    const auto [begin, end] = tokens->sources[i];
    if (begin > end || end > text.size() || (i > 0 && begin < tokens->sources[i - 1].begin)) std::abort();
    if (tokens->ids[i] < 0 || tokens->ids[i] >= tokenizer.piece_count()) std::abort();
  }
  int next = 1;
  for (const auto [first, end] : text::find_words(tokens->pieces)) {
    if (first != next || end <= first) std::abort();
    next = end;
  }
  if (next != static_cast<int>(count) - 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto tokenizer = TensorFile::parse(tables()).and_then(&text::Tokenizer::load);
  if (!tokenizer) std::abort();
  check(*tokenizer, text);
  if (const auto prepared = text::prepare_text(text)) {
    if (!utf8::is_valid(*prepared)) std::abort();
    check(*tokenizer, *prepared);
  }
  (void)text::read_text(*tokenizer, text, 16);

  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  if (const auto other = TensorFile::parse(Bytes(bytes, bytes + size)).and_then(&text::Tokenizer::load))
    check(*other, "l'ab é東京. x");
  return 0;
}

std::vector<std::string> fuzz::corpus() {
  return {std::string(reinterpret_cast<const char*>(tables().data()), tables().size()),
          "l'ab a  é東京. ﬁ\u00AD",
          "cafe\u0301 \u1112\u1161\u11AB",
          "<s>a</s><unk>",
          "▁▁ ▁",
          "\xF0\x9F\x98\x80 \xE2\x80\x99",
          std::string(300, 'a'),
          " \t\n",
          "a\x01",
          ""};
}
