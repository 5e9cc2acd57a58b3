#include "article/hyphenation.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

using namespace attention;
using namespace attention::article;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Hyphenation patterns(const std::string& name) {
  static std::map<std::string, Hyphenation> known;
  if (!known.contains(name)) {
    auto parsed = Hyphenation::parse(read("assets/hyphenation/" + name + ".patterns"));
    REQUIRE(parsed);
    known[name] = *std::move(parsed);
  }
  return known[name];
}

std::string marked(std::string word, const std::vector<std::size_t>& places) {
  for (auto place = places.rbegin(); place != places.rend(); ++place) word.insert(*place, "|");
  return word;
}

}  // namespace

TEST_CASE("words are divided as the patterns' own program divides them", "[unit][golden]") {
  std::istringstream lines(read("tests/article/hyphenation_golden.txt"));
  int checked = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream parts(line);
    std::string name, word, expected;
    parts >> name >> word >> expected;
    INFO(line);
    CHECK(marked(word, patterns(name).divide(word)) == expected);
    ++checked;
  }
  CHECK(checked > 100);
}

TEST_CASE("exceptions, typographic apostrophes, capitals", "[unit]") {
  CHECK(marked("Textencoder", patterns("de_DE").divide("Textencoder")) == "Text|en|co|der");
  CHECK(marked("dell’attenzione", patterns("it_IT").divide("dell’attenzione")) == "del|l’at|ten|zio|ne");
  CHECK(marked("Ähnlichkeit", patterns("de_DE").divide("Ähnlichkeit")) == "Ähn|lich|keit");
}

TEST_CASE("in running text short words, abbreviations and words with digits stay whole", "[unit]") {
  const auto english = patterns("en_US");
  const auto divided = [&](const std::string& text) { return marked(text, english.divide_text(text)); };
  CHECK(divided("The attention of the sentence, (position).") == "The at|ten|tion of the sen|tence, (po|si|tion).");
  CHECK(divided("SimAlign ConceptAttention xlm2roberta DiT BERT") == "SimAlign ConceptAttention xlm2roberta DiT BERT");
  CHECK(divided("multilingual-e5-small") == "mul|ti|lin|gual-e5-small");
  CHECK(divided("").empty());
  CHECK(patterns("fr").divide_text("l’Attention") == std::vector<std::size_t>{6, 9});
  CHECK(Hyphenation().divide_text("attention").empty());
}
