#include "widgets/text_layout.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "imgui.h"

namespace attention::widgets {
namespace {

/// What may follow a segment.
enum class Break {
  none,    ///< it sticks to the next one
  space,   ///< a space that vanishes at a line's end
  free,    ///< after a hyphen or dash of the text itself
  hyphen,  ///< a division: a hyphen is added
  forced,  ///< the line ends here
};

/// A stretch of one piece that no line break divides.
struct Segment {
  int piece = 0, from = 0, end = 0;  ///< bytes of the piece's text
  float width = 0, space = 0, hyphen = 0;
  Break after = Break::none;
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters as far as division cares: ASCII letters and every character beyond ASCII that is not general punctuation.
bool is_letter_at(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x80) return std::isalpha(c) != 0;
  return c >= 0xC3 && c != 0xE2;
}

bool starts_with_quote(std::string_view word) {
  for (const std::string_view mark : {"„", "“", "”", "«", "‘", "‚", "‹"})
    if (word.starts_with(mark)) return true;
  return false;
}

/// Cuts a piece's text into segments.
class Cutter {
 public:
  Cutter(const Fonts& fonts, const ParagraphOptions& options, std::vector<Segment>& out) : fonts_(fonts), options_(options), out_(out) {}

  void cut(const Piece& piece, int index) {
    const std::string_view text = piece.text;
    const float space = fonts_.width(piece.style, " ");
    const float hyphen = piece.code ? 0 : fonts_.width(piece.style, "-");
    std::size_t at = 0;
    while (at < text.size()) {
      if (text[at] == ' ') {
        // A space belongs to the segment before it; leading spaces of a piece close the previous piece's last segment.
        if (!out_.empty() && out_.back().after != Break::forced) {
          out_.back().after = Break::space;
          out_.back().space = space;
        }
        ++at;
        continue;
      }
      std::size_t end = text.find(' ', at);
      if (end == std::string_view::npos) end = text.size();
      word(piece, index, at, end, hyphen);
      at = end;
    }
  }

 private:
  void add(const Piece& piece, int index, std::size_t from, std::size_t end, Break after, float hyphen) {
    Segment segment;
    segment.piece = index;
    segment.from = static_cast<int>(from);
    segment.end = static_cast<int>(end);
    segment.width = fonts_.width(piece.style, std::string_view(piece.text).substr(from, end - from));
    segment.hyphen = after == Break::hyphen ? hyphen : 0;
    segment.after = after;
    if (segment.width <= options_.width || end - from < 2) {
      out_.push_back(segment);
      return;
    }
    // Longer than a line: it breaks anywhere.
    const std::vector<float> places = fonts_.offsets(piece.style, std::string_view(piece.text).substr(from, end - from));
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= end - from; ++i) {
      if (i < end - from && is_continuation(piece.text[from + i])) continue;
      const bool last = i == end - from;
      if (!last && places[i] - places[begin] < options_.width * 0.2f) continue;
      Segment part = segment;
      part.from = static_cast<int>(from + begin);
      part.end = static_cast<int>(from + i);
      part.width = places[i] - places[begin];
      part.after = last ? after : Break::free;
      out_.push_back(part);
      begin = i;
    }
  }

  void word(const Piece& piece, int index, std::size_t from, std::size_t end, float hyphen) {
    const std::string_view text = piece.text;
    std::vector<std::pair<std::size_t, Break>> cuts;
    // A word in quotation marks is quoted as it is, often from another language: it stays whole.
    const bool quoted = starts_with_quote(text.substr(from, end - from));
    if (!piece.code && !quoted && options_.hyphenate) {
      for (std::size_t at = from; at < end;) {
        if (!is_letter_at(text, at)) {
          ++at;
          continue;
        }
        std::size_t stop = at;
        while (stop < end && (is_letter_at(text, stop) || is_continuation(text[stop]))) ++stop;
        if (stop - at >= 5)
          for (const int place : options_.hyphenate(text.substr(at, stop - at)))
            if (place > 0 && static_cast<std::size_t>(place) < stop - at) cuts.emplace_back(at + static_cast<std::size_t>(place), Break::hyphen);
        at = stop;
      }
    }
    for (std::size_t at = from; at + 1 < end; ++at) {
      const std::string_view rest = text.substr(at, end - at);
      const bool between_letters = at > from && is_letter_at(text, at - 1) && is_letter_at(text, at + 1);
      if (rest.starts_with("-") && between_letters && !piece.code) cuts.emplace_back(at + 1, Break::free);
      if (rest.starts_with("/") && at > from && end - from > 12) cuts.emplace_back(at + 1, Break::free);
      if ((rest.starts_with("—") || rest.starts_with("–")) && at > from && at + 3 < end && !is_ascii_digit(text[at + 3]))
        cuts.emplace_back(at + 3, Break::free);
      if (rest.starts_with("\u200B")) cuts.emplace_back(at + 3, Break::free);
    }
    std::ranges::sort(cuts);
    std::size_t begin = from;
    for (const auto& [at, kind] : cuts) {
      if (at <= begin || at >= end) continue;
      add(piece, index, begin, at, kind, hyphen);
      begin = at;
    }
    add(piece, index, begin, end, Break::none, hyphen);
  }

  const Fonts& fonts_;
  const ParagraphOptions& options_;
  std::vector<Segment>& out_;
};

std::vector<Segment> segments_of(const Fonts& fonts, const std::vector<Piece>& pieces, const ParagraphOptions& options) {
  std::vector<Segment> segments;
  Cutter cutter(fonts, options, segments);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (piece.glue_before && !segments.empty() && segments.back().after != Break::forced) {
      segments.back().after = Break::none;
      segments.back().space = 0;
    }
    switch (piece.kind) {
      case Piece::Kind::text: cutter.cut(piece, static_cast<int>(i)); break;
      case Piece::Kind::formula: {
        Segment segment;
        segment.piece = static_cast<int>(i);
        segment.width = piece.formula ? piece.formula->width : 0;
        segments.push_back(segment);
        break;
      }
      case Piece::Kind::line_break:
        if (!segments.empty()) segments.back().after = Break::forced;
        break;
    }
  }
  if (!segments.empty()) segments.back().after = Break::forced;
  return segments;
}

bool ends_with_number(const Piece& piece, const Segment& segment) {
  return piece.kind == Piece::Kind::text && segment.end > segment.from && is_ascii_digit(piece.text[static_cast<std::size_t>(segment.end) - 1]);
}

/// Titles break after punctuation rather than after an article or a preposition.
float title_cost(std::string_view text, int end) {
  const std::string_view before = text.substr(0, static_cast<std::size_t>(end));
  if (before.ends_with(':') || before.ends_with('.') || before.ends_with(',') || before.ends_with('?')) return -120;
  const auto space = before.rfind(' ');
  const std::size_t word = space == std::string_view::npos ? 0 : space + 1;
  return before.size() - word <= 3 ? 60 : 0;
}

/// Chooses the breaks: the cheapest way from the start to the end. Returns the index after each line's last segment.
std::vector<std::size_t> choose_breaks(const std::vector<Piece>& pieces, const std::vector<Segment>& segments, const ParagraphOptions& options) {
  constexpr float huge = std::numeric_limits<float>::max();
  const std::size_t count = segments.size();
  const float full = std::max(1.0f, options.width);
  const bool narrow = full < 15 * options.line_height;
  std::vector<float> best(count + 1, huge);
  std::vector<std::size_t> previous(count + 1, 0);
  best[0] = 0;
  for (std::size_t start = 0; start < count; ++start) {
    if (best[start] == huge) continue;
    const bool after_hyphen = start > 0 && segments[start - 1].after == Break::hyphen;
    float width = start == 0 ? options.first_indent : 0;
    int words = 0;
    bool any = false;
    for (std::size_t end = start; end < count; ++end) {
      const Segment& segment = segments[end];
      width += segment.width;
      if (segment.after == Break::space || segment.after == Break::forced) ++words;
      const bool breakable = segment.after != Break::none;
      const float line = width + segment.hyphen;
      if (line > full + 0.5f && any) break;
      if (breakable) {
        any = true;
        const float slack = std::max(0.0f, full - line) / full;
        float cost = 1000 * slack * slack;
        const bool last = end + 1 == count;
        if (segment.after == Break::forced) {
          cost = options.balance ? cost : 0;
          if (last && start > 0 && !options.balance) {
            if (width < 0.16f * full) cost += 14;
            if (words == 1) cost += 12;
          }
          if (last && after_hyphen) cost += 25;
        }
        // In a narrow column a division is better than a hole; in a wide one it is seldom worth it.
        if (segment.after == Break::hyphen) cost += (after_hyphen ? 40.0f : 0.0f) + (narrow ? 11.0f : 20.0f);
        if (segment.after == Break::hyphen && segment.end - segment.from <= 2) cost += 8;
        if (segment.after == Break::free) cost += narrow ? 2.0f : 7.0f;
        // A word of one letter does not like to end a line.
        if (segment.after == Break::space && segment.end - segment.from <= 2 && (end == start || segments[end - 1].after == Break::space) &&
            pieces[static_cast<std::size_t>(segment.piece)].kind == Piece::Kind::text) {
          const std::string_view text = pieces[static_cast<std::size_t>(segment.piece)].text;
          const std::string_view word = text.substr(static_cast<std::size_t>(segment.from), static_cast<std::size_t>(segment.end - segment.from));
          if (std::ranges::count_if(word, [](char c) { return !is_continuation(c); }) == 1 && is_letter_at(word, 0)) cost += 2;
        }
        // Nor does a number like to leave what it counts.
        if (segment.after == Break::space && ends_with_number(pieces[static_cast<std::size_t>(segment.piece)], segment)) cost += 6;
        if (options.balance && !last) cost += title_cost(pieces[static_cast<std::size_t>(segment.piece)].text, segment.end);
        if (best[start] + cost < best[end + 1]) {
          best[end + 1] = best[start] + cost;
          previous[end + 1] = start;
        }
        if (segment.after == Break::forced) break;
      }
      width += segment.space;
    }
  }
  std::vector<std::size_t> ends;
  for (std::size_t at = count; at > 0; at = previous[at]) ends.push_back(at);
  std::ranges::reverse(ends);
  return ends;
}

/// Joins a line's segments into runs, one for each piece, and gives them places.
Line make_line(const Fonts& fonts, const std::vector<Piece>& pieces, const std::vector<Segment>& segments, std::size_t from, std::size_t end, float x) {
  Line line;
  for (std::size_t i = from; i < end;) {
    const Segment& first = segments[i];
    const auto index = static_cast<std::size_t>(first.piece);
    const Piece& piece = pieces[index];
    std::size_t last = i;
    while (last + 1 < end && segments[last + 1].piece == first.piece) ++last;
    Run run;
    run.style = piece.style;
    run.ink = piece.ink;
    run.raise = piece.raise;
    run.code = piece.code;
    run.link = piece.link;
    run.formula = piece.formula;
    // A space that opens this piece is drawn by this run, unless the line starts here.
    const bool leading = i > from && piece.kind == Piece::Kind::text && first.from > 0 &&
                         piece.text[static_cast<std::size_t>(first.from) - 1] == ' ';
    const int text_from = first.from - (leading ? 1 : 0);
    const bool line_end = last + 1 == end;
    const Segment& closing = segments[last];
    if (piece.kind == Piece::Kind::formula) {
      run.first = piece.first;
      run.end = piece.end;
      run.width = closing.width;
      // The space after a formula has no run of its own: what follows starts later.
    } else {
      run.text = piece.text.substr(static_cast<std::size_t>(text_from), static_cast<std::size_t>(closing.end - text_from));
      if (line_end && closing.after == Break::hyphen) {
        run.text += '-';
        run.hyphenated = true;
      }
      if (piece.end > piece.first) {
        run.first = piece.first + text_from;
        run.end = piece.first + closing.end;
      }
    }
    const auto after = static_cast<std::size_t>(closing.end);
    const bool own_space = piece.kind == Piece::Kind::text && after < piece.text.size() && piece.text[after] == ' ';
    // A space that a mark swallows is not drawn, but it is in the text that the run stands for.
    if (!line_end && own_space && closing.after == Break::none && piece.end > piece.first) run.end += 1;
    // The space between two pieces stands at the end of this run if it is this piece's own, so that selections have no holes.
    if (!line_end && own_space && closing.after == Break::space) {
      run.text += ' ';
      if (piece.end > piece.first) run.end += 1;
    }
    if (piece.kind == Piece::Kind::text) run.width = fonts.width(piece.style, run.text);
    const float side = piece.code ? std::round(piece.style.size * 0.22f) : 0;
    run.x = x + side;
    x += run.width + 2 * side;
    line.runs.push_back(std::move(run));
    i = last + 1;
  }
  line.width = line.runs.empty() ? 0 : line.runs.back().x + line.runs.back().width;
  return line;
}

}  // namespace

Color color_of(const Theme& theme, const TextInk& ink) {
  switch (ink.kind) {
    case TextInk::Kind::text: return theme.text;
    case TextInk::Kind::soft: return theme.soft;
    case TextInk::Kind::faint: return theme.faint;
    case TextInk::Kind::accent: return theme.accent_ink;
    case TextInk::Kind::link: return theme.link;
    case TextInk::Kind::role: return theme.role(ink.role).ink;
  }
  return theme.text;
}

Paragraph break_lines(const Fonts& fonts, const std::vector<Piece>& pieces, const ParagraphOptions& options) {
  Paragraph paragraph;
  paragraph.width = options.width;
  const std::vector<Segment> segments = segments_of(fonts, pieces, options);
  if (segments.empty()) return paragraph;
  FontMetrics main{};
  for (const Piece& piece : pieces)
    if (piece.kind == Piece::Kind::text && piece.raise == 0 && !piece.code) {
      main = fonts.metrics(piece.style);
      break;
    }
  if (main.ascent == 0 && !pieces.empty()) main = fonts.metrics(pieces.front().style);
  std::size_t start = 0;
  float top = 0;
  for (const std::size_t end : choose_breaks(pieces, segments, options)) {
    Line line = make_line(fonts, pieces, segments, start, end, start == 0 ? options.first_indent : 0);
    line.top = top;
    // The browser's rule: half of what the line has beyond the font's height goes above, half below.
    const float half_leading = (options.line_height - main.ascent - main.descent) / 2;
    float above = half_leading + main.ascent, below = half_leading + main.descent;
    for (const Run& run : line.runs) {
      if (!run.formula) continue;
      above = std::max(above, run.formula->ascent);
      below = std::max(below, run.formula->descent);
    }
    line.baseline = std::round(top + above);
    line.height = std::round(above + below);
    if (options.align != ParagraphOptions::Align::left) {
      const float free = options.width - line.width;
      const float shift = options.align == ParagraphOptions::Align::center ? free / 2 : free;
      for (Run& run : line.runs) run.x += shift;
    }
    top += line.height;
    paragraph.lines.push_back(std::move(line));
    start = end;
  }
  paragraph.height = top;
  return paragraph;
}

Paragraph wrap_text(const Fonts& fonts, const FontStyle& style, TextInk ink, std::string_view text, float width, float line_height) {
  Piece piece;
  piece.text = std::string(text);
  piece.style = style;
  piece.ink = ink;
  piece.end = static_cast<int>(text.size());
  return break_lines(fonts, {piece}, {.width = width, .line_height = line_height});
}

void draw_paragraph(ImDrawList& list, const Fonts& fonts, const Theme& theme, const Paragraph& paragraph, float x, float y, float clip_top,
                    float clip_bottom, int hovered_link) {
  for (const Line& line : paragraph.lines) {
    if (y + line.top + line.height < clip_top || y + line.top > clip_bottom) continue;
    const float baseline = std::round(y + line.baseline);
    for (const Run& run : line.runs) {
      const float left = x + run.x;
      if (run.code) {
        const FontMetrics metrics = fonts.metrics(run.style);
        const float side = std::round(run.style.size * 0.22f), pad = std::round(run.style.size * 0.24f);
        list.AddRectFilled({std::floor(left - side), baseline - std::round(metrics.cap_height) - pad},
                           {std::ceil(left + run.width + side), baseline + pad + std::round(run.style.size * 0.06f)}, theme.quiet.packed(), theme.px(4));
      }
      const Color color = color_of(theme, run.ink);
      // Marks (citations, the way back from a source) are links by their place; a line under each would be noise.
      const bool mark = run.ink.kind == TextInk::Kind::faint;
      if (run.link >= 0 && run.raise == 0 && (!mark || run.link == hovered_link)) {
        // Links have the text's ink and a quiet underline that grows strong under the pointer.
        const bool hovered = run.link == hovered_link;
        const float thickness = theme.snapped(hovered ? 1.6f : 1.0f);
        const float under = baseline + std::max(2.0f, std::round(run.style.size * 0.17f));
        const Color underline = hovered ? theme.accent : theme.accent.faded(theme.dark ? 0.7f : 0.55f);
        const std::string_view shown(run.text);
        const float trailing = !shown.empty() && shown.back() == ' ' ? fonts.width(run.style, " ") : 0;
        list.AddRectFilled({left, under}, {left + run.width - trailing, under + thickness}, underline.packed());
      }
      if (run.formula) {
        draw_formula(list, fonts, *run.formula, left, baseline, color);
      } else {
        fonts.draw(list, left, baseline - std::round(run.raise), mark && run.link >= 0 && run.link == hovered_link ? theme.accent_ink : color,
                   run.style, run.text);
      }
    }
  }
}

}  // namespace attention::widgets
