#include "text/tokenizer.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "base/json.h"
#include "tests/support/files.h"
#include "tests/support/tokenizer_file.h"
#include "text/words.h"

using namespace attention;

namespace {

struct Tables : test::TokenizerTables {
  Tables()
      : TokenizerTables{.pieces = {"<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "ab", "▁ab", "▁a", "é"},
                        .scores = {0, 0, 0, 0, -3, -4, -4, -7, -6, -5, -4},
                        .from = {0x09, 0x1F, 0xFB01},
                        .ends = {0, 1, 1, 3},
                        .to = {0x20, 'f', 'i'}} {}
};

Result<text::Tokenizer> load(const Tables& tables) {
  return TensorFile::parse(test::tokenizer_file(tables)).and_then(&text::Tokenizer::load);
}

std::vector<std::string> pieces_of(const text::Tokenizer& tokenizer, std::string_view text) {
  return tokenizer.tokenize(text).value_or(text::Tokens{}).pieces;
}

using Strings = std::vector<std::string>;

/// The model's own tables; the repository carries them.
const text::Tokenizer& model_tokenizer() {
  static const auto tokenizer = TensorFile::parse(test::read_binary_file("assets/models/e5/tokenizer.safetensors"))
                                    .and_then(&text::Tokenizer::load);
  REQUIRE(tokenizer);
  return *tokenizer;
}

}  // namespace

TEST_CASE("the best path wins, not the longest piece", "[unit]") {
  const auto tokenizer = load({});
  REQUIRE(tokenizer);
  CHECK(pieces_of(*tokenizer, "ab") == Strings{"<s>", "▁ab", "</s>"});
  CHECK(pieces_of(*tokenizer, "aab") == Strings{"<s>", "▁a", "ab", "</s>"});
  Tables cheaper;
  cheaper.scores[7] = -9;  // a + b costs 8
  CHECK(pieces_of(*load(cheaper), "aab") == Strings{"<s>", "▁a", "a", "b", "</s>"});
}

TEST_CASE("spaces, replacements and characters that vanish", "[unit]") {
  const auto tokenizer = load({});
  REQUIRE(tokenizer);
  CHECK(pieces_of(*tokenizer, "") == Strings{"<s>", "▁", "</s>"});
  CHECK(pieces_of(*tokenizer, " a  \t a ") == Strings{"<s>", "▁a", "▁a", "▁", "</s>"});
  CHECK(pieces_of(*tokenizer, "a\x1F\x62") == Strings{"<s>", "▁ab", "</s>"});
  CHECK(pieces_of(*tokenizer, "aﬁ") == Strings{"<s>", "▁a", "f", "i", "</s>"});
}

TEST_CASE("unknown characters stay apart and keep their text", "[unit]") {
  const auto tokenizer = load({});
  REQUIRE(tokenizer);
  const auto tokens = tokenizer->tokenize("aéxy");
  REQUIRE(tokens);
  CHECK(tokens->pieces == Strings{"<s>", "▁a", "é", "x", "y", "</s>"});
  CHECK(tokens->ids == std::vector<int>{0, 9, 10, 3, 3, 2});
  CHECK(pieces_of(*tokenizer, "a<unk>") == Strings{"<s>", "▁a", "<", "u", "n", "k", ">", "</s>"});
  CHECK(tokenizer->tokenize("</s>")->ids == std::vector<int>{0, 4, 2, 2});
}

TEST_CASE("pieces know the bytes that they came from", "[unit]") {
  const auto tokenizer = load({});
  REQUIRE(tokenizer);
  const std::string text = "  ab  \téﬁa ";
  const auto tokens = tokenizer->tokenize(text);
  REQUIRE(tokens);
  Strings covered;
  for (const auto [begin, end] : tokens->sources) covered.push_back(text.substr(begin, end - begin));
  CHECK(tokens->pieces == Strings{"<s>", "▁ab", "▁", "é", "f", "i", "a", "▁", "</s>"});
  CHECK(covered == Strings{"", "ab", "", "é", "ﬁ", "ﬁ", "a", "", ""});
}

TEST_CASE("pieces and ids are found both ways", "[unit]") {
  const auto tokenizer = load({});
  REQUIRE(tokenizer);
  for (int id = 0; id < tokenizer->piece_count(); ++id) CHECK(tokenizer->find(tokenizer->piece(id)) == id);
  CHECK(tokenizer->find("zzz") == -1);
  CHECK(tokenizer->piece(-1).empty());
  CHECK(tokenizer->piece(11).empty());
}

TEST_CASE("tables that do not fit together are refused", "[unit]") {
  const auto check_corrupt = [](const Tables& tables) {
    const auto tokenizer = load(tables);
    REQUIRE_FALSE(tokenizer);
    CHECK(tokenizer.error().code == ErrorCode::file_corrupt);
  };
  Tables tables;
  tables.metadata.erase("unk");
  check_corrupt(tables);
  tables = {};
  tables.metadata["bos"] = "11";
  check_corrupt(tables);
  tables = {};
  tables.metadata["bos"] = "1x";
  check_corrupt(tables);
  tables = {};
  tables.scores.pop_back();
  check_corrupt(tables);
  tables = {};
  tables.scores[5] = std::numeric_limits<float>::quiet_NaN();
  check_corrupt(tables);
  tables = {};
  tables.pieces[5] = "a\nb";
  check_corrupt(tables);
  tables = {};
  tables.from = {0x1F, 0x09, 0xFB01};
  check_corrupt(tables);
  tables = {};
  tables.ends = {0, 1, 1, 4};
  check_corrupt(tables);
  tables = {};
  tables.ends = {0, 2, 1, 3};
  check_corrupt(tables);
  CHECK(text::Tokenizer::load(TensorFile()).error().code == ErrorCode::file_corrupt);
}

TEST_CASE("limits and empty texts", "[unit]") {
  const auto tokenizer = load({});
  REQUIRE(tokenizer);
  std::string text;
  for (int i = 0; i < 126; ++i) text += "ab ";
  text.pop_back();
  CHECK(text::read_text(*tokenizer, text)->ids.size() == 128);
  CHECK(text::read_text(*tokenizer, text + " a") == std::unexpected(Error{ErrorCode::too_long, "129/128"}));
  CHECK(text::read_text(*tokenizer, "ab ab", 3) == std::unexpected(Error{ErrorCode::too_long, "4/3"}));
  CHECK(text::read_text(*tokenizer, std::string(5000000, 'x')).error().code == ErrorCode::too_long);
  CHECK(text::read_text(*tokenizer, " ").error().code == ErrorCode::empty_text);
  Tables vanishing;
  vanishing.from[1] = 0x200B;
  CHECK(text::read_text(*load(vanishing), "\u200B").error().code == ErrorCode::empty_text);
  CHECK(text::read_text(*tokenizer, "a\x01").error().code == ErrorCode::control_characters);
  CHECK(text::read_text(*tokenizer, "a\xFF").error().code == ErrorCode::invalid_utf8);
  CHECK(tokenizer->tokenize("a\xFF").error().code == ErrorCode::invalid_utf8);
}

TEST_CASE("tokenizer and words equal the independent reference", "[golden]") {
  const text::Tokenizer& tokenizer = model_tokenizer();
  const auto golden = Json::parse(test::read_text_file("tests/golden/e5/tokenizer.json"));
  REQUIRE(golden);
  const auto cases = golden->items();
  REQUIRE(cases.size() >= 300);
  for (const Json& expected : cases) {
    const std::string_view text = *expected.string("text");
    INFO("text: " << text);
    const auto tokens = tokenizer.tokenize(text);
    REQUIRE(tokens);
    std::vector<int> ids;
    for (const Json& id : expected["ids"].items()) ids.push_back(static_cast<int>(*id.integer()));
    Strings pieces;
    for (const Json& piece : expected["pieces"].items()) pieces.emplace_back(*piece.string());
    std::vector<text::WordRange> words;
    for (const Json& word : expected["words"].items())
      words.push_back(
          {static_cast<int>(*word[std::size_t{0}].integer()), static_cast<int>(*word[std::size_t{1}].integer())});
    CHECK(tokens->ids == ids);
    CHECK(tokens->pieces == pieces);
    CHECK((text::find_words(tokens->pieces) == words));
  }
}
