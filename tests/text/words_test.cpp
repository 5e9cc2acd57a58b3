#include "text/words.h"

#include <catch2/catch_test_macros.hpp>

#include "text/characters.h"

using namespace attention;

namespace {

using Strings = std::vector<std::string>;

/// The words of these pieces, joined.
Strings words_of(Strings pieces) {
  pieces.insert(pieces.begin(), "<s>");
  pieces.emplace_back("</s>");
  Strings words;
  int next = 1;
  for (const auto [first, end] : text::find_words(pieces)) {
    CHECK(first == next);  // no gap, no overlap
    CHECK(end > first);
    next = end;
    std::string& word = words.emplace_back();
    for (int i = first; i < end; ++i) word += pieces[static_cast<std::size_t>(i)];
  }
  CHECK(next == static_cast<int>(pieces.size()) - 1);
  return words;
}

}  // namespace

TEST_CASE("a marker starts a word", "[unit]") {
  CHECK(words_of({"▁A", "▁gra", "y", "▁mouse"}) == Strings{"▁A", "▁gray", "▁mouse"});
  CHECK(words_of({"▁", "abc", "def", "▁", "▁", "x"}) == Strings{"▁abcdef", "▁", "▁x"});
}

TEST_CASE("punctuation stands alone", "[unit]") {
  CHECK(words_of({"▁cat", ",", "▁dog", ".", ".", "▁(", "a", ")"}) ==
        Strings{"▁cat", ",", "▁dog", ".", ".", "▁(", "a", ")"});
  CHECK(words_of({"▁cat", "..."}) == Strings{"▁cat", "..."});
}

TEST_CASE("elisions end at their apostrophe", "[unit]") {
  CHECK(words_of({"▁l", "'", "homme"}) == Strings{"▁l'", "homme"});
  CHECK(words_of({"▁L", "’", "arbre"}) == Strings{"▁L’", "arbre"});
  CHECK(words_of({"▁dell", "'", "acqua"}) == Strings{"▁dell'", "acqua"});
  CHECK(words_of({"▁qu", "'", "un", "▁d", "'", "or"}) == Strings{"▁qu'", "un", "▁d'", "or"});
}

TEST_CASE("other apostrophes stay inside", "[unit]") {
  CHECK(words_of({"▁don", "'", "t"}) == Strings{"▁don't"});
  CHECK(words_of({"▁aujourd", "'", "hui"}) == Strings{"▁aujourd'hui"});
  CHECK(words_of({"▁cat", "'", "s"}) == Strings{"▁cat's"});
  CHECK(words_of({"▁'", "quoted", "'", "."}) == Strings{"▁'", "quoted'", "."});
}

TEST_CASE("scripts without spaces: each piece is a word", "[unit]") {
  CHECK(words_of({"▁", "東京", "タ", "ワー"}) == Strings{"▁東京", "タ", "ワー"});
  CHECK(words_of({"▁", "สวัสดี", "ครับ"}) == Strings{"▁สวัสดี", "ครับ"});
  CHECK(words_of({"▁a", "東", "b"}) == Strings{"▁a", "東", "b"});
  CHECK(words_of({"▁안녕", "하세요"}) == Strings{"▁안녕하세요"});
}

TEST_CASE("short and strange lists of pieces", "[unit]") {
  CHECK(text::find_words({}).empty());
  CHECK(text::find_words(Strings{"<s>"}).empty());
  CHECK(text::find_words(Strings{"<s>", "</s>"}).empty());
  CHECK(text::find_words(Strings{"<s>", "", "", "</s>"}).size() == 1);
}

TEST_CASE("classes of characters", "[unit]") {
  CHECK(text::is_punctuation(U'.'));
  CHECK(text::is_punctuation(U'」'));
  CHECK_FALSE(text::is_punctuation(U'a'));
  CHECK_FALSE(text::is_punctuation(0x2581));
  CHECK(text::is_without_spaces(U'ไ'));
  CHECK(text::is_without_spaces(U'ក'));
  CHECK_FALSE(text::is_without_spaces(0x30FB));
  CHECK_FALSE(text::is_without_spaces(0x104A));
  CHECK_FALSE(text::is_without_spaces(U'한'));
  CHECK(text::is_word_character(U'é'));
  CHECK(text::is_word_character(U'7'));
  CHECK_FALSE(text::is_word_character(U'-'));
}
