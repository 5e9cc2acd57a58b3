#include "widgets/document_layout.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "article/contents.h"
#include "article/plain_text.h"

namespace attention::widgets {
namespace {

using article::Block;
using article::Inline;

/// Where blocks go and how their text is set.
struct Frame {
  float x = 0, width = 0;
  TextStyle style = TextStyle::body;
  TextInk ink;
  bool margin = false;  ///< inside a margin note: no figures, no nested notes
};

/// Capitals for the small tracked lines: ASCII and the letters of Latin-1.
std::string capitals(std::string_view text) {
  std::string result(text);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto c = static_cast<unsigned char>(result[i]);
    if (c >= 'a' && c <= 'z') result[i] = static_cast<char>(c - 32);
    if (c == 0xC3 && i + 1 < result.size()) {
      const auto next = static_cast<unsigned char>(result[i + 1]);
      if (next >= 0xA0 && next <= 0xBE && next != 0xB7) result[i + 1] = static_cast<char>(next - 32);
      ++i;
    }
  }
  return result;
}

class Builder {
 public:
  Builder(const article::Document& document, const article::Strings& strings, const Fonts& fonts, const Theme& theme,
          const DocumentCallbacks& callbacks, const Hyphenate& hyphenate, float width)
      : document_(document), strings_(strings), fonts_(fonts), theme_(theme), callbacks_(callbacks), hyphenate_(hyphenate) {
    out_.width = width;
    column_width_ = std::floor(std::min(theme.column(), width - 2 * theme.gutter()));
    column_x_ = std::round((width - column_width_) / 2);
    const float right = width - column_x_ - column_width_;
    note_width_ = std::floor(std::min(theme.px(236), right - theme.px(48) - theme.gutter()));
    if (theme.compact || note_width_ < theme.px(176)) note_width_ = 0;
  }

  DocumentLayout build(float top) {
    y_ = std::round(top + theme_.px(theme_.compact ? 34.0f : 58.0f));
    const Frame column{column_x_, column_width_, TextStyle::body, {}, false};
    for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
      const Block& block = document_.blocks[i];
      if (block.kind == Block::Kind::heading && block.level == 1) opening_line();
      place(block, column);
    }
    y_ = std::max(y_, margin_bottom_);
    out_.height = std::round(y_ + theme_.px(120));
    std::ranges::stable_sort(out_.blocks, {}, &PlacedBlock::block);
    fill_contents();
    return std::move(out_);
  }

 private:
  float px(float css) const { return std::round(theme_.px(css)); }

  /// Room before the next block; neighbouring gaps do not add up.
  void gap(float css) { pending_gap_ = std::max(pending_gap_, px(css)); }
  void begin() {
    y_ += pending_gap_;
    pending_gap_ = 0;
  }

  // ------------------------------------------------------------------------------------------------------- inline

  FontStyle font_of(const Inline& item, TextStyle style) const {
    FontStyle font = theme_.font(style);
    const bool serif = font.face <= Face::serif_display;
    if (item.code) {
      font.face = Face::mono;
      if (serif) font.size *= 0.86f;  // letters as high as the text's
      return font;
    }
    if (font.face == Face::serif) {
      // One cut per line of emphasis: strong text inside emphasis stays strong.
      if (item.strong) font.face = Face::serif_bold;
      else if (item.emphasis) font.face = Face::serif_italic;
    } else if (!serif && item.strong) {
      font.face = Face::sans_bold;
    }
    return font;
  }

  /// The pieces of a line of inlines; `base` is the byte of the block's plain text at which it starts.
  std::vector<Piece> pieces_of(const std::vector<Inline>& line, TextStyle style, TextInk ink, int base = 0) {
    std::vector<Piece> pieces;
    int at = base;
    std::string last_target;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const Inline& item = line[i];
      const int length = static_cast<int>(article::plain_text(item).size());
      Piece piece;
      piece.style = font_of(item, style);
      piece.ink = ink;
      piece.code = item.code;
      piece.first = at;
      piece.end = at + length;
      if (item.role != article::Role::none) {
        piece.ink = {TextInk::Kind::role, item.role};
        if (piece.style.face == Face::serif) piece.style.face = Face::serif_bold;
      }
      if (!item.target.empty()) {
        if (item.target != last_target || out_.links.empty()) out_.links.push_back({item.target, {}, current_block_, {}});
        out_.links.back().text += item.text;
        piece.link = static_cast<int>(out_.links.size()) - 1;
      }
      last_target = item.target;
      if (!item.id.empty()) inline_anchors_.emplace_back(item.id, at);
      switch (item.kind) {
        case Inline::Kind::line_break:
          piece.kind = Piece::Kind::line_break;
          pieces.push_back(std::move(piece));
          break;
        case Inline::Kind::formula:
          piece.kind = Piece::Kind::formula;
          piece.formula = std::make_shared<FormulaBox>(layout_formula(fonts_, item.formula, theme_.font(style).size, false));
          piece.glue_before = !pieces.empty() && pieces.back().kind == Piece::Kind::text && !pieces.back().text.empty() && pieces.back().text.back() != ' ';
          pieces.push_back(std::move(piece));
          break;
        case Inline::Kind::citation:
          raise(piece, style);
          piece.text = item.text;
          piece.glue_before = true;
          pieces.push_back(std::move(piece));
          break;
        case Inline::Kind::back_reference:
          piece.text = item.text;
          piece.style = {Face::sans, theme_.font(style).size * 0.82f, 0};
          piece.ink = {TextInk::Kind::faint, {}};
          pieces.push_back(std::move(piece));
          break;
        case Inline::Kind::text: text_pieces(std::move(piece), item.text, line, i, style, pieces); break;
      }
      at += length;
    }
    return pieces;
  }

  /// Sets a piece as a citation mark: small, raised, quiet.
  void raise(Piece& piece, TextStyle style) const {
    const FontStyle text = theme_.font(style);
    piece.style = {Face::sans_medium, text.size * 0.64f, 0};
    piece.raise = text.size * 0.36f;
    piece.ink = {TextInk::Kind::faint, {}};
    piece.code = false;
  }

  /// An ordinary text; the brackets and commas of a citation beside it are set like the citation.
  void text_pieces(Piece piece, std::string_view text, const std::vector<Inline>& line, std::size_t index, TextStyle style, std::vector<Piece>& pieces) {
    const bool after = index > 0 && line[index - 1].kind == Inline::Kind::citation;
    const bool before = index + 1 < line.size() && line[index + 1].kind == Inline::Kind::citation;
    std::size_t from = 0, end = text.size();
    if (after && text == ", ") {
      raise(piece, style);
      piece.text = ", ";
      piece.glue_before = true;
      pieces.push_back(std::move(piece));
      return;
    }
    if (after && text.starts_with("]")) {
      Piece bracket = piece;
      raise(bracket, style);
      bracket.text = "]";
      bracket.end = bracket.first + 1;
      bracket.glue_before = true;
      pieces.push_back(std::move(bracket));
      from = 1;
    }
    const bool opens = before && end > from && text[end - 1] == '[';
    if (opens) --end;
    // The space before a citation is not drawn, so it belongs to no run.
    std::size_t drawn = end;
    while (opens && drawn > from && text[drawn - 1] == ' ') --drawn;
    if (drawn > from) {
      Piece own = piece;
      own.text = std::string(text.substr(from, drawn - from));
      own.first = piece.first + static_cast<int>(from);
      own.end = piece.first + static_cast<int>(drawn);
      own.glue_before = false;
      pieces.push_back(std::move(own));
    }
    if (opens) {
      Piece bracket = piece;
      raise(bracket, style);
      bracket.text = "[";
      bracket.first = piece.first + static_cast<int>(end);
      bracket.end = bracket.first + 1;
      bracket.glue_before = true;
      pieces.push_back(std::move(bracket));
    }
  }

  // --------------------------------------------------------------------------------------------------- paragraphs

  /// Puts a broken paragraph at (x, y) and registers its runs, links and anchors for `block` (−1: not part of the text).
  void put(Paragraph paragraph, float x, float y, int block) {
    const int index = static_cast<int>(out_.paragraphs.size());
    for (std::size_t l = 0; l < paragraph.lines.size(); ++l) {
      const Line& line = paragraph.lines[l];
      std::size_t last = line.runs.size();
      for (std::size_t r = 0; r < line.runs.size(); ++r)
        if (line.runs[r].end > line.runs[r].first) last = r;
      for (std::size_t r = 0; r < line.runs.size(); ++r) {
        const Run& run = line.runs[r];
        if (run.link >= 0) add_link_rect(out_.links[static_cast<std::size_t>(run.link)], {x + run.x, y + line.top, run.width, line.height});
        if (block < 0 || run.end <= run.first) continue;
        for (const auto& [id, at] : inline_anchors_)
          if (at >= run.first && at < run.end) out_.anchors.try_emplace(id, y + line.top);
        out_.runs.push_back({block, run.first, run.end, x + run.x, y + line.baseline, run.width, line.height, run.style.size, r == last});
        out_.run_sources.push_back({index, static_cast<int>(l), static_cast<int>(r)});
      }
    }
    inline_anchors_.clear();
    DocumentItem item;
    item.rect = {x, y, paragraph.width, paragraph.height};
    item.paragraph = index;
    out_.items.push_back(item);
    out_.paragraphs.push_back(std::move(paragraph));
  }

  static void add_link_rect(PlacedLink& link, const Rect& rect) {
    if (!link.rects.empty() && link.rects.back().y == rect.y) {
      Rect& last = link.rects.back();
      last.width = std::max(last.x + last.width, rect.x + rect.width) - last.x;
    } else {
      link.rects.push_back(rect);
    }
  }

  Paragraph break_text(const std::vector<Piece>& pieces, TextStyle style, float width, bool balance = false, bool divide = true) const {
    ParagraphOptions options;
    options.width = width;
    options.line_height = theme_.line_height(style);
    options.balance = balance;
    if (!balance && divide) options.hyphenate = hyphenate_;
    return break_lines(fonts_, pieces, options);
  }

  /// Lays a block's own text out at the current place.
  void put_text(const Block& block, float x, float width, TextStyle style, TextInk ink, bool balance = false) {
    current_block_ = block.index;
    Paragraph paragraph = break_text(pieces_of(block.text, style, ink), style, width, balance);
    const float height = paragraph.height;
    put(std::move(paragraph), x, y_, block.index);
    out_.blocks.push_back({block.index, {x, y_, width, height}});
    y_ += height;
  }

  /// A line that is not part of the text: kickers, list numbers.
  float put_label(std::string_view text, TextStyle style, TextInk ink, float x, float y, float width, ParagraphOptions::Align align = ParagraphOptions::Align::left) {
    Piece piece;
    piece.text = std::string(text);
    piece.style = theme_.font(style);
    piece.ink = ink;
    ParagraphOptions options;
    options.width = width;
    options.line_height = theme_.line_height(style);
    options.align = align;
    Paragraph paragraph = break_lines(fonts_, {piece}, options);
    const float height = paragraph.height;
    put(std::move(paragraph), x, y, -1);
    return height;
  }

  DocumentItem& add_item(DocumentItem::Kind kind, const Rect& rect, Paint paint, float radius = 0) {
    DocumentItem item;
    item.kind = kind;
    item.rect = rect;
    item.paint = paint;
    item.radius = radius;
    out_.items.push_back(item);
    return out_.items.back();
  }

  // ------------------------------------------------------------------------------------------------------- blocks

  /// Above the title: category and reading time.
  void opening_line() {
    const auto front = [&](std::string_view key) {
      const auto found = document_.front.find(key);
      return found == document_.front.end() ? std::string() : found->second;
    };
    std::string line = front("category");
    if (const std::string minutes = front("reading_minutes"); !minutes.empty()) {
      if (!line.empty()) line += " · ";
      line += strings_.format("contents.minutes", {{"minutes", minutes}});
    }
    if (line.empty()) return;
    begin();
    y_ += put_label(capitals(line), TextStyle::kicker, {TextInk::Kind::faint, {}}, column_x_, y_, column_width_);
    gap(10);
  }

  void place(const Block& block, const Frame& frame) {
    switch (block.kind) {
      case Block::Kind::heading: heading(block, frame); break;
      case Block::Kind::paragraph: paragraph(block, frame); break;
      case Block::Kind::list:
      case Block::Kind::sources: list(block, frame); break;
      case Block::Kind::list_item: item(block, frame); break;
      case Block::Kind::quote: quote(block, frame); break;
      case Block::Kind::code: code(block, frame); break;
      case Block::Kind::table: table(block, frame); break;
      case Block::Kind::formula: formula(block, frame); break;
      case Block::Kind::figure: figure(block); break;
      case Block::Kind::primer: primer(block, frame); break;
      case Block::Kind::note: note(block, frame); break;
      case Block::Kind::rule: rule(block, frame); break;
      case Block::Kind::glossary_entry: glossary_entry(block, frame); break;
    }
  }

  void anchor(const Block& block, float y) {
    if (!block.id.empty()) out_.anchors.insert_or_assign(block.id, y);
  }

  void heading(const Block& block, const Frame& frame) {
    if (block.level == 1) {
      begin();
      anchor(block, 0);
      put_text(block, frame.x, frame.width, TextStyle::title, {}, true);
      gap(14);
      return;
    }
    if (block.level == 2) {
      y_ = std::max(y_, margin_bottom_);
      gap(theme_.compact ? 72.0f : 96.0f);
      begin();
      anchor(block, y_);
      if (block.number >= 0) {
        const std::string kicker = capitals(strings_.format("contents.chapter", {{"number", std::to_string(block.number)}}));
        y_ += put_label(kicker, TextStyle::kicker, {TextInk::Kind::accent, {}}, frame.x, y_, frame.width) + px(8);
      }
      put_text(block, frame.x, frame.width, TextStyle::heading, {}, true);
      gap(18);
      return;
    }
    gap(42);
    begin();
    anchor(block, y_);
    put_text(block, frame.x, frame.width, TextStyle::subheading, {}, true);
    gap(10);
  }

  void paragraph(const Block& block, const Frame& frame) {
    TextStyle style = frame.style;
    TextInk ink = frame.ink;
    if (block.style == Block::Style::subtitle) {
      style = TextStyle::subtitle;
      ink = {TextInk::Kind::soft, {}};
    } else if (block.style != Block::Style::body) {
      style = TextStyle::lead;
      ink = {TextInk::Kind::soft, {}};
    }
    begin();
    anchor(block, y_);
    if (!frame.margin) last_top_ = y_;
    put_text(block, frame.x, frame.width, style, ink, block.style == Block::Style::subtitle);
    gap(block.style == Block::Style::subtitle ? 26.0f : block.style == Block::Style::related ? 14.0f : style == TextStyle::note ? 10.0f : 19.0f);
  }

  void list(const Block& block, const Frame& frame) {
    begin();
    const float top = y_;
    Frame inner = frame;
    if (block.kind == Block::Kind::sources) inner.style = TextStyle::note;
    for (const Block& child : block.children) {
      place_item(child, inner, block.ordered || block.kind == Block::Kind::sources);
      gap(block.kind == Block::Kind::sources ? 10.0f : 7.0f);
    }
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
    gap(19);
  }

  void place_item(const Block& block, const Frame& frame, bool numbered) {
    begin();
    const float top = y_, indent = px(numbered ? 34.0f : 24.0f);
    anchor(block, top);
    const float line = theme_.line_height(frame.style);
    if (numbered) {
      const TextStyle style = frame.style == TextStyle::note ? TextStyle::note : TextStyle::body;
      put_label(std::format("{}.", block.number), style, {TextInk::Kind::faint, {}}, frame.x, top, indent - px(10), ParagraphOptions::Align::right);
    } else {
      const float size = px(5);
      add_item(DocumentItem::Kind::dot, {frame.x + px(6), std::round(top + (line - size) / 2 + theme_.px(1)), size, size}, Paint::soft);
    }
    Frame inner = frame;
    inner.x += indent;
    inner.width -= indent;
    for (const Block& child : block.children) place(child, inner);
    pending_gap_ = 0;
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
  }

  void item(const Block& block, const Frame& frame) { place_item(block, frame, false); }

  void quote(const Block& block, const Frame& frame) {
    gap(24);
    begin();
    const float top = y_;
    Frame inner = frame;
    inner.x += px(24);
    inner.width -= px(24);
    inner.ink = {TextInk::Kind::soft, {}};
    for (const Block& child : block.children) place(child, inner);
    pending_gap_ = 0;
    add_item(DocumentItem::Kind::fill, {frame.x, top + px(4), theme_.snapped(3), y_ - top - px(8)}, Paint::accent);
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
    gap(24);
  }

  void code(const Block& block, const Frame& frame) {
    gap(24);
    begin();
    const float top = y_, pad = px(16), line = theme_.line_height(TextStyle::code) * 0.92f;
    std::size_t item_index = out_.items.size();
    add_item(DocumentItem::Kind::fill, {frame.x, top, frame.width, 0}, Paint::quiet, theme_.radius());
    float y = top + pad;
    for (std::size_t at = 0; at < block.code.size();) {
      std::size_t end = block.code.find('\n', at);
      if (end == std::string::npos) end = block.code.size();
      Piece piece;
      piece.text = block.code.substr(at, end - at);
      piece.style = theme_.font(TextStyle::number);
      // Spaces of code are kept: they neither stretch nor vanish.
      std::string fixed;
      for (const char c : piece.text) fixed += c == ' ' ? std::string("\u00A0") : std::string(1, c);
      const float width = fonts_.width(piece.style, fixed);
      Paragraph paragraph;
      paragraph.width = frame.width - 2 * pad;
      paragraph.height = line;
      const FontMetrics metrics = fonts_.metrics(piece.style);
      Line placed{0, std::round((line + metrics.cap_height) / 2), line, width, {}};
      Run run;
      run.text = piece.text;
      run.style = piece.style;
      run.width = fonts_.width(piece.style, piece.text);
      run.first = static_cast<int>(at);
      run.end = static_cast<int>(end);
      placed.runs.push_back(std::move(run));
      paragraph.lines.push_back(std::move(placed));
      put(std::move(paragraph), frame.x + pad, std::round(y), block.index);
      y += line;
      at = end + 1;
    }
    y_ = std::round(y + pad);
    out_.items[item_index].rect.height = y_ - top;
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
    gap(24);
  }

  void formula(const Block& block, const Frame& frame) {
    if (block.text.empty()) return;
    gap(frame.style == TextStyle::note ? 14.0f : 24.0f);
    begin();
    const Inline& item = block.text.front();
    float size = theme_.font(frame.style).size * 1.06f;
    FormulaBox box = layout_formula(fonts_, item.formula, size, true);
    if (box.width > frame.width) {
      size *= std::max(0.6f, frame.width / box.width);
      box = layout_formula(fonts_, item.formula, size, true);
    }
    Paragraph paragraph;
    paragraph.width = frame.width;
    paragraph.height = std::round(box.ascent + box.descent + px(8));
    Line line{0, std::round(box.ascent + px(4)), paragraph.height, box.width, {}};
    Run run;
    run.x = std::max(0.0f, std::round((frame.width - box.width) / 2));
    run.width = box.width;
    run.style = theme_.font(frame.style);
    run.ink = frame.ink;
    run.end = static_cast<int>(article::plain_text(block).size());
    run.formula = std::make_shared<FormulaBox>(std::move(box));
    line.runs.push_back(std::move(run));
    paragraph.lines.push_back(std::move(line));
    const float height = paragraph.height;
    put(std::move(paragraph), frame.x, y_, block.index);
    out_.blocks.push_back({block.index, {frame.x, y_, frame.width, height}});
    y_ += height;
    gap(frame.style == TextStyle::note ? 14.0f : 24.0f);
  }

  void figure(const Block& block) {
    y_ = std::max(y_, margin_bottom_ > 0 ? margin_bottom_ - px(8) : 0);
    gap(theme_.compact ? 28.0f : 44.0f);
    begin();
    const float width = theme_.compact ? out_.width : std::floor(std::min(theme_.wide(), out_.width - 2 * theme_.gutter()));
    const float x = std::round((out_.width - width) / 2);
    const float height = callbacks_.figure_height ? std::round(callbacks_.figure_height(block.figure, width)) : 0;
    const Rect rect{x, y_, width, height};
    anchor(block, y_);
    if (!block.figure.id.empty()) out_.anchors.insert_or_assign(block.figure.id, y_);
    DocumentItem& item = add_item(DocumentItem::Kind::figure, rect, Paint::line);
    item.figure = static_cast<int>(out_.figures.size());
    out_.figures.push_back({block.figure, block.index, rect});
    out_.blocks.push_back({block.index, rect});
    y_ += height;
    gap(theme_.compact ? 32.0f : 48.0f);
  }

  void primer(const Block& block, const Frame& frame) {
    gap(12);
    begin();
    const float top = y_, pad = px(theme_.compact ? 16.0f : 20.0f);
    const bool open = callbacks_.is_open && callbacks_.is_open(block.id);
    anchor(block, top);
    const std::size_t box = out_.items.size();
    add_item(DocumentItem::Kind::fill, {frame.x, top, frame.width, 0}, Paint::quiet, theme_.radius());
    const float mark = px(12);
    const float line = theme_.line_height(TextStyle::figure_line);
    y_ += px(13);
    const std::size_t chevron = out_.items.size();
    add_item(DocumentItem::Kind::chevron, {frame.x + pad, std::round(y_ + (line - mark) / 2), mark, mark}, Paint::soft);
    out_.items[chevron].open = open;
    // The summary line: what kind of thing it is, then its title.
    Piece title;
    title.text = block.title;
    title.style = theme_.font(TextStyle::figure_line);
    title.style.face = Face::sans_bold;
    title.first = 0;
    title.end = static_cast<int>(block.title.size());
    const float text_x = frame.x + pad + mark + px(12), text_width = frame.x + frame.width - pad - text_x;
    const std::string kind(strings_["primer.label"]);
    const FontStyle kind_font = theme_.font(TextStyle::small);
    const float kind_width = fonts_.width(kind_font, kind);
    Paragraph summary = break_text({title}, TextStyle::figure_line, text_width - kind_width - px(12));
    const float summary_height = summary.height;
    put(std::move(summary), text_x, y_, block.index);
    put_label(kind, TextStyle::small, {TextInk::Kind::faint, {}}, frame.x + frame.width - pad - kind_width - 1, std::round(y_ + (line - theme_.line_height(TextStyle::small)) / 2),
              kind_width + 2);
    y_ += summary_height + px(13);
    out_.fold_outs.push_back({block.id, block.title, block.index, {frame.x, top, frame.width, y_ - top}, open});
    if (open) {
      Frame inner = frame;
      inner.x += pad;
      inner.width -= 2 * pad;
      inner.style = TextStyle::note;
      y_ += px(2);
      for (const Block& child : block.children) place(child, inner);
      pending_gap_ = 0;
      y_ += px(18);
    }
    out_.items[box].rect.height = y_ - top;
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
    gap(12);
  }

  void note(const Block& block, const Frame& frame) {
    const bool in_margin = note_width_ > 0 && !frame.margin && frame.x == column_x_;
    const float flow_y = y_, flow_gap = pending_gap_;
    Frame inner;
    inner.style = TextStyle::note;
    inner.ink = {TextInk::Kind::soft, {}};
    inner.margin = true;
    if (in_margin) {
      pending_gap_ = 0;
      inner.x = column_x_ + column_width_ + px(48);
      inner.width = note_width_;
      // The note's first baseline is that of the paragraph that it stands beside.
      const FontMetrics body = fonts_.metrics(theme_.font(TextStyle::body)), small = fonts_.metrics(theme_.font(TextStyle::note));
      const float offset = (theme_.line_height(TextStyle::body) + body.ascent - body.descent) / 2 - (theme_.line_height(TextStyle::note) + small.ascent - small.descent) / 2;
      y_ = std::round(std::max(last_top_ + offset, margin_bottom_ + px(20)));
    } else {
      gap(22);
      begin();
      inner.x = frame.x + px(20);
      inner.width = frame.width - px(20);
    }
    const float top = y_;
    for (const Block& child : block.children) place(child, inner);
    pending_gap_ = 0;
    const float left = in_margin ? inner.x - px(20) : frame.x;
    add_item(DocumentItem::Kind::fill, {left, top + px(3), theme_.snapped(2), y_ - top - px(6)}, Paint::line);
    out_.blocks.push_back({block.index, {inner.x, top, inner.width, y_ - top}});
    if (in_margin) {
      margin_bottom_ = y_;
      y_ = flow_y;
      pending_gap_ = flow_gap;
    } else {
      gap(22);
    }
  }

  void rule(const Block& block, const Frame& frame) {
    gap(36);
    begin();
    add_item(DocumentItem::Kind::fill, {frame.x, y_, frame.width, theme_.snapped(1)}, Paint::line);
    out_.blocks.push_back({block.index, {frame.x, y_, frame.width, theme_.snapped(1)}});
    y_ += theme_.snapped(1);
    gap(36);
  }

  void glossary_entry(const Block& block, const Frame& frame) {
    gap(18);
    begin();
    const float top = y_;
    anchor(block, top);
    current_block_ = block.index;
    Paragraph term = break_text(pieces_of(block.text, TextStyle::figure_line, {}), TextStyle::figure_line, frame.width);
    for (Line& line : term.lines)
      for (Run& run : line.runs)
        if (run.style.face == Face::sans) run.style.face = Face::sans_bold;
    const float height = term.height;
    put(std::move(term), frame.x, y_, block.index);
    y_ += height + px(2);
    Frame inner = frame;
    inner.style = TextStyle::note;
    for (const Block& child : block.children) place(child, inner);
    pending_gap_ = 0;
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
    gap(18);
  }

  // ------------------------------------------------------------------------------------------------------- tables

  void table(const Block& block, const Frame& frame) {
    std::size_t columns = 0;
    for (const auto& row : block.rows) columns = std::max(columns, row.size());
    if (columns == 0) return;
    gap(26);
    begin();
    const float top = y_, pad_x = px(theme_.compact ? 8.0f : 14.0f), pad_y = px(10);
    current_block_ = block.index;
    const auto style_of = [](const article::TableCell& cell) { return cell.header ? TextStyle::label_strong : TextStyle::figure_line; };
    // Pieces once, measured three ways: on one line, by their longest word, in the final width.
    struct Cell { std::vector<Piece> pieces; TextStyle style; std::size_t column; std::vector<std::pair<std::string, int>> anchors; };
    std::vector<std::vector<Cell>> cells;
    std::vector<float> natural(columns, 0), minimum(columns, 0);
    int at = 0;
    for (const auto& row : block.rows) {
      cells.emplace_back();
      for (std::size_t c = 0; c < row.size(); ++c) {
        const TextStyle style = style_of(row[c]);
        Cell cell{pieces_of(row[c].text, style, row[c].header ? TextInk{TextInk::Kind::soft, {}} : TextInk{}, at), style, c, {}};
        cell.anchors.swap(inline_anchors_);
        for (const Inline& item : row[c].text) at += static_cast<int>(article::plain_text(item).size());
        natural[c] = std::max(natural[c], widest_line(break_text(cell.pieces, style, 1e6f, false, false)));
        for (const Piece& piece : cell.pieces) minimum[c] = std::max(minimum[c], longest_word(piece));
        cells.back().push_back(std::move(cell));
      }
    }
    const float available = frame.width - pad_x * 2 * static_cast<float>(columns) + pad_x * 2;
    float least = 0;
    for (const float width : minimum) least += width;
    const bool divide = least > available;
    const std::vector<float> widths = column_widths(natural, minimum, available);
    add_item(DocumentItem::Kind::fill, {frame.x, y_, frame.width, theme_.snapped(1)}, Paint::line);
    for (std::size_t r = 0; r < cells.size(); ++r) {
      float row_height = 0, x = frame.x;
      const float row_top = y_ + pad_y;
      for (Cell& cell : cells[r]) {
        inline_anchors_.swap(cell.anchors);
        Paragraph paragraph = break_text(cell.pieces, cell.style, widths[cell.column] + 0.5f, false, divide);
        row_height = std::max(row_height, paragraph.height);
        put(std::move(paragraph), std::round(x), row_top, block.index);
        x += widths[cell.column] + 2 * pad_x;
      }
      y_ = std::round(row_top + row_height + pad_y);
      const bool head = r == 0 && !block.rows[0].empty() && block.rows[0][0].header;
      add_item(DocumentItem::Kind::fill, {frame.x, y_, frame.width, theme_.snapped(1)}, head ? Paint::line_strong : Paint::line);
    }
    out_.blocks.push_back({block.index, {frame.x, top, frame.width, y_ - top}});
    gap(28);
  }

  static float widest_line(const Paragraph& paragraph) {
    float width = 0;
    for (const Line& line : paragraph.lines) width = std::max(width, line.width);
    return width;
  }

  float longest_word(const Piece& piece) const {
    if (piece.kind == Piece::Kind::formula) return piece.formula->width;
    float longest = 0;
    const std::string_view text = piece.text;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = text.find(' ', at);
      if (end == std::string_view::npos) end = text.size();
      longest = std::max(longest, fonts_.width(piece.style, text.substr(at, end - at)));
      at = end + 1;
    }
    return longest;
  }

  /// Natural widths where they fit, the rest shared by need; never below the longest word if that is possible.
  static std::vector<float> column_widths(const std::vector<float>& natural, const std::vector<float>& minimum, float available) {
    std::vector<float> widths = natural;
    float total = 0, least = 0;
    for (std::size_t i = 0; i < natural.size(); ++i) {
      total += natural[i];
      least += minimum[i];
    }
    const auto count = static_cast<float>(natural.size());
    if (total <= available) {
      for (float& width : widths) width += (available - total) / count;
    } else if (least >= available) {
      for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = available * minimum[i] / least;
    } else {
      const float spare = available - least, wanted = total - least;
      for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = minimum[i] + spare * (natural[i] - minimum[i]) / wanted;
    }
    for (float& width : widths) width = std::floor(width);
    return widths;
  }

  // ----------------------------------------------------------------------------------------------------- contents

  void fill_contents() {
    const auto add = [&](const article::ContentsEntry& entry, int level) {
      const auto found = out_.anchors.find(entry.id);
      out_.contents.push_back({entry.id, entry.title, level, entry.number, found == out_.anchors.end() ? 0 : found->second});
    };
    for (const article::ContentsEntry& chapter : article::contents(document_)) {
      add(chapter, 2);
      for (const article::ContentsEntry& section : chapter.sections) add(section, 3);
    }
  }

  const article::Document& document_;
  const article::Strings& strings_;
  const Fonts& fonts_;
  const Theme& theme_;
  const DocumentCallbacks& callbacks_;
  const Hyphenate& hyphenate_;
  DocumentLayout out_;
  float column_x_ = 0, column_width_ = 0, note_width_ = 0;
  float y_ = 0, pending_gap_ = 0, last_top_ = 0, margin_bottom_ = 0;
  int current_block_ = 0;
  std::vector<std::pair<std::string, int>> inline_anchors_;
};

}  // namespace

DocumentLayout layout_document(const article::Document& document, const article::Strings& strings, const Fonts& fonts, const Theme& theme,
                               const DocumentCallbacks& callbacks, const Hyphenate& hyphenate, float width, float top) {
  return Builder(document, strings, fonts, theme, callbacks, hyphenate, width).build(top);
}

void resize_figure(DocumentLayout& layout, std::size_t figure, float height) {
  const Rect old = layout.figures[figure].rect;
  const float bottom = old.y + old.height, change = height - old.height;
  if (change == 0) return;
  const auto move = [&](float& y) {
    if (y >= bottom) y += change;
  };
  // Margin notes end above a figure, so that everything is either above its bottom, below it, or around it.
  const auto adjust = [&](Rect& rect) {
    if (rect.y >= bottom) rect.y += change;
    else if (rect.y <= old.y && rect.y + rect.height >= bottom) rect.height += change;
  };
  for (DocumentItem& item : layout.items) adjust(item.rect);
  for (PlacedBlock& block : layout.blocks) adjust(block.rect);
  for (PlacedRun& run : layout.runs) move(run.baseline);
  for (PlacedLink& link : layout.links)
    for (Rect& rect : link.rects) adjust(rect);
  for (PlacedFigure& other : layout.figures) adjust(other.rect);
  for (FoldOut& fold : layout.fold_outs) adjust(fold.rect);
  for (ContentsEntry& entry : layout.contents) move(entry.y);
  for (auto& [id, y] : layout.anchors) move(y);
  layout.height += change;
}

}  // namespace attention::widgets
