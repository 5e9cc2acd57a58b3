#include "platform/desktop/scroller.h"

#include <algorithm>
#include <cmath>

namespace attention::platform {
namespace {

constexpr double glide_seconds = 0.18;
constexpr float line_css = 52;        // an arrow key, a wheel's notch is two of them
constexpr float bar_width_css = 12;

}  // namespace

float Scroller::range() const { return std::max(0.0f, height_ - viewport_); }

void Scroller::set_viewport(float height, float scale) {
  viewport_ = height;
  scale_ = scale;
  position_ = std::clamp(position_, 0.0f, range());
  target_ = std::clamp(target_, 0.0f, range());
}

void Scroller::set_layout(const app::PageLayout& layout, float bar_height) {
  float shift = 0;
  if (position_ > 0) {
    // The innermost block that reaches below the bar: what the reader is looking at.
    const float top = position_ + bar_height;
    const app::BlockBox* anchor = nullptr;
    for (const app::BlockBox& box : blocks_)
      if (box.rect.y + box.rect.height > top && (anchor == nullptr || box.rect.y < anchor->rect.y + 1)) anchor = &box;
    if (anchor != nullptr) {
      const auto same = std::ranges::find(layout.blocks, anchor->block, &app::BlockBox::block);
      if (same != layout.blocks.end()) shift = same->rect.y - anchor->rect.y;
    }
  }
  blocks_ = layout.blocks;
  height_ = layout.height;
  bar_ = bar_height;
  position_ = std::round(std::clamp(position_ + shift, 0.0f, range()));
  target_ = std::round(std::clamp(target_ + shift, 0.0f, range()));
  from_ += shift;
}

void Scroller::advance(double now) {
  if (!moving()) return;
  const double t = std::clamp((now - started_) / glide_seconds, 0.0, 1.0);
  const auto eased = static_cast<float>(1 - (1 - t) * (1 - t) * (1 - t));
  position_ = t >= 1 ? target_ : std::round(from_ + (target_ - from_) * eased);
}

void Scroller::glide_to(float y, double now) {
  from_ = position_;
  target_ = std::round(std::clamp(y, 0.0f, range()));
  started_ = now;
}

void Scroller::wheel(float notches, double) {
  // No inertia of our own: touch pads bring theirs.
  position_ = target_ = std::round(std::clamp(target_ - notches * 2 * line_css * scale_, 0.0f, range()));
}

void Scroller::step(Step step, double now) {
  const float page = std::max(viewport_ - bar_ - line_css * scale_, line_css * scale_);
  switch (step) {
    case Step::line_up: glide_to(target_ - line_css * scale_, now); break;
    case Step::line_down: glide_to(target_ + line_css * scale_, now); break;
    case Step::page_up: glide_to(target_ - page, now); break;
    case Step::page_down: glide_to(target_ + page, now); break;
    case Step::top: glide_to(0, now); break;
    case Step::bottom: glide_to(range(), now); break;
  }
}

void Scroller::jump(float y, bool animated, double now) {
  if (animated) glide_to(y, now);
  else position_ = target_ = std::round(std::clamp(y, 0.0f, range()));
}

Scroller::Thumb Scroller::thumb(float viewport_width) const {
  if (range() <= 0) return {};
  const float track = viewport_ - bar_, width = bar_width_css * scale_;
  const float length = std::max(40 * scale_, track * viewport_ / height_);
  return {viewport_width - width, bar_ + (track - length) * position_ / range(), width, length};
}

bool Scroller::press(float x, float y, float viewport_width, double now) {
  const Thumb bar = thumb(viewport_width);
  if (bar.height <= 0 || x < bar.x || y < bar_) return false;
  if (y >= bar.y && y < bar.y + bar.height) {
    dragging_ = true;
    drag_offset_ = y - bar.y;
  } else {
    step(y < bar.y ? Step::page_up : Step::page_down, now);
  }
  return true;
}

void Scroller::drag(float y) {
  if (!dragging_) return;
  const Thumb bar = thumb(0);
  const float track = viewport_ - bar_ - bar.height;
  if (track <= 0) return;
  position_ = target_ = std::round(std::clamp((y - drag_offset_ - bar_) / track, 0.0f, 1.0f) * range());
}

}  // namespace attention::platform
