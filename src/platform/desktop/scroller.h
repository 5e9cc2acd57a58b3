#pragma once
#include <vector>

#include "app/host.h"

namespace attention::platform {

/// The document's scroll position, as a browser would keep it: wheel, keys, a scrollbar, jumps with a short glide, and the place kept
/// when a new layout arrives. Device pixels throughout; no drawing, no window.
class Scroller {
 public:
  /// What a key means for scrolling.
  enum class Step { line_up, line_down, page_up, page_down, top, bottom };

  void set_viewport(float height, float scale);
  /// Takes a new layout; the block at the viewport's top stays where it is.
  void set_layout(const app::PageLayout& layout, float bar_height);

  float position() const { return position_; }
  /// Whether another frame is needed to reach the target.
  bool moving() const { return position_ != target_; }
  /// Moves towards the target; `now` in seconds.
  void advance(double now);

  void wheel(float notches, double now);
  void step(Step step, double now);
  void jump(float y, bool animated, double now);

  /// The scrollbar's thumb in viewport coordinates; no height if everything fits.
  struct Thumb { float x = 0, y = 0, width = 0, height = 0; };
  Thumb thumb(float viewport_width) const;
  /// The button went down at (x, y): on the thumb a drag begins, beside it the view pages. False: not on the scrollbar.
  bool press(float x, float y, float viewport_width, double now);
  void drag(float y);
  void release() { dragging_ = false; }
  bool dragging() const { return dragging_; }

 private:
  float range() const;
  void glide_to(float y, double now);

  float viewport_ = 800, scale_ = 1, height_ = 0, bar_ = 0;
  float position_ = 0, target_ = 0, from_ = 0;
  double started_ = 0;
  bool dragging_ = false;
  float drag_offset_ = 0;
  std::vector<app::BlockBox> blocks_;
};

}  // namespace attention::platform
