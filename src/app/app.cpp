#include "app/app.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/content.h"
#include "app/keyboard.h"
#include "app/links.h"
#include "app/session.h"
#include "app/state.h"
#include "article/contents.h"
#include "widgets/bar.h"
#include "widgets/document_view.h"
#include "widgets/figure.h"
#include "widgets/find_bar.h"
#include "widgets/footer.h"
#include "widgets/svg.h"
#include "widgets/textures.h"

namespace attention::app {

using namespace widgets;

namespace {

constexpr double step_seconds = 1.8;     // the microscope's playing speed
constexpr double notice_seconds = 4;     // how long "Link copied" stays
constexpr float compact_below = 640;     // CSS pixels
constexpr double run_seconds = 0.15;     // a run that takes less is not announced: its result is what is seen next
constexpr double catch_up_seconds = 0.008;  // of a frame, for figures out of sight

/// A figure and what it registered when it was last drawn, for the frames in which it is off-screen and unchanged.
struct FigureState {
  std::unique_ptr<Figure> figure;
  std::vector<Control> controls;
  std::uint64_t drawn_version = 0, measured_version = 0;  ///< App's version when it was last drawn, and last measured
  float width = 0, height = 0, wanted_height = 0;  ///< as laid out, and as last measured
};

std::string file_stem(const Figure& figure) { return "attention-" + figure.name(); }

Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

}  // namespace

struct App::Implementation {
  explicit Implementation(Host& host_) : host(host_), content(host_, fonts), session(host_) {
    fonts.set_word_source([this](const std::string& word, float size) {
      DrawnWord drawn = host.draw_word(word, size);
      return WordPicture{drawn.width, drawn.height, drawn.baseline, std::move(drawn.alpha)};
    });
    const Environment start = host.environment();
    language = host.recall("language");
    if (language.empty() || start.mirrored) language = start.language.empty() ? "en" : start.language;
    wanted_language = language;
    content.want(language);
    // The browser's page keeps the reader's choice of paper itself, since it is needed before the first paint.
    const std::string paper = start.mirrored ? std::string() : host.recall("theme");
    if (paper == "dark" || paper == "light") theme_choice = paper == "dark";
  }

  // ------------------------------------------------------------------------------------------------- the document

  /// Makes the view and the figures of an edition that has just become available.
  void open_edition(const Edition& fresh) {
    const bool first = edition == nullptr;
    edition = &fresh;
    language = wanted_language;
    figures.clear();
    article::for_each_block(fresh.document.blocks, [&](const article::Block& block) {
      if (block.kind != article::Block::Kind::figure) return;
      FigureState figure_state;
      figure_state.figure = make_figure(block.figure);
      if (figure_state.figure) figures.emplace_back(std::move(figure_state));
    });
    view = std::make_unique<DocumentView>(
        fresh.document, fresh.strings, fonts,
        DocumentCallbacks{
            .figure_height =
                [this](const article::FigureSlot& slot, float width) {
                  FigureState* found = figure_state_of(slot.id);
                  if (found == nullptr) return theme->px(80);
                  found->width = width;
                  if (needs_layout) measure(*found);  // else only some need more or less room, and they have been measured
                  return found->height = found->wanted_height;
                },
            .draw_figure = [this](const article::FigureSlot& slot, const Rect& rect) { draw_figure(slot.id, rect, true); },
            .is_open = [this](const std::string& id) { return state.scene.view.is_open(id); }},
        fresh.hyphenate);
    if (first) {
      start();
    } else {
      change_language(state, fresh.strings);
      const auto title = fresh.document.front.find("title");
      host.set_language(language, title == fresh.document.front.end() ? std::string() : title->second);
      host.remember("language", language);
    }
    needs_layout = true;
    changed();
  }

  /// The opening state: what the first figure's slot says, then what the address asks for.
  void start() {
    apply_edit(SetPreset{"example"});
    if (!figures.empty()) follow(Link{figures.front().figure->id(), {figures.front().figure->slot().options.begin(), figures.front().figure->slot().options.end()}});
    if (!environment.fragment.empty()) {
      pending_scroll = environment.mirrored ? std::string() : parse_link(environment.fragment).id;
      follow(parse_link(environment.fragment));
    }
  }

  FigureState* figure_state_of(std::string_view id) {
    for (FigureState& figure_state : figures) {
      if (figure_state.figure->id() == id) return &figure_state;
    }
    return nullptr;
  }

  /// The article, and below it the footer where the page has none of its own.
  float page_height() const {
    return view->height() + (environment.mirrored ? 0 : footer_height(fonts, *theme, edition->strings, environment.width));
  }

  void lay_out() {
    if (needs_layout) view->layout(*theme, environment.width, theme->bar_height());
    else view->resize_figures();
    needs_layout = needs_places = false;
    PageLayout layout;
    layout.width = view->width();
    layout.height = page_height();
    layout.language = language;
    for (const PlacedBlock& block : view->blocks()) layout.blocks.push_back({block.block, block.rect});
    for (const PlacedRun& run : view->runs()) {
      layout.lines.push_back({run.block, run.first, run.end, run.x, run.baseline, run.width, run.height, run.font_size, run.last_of_line});
    }
    find_bar.refresh(*view);
    host.publish(layout);
    const std::uint64_t before = version;
    changed();
    for (FigureState& figure_state : figures) {
      if (figure_state.measured_version == before) figure_state.measured_version = version;  // places change no height
    }
  }

  void measure(FigureState& f) {
    f.measured_version = version;
    f.wanted_height = card_height(*f.figure, state.scene, edition->strings, fonts, *theme, f.width, environment.touch);
  }

  /// Measures a figure, once for each version, and notes whether it needs more or less room than the layout gives it.
  void check_height(FigureState& f) {
    if (f.width <= 0 || f.measured_version == version) return;
    measure(f);
    if (std::abs(f.wanted_height - f.height) >= 1) needs_places = true;
  }

  /// Whether a figure's place reaches into the viewport, or nearly: the view draws a little beyond its edges.
  bool in_sight(const Rect& rect) const {
    const float margin = theme->px(40);
    return rect.y - margin < environment.scroll + environment.height && rect.y + rect.height + margin > environment.scroll;
  }

  /// The figures in sight; all of them while the page waits to scroll to one.
  void check_heights() {
    for (const PlacedFigure& placed : view->figures()) {
      FigureState* found = figure_state_of(placed.slot.id);
      if (found != nullptr && (in_sight(placed.rect) || !pending_scroll.empty())) check_height(*found);
    }
  }

  // -------------------------------------------------------------------------------------------------------- figures

  Ui make_ui(const std::string& figure, ImDrawList* list, std::vector<Mark>* marks) {
    return Ui(frame, memory, Painter(list, fonts, *theme, list != nullptr ? &textures : nullptr, marks), edition->strings, figure);
  }

  void draw_figure(std::string_view id, const Rect& rect, bool visible) {
    FigureState* found = figure_state_of(id);
    if (found == nullptr) return;
    Ui ui = make_ui(found->figure->id(), visible ? ImGui::GetBackgroundDrawList() : nullptr, nullptr);
    draw_card(*found->figure, ui, state.scene, rect);
    for (Edit& edit : ui.take_edits()) edits.push_back(std::move(edit));
    found->controls = ui.take_controls();
    found->drawn_version = version;
    if (ui.wanted_cursor() != nullptr) cursor = ui.wanted_cursor();
  }

  std::optional<Rect> rect_of(std::string_view figure) const {
    for (const PlacedFigure& placed : view->figures()) {
      if (placed.slot.id == figure) return placed.rect;
    }
    return std::nullopt;
  }

  void export_figure(const Export& request) {
    FigureState* found = figure_state_of(request.figure);
    const auto rect = rect_of(request.figure);
    if (found == nullptr || !rect) return;
    const Figure& figure = *found->figure;
    const std::string stem = file_stem(figure);
    std::string name;
    switch (request.format) {
      case Export::Format::png:
        name = stem + ".png";
        host.save_picture(name, *rect);
        break;
      case Export::Format::csv:
        name = stem + ".csv";
        host.save_file(name, "text/csv", bytes_of(to_csv(figure.table(state.scene, edition->strings, true))));
        break;
      case Export::Format::svg: {
        name = stem + ".svg";
        std::vector<Mark> marks;
        Ui ui = make_ui(figure.id(), nullptr, &marks);
        const Rect area{0, 0, rect->width, rect->height};
        draw_card(*found->figure, ui, state.scene, area);
        const std::string caption = edition->strings.format(
            "figure.save.caption", {{"title", figure.title(state.scene, edition->strings)}, {"text", state.scene.trace ? state.scene.trace->query.text : std::string()},
                                    {"model", "multilingual-e5-small"}, {"address", host.address()}});
        host.save_file(name, "image/svg+xml",
                       bytes_of(to_svg(marks, area, fonts, *theme, figure.title(state.scene, edition->strings), caption)));
        break;
      }
    }
    notify(figure.id(), edition->strings.format("figure.save.done", {{"file", name}}));
  }

  void notify(const std::string& figure, std::string text) {
    state.scene.notice_figure = figure;
    state.scene.notice = std::move(text);
    notice_until = host.now() + notice_seconds;
  }

  // ---------------------------------------------------------------------------------------------------------- edits

  void follow(const Link& link) {
    FigureState* found = figure_state_of(link.id);
    if (found != nullptr) {
      for (const Edit& edit : edits_of(link, found->figure->name(), state.default_head)) apply_edit(edit);
      const auto preset = link.values.find("preset");
      if (preset != link.values.end() && preset->second == "own" && find_control(link.id + ".input")) host.focus_control(link.id + ".input");
      return;
    }
    const article::Block* block = article::find_block(edition->document, link.id);
    if (block != nullptr && block->kind == article::Block::Kind::primer) apply_edit(SetOpen{link.id, true});
  }

  bool find_control(std::string_view id) const {
    return std::any_of(published.begin(), published.end(), [&](const Control& control) { return control.id == id; });
  }

  void go_to(const std::string& id, bool only_if_hidden) {
    const auto y = view->position_of(id);
    if (!y) return;
    const float top = environment.scroll + theme->bar_height(), bottom = environment.scroll + environment.height;
    if (only_if_hidden) {
      const auto rect = rect_of(id);
      if (rect && rect->y >= top && rect->y + rect->height <= bottom) return;
    }
    host.scroll_to(std::max(0.0f, *y - theme->bar_height() - theme->px(16)), !environment.reduced_motion);
  }

  /// A link of the article or of a control: "#id", "#figure?key=value", "https://…".
  void follow_target(const std::string& target) {
    if (!target.starts_with('#')) return host.open_link(target);
    const Link link = parse_link(target);
    host.set_address(format_link(link), true);
    follow(link);
    // The layout may change first (a primer opens, a figure grows): scroll when it has.
    pending_scroll = link.id;
    pending_scroll_if_hidden = figure_state_of(link.id) != nullptr;
  }

  void apply_edit(const Edit& edit) {
    if (const auto* go = std::get_if<GoTo>(&edit)) {
      follow_target('#' + go->fragment);
    } else if (const auto* copy = std::get_if<CopyLink>(&edit)) {
      if (FigureState* found = figure_state_of(copy->figure)) {
        host.copy_text(host.address() + '#' + format_link(link_of(found->figure->name(), copy->figure, state.scene, copy->with_text)));
        notify(copy->figure, std::string(edition->strings["figure.copy_link.done"]));
      }
    } else if (const auto* save = std::get_if<Export>(&edit)) {
      export_figure(*save);
    } else if (const auto* show = std::get_if<ShowTable>(&edit)) {
      if (FigureState* found = figure_state_of(show->figure); found != nullptr && state.scene.trace) {
        DataTable table = found->figure->table(state.scene, edition->strings, false);
        table.id = show->figure + ".table";
        table.figure = show->figure;
        host.publish(table);
      }
    } else if (const auto* reset = std::get_if<Reset>(&edit)) {
      reset_figure(reset->figure);
    } else {
      app::apply(state, edit, edition->strings);
      if (const auto* preset = std::get_if<SetPreset>(&edit); preset != nullptr && preset->preset == "own" && !memory.focused.empty()) {
        const auto dot = memory.focused.find('.');
        host.focus_control(memory.focused.substr(0, dot) + ".input");
      }
    }
    changed();
  }

  /// Back to the state that the figure's slot in the article names.
  void reset_figure(const std::string& id) {
    FigureState* found = figure_state_of(id);
    if (found == nullptr) return;
    ViewState& v = state.scene.view;
    std::erase_if(v.open, [&](const auto& item) { return item.first.starts_with(id + '.'); });
    v.playing = v.all_digits = v.cut_whole_layer = false;
    v.order_mode = OrderMode::on;
    v.word_order.clear();
    Link link{id, {found->figure->slot().options.begin(), found->figure->slot().options.end()}};
    link.values.try_emplace("preset", "example");
    follow(link);
  }

  void changed() {
    ++version;
    another_frame = true;
  }

  // ------------------------------------------------------------------------------------------------------ one frame

  void take_events() {
    frame.events.clear();
    for (ControlEvent& event : host.take_control_events()) carried_events.push_back(std::move(event));
    for (ControlEvent& event : carried_events) {
      using Kind = ControlEvent::Kind;
      if (event.kind == Kind::focus) memory.focused = event.id;
      if (event.kind == Kind::blur && memory.focused == event.id) memory.focused.clear();
      if (event.id.starts_with("bar.language.") && event.kind == Kind::press) {
        wanted_language = event.id.substr(std::string_view("bar.language.").size());
      } else if (event.id == "link" && event.kind == Kind::open) {
        if (edition != nullptr) follow(parse_link(event.text));
        changed();
      } else if (event.kind == Kind::number && edition != nullptr && article::find_block(edition->document, event.id) != nullptr) {
        // A primer's <details> was opened or closed by the browser.
        if (state.scene.view.is_open(event.id) != (event.number > 0)) {
          apply_edit(SetOpen{event.id, event.number > 0});
          needs_layout = true;
        }
      } else {
        frame.events.push_back(std::move(event));
      }
    }
    carried_events.clear();
  }

  void take_pointer() {
    const ImGuiIO& io = ImGui::GetIO();
    frame.pointer_moved = io.MousePos.x != frame.pointer.x || io.MousePos.y != frame.pointer.y;
    frame.pointer.x = io.MousePos.x;
    frame.pointer.y = io.MousePos.y;
    frame.pointer.pressed = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    frame.pointer.released = ImGui::IsMouseReleased(ImGuiMouseButton_Left);
    frame.pointer.down = io.MouseDown[0];
    frame.mirrored = environment.mirrored;
    frame.scroll = environment.scroll;
    frame.touch = environment.touch;
    frame.reduced_motion = environment.reduced_motion;
    frame.time = host.now();
  }

  /// The bar and its open contents lie over the document.
  bool pointer_on_document() const { return !contents_open && frame.pointer.y >= theme->bar_height() && memory.captured.empty(); }

  void draw_document() {
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const DocumentView::Pointer pointer{frame.pointer.x, frame.pointer.y, frame.pointer.pressed, frame.pointer.down, !environment.mirrored && pointer_on_document()};
    const DocumentView::Result result = view->draw(list, environment.scroll, environment.height, pointer);
    if (result.cursor != nullptr) cursor = result.cursor;
    if (result.follow) follow_target(*result.follow);
    if (result.toggle) {
      edits.push_back(SetOpen{*result.toggle, !state.scene.view.is_open(*result.toggle)});
      needs_layout = true;
    }
  }

  /// A new result is on its way and nothing that it waits for has to be loaded: what is drawn now will be old in a moment.
  bool computing() const {
    const RunStatus& status = state.scene.status;
    const bool running = status.kind == RunStatus::Kind::running || status.kind == RunStatus::Kind::waiting_for_weights;
    return running && state.scene.trace != nullptr && status.bytes_wanted <= status.bytes_loaded;
  }

  bool is_addressed(const FigureState& figure_state) const {
    return std::any_of(frame.events.begin(), frame.events.end(), [&](const ControlEvent& event) {
      const std::string& id = figure_state.figure->id();
      return event.id.starts_with(id) && event.id.size() > id.size() && event.id[id.size()] == '.';
    });
  }

  bool caught_up() {
    return std::all_of(view->figures().begin(), view->figures().end(), [&](const PlacedFigure& placed) {
      const FigureState* found = figure_state_of(placed.slot.id);
      return found == nullptr || found->drawn_version == version;
    });
  }

  /// Figures out of sight keep their twins: Tab and a screen reader reach them all the same. What is in sight goes first: they follow in
  /// frames that bring nothing new, as many at a time as leave the frame short, and not while a run would make them old again.
  /// One that the reader acts on through its twin is drawn at once.
  void catch_up(bool news) {
    const bool wait = news || computing();
    const double until = host.now() + catch_up_seconds;
    bool more = false;
    for (const PlacedFigure& placed : view->figures()) {
      FigureState* found = figure_state_of(placed.slot.id);
      if (found == nullptr) continue;
      const bool addressed = is_addressed(*found);
      if (found->drawn_version == version && (in_sight(placed.rect) || !addressed)) continue;
      if (!addressed && (wait || needs_layout || needs_places || host.now() > until)) {
        more = true;
        continue;
      }
      draw_figure(placed.slot.id, {placed.rect.x, placed.rect.y - environment.scroll, placed.rect.width, placed.rect.height}, false);
      check_height(*found);
    }
    // While a run is under way its end asks for the frame.
    if (needs_layout || needs_places || (more && !computing())) host.wake(0);
  }

  void draw_native_bar(std::vector<Control>& controls) {
    if (environment.mirrored) return;
    BarState bar;
    bar.languages = content.languages();
    bar.language = language;
    const float range = std::max(1.0f, page_height() - environment.height);
    bar.progress = std::clamp(environment.scroll / range, 0.0f, 1.0f);
    bar.contents_open = contents_open;
    bar.contents = &view->contents();
    bar.section = view->section_at(environment.scroll + environment.height * 0.3f);
    const DocumentView::Pointer pointer{frame.pointer.x, frame.pointer.y, frame.pointer.pressed, frame.pointer.down, true};
    const char* over_bar = nullptr;
    const BarAction action =
        draw_bar(*ImGui::GetForegroundDrawList(), fonts, *theme, edition->strings, bar, environment.width, environment.height, pointer, controls, &over_bar);
    if (over_bar != nullptr) cursor = over_bar;
    follow_bar(action);
  }

  void follow_bar(const BarAction& action) {
    switch (action.kind) {
      case BarAction::Kind::none: return;
      case BarAction::Kind::home: host.scroll_to(0, !environment.reduced_motion); break;
      case BarAction::Kind::contents: contents_open = !contents_open; break;
      case BarAction::Kind::language: wanted_language = action.value; break;
      case BarAction::Kind::theme:
        theme_choice = !theme->dark;
        host.remember("theme", *theme_choice ? "dark" : "light");
        break;
      case BarAction::Kind::go:
        contents_open = false;
        pending_scroll = action.value;
        pending_scroll_if_hidden = false;
        break;
    }
    changed();
  }

  void draw_native_footer(std::vector<Control>& controls) {
    if (environment.mirrored) return;
    const DocumentView::Pointer pointer{frame.pointer.x, frame.pointer.y, frame.pointer.pressed, frame.pointer.down, pointer_on_document()};
    const auto target = draw_footer(*ImGui::GetBackgroundDrawList(), fonts, *theme, edition->strings, view->height(), environment.width, environment.scroll, pointer,
                                    controls, cursor);
    if (target) follow_target(*target);
  }

  /// The keyboard outside the figures, where the platform has no twins: links, fold-outs and the bar answer a press and show a ring.
  void answer_native_keys(const std::vector<Control>& controls) {
    if (environment.mirrored) return;
    for (const Control& control : controls) {
      const bool on_bar = control.figure == "bar";
      if (memory.focus_visible && memory.focused == control.id) {
        const float gap = theme->px(3), y = control.rect.y - (on_bar ? 0 : environment.scroll);
        ImDrawList& list = on_bar ? *ImGui::GetForegroundDrawList() : *ImGui::GetBackgroundDrawList();
        list.AddRect({control.rect.x - gap, y - gap}, {control.rect.x + control.rect.width + gap, y + control.rect.height + gap}, theme->focus.packed(), theme->px(6), 0,
                     theme->snapped(2));
      }
      const bool pressed = std::any_of(frame.events.begin(), frame.events.end(), [&](const ControlEvent& event) {
        return event.id == control.id && event.kind == ControlEvent::Kind::press;
      });
      if (!pressed) continue;
      if (on_bar) follow_bar(bar_action_of(control.id));
      else if (control.role == ControlRole::link) follow_target(control.value);
      else if (control.role == ControlRole::disclosure) {
        const std::string fold = control.id.substr(control.id.find('.') + 1);
        edits.push_back(SetOpen{fold, !state.scene.view.is_open(fold)});
        needs_layout = true;
      }
    }
  }

  /// Tab goes down the page: the bar, then links and figures as they stand. Inside a figure the order stays.
  void put_in_reading_order(std::vector<Control>& controls) const {
    const auto place = [&](const Control& control) {
      if (control.figure == "bar") return -1.0f;
      const auto figure = rect_of(control.figure);
      return figure ? figure->y : control.rect.y;
    };
    std::stable_sort(controls.begin(), controls.end(), [&](const Control& a, const Control& b) { return place(a) < place(b); });
  }

  void publish_controls(std::vector<Control> controls) {
    for (const PlacedFigure& placed : view->figures()) {
      if (FigureState* found = figure_state_of(placed.slot.id)) controls.insert(controls.end(), found->controls.begin(), found->controls.end());
    }
    if (!environment.mirrored) put_in_reading_order(controls);
    if (controls == published) return;
    published = std::move(controls);
    host.publish(published);
  }

  void play() {
    ViewState& v = state.scene.view;
    if (!v.playing) {
      next_step = 0;
      return;
    }
    if (next_step == 0) next_step = frame.time + step_seconds;
    if (frame.time >= next_step) {
      if (v.microscope_step >= 4) v.playing = false;
      else ++v.microscope_step;
      next_step = frame.time + step_seconds;
      changed();
    }
    host.wake(std::max(0.0, next_step - frame.time));
  }

  bool order_in_use() const {
    const ViewState& v = state.scene.view;
    if (v.order_mode != OrderMode::on || !v.word_order.empty()) return true;
    const float near = environment.height;
    return std::any_of(view->figures().begin(), view->figures().end(), [&](const PlacedFigure& placed) {
      return placed.slot.figure == "order" && placed.rect.y < environment.scroll + environment.height + near &&
             placed.rect.y + placed.rect.height > environment.scroll - near;
    });
  }

  void run_frame() {
    another_frame = false;
    environment = host.environment();
    cursor = "default";
    take_events();
    content.want(wanted_language);
    const bool dark = theme_choice.value_or(environment.dark);
    const bool compact = environment.width < compact_below * environment.scale;
    if (!theme || theme->dark != dark || theme->scale != environment.scale || theme->compact != compact) {
      theme = std::make_unique<Theme>(dark, environment.scale, compact);
      needs_layout = true;
      ++version;
    }
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    list.AddRectFilled({0, 0}, {environment.width, environment.height}, theme->paper.packed());
    if (!content.ready()) return;
    if (const Edition* fresh = content.edition(wanted_language); fresh != nullptr && fresh != edition) open_edition(*fresh);
    if (edition == nullptr) return;

    take_pointer();
    if (content.scores() && !state.scene.scores) {
      state.scene.scores = content.scores();
      if (state.scene.view.head == state.default_head) state.scene.view.head = content.scores()->best;
      state.default_head = content.scores()->best;
      ++version;
    }
    if (!content.position_table().empty() && state.scene.position_table.empty()) {
      state.scene.position_table = content.position_table();
      state.scene.position_rows = content.position_rows();
      state.scene.hidden = static_cast<int>(state.scene.position_table.size()) / std::max(1, state.scene.position_rows);
      ++version;
    }
    if (session.apply(host.take_events(), state.scene)) {
      keep_in_range(state);
      ++version;
    }
    if (!state.scene.notice.empty() && frame.time >= notice_until) {
      state.scene.notice.clear();
      state.scene.notice_figure.clear();
      ++version;
    }
    play();
    if (environment.width != view->width()) needs_layout = true;
    if (!needs_layout) check_heights();
    if (needs_layout || needs_places) lay_out();

    draw_document();
    catch_up(std::exchange(seen_version, version) != version);
    if (frame.pointer.released) memory.captured.clear();
    std::vector<Control> controls = view->controls();
    draw_native_footer(controls);
    draw_native_bar(controls);
    answer_native_keys(controls);
    publish_controls(std::move(controls));
    if (!environment.mirrored) {
      if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_F)) find_bar.open();
      if (const float y = find_bar.draw(*view, fonts, *theme, edition->strings, environment.width, environment.scroll); y >= 0)
        host.scroll_to(std::max(0.0f, y - environment.height * 0.35f), !environment.reduced_motion);
      if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_C) && !ImGui::GetIO().WantTextInput) {
        if (const std::string text = view->selected_text(); !text.empty()) host.copy_text(text);
      }
      KeyboardResult keys = handle_keys(published, memory);
      if (!keys.events.empty()) host.wake(0);
      for (ControlEvent& event : keys.events) carried_events.push_back(std::move(event));
      if (keys.focused != nullptr) reveal(*keys.focused);
    }

    for (const Edit& edit : std::exchange(edits, {})) apply_edit(edit);
    if (!pending_scroll.empty() && !needs_layout) check_heights();
    if (!pending_scroll.empty() && !needs_layout && !needs_places) {
      go_to(std::exchange(pending_scroll, {}), pending_scroll_if_hidden);
      pending_scroll_if_hidden = false;
    }
    const bool asked = session.update(wishes_of(state, order_in_use()));
    const bool shows_a_result = state.scene.trace != nullptr && state.scene.status.bytes_wanted <= state.scene.status.bytes_loaded;
    if (another_frame) host.wake(asked && shows_a_result && !needs_layout && !needs_places ? run_seconds : 0);
    if (!state.scene.notice.empty()) host.wake(std::max(0.0, notice_until - host.now()));
    textures.collect();
    host.set_cursor(cursor);
  }

  /// Scrolls just far enough to show a control that came into focus.
  void reveal(const Control& control) {
    if (control.figure == "bar") return;
    const float top = environment.scroll + theme->bar_height() + theme->px(24), bottom = environment.scroll + environment.height - theme->px(24);
    if (control.rect.y < top) host.scroll_to(std::max(0.0f, environment.scroll - (top - control.rect.y)), false);
    else if (control.rect.y + control.rect.height > bottom) host.scroll_to(environment.scroll + control.rect.y + control.rect.height - bottom, false);
  }

  Host& host;
  Fonts fonts;
  Content content;
  Session session;
  Textures textures;
  State state;
  UiFrame frame;
  UiMemory memory;
  Environment environment;
  std::unique_ptr<Theme> theme;
  std::optional<bool> theme_choice;  ///< dark, if the reader chose (desktop; the browser's page keeps it itself)
  const Edition* edition = nullptr;
  std::string language, wanted_language;
  std::vector<FigureState> figures;
  std::unique_ptr<DocumentView> view;
  FindBar find_bar;
  std::vector<Edit> edits;
  std::vector<ControlEvent> carried_events;
  std::vector<Control> published;
  std::uint64_t version = 1, seen_version = 0;  ///< of what figures draw from: now, and in the last frame
  bool another_frame = false; ///< something changed in this one
  bool needs_layout = true;   ///< lines have to be broken again
  bool needs_places = false;  ///< a figure needs more or less room
  bool contents_open = false;
  std::string pending_scroll;
  bool pending_scroll_if_hidden = false;
  double notice_until = 0, next_step = 0;
  std::string cursor;
};

App::App(Host& host) : implementation_(std::make_unique<Implementation>(host)) {}
App::~App() = default;
void App::frame() { implementation_->run_frame(); }

bool App::wants_frame(const explain::Event& event) const { return implementation_->session.shows(event, implementation_->state.scene); }

bool App::keyboard_in_use() const {
  const UiMemory& memory = implementation_->memory;
  return (memory.focus_visible && !memory.focused.empty()) || !memory.edited.empty();
}

bool App::settled() const {
  Implementation& app = *implementation_;
  if (app.content.error()) return true;
  if (app.edition == nullptr || app.needs_layout || app.needs_places || app.language != app.wanted_language) return false;
  if (!app.caught_up()) return false;
  const RunStatus::Kind kind = app.state.scene.status.kind;
  return kind == RunStatus::Kind::finished || kind == RunStatus::Kind::failed;
}

}  // namespace attention::app
