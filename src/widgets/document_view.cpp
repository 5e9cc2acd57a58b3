#include "widgets/document_view.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "article/contents.h"
#include "article/plain_text.h"
#include "imgui.h"
#include "widgets/document_layout.h"

namespace attention::widgets {
namespace {

Color color_of(const Theme& theme, Paint paint) {
  switch (paint) {
    case Paint::quiet: return theme.quiet;
    case Paint::line: return theme.line;
    case Paint::line_strong: return theme.line_strong;
    case Paint::accent: return theme.accent;
    case Paint::soft: return theme.soft;
  }
  return theme.line;
}

/// Lower case for searching: ASCII, Latin-1 and Latin Extended-A; the byte length stays.
std::string folded(std::string_view text) {
  std::string result(text);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto c = static_cast<unsigned char>(result[i]);
    if (c >= 'A' && c <= 'Z') {
      result[i] = static_cast<char>(c + 32);
    } else if (c == 0xC3 && i + 1 < result.size()) {
      const auto next = static_cast<unsigned char>(result[i + 1]);
      if (next >= 0x80 && next <= 0x9E && next != 0x97) result[i + 1] = static_cast<char>(next + 32);
    } else if ((c == 0xC4 || c == 0xC5) && i + 1 < result.size()) {
      // Capital and small letters alternate; the parity changes at U+0139 and back at U+014A and U+0178.
      const unsigned code = (c & 0x1Fu) << 6 | (static_cast<unsigned char>(result[i + 1]) & 0x3Fu);
      const bool odd_capitals = (code >= 0x139 && code <= 0x148) || code >= 0x179;
      if (code != 0x138 && code != 0x149 && code != 0x178 && code < 0x17F && (code % 2 == 1) == odd_capitals)
        if ((static_cast<unsigned char>(result[i + 1]) & 0x3F) != 0x3F) result[i + 1] = static_cast<char>(result[i + 1] + 1);
    }
  }
  return result;
}

}  // namespace

struct DocumentView::Implementation {
  const article::Document& document;
  const article::Strings& strings;
  const Fonts& fonts;
  DocumentCallbacks callbacks;
  Hyphenate hyphenate;
  std::optional<Theme> theme;
  DocumentLayout layout;

  TextPosition from, to;
  bool selecting = false;
  std::optional<TextPosition> press;        ///< where a selection by the pointer began
  std::vector<std::pair<int, Rect>> found;  ///< run, highlighted part

  const Run& source(std::size_t run) const {
    const RunSource& s = layout.run_sources[run];
    return layout.paragraphs[static_cast<std::size_t>(s.paragraph)].lines[static_cast<std::size_t>(s.line)].runs[static_cast<std::size_t>(s.run)];
  }

  float line_top(const PlacedRun& run) const {
    const FontMetrics metrics = fonts.metrics({Face::serif, run.font_size, 0});
    return run.baseline - (run.height + metrics.ascent - metrics.descent) / 2;
  }

  /// x of a byte of the run's text, from the run's left edge.
  float offset_in(std::size_t run, int byte) const {
    const Run& r = source(run);
    if (r.formula) return byte > 0 ? r.width : 0;
    const std::vector<float> places = fonts.offsets(r.style, r.text);
    return places[std::min(static_cast<std::size_t>(std::max(0, byte)), places.size() - 1)];
  }
};

DocumentView::DocumentView(const article::Document& document, const article::Strings& strings, const Fonts& fonts, DocumentCallbacks callbacks,
                           Hyphenate hyphenate)
    : implementation_(new Implementation{document, strings, fonts, std::move(callbacks), std::move(hyphenate), {}, {}, {}, {}, false, {}, {}}) {}
DocumentView::~DocumentView() = default;

void DocumentView::layout(const Theme& theme, float width, float top) {
  Implementation& self = *implementation_;
  self.theme = theme;
  self.layout = layout_document(self.document, self.strings, self.fonts, theme, self.callbacks, self.hyphenate, width, top);
  self.selecting = false;
  self.found.clear();
}

void DocumentView::resize_figures() {
  Implementation& self = *implementation_;
  for (std::size_t i = 0; self.callbacks.figure_height && i < self.layout.figures.size(); ++i) {
    const PlacedFigure& figure = self.layout.figures[i];
    resize_figure(self.layout, i, std::round(self.callbacks.figure_height(figure.slot, figure.rect.width)));
  }
  self.found.clear();
}

float DocumentView::width() const { return implementation_->layout.width; }
float DocumentView::height() const { return implementation_->layout.height; }
const std::vector<PlacedBlock>& DocumentView::blocks() const { return implementation_->layout.blocks; }
const std::vector<PlacedRun>& DocumentView::runs() const { return implementation_->layout.runs; }
const std::vector<PlacedLink>& DocumentView::links() const { return implementation_->layout.links; }
const std::vector<PlacedFigure>& DocumentView::figures() const { return implementation_->layout.figures; }
const std::vector<ContentsEntry>& DocumentView::contents() const { return implementation_->layout.contents; }

std::optional<float> DocumentView::position_of(const std::string& id) const {
  const auto& anchors = implementation_->layout.anchors;
  const auto found = anchors.find(id);
  if (found == anchors.end()) return std::nullopt;
  return found->second;
}

const ContentsEntry* DocumentView::section_at(float y) const {
  const ContentsEntry* current = nullptr;
  for (const ContentsEntry& entry : implementation_->layout.contents)
    if (entry.y <= y && (current == nullptr || entry.y >= current->y)) current = &entry;
  return current;
}

DocumentView::Result DocumentView::draw(ImDrawList& list, float scroll, float viewport_height, const Pointer& pointer) {
  Implementation& self = *implementation_;
  Result result;
  if (!self.theme) return result;
  const Theme& theme = *self.theme;
  const DocumentLayout& layout = self.layout;
  const float document_y = pointer.y + scroll;

  int hovered = -1;
  const FoldOut* fold_hovered = nullptr;
  if (pointer.active) {
    for (std::size_t i = 0; i < layout.links.size() && hovered < 0; ++i)
      for (const Rect& rect : layout.links[i].rects)
        if (rect.contains(pointer.x, document_y)) hovered = static_cast<int>(i);
    for (const FoldOut& fold : layout.fold_outs)
      if (fold.rect.contains(pointer.x, document_y)) fold_hovered = &fold;
    if (hovered >= 0 || fold_hovered != nullptr) result.cursor = "pointer";
    if (pointer.pressed && hovered >= 0) result.follow = layout.links[static_cast<std::size_t>(hovered)].target;
    else if (pointer.pressed && fold_hovered != nullptr) result.toggle = fold_hovered->id;
    else select_by_pointer(pointer, document_y, result);
  }

  const auto visible = [&](float top, float bottom) { return bottom > scroll && top < scroll + viewport_height; };
  const auto paragraph_at = [&](const DocumentItem& item) {
    draw_paragraph(list, self.fonts, theme, layout.paragraphs[static_cast<std::size_t>(item.paragraph)], item.rect.x, item.rect.y - scroll, 0,
                   viewport_height, hovered);
  };

  // Furniture first, then what is marked, then text: a mark must not hide its words.
  for (const DocumentItem& item : layout.items) {
    if (item.kind == DocumentItem::Kind::paragraph || item.kind == DocumentItem::Kind::figure) continue;
    const Rect& r = item.rect;
    if (!visible(r.y, r.y + r.height)) continue;
    const Color color = color_of(theme, item.paint);
    const ImVec2 from(r.x, r.y - scroll), to(r.x + r.width, r.y + r.height - scroll);
    switch (item.kind) {
      case DocumentItem::Kind::fill: list.AddRectFilled(from, to, color.packed(), item.radius); break;
      case DocumentItem::Kind::outline: list.AddRect({from.x + 0.5f, from.y + 0.5f}, {to.x - 0.5f, to.y - 0.5f}, color.packed(), item.radius); break;
      case DocumentItem::Kind::dot: list.AddCircleFilled({(from.x + to.x) / 2, (from.y + to.y) / 2}, r.width / 2, color.packed()); break;
      case DocumentItem::Kind::chevron: {
        const float s = r.width / 2, cx = (from.x + to.x) / 2, cy = (from.y + to.y) / 2;
        const ImVec2 right[3] = {{cx - s * 0.4f, cy - s * 0.8f}, {cx + s * 0.4f, cy}, {cx - s * 0.4f, cy + s * 0.8f}};
        const ImVec2 down[3] = {{cx - s * 0.8f, cy - s * 0.4f}, {cx, cy + s * 0.4f}, {cx + s * 0.8f, cy - s * 0.4f}};
        list.AddPolyline(item.open ? down : right, 3, color.packed(), ImDrawFlags_None, theme.px(1.6f));
        break;
      }
      case DocumentItem::Kind::paragraph:
      case DocumentItem::Kind::figure: break;
    }
  }
  if (fold_hovered != nullptr) {
    const Rect& r = fold_hovered->rect;
    list.AddRectFilled({r.x, r.y - scroll}, {r.x + r.width, r.y + r.height - scroll}, theme.quiet_hover.faded(0.6f).packed(), theme.radius(),
                       fold_hovered->open ? ImDrawFlags_RoundCornersTop : ImDrawFlags_RoundCornersAll);
    for (const DocumentItem& item : layout.items)
      if (item.kind == DocumentItem::Kind::chevron && r.contains(item.rect.x, item.rect.y)) {
        const float s = item.rect.width / 2, cx = item.rect.x + s, cy = item.rect.y + s - scroll;
        const ImVec2 right[3] = {{cx - s * 0.4f, cy - s * 0.8f}, {cx + s * 0.4f, cy}, {cx - s * 0.4f, cy + s * 0.8f}};
        const ImVec2 down[3] = {{cx - s * 0.8f, cy - s * 0.4f}, {cx, cy + s * 0.4f}, {cx + s * 0.8f, cy - s * 0.4f}};
        list.AddPolyline(item.open ? down : right, 3, theme.text.packed(), ImDrawFlags_None, theme.px(1.6f));
      }
  }
  for (const auto& [run, rect] : self.found)
    if (visible(rect.y, rect.y + rect.height))
      list.AddRectFilled({rect.x, rect.y - scroll}, {rect.x + rect.width, rect.y + rect.height - scroll}, theme.found.packed(), theme.px(3));
  if (self.selecting && self.from != self.to) {
    const auto [first, last] = std::minmax(self.from, self.to);
    for (int i = first.run; i <= last.run; ++i) {
      const auto index = static_cast<std::size_t>(i);
      const PlacedRun& run = layout.runs[index];
      const float top = self.line_top(run);
      if (!visible(top, top + run.height)) continue;
      const float left = i == first.run ? self.offset_in(index, first.byte) : 0;
      const float right = i == last.run ? self.offset_in(index, last.byte) : run.width;
      list.AddRectFilled({std::floor(run.x + left), top - scroll}, {std::ceil(run.x + right), top + run.height - scroll}, theme.selection.packed());
    }
  }
  for (const DocumentItem& item : layout.items) {
    if (!visible(item.rect.y, item.rect.y + item.rect.height)) continue;
    if (item.kind == DocumentItem::Kind::paragraph) paragraph_at(item);
  }
  for (const PlacedFigure& figure : layout.figures) {
    const Rect& r = figure.rect;
    if (visible(r.y - theme.px(40), r.y + r.height + theme.px(40)) && self.callbacks.draw_figure)
      self.callbacks.draw_figure(figure.slot, {r.x, r.y - scroll, r.width, r.height});
  }
  return result;
}

void DocumentView::select_by_pointer(const Pointer& pointer, float document_y, Result& result) {
  Implementation& self = *implementation_;
  const auto inside = [&](const PlacedFigure& figure) { return figure.rect.contains(pointer.x, document_y); };
  const bool on_figure = std::ranges::any_of(self.layout.figures, inside);
  const bool on_text = std::ranges::any_of(self.layout.runs, [&](const PlacedRun& run) {
    return Rect{run.x, self.line_top(run), run.width, run.height}.contains(pointer.x, document_y);
  });
  if (on_text && result.cursor == nullptr) result.cursor = "text";
  if (pointer.pressed) {
    self.selecting = false;
    self.press.reset();
    if (!on_figure && !self.layout.runs.empty()) self.press = hit(pointer.x, document_y);
  } else if (pointer.down && self.press) {
    select(*self.press, hit(pointer.x, document_y));
  } else if (!pointer.down) {
    self.press.reset();
  }
}

std::vector<Control> DocumentView::controls() const {
  const DocumentLayout& layout = implementation_->layout;
  std::vector<Control> controls;
  for (std::size_t i = 0; i < layout.links.size(); ++i) {
    const PlacedLink& link = layout.links[i];
    if (link.rects.empty()) continue;
    Control control;
    control.id = std::format("article.link.{}", i);
    control.role = ControlRole::link;
    control.name = link.text;
    control.value = link.target;
    control.figure = "article";
    control.rect = link.rects.front();
    controls.push_back(std::move(control));
  }
  for (const FoldOut& fold : layout.fold_outs) {
    Control control;
    control.id = "article." + fold.id;
    control.role = ControlRole::disclosure;
    control.name = fold.title;
    control.figure = "article";
    control.rect = fold.rect;
    control.expanded = fold.open;
    controls.push_back(std::move(control));
  }
  return controls;
}

DocumentView::TextPosition DocumentView::hit(float x, float y) const {
  const Implementation& self = *implementation_;
  const auto& runs = self.layout.runs;
  int best = -1;
  float best_distance = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const float top = self.line_top(runs[i]);
    const float dy = std::max({0.0f, top - y, y - top - runs[i].height});
    const float dx = std::max({0.0f, runs[i].x - x, x - runs[i].x - runs[i].width});
    const float distance = dy * 1000 + dx;  // the line decides, then the place in it
    if (best < 0 || distance < best_distance) {
      best = static_cast<int>(i);
      best_distance = distance;
    }
  }
  if (best < 0) return {};
  const auto index = static_cast<std::size_t>(best);
  const Run& run = self.source(index);
  const float inside = x - runs[index].x;
  if (run.formula) return {best, inside > run.width / 2 ? run.end - run.first : 0};
  const std::vector<float> places = self.fonts.offsets(run.style, run.text);
  int byte = 0;
  for (std::size_t i = 1; i < places.size(); ++i)
    if (places[i] > places[i - 1] && (places[i] + places[static_cast<std::size_t>(byte)]) / 2 <= inside) byte = static_cast<int>(i);
  return {best, std::min(byte, run.end - run.first)};
}

void DocumentView::select(TextPosition from, TextPosition to) {
  implementation_->from = from;
  implementation_->to = to;
  implementation_->selecting = !implementation_->layout.runs.empty();
}

void DocumentView::select_none() { implementation_->selecting = false; }

std::string DocumentView::selected_text() const {
  const Implementation& self = *implementation_;
  if (!self.selecting) return {};
  const auto [first, last] = std::minmax(self.from, self.to);
  std::string text;
  int block = -1, copied_to = 0;
  std::string plain;
  for (int i = first.run; i <= last.run; ++i) {
    const PlacedRun& run = self.layout.runs[static_cast<std::size_t>(i)];
    if (run.block != block) {
      if (block >= 0) text += "\n\n";
      block = run.block;
      plain.clear();
      article::for_each_block(self.document.blocks, [&](const article::Block& b) {
        if (b.index == block) plain = article::plain_text(b);
      });
      copied_to = run.first;
    }
    const int from = i == first.run ? run.first + first.byte : run.first;
    const int end = i == last.run ? std::min(run.first + last.byte, run.end) : run.end;
    // Spaces at line ends belong to no run.
    if (i != first.run && from > copied_to) text += plain.substr(static_cast<std::size_t>(copied_to), static_cast<std::size_t>(from - copied_to));
    if (end > from) text += plain.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(end - from));
    copied_to = std::max(from, end);
  }
  return text;
}

std::vector<float> DocumentView::find(std::string_view wanted) {
  Implementation& self = *implementation_;
  self.found.clear();
  std::vector<float> tops;
  if (wanted.empty()) return tops;
  const std::string needle = folded(wanted);
  const auto& runs = self.layout.runs;
  std::map<int, std::pair<std::size_t, std::size_t>> runs_of;  // block → runs [first, end)
  for (std::size_t i = 0; i < runs.size(); ++i) {
    auto [entry, fresh] = runs_of.try_emplace(runs[i].block, i, i + 1);
    if (!fresh) entry->second.second = i + 1;
  }
  article::for_each_block(self.document.blocks, [&](const article::Block& block) {
    const auto entry = runs_of.find(block.index);
    if (entry == runs_of.end()) return;
    const std::string text = folded(article::plain_text(block));
    for (std::size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + needle.size())) {
      const int from = static_cast<int>(at), end = static_cast<int>(at + needle.size());
      bool first = true;
      for (std::size_t i = entry->second.first; i < entry->second.second; ++i) {
        const PlacedRun& run = runs[i];
        if (run.block != block.index || run.end <= from || run.first >= end) continue;
        const float left = self.offset_in(i, std::max(0, from - run.first)), right = self.offset_in(i, std::min(end, run.end) - run.first);
        const float top = self.line_top(run);
        self.found.emplace_back(static_cast<int>(i), Rect{run.x + left, top + run.height * 0.12f, right - left, run.height * 0.76f});
        if (first) tops.push_back(top);
        first = false;
      }
    }
  });
  return tops;
}

}  // namespace attention::widgets
