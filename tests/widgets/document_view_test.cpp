#include "widgets/document_view.h"

#include <algorithm>
#include <functional>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>
#include <string>

#include "article/contents.h"
#include "article/plain_text.h"
#include "tests/widgets/page_fixture.h"

using namespace attention;
using namespace attention::widgets;

namespace {

struct Page {
  std::unique_ptr<Fonts> fonts = test::load_fonts();
  std::unique_ptr<test::Article> article = test::load_article("en");
  std::set<std::string> open;
  std::map<std::string, float> heights;  ///< of figures; 400 unless set
  DocumentView view{article->document, article->strings, *fonts,
                    {.figure_height = [this](const article::FigureSlot& slot, float) { return heights.contains(slot.id) ? heights[slot.id] : 400.0f; },
                     .draw_figure = {},
                     .is_open = [this](const std::string& id) { return open.contains(id); }},
                    article->hyphenate};

  void lay_out(float width, float scale = 1) { view.layout(Theme(false, scale, width < 640 * scale), width, 56 * scale); }

  std::string plain(int index) const {
    std::string text;
    article::for_each_block(article->document.blocks, [&](const article::Block& block) {
      if (block.index == index) text = article::plain_text(block);
    });
    return text;
  }
};

}  // namespace

TEST_CASE("every text of the document has its place, at every width", "[unit]") {
  Page page;
  for (const auto& [width, scale] : {std::pair{390.0f, 1.0f}, {780.0f, 2.0f}, {1440.0f, 1.0f}, {1800.0f, 1.25f}}) {
    page.lay_out(width, scale);
    CHECK(page.view.width() == width);
    std::set<int> placed, with_runs;
    for (const PlacedBlock& block : page.view.blocks()) {
      placed.insert(block.block);
      CHECK(block.rect.x >= 0);
      CHECK(block.rect.x + block.rect.width <= width + 0.5f);
      CHECK(block.rect.y + block.rect.height <= page.view.height());
    }
    for (const PlacedRun& run : page.view.runs()) {
      with_runs.insert(run.block);
      CHECK(run.first < run.end);
      CHECK(run.x >= 0);
      CHECK(run.x + run.width <= width + 1);
      CHECK(static_cast<std::size_t>(run.end) <= page.plain(run.block).size());
    }
    const std::function<void(const std::vector<article::Block>&)> walk = [&](const std::vector<article::Block>& blocks) {
      for (const auto& block : blocks) {
        INFO("block " << block.index);
        CHECK(placed.contains(block.index));
        if (!article::plain_text(block).empty()) CHECK(with_runs.contains(block.index));
        if (block.kind != article::Block::Kind::primer) walk(block.children);  // closed: its text has no place
      }
    };
    walk(page.article->document.blocks);
  }
}

TEST_CASE("runs of a block are in order, do not overlap, and leave out only spaces", "[unit]") {
  Page page;
  page.lay_out(1440);
  int block = -1, last = 0;
  std::string text;
  for (const PlacedRun& run : page.view.runs()) {
    if (run.block != block) {
      block = run.block;
      text = page.plain(block);
      last = 0;
    }
    REQUIRE(run.first >= last);
    const std::string skipped = text.substr(static_cast<std::size_t>(last), static_cast<std::size_t>(run.first - last));
    INFO("block " << block << ", skipped '" << skipped << "'");
    CHECK(skipped.find_first_not_of(' ') == std::string::npos);
    last = run.end;
  }
}

TEST_CASE("a primer that is open shows its text, and only then", "[unit]") {
  Page page;
  page.lay_out(1440);
  const float closed = page.view.height();
  const auto before = page.view.runs().size();
  page.open.insert("primer-softmax");
  page.lay_out(1440);
  CHECK(page.view.height() > closed + 100);
  CHECK(page.view.runs().size() > before);
}

TEST_CASE("figures are wide on a wide page and bleed on a phone", "[unit]") {
  Page page;
  page.lay_out(1440);
  REQUIRE(page.view.figures().size() == 5);
  for (const PlacedFigure& figure : page.view.figures()) {
    CHECK(figure.rect.width == 1080);
    CHECK(figure.rect.x == 180);
    CHECK(figure.rect.height == 400);
  }
  page.lay_out(390);
  for (const PlacedFigure& figure : page.view.figures()) {
    CHECK(figure.rect.x == 0);
    CHECK(figure.rect.width == 390);
  }
}

TEST_CASE("blocks in the column do not overlap", "[unit]") {
  Page page;
  for (const float width : {390.0f, 1000.0f, 1440.0f}) {
    page.lay_out(width);
    float bottom = 0;
    for (const article::Block& block : page.article->document.blocks) {
      const auto placed = std::ranges::find(page.view.blocks(), block.index, &PlacedBlock::block);
      REQUIRE(placed != page.view.blocks().end());
      const bool margin_note = block.kind == article::Block::Kind::note && placed->rect.x > width / 2;
      if (margin_note) continue;
      INFO("block " << block.index << " at " << width);
      CHECK(placed->rect.y >= bottom);
      bottom = placed->rect.y + placed->rect.height;
    }
  }
}

TEST_CASE("ids have positions: headings, figures, primers, terms, sources, citations", "[unit]") {
  Page page;
  page.lay_out(1440);
  for (const std::string id : {"top", "how-it-works", "whose-colour", "fig-sentence", "fig-wall", "primer-softmax", "term-clip", "source-1", "cite-1-1"}) {
    INFO(id);
    CHECK(page.view.position_of(id).has_value());
  }
  CHECK_FALSE(page.view.position_of("no-such-id").has_value());
  CHECK(*page.view.position_of("how-it-works") < *page.view.position_of("whose-colour"));
  CHECK(*page.view.position_of("cite-1-1") < *page.view.position_of("source-1"));
}

TEST_CASE("the contents know where the reader is", "[unit]") {
  Page page;
  page.lay_out(1440);
  REQUIRE(page.view.contents().size() > 8);
  CHECK(page.view.contents().front().chapter == 0);
  const float order = *page.view.position_of("order");
  REQUIRE(page.view.section_at(order + 1) != nullptr);
  CHECK(page.view.section_at(order + 1)->id == "order");
  CHECK(page.view.section_at(0) == nullptr);
}

TEST_CASE("links have targets and places", "[unit]") {
  Page page;
  page.lay_out(390);
  CHECK(page.view.links().size() > 40);
  for (const PlacedLink& link : page.view.links()) {
    CHECK_FALSE(link.target.empty());
    if (link.target.starts_with("#cite")) continue;
    for (const Rect& rect : link.rects) CHECK(rect.width > 0);
  }
  bool broken_over_lines = false;
  for (const PlacedLink& link : page.view.links()) broken_over_lines |= link.rects.size() > 1;
  CHECK(broken_over_lines);
}

TEST_CASE("selected text is that of the article, across styles, lines and blocks", "[unit]") {
  Page page;
  page.lay_out(1440);
  const auto& runs = page.view.runs();
  // A paragraph with emphasis: "… Attention is the part of a network …".
  std::size_t first = 0;
  while (first < runs.size() && !page.plain(runs[first].block).starts_with("A neural network")) ++first;
  REQUIRE(first < runs.size());
  const int block = runs[first].block;
  std::size_t last = first;
  while (last + 1 < runs.size() && runs[last + 1].block == block) ++last;
  page.view.select({static_cast<int>(first), 0}, {static_cast<int>(last), runs[last].end - runs[last].first});
  CHECK(page.view.selected_text() == page.plain(block));
  page.view.select({static_cast<int>(last), runs[last].end - runs[last].first}, {static_cast<int>(first), 2});
  CHECK(page.view.selected_text() == page.plain(block).substr(2));
  page.view.select({static_cast<int>(first), 0}, {static_cast<int>(last) + 1, 3});
  CHECK(page.view.selected_text().starts_with(page.plain(block) + "\n\n"));
  page.view.select_none();
  CHECK(page.view.selected_text().empty());
}

TEST_CASE("a point finds its character", "[unit]") {
  Page page;
  page.lay_out(1440);
  const auto& runs = page.view.runs();
  std::size_t first = 40;
  while (!runs[first - 1].last_of_line || runs[first].last_of_line) ++first;  // the first of several runs of a line
  const PlacedRun& run = runs[first];
  const auto start = page.view.hit(run.x - 50, run.baseline - 3);
  CHECK(start.run == static_cast<int>(first));
  CHECK(start.byte == 0);
  const auto end = page.view.hit(page.view.width(), run.baseline - 3);
  CHECK(end.run > static_cast<int>(first));
  CHECK(end.byte == runs[static_cast<std::size_t>(end.run)].end - runs[static_cast<std::size_t>(end.run)].first);
}

TEST_CASE("words are found below the fold, whatever their case, across line ends", "[unit]") {
  Page page;
  page.lay_out(390);
  CHECK(page.view.find("TRANSFORMER").size() > 1);
  CHECK(page.view.find("network should be free to do the same").size() == 1);
  CHECK(page.view.find("zzzzzz").empty());
  CHECK(page.view.find("").empty());
}

TEST_CASE("a figure that grows or shrinks moves what is below as a new layout would", "[unit]") {
  for (const auto& [width, scale] : {std::pair{390.0f, 1.0f}, {1440.0f, 1.0f}, {1800.0f, 1.25f}}) {
    Page resized, fresh;
    for (Page* page : {&resized, &fresh}) {
      article::for_each_block(page->article->document.blocks, [&](const article::Block& block) {
        if (block.kind == article::Block::Kind::primer) page->open.insert(block.id);
      });
    }
    resized.lay_out(width, scale);
    REQUIRE(resized.view.figures().size() >= 3);
    float height = 250;
    for (const PlacedFigure& figure : resized.view.figures()) {
      resized.heights[figure.slot.id] = fresh.heights[figure.slot.id] = height;
      height += 130;
    }
    resized.view.resize_figures();
    fresh.lay_out(width, scale);

    CHECK(resized.view.height() == fresh.view.height());
    const auto compare = [](const auto& a, const auto& b, auto equal) { return std::ranges::equal(a, b, equal); };
    CHECK(compare(resized.view.blocks(), fresh.view.blocks(), [](const auto& a, const auto& b) { return a.block == b.block && a.rect == b.rect; }));
    CHECK(compare(resized.view.runs(), fresh.view.runs(), [](const auto& a, const auto& b) { return a.block == b.block && a.x == b.x && a.baseline == b.baseline; }));
    CHECK(compare(resized.view.links(), fresh.view.links(), [](const auto& a, const auto& b) { return a.rects == b.rects; }));
    CHECK(compare(resized.view.figures(), fresh.view.figures(), [](const auto& a, const auto& b) { return a.rect == b.rect; }));
    CHECK(compare(resized.view.contents(), fresh.view.contents(), [](const auto& a, const auto& b) { return a.y == b.y; }));
    CHECK(compare(resized.view.controls(), fresh.view.controls(), [](const auto& a, const auto& b) { return a == b; }));
    for (const PlacedFigure& figure : fresh.view.figures()) CHECK(resized.view.position_of(figure.slot.id) == fresh.view.position_of(figure.slot.id));
  }
}
