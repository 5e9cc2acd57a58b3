#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"
#include "article/strings.h"
#include "widgets/controls.h"
#include "widgets/scene.h"
#include "widgets/ui.h"

namespace attention::widgets {

/// The three labels of the page, always visible on a figure.
enum class FigureLabel { real_model, trained_here, illustration };

/// What every figure is asked. A figure draws the scene and returns edits; it keeps no state of the reader's. Its finding (the title) is
/// computed from the current trace, so it can never say what the numbers do not.
class Figure {
 public:
  explicit Figure(article::FigureSlot slot) : slot_(std::move(slot)) {}
  virtual ~Figure() = default;

  const article::FigureSlot& slot() const { return slot_; }
  /// Unlocalized short name: "sentence", "wall", …
  const std::string& name() const { return slot_.figure; }
  const std::string& id() const { return slot_.id; }

  /// The finding, from the scene. Called with a trace that has at least the chosen head's layer.
  virtual std::string title(const Scene& scene, const article::Strings& strings) const = 0;
  /// What to try.
  virtual std::string hint(const Scene& scene, const article::Strings& strings, bool touch) const = 0;
  virtual FigureLabel label() const { return FigureLabel::real_model; }
  /// The first layer that the body needs (0-based); until it is there the card shows how far loading has come.
  virtual int layer_needed(const Scene& scene) const { return scene.view.head.layer; }

  /// Height of the body at this width, device pixels. May depend on the scene (number of words, open parts).
  virtual float body_height(const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width) const = 0;
  /// Draws the body into `area` (viewport coordinates) and registers its controls.
  virtual void draw_body(Ui& ui, const Scene& scene, const Rect& area) = 0;
  /// Draws the body's place while there is nothing to show: a quiet field with the reason (loading, too long, failed), and
  /// whatever lets the reader change that.
  virtual void draw_waiting(Ui& ui, const Scene& scene, const Rect& area, const std::string& reason);

  /// "How was this computed?": formula and operands, one line each, numbers of this very trace.
  virtual std::vector<std::string> computed(const Scene& scene, const article::Strings& strings) const = 0;
  /// The figure's numbers: localized for the mirror's table, plain ("0.167", dots) for the CSV export.
  virtual DataTable table(const Scene& scene, const article::Strings& strings, bool plain_numbers) const = 0;

 private:
  article::FigureSlot slot_;
};

/// A quiet field with a sentence in its middle: never an empty frame.
void draw_quiet_field(Ui& ui, const Rect& area, const std::string& text);

/// The figure that a slot names; null for a name that does not exist (a test makes that impossible in content/).
std::unique_ptr<Figure> make_figure(const article::FigureSlot& slot);

/// The card around a figure: finding, what to try, label, status (loading, computing, old, failed, empty), body, and
/// the row of "how was this computed", table, copy link, save, reset.
float card_height(const Figure& figure, const Scene& scene, const article::Strings& strings, const Fonts& fonts, const Theme& theme, float width,
                  bool touch);
void draw_card(Figure& figure, Ui& ui, const Scene& scene, const Rect& rect);

/// The table as comma-separated values (RFC 4180).
std::string to_csv(const DataTable& table);

}  // namespace attention::widgets
