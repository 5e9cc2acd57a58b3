#include <algorithm>
#include <cmath>

#include "widgets/figure.h"
#include "widgets/text_layout.h"

namespace attention::widgets {

namespace {

/// The real model, as its label names it; its card (assets/models/e5/README.md) has the rest.
constexpr std::string_view model_name = "multilingual-e5-small", model_bits = "4", model_licence = "MIT";

bool ready(const Figure& figure, const Scene& scene) {
  return scene.trace && static_cast<int>(scene.trace->layers.size()) > figure.layer_needed(scene);
}

std::string label_text(const Figure& figure, const article::Strings& strings) {
  switch (figure.label()) {
    case FigureLabel::real_model:
      return std::string(strings["label.real"]) + " · " +
             strings.format("label.real.detail", {{"model", std::string(model_name)}, {"bits", std::string(model_bits)}, {"licence", std::string(model_licence)}});
    case FigureLabel::trained_here: return std::string(strings["label.trained"]);
    case FigureLabel::illustration: return std::string(strings["label.illustration"]);
  }
  return {};
}

/// What XLM-R's vocabulary calls <unk>: the model reads every piece with this number as the same unknown thing.
constexpr int unknown_piece = 3;

/// The pieces that the model does not know, as the reader typed them and in the language's quotation marks; each once.
std::vector<std::string> unknown_pieces(const explain::Trace& trace, const article::Strings& strings) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < trace.ids.size(); ++i) {
    if (trace.ids[i] != unknown_piece) continue;
    std::string quoted = strings.language().open_quote + trace.pieces[i] + strings.language().close_quote;
    if (std::find(found.begin(), found.end(), quoted) == found.end()) found.push_back(std::move(quoted));
  }
  return found;
}

std::string unknown_note(const explain::Trace& trace, const article::Strings& strings) {
  const std::vector<std::string> pieces = unknown_pieces(trace, strings);
  if (pieces.empty()) return {};
  constexpr std::size_t named = 4;  // more would not help
  std::string list;
  for (std::size_t i = 0; i < std::min(named, pieces.size()); ++i) {
    if (i > 0) list += i + 1 == pieces.size() ? strings.language().list_last : strings.language().list_comma;
    list += pieces[i];
  }
  if (pieces.size() > named) list += " …";
  return strings.format(pieces.size() == 1 ? "state.unknown.one" : "state.unknown.other", {{"pieces", list}});
}

/// What the status line says, and whether it is about something that went wrong.
struct Status {
  std::string text;
  bool passing = false; ///< true for as long as a run takes: one line, so that nothing below moves for that moment
  bool wrong = false;
  bool news = false;    ///< about what the reader did: read aloud
  float progress = -1;  ///< 0…1 while something is loading, else negative
};

Status status_of(const Figure& figure, const Scene& scene, const article::Strings& strings) {
  const RunStatus& status = scene.status;
  Status result;
  if (scene.notice_figure == figure.id()) {
    result.text = scene.notice;
    result.news = true;
    return result;
  }
  const auto megabytes = [&](std::uint64_t bytes) { return strings.number(static_cast<double>(bytes) / 1e6, 1); };
  const std::string old = status.old && scene.trace ? ' ' + strings.format("state.old", {{"text", scene.trace->query.text}}) : std::string();
  switch (status.kind) {
    case RunStatus::Kind::failed: {
      const Error error = status.error.value_or(Error{});
      result.wrong = result.news = true;
      const auto slash = error.detail.find('/');
      if (error.code == ErrorCode::too_long && slash != std::string::npos) {
        result.text = strings.format("state.too_long", {{"count", error.detail.substr(0, slash)}, {"limit", error.detail.substr(slash + 1)}});
      } else if (error.code == ErrorCode::empty_text) {
        result.text = strings["state.empty"];
        result.wrong = false;
      } else {
        result.text = strings["error." + std::string(name_of(error.code))];
      }
      result.text += old;
      return result;
    }
    case RunStatus::Kind::waiting_for_weights:
    case RunStatus::Kind::running: {
      result.passing = true;
      const bool loading = status.bytes_wanted > status.bytes_loaded;
      if (loading) {
        result.text = strings.format("state.loading", {{"loaded", megabytes(status.bytes_loaded)}, {"wanted", megabytes(status.bytes_wanted)}});
        result.progress = static_cast<float>(static_cast<double>(status.bytes_loaded) / static_cast<double>(std::max<std::uint64_t>(1, status.bytes_wanted)));
      } else {
        result.text = strings["state.computing"];
      }
      if (status.layers_done > 0) {
        result.text += " · " + strings.format("state.loading.layer", {{"layer", std::to_string(status.layers_done)}, {"total", std::to_string(status.layer_count)}});
      }
      result.text += old;
      return result;
    }
    case RunStatus::Kind::finished:
      if (status.seconds > 0) {
        result.text = strings.format("state.finished", {{"milliseconds", strings.number(status.seconds * 1000, status.seconds < 0.01 ? 1 : 0)}});
      } else {
        result.text = strings["state.ready"];
      }
      if (scene.trace) {
        if (const std::string unknown = unknown_note(*scene.trace, strings); !unknown.empty()) {
          result.text = unknown + ' ' + result.text;
          result.news = true;
        }
      }
      return result;
  }
  return result;
}

/// The footer's buttons, in reading order: id of the control and its string.
constexpr std::pair<const char*, const char*> footer_buttons[] = {
    {"table", "figure.table"}, {"link", "figure.copy_link"}, {"save", "figure.save"}, {"reset", "figure.reset"}};

float footer_row(const Theme& theme) { return theme.px(theme.compact ? Theme::touch : 32); }

float button_width(const Painter& paint, const Theme& theme, std::string_view label) { return paint.width(TextStyle::label, label) + theme.px(18); }

/// Where everything in the card goes, from its top left corner. One function for measuring and drawing.
struct CardLayout {
  std::string title, hint, label;
  float padding = 0, width = 0;
  float title_width = 0, title_height = 0, hint_top = 0, label_x = 0, label_y = 0, label_width = 0, label_height = 0;
  float body_top = 0, body_height = 0, status_top = 0, status_height = 0, line_y = 0, footer_top = 0, footer_height = 0;
  std::vector<Point> buttons;  ///< left end and row (0 = beside "how was this computed") of each button in the footer
  bool how_open = false, save_open = false, own_text = false;
  float extra_top = 0, extra_height = 0, height = 0;
  std::vector<std::string> computed;
};

CardLayout lay_out(const Figure& figure, const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width,
                   bool touch) {
  CardLayout c;
  const Painter measure(nullptr, fonts, theme, nullptr);
  const bool is_ready = ready(figure, scene);
  c.padding = theme.card_padding();
  c.width = width - 2 * c.padding;
  c.title = is_ready ? figure.title(scene, strings) : std::string(strings[figure.name() + ".name"]);
  c.hint = figure.hint(scene, strings, touch);
  c.label = label_text(figure, strings);
  // A narrow phone has no room for all of it: whole parts go from the end, never letters.
  for (auto part = c.label.rfind(" · "); part != std::string::npos && measure.width(TextStyle::small_strong, c.label) + theme.px(34) > c.width;
       part = c.label.rfind(" · ")) {
    c.label.erase(part);
  }
  c.label_width = std::min(c.width, std::round(measure.width(TextStyle::small_strong, c.label) + theme.px(34)));
  c.label_height = theme.snapped(24);
  const bool beside = !theme.compact && c.label_width < c.width * 0.5f;
  c.title_width = beside ? c.width - c.label_width - theme.px(24) : c.width;
  c.title_height = measure.paragraph_height(c.title_width, TextStyle::figure_title, c.title);
  float y = c.padding + c.title_height;
  c.label_x = beside ? width - c.padding - c.label_width : c.padding;
  c.label_y = beside ? c.padding : y + theme.px(6);
  if (!beside) y = c.label_y + c.label_height;
  c.hint_top = y + theme.px(beside ? 4 : 8);
  // Beside the label stands the title's first line alone: the hint has the whole width.
  y = c.hint_top + measure.paragraph_height(c.width, TextStyle::figure_line, c.hint);
  c.body_top = y + theme.px(16);
  c.body_height = std::round(figure.body_height(scene, strings, fonts, theme, c.width));
  c.status_top = c.body_top + c.body_height + theme.px(12);
  const Status status = status_of(figure, scene, strings);
  c.status_height = status.passing ? theme.line_height(TextStyle::small) : measure.paragraph_height(c.width, TextStyle::small, status.text);
  c.line_y = c.status_top + c.status_height + theme.px(12);
  c.footer_top = c.line_y + theme.px(8);
  const float row = footer_row(theme), slack = theme.px(6);
  float total = 0;
  for (const auto& [id, key] : footer_buttons) total += button_width(measure, theme, strings[key]);
  const bool beside_how = measure.width(TextStyle::label, strings["figure.how"]) + theme.px(24) + total <= c.width;
  // At the right end beside "how was this computed", or from the left in rows of their own.
  float x = beside_how ? c.width - total + slack : -slack, rows = beside_how ? 0 : 1;
  for (const auto& [id, key] : footer_buttons) {
    const float w = button_width(measure, theme, strings[key]);
    if (!beside_how && x > 0 && x + w > c.width + 2 * slack) {
      x = -slack;
      ++rows;
    }
    c.buttons.push_back({x, rows});
    x += w;
  }
  c.footer_height = (rows + 1) * row;
  y = c.footer_top + c.footer_height;
  c.how_open = is_ready && scene.view.is_open(figure.id() + ".computed");
  c.save_open = scene.view.is_open(figure.id() + ".save");
  c.own_text = scene.sentence.preset == "own";
  c.extra_top = y + theme.px(8);
  if (c.save_open || c.own_text) c.extra_height += theme.pill_height() + theme.px(8);
  if (c.how_open) {
    c.computed = figure.computed(scene, strings);
    for (const std::string& line : c.computed) c.extra_height += measure.paragraph_height(c.width, TextStyle::small, line) + theme.px(6);
  }
  if (c.extra_height > 0) y = c.extra_top + c.extra_height;
  c.height = std::round(y + c.padding * 0.6f);
  return c;
}

void draw_footer(Figure& figure, Ui& ui, const Scene& scene, const CardLayout& c, const Rect& rect) {
  const Theme& t = ui.theme();
  const article::Strings& strings = ui.strings();
  const float left = rect.x + c.padding, row = footer_row(t);
  const float how_baseline = rect.y + c.footer_top + row / 2 + t.px(4.5f);
  const std::string_view how = strings["figure.how"];
  const float how_width = ui.paint().width(TextStyle::label, how);
  const Rect how_rect{left, how_baseline - row / 2 - t.px(4.5f), how_width, row};
  const Interaction opened = ui.control({.id = ui.id("computed"), .role = ControlRole::disclosure, .name = std::string(how), .rect = how_rect,
                                         .disabled = !ready(figure, scene), .expanded = c.how_open});
  ui.paint().text({}, left, how_baseline, TextStyle::label, opened.hovered || c.how_open ? t.text : t.soft, how);
  ui.paint().line({}, {left, how_baseline + t.px(4)}, {left + how_width, how_baseline + t.px(4)}, t.snapped(1), t.line_strong);
  if (opened.pressed) ui.edit(SetOpen{figure.id() + ".computed", !c.how_open});

  for (std::size_t i = 0; i < std::size(footer_buttons); ++i) {
    const auto& [id, key] = footer_buttons[i];
    const bool is_save = std::string_view(id) == "save";
    float right = left + c.buttons[i].x + button_width(ui.paint(), t, strings[key]);
    const Interaction button = ui.quiet_button(id, right, how_baseline + c.buttons[i].y * row, strings[key],
                                               is_save ? ControlRole::disclosure : ControlRole::button, is_save && c.save_open);
    if (!button.pressed) continue;
    switch (i) {
      case 0: ui.edit(ShowTable{figure.id()}); break;
      case 1: ui.edit(CopyLink{figure.id(), c.own_text && scene.view.is_open(figure.id() + ".with_text")}); break;
      case 2: ui.edit(SetOpen{figure.id() + ".save", !c.save_open}); break;
      case 3: ui.edit(Reset{figure.id()}); break;
    }
  }

  float y = rect.y + c.extra_top;
  if (c.save_open || c.own_text) {
    float at = left;
    const float right = rect.x + rect.width - c.padding;
    if (c.save_open) {
      using Format = Export::Format;
      const std::pair<const char*, Format> formats[] = {{"png", Format::png}, {"svg", Format::svg}, {"csv", Format::csv}};
      for (const auto& [format, kind] : formats) {
        const std::string key = std::string("figure.save.") + format;
        if (ui.pill(std::string("save.") + format, at, y, left, right, strings[key], false).pressed) ui.edit(Export{figure.id(), kind});
      }
      at += t.px(12);
    }
    if (c.own_text) {
      const bool with_text = scene.view.is_open(figure.id() + ".with_text");
      if (ui.toggle("link.with_text", at, y, left, right, strings["figure.copy_link.include_text"], with_text).pressed) {
        ui.edit(SetOpen{figure.id() + ".with_text", !with_text});
      }
    }
    y += t.pill_height() + t.px(8);
  }
  for (const std::string& line : c.computed) {
    y += ui.paint().paragraph("computed", left, y, c.width, TextStyle::small, t.soft, line) + t.px(6);
  }
}

}  // namespace

void draw_quiet_field(Ui& ui, const Rect& area, const std::string& text) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  paint.rectangle({}, area, t.quiet.faded(0.5f), t.radius());
  const float width = std::max(1.0f, std::min(area.width - t.px(32), t.px(640))), line = t.line_height(TextStyle::figure_line);
  const auto layout = wrap_text(paint.fonts(), t.font(TextStyle::figure_line), {}, text, width, line);
  float top = std::max(area.y, area.y + (area.height - layout.height) / 2);
  for (const Line& row : layout.lines) {
    for (const Run& run : row.runs) paint.text("waiting", area.x + (area.width - row.width) / 2 + run.x, top + row.baseline, TextStyle::figure_line, t.soft, run.text);
  }
}

void Figure::draw_waiting(Ui& ui, const Scene&, const Rect& area, const std::string& reason) { draw_quiet_field(ui, area, reason); }

float card_height(const Figure& figure, const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width,
                  bool touch) {
  return lay_out(figure, scene, strings, fonts, theme, width, touch).height;
}

void draw_card(Figure& figure, Ui& ui, const Scene& scene, const Rect& rect) {
  const Theme& t = ui.theme();
  Painter& paint = ui.paint();
  const article::Strings& strings = ui.strings();
  const CardLayout c = lay_out(figure, scene, strings, paint.fonts(), t, rect.width, ui.frame().touch);
  const float left = rect.x + c.padding;

  if (!t.compact) paint.shadow(rect, t.radius_card());
  paint.rectangle("card", rect, t.card, t.radius_card());
  if (t.compact) {
    paint.line({}, {rect.x, rect.y}, {rect.x + rect.width, rect.y}, t.snapped(1), t.line);
    paint.line({}, {rect.x, rect.y + rect.height}, {rect.x + rect.width, rect.y + rect.height}, t.snapped(1), t.line);
  } else {
    paint.outline({}, rect, t.snapped(1), t.line, t.radius_card());
  }

  paint.paragraph("title", left, rect.y + c.padding, c.title_width, TextStyle::figure_title, t.text, c.title);
  ui.announce("title", c.title);
  paint.paragraph("hint", left, rect.y + c.hint_top, c.width, TextStyle::figure_line, t.soft, c.hint);
  const Rect label{rect.x + c.label_x, rect.y + c.label_y, c.label_width, c.label_height};
  paint.rectangle({}, label, t.quiet, label.height / 2);
  const Color dot = figure.label() == FigureLabel::real_model ? t.key.fill : figure.label() == FigureLabel::trained_here ? t.value.fill : t.line_strong;
  const float radius = t.px(3.5f);
  paint.rectangle({}, {label.x + t.px(12) - radius, label.y + label.height / 2 - radius, 2 * radius, 2 * radius}, dot, radius);
  paint.text("label", label.x + t.px(22), label.y + label.height / 2 + t.px(4), TextStyle::small_strong, t.soft,
             paint.fonts().fitted(t.font(TextStyle::small_strong), c.label, label.width - t.px(30)));
  ui.describe("label", label, label_text(figure, strings));

  const Rect body{left, rect.y + c.body_top, c.width, c.body_height};
  if (ready(figure, scene)) {
    figure.draw_body(ui, scene, body);
  } else {
    figure.draw_waiting(ui, scene, body, status_of(figure, scene, strings).text);
  }

  Status status = status_of(figure, scene, strings);
  if (status.passing) status.text = paint.fonts().fitted(t.font(TextStyle::small), status.text, c.width);
  // While there is nothing to show, the body itself says why.
  float status_height = 0;
  if (ready(figure, scene)) status_height = paint.paragraph("status", left, rect.y + c.status_top, c.width, TextStyle::small, status.wrong ? t.error : t.faint, status.text);
  if (status.news) ui.announce("status", status.text);
  if (status.progress >= 0) {
    const float y = rect.y + c.status_top + status_height + t.px(5);
    paint.rectangle({}, {left, y, c.width, t.snapped(2)}, t.line);
    paint.rectangle("progress", {left, y, c.width * status.progress, t.snapped(2)}, t.accent, 0, static_cast<double>(status.progress));
  }
  paint.line({}, {left, rect.y + c.line_y}, {left + c.width, rect.y + c.line_y}, t.snapped(1), t.line);
  draw_footer(figure, ui, scene, c, rect);
}

std::string to_csv(const DataTable& table) {
  std::string out;
  const auto cell = [&](const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
      out += text;
      return;
    }
    out += '"';
    for (const char c : text) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  };
  const auto row = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += ',';
      cell(cells[i]);
    }
    out += "\r\n";
  };
  row(table.columns);
  for (const auto& cells : table.rows) row(cells);
  return out;
}

}  // namespace attention::widgets
