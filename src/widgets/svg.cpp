#include "widgets/svg.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <map>
#include <utility>

namespace attention::widgets {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

/// At most `decimals` digits after the point, none that say nothing.
std::string number(float value, int decimals = 2) {
  std::string text = std::format("{:.{}f}", static_cast<double>(value), decimals);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  if (text == "-0") return "0";
  if (text.starts_with("0.")) text.erase(0, 1);
  else if (text.starts_with("-0.")) text.erase(1, 1);
  return text;
}

std::string opacity(Color color) { return color.a == 255 ? std::string() : std::format(" opacity=\"{}\"", number(static_cast<float>(color.a) / 255.0f, 3)); }

std::string box(const Rect& rect) {
  return std::format("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(rect.x), number(rect.y), number(rect.width), number(rect.height));
}

bool overlap(const Rect& a, const Rect& b) { return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height; }

/// What a mark covers; generous for text and lines.
Rect extent(const Mark& mark) {
  if (mark.kind == Mark::Kind::text) return {mark.rect.x, mark.rect.y - mark.font.size, mark.rect.width, 1.4f * mark.font.size};
  if (mark.kind != Mark::Kind::line || mark.points.empty()) return mark.rect;
  const auto [left, right] = std::ranges::minmax(mark.points, {}, &Point::x);
  const auto [top, bottom] = std::ranges::minmax(mark.points, {}, &Point::y);
  const float half = mark.thickness / 2;
  return {left.x - half, top.y - half, right.x - left.x + mark.thickness, bottom.y - top.y + mark.thickness};
}

class SvgWriter {
 public:
  SvgWriter(const std::vector<Mark>& marks, const Fonts& fonts) : marks_(marks), fonts_(fonts) {}

  void write() {
    std::vector<bool> written(marks_.size(), false);
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      if (written[i]) continue;
      switch (marks_[i].kind) {
        case Mark::Kind::text: text(marks_[i]); break;
        case Mark::Kind::line: line(marks_[i]); break;
        case Mark::Kind::rectangle: rectangle(marks_[i]); break;
        case Mark::Kind::outline: outline(marks_[i]); break;
        case Mark::Kind::matrix: matrices(i, written); break;
      }
    }
  }

  std::string definitions, body;

 private:
  /// The name of a glyph's definition, which is made when it is first asked for; empty for one without an outline.
  const std::string& glyph(Face face, int index) {
    const auto [place, fresh] = glyphs_.try_emplace({face, index});
    if (!fresh) return place->second;
    const std::string path = fonts_.outline(face, index);
    if (path.empty()) return place->second;
    place->second = std::format("g{}", glyphs_.size());
    definitions += std::format("<path id=\"{}\" d=\"{}\"/>\n", place->second, path);
    return place->second;
  }

  void text(const Mark& mark) {
    float x = mark.rect.x;
    for (const Fonts::Stretch& stretch : fonts_.stretches(mark.font.face, mark.text)) {
      if (stretch.shipped) outlines(mark, stretch.text, x);
      else {
        body += std::format("<text x=\"{}\" y=\"{}\" font-family=\"system-ui,sans-serif\" font-size=\"{}\" font-weight=\"500\" fill=\"{}\"{}>{}</text>\n", number(x),
                            number(mark.rect.y), number(mark.font.size), css(mark.color), opacity(mark.color), escaped(stretch.text));
      }
      x += fonts_.width_any(mark.font, stretch.text);
    }
  }

  /// A group for each stretch of one face (signs come from a face of their own), in that face's units.
  void outlines(const Mark& mark, std::string_view stretch, float left) {
    const std::vector<Fonts::PlacedGlyph> glyphs = fonts_.glyphs(mark.font, stretch);
    for (std::size_t i = 0; i < glyphs.size();) {
      const Face face = glyphs[i].face;
      const float unit = fonts_.unit(face, mark.font.size), from = glyphs[i].x;
      std::string uses;
      for (; i < glyphs.size() && glyphs[i].face == face; ++i) {
        const std::string& name = glyph(face, glyphs[i].glyph);
        if (name.empty()) continue;
        const auto x = std::lround((glyphs[i].x - from) / unit);
        uses += x == 0 ? std::format("<use xlink:href=\"#{}\"/>", name) : std::format("<use xlink:href=\"#{}\" x=\"{}\"/>", name, x);
      }
      if (uses.empty()) continue;
      body += std::format("<g aria-label=\"{}\" fill=\"{}\"{} transform=\"translate({} {})scale({})\">{}</g>\n", escaped(stretch), css(mark.color),
                          opacity(mark.color), number(left + from), number(mark.rect.y), number(unit, 6), uses);
    }
  }

  void line(const Mark& mark) {
    body += std::format("<polyline fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke=\"{}\"{} stroke-width=\"{}\" points=\"", css(mark.color),
                        opacity(mark.color), number(mark.thickness));
    for (const Point p : mark.points) body += number(p.x) + ',' + number(p.y) + ' ';
    if (!mark.points.empty()) body.pop_back();
    body += "\"/>\n";
  }

  void rectangle(const Mark& mark) {
    body += std::format("<rect {}", box(mark.rect));
    if (mark.radius > 0) body += std::format(" rx=\"{}\"", number(mark.radius));
    body += std::format(" fill=\"{}\"{}/>\n", css(mark.color), opacity(mark.color));
  }

  void outline(const Mark& mark) {
    const float half = mark.thickness / 2;
    body += std::format("<rect {}", box({mark.rect.x + half, mark.rect.y + half, mark.rect.width - mark.thickness, mark.rect.height - mark.thickness}));
    if (mark.radius > 0) body += std::format(" rx=\"{}\"", number(mark.radius));
    body += std::format(" fill=\"none\" stroke=\"{}\"{} stroke-width=\"{}\"/>\n", css(mark.color), opacity(mark.color), number(mark.thickness));
  }

  static std::pair<float, float> cell_of(const Mark& mark) {
    return {mark.rect.width / static_cast<float>(mark.columns), mark.rect.height / static_cast<float>(mark.rows)};
  }

  /// This matrix and all later ones with the same size of cell that nothing in between lies under: one group, in units of a cell.
  void matrices(std::size_t first, std::vector<bool>& written) {
    const auto [width, height] = cell_of(marks_[first]);
    if (!(width > 0 && height > 0)) return;
    const Rect& origin = marks_[first].rect;
    // Colour → its cells, as lines through the middle of rows; a line is as thick as a row is high.
    std::map<std::uint32_t, std::pair<Color, std::string>> paths;
    std::vector<Rect> between;
    for (std::size_t i = first; i < marks_.size(); ++i) {
      const Mark& mark = marks_[i];
      if (written[i]) continue;
      const bool same = mark.kind == Mark::Kind::matrix && cell_of(mark) == std::pair(width, height);
      const Rect covers = extent(mark);
      if (!same || std::ranges::any_of(between, [&](const Rect& other) { return overlap(other, covers); })) {
        between.push_back(covers);
        continue;
      }
      written[i] = true;
      add_cells(mark, {(mark.rect.x - origin.x) / width, (mark.rect.y - origin.y) / height}, paths);
    }
    body += std::format("<g transform=\"translate({} {})scale({} {})\" fill=\"none\" shape-rendering=\"crispEdges\">\n", number(origin.x), number(origin.y),
                        number(width, 4), number(height, 4));
    for (const auto& [key, path] : paths) body += std::format("<path stroke=\"{}\"{} d=\"{}\"/>\n", css(path.first), opacity(path.first), path.second);
    body += "</g>\n";
  }

  static void add_cells(const Mark& mark, Point corner, std::map<std::uint32_t, std::pair<Color, std::string>>& paths) {
    std::map<std::uint32_t, std::pair<int, int>> pens;  // where each colour's pen is, in cells of this matrix
    for (int row = 0; row < mark.rows; ++row) {
      // Neighbours of one colour become one line: most of a wall is nearly white.
      for (int column = 0, end = 0; column < mark.columns; column = end) {
        const Color color = mark.cells[static_cast<std::size_t>(row * mark.columns + column)];
        for (end = column + 1; end < mark.columns && mark.cells[static_cast<std::size_t>(row * mark.columns + end)] == color;) ++end;
        auto& [its_color, path] = paths[color.packed()];
        its_color = color;
        const auto pen = pens.find(color.packed());
        if (pen == pens.end()) {
          const std::string y = number(corner.y + static_cast<float>(row) + 0.5f, 3);
          path += 'M' + number(corner.x + static_cast<float>(column), 3) + (y.starts_with('-') ? "" : " ") + y;
        } else {
          const int right = column - pen->second.first, down = row - pen->second.second;
          path += std::format("m{} {}", right, down);
        }
        path += std::format("h{}", end - column);
        pens[color.packed()] = {end, row};
      }
    }
  }

  const std::vector<Mark>& marks_;
  const Fonts& fonts_;
  std::map<std::pair<Face, int>, std::string> glyphs_;
};

}  // namespace

std::string to_svg(const std::vector<Mark>& marks, const Rect& area, const Fonts& fonts, const Theme& theme, std::string_view title,
                   std::string_view caption) {
  SvgWriter writer(marks, fonts);
  writer.write();
  return std::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"{} {} {} {}\" role=\"img\">\n<title>{}</title>\n"
      "<desc>{}</desc>\n<defs>\n{}</defs>\n<rect {} fill=\"{}\"/>\n{}</svg>\n",
      number(area.x), number(area.y), number(area.width), number(area.height), escaped(title), escaped(caption), writer.definitions, box(area), css(theme.card),
      writer.body);
}

}  // namespace attention::widgets
