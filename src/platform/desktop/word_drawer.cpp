#include "platform/desktop/word_drawer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#if __has_include(<dlfcn.h>)
#include <dlfcn.h>
#define ATTENTION_HAS_DLOPEN 1
#endif

namespace attention::platform {

/// The few functions of Pango and cairo that draw a word, by the names and types of their public headers. Objects are opaque.
struct WordDrawer::Pango {
  struct Rectangle { int x, y, width, height; };
  void* (*image_surface_create)(int format, int width, int height) = nullptr;
  void (*surface_destroy)(void* surface) = nullptr;
  void (*surface_flush)(void* surface) = nullptr;
  unsigned char* (*image_surface_get_data)(void* surface) = nullptr;
  int (*image_surface_get_stride)(void* surface) = nullptr;
  void* (*cairo_create)(void* surface) = nullptr;
  void (*cairo_destroy)(void* cairo) = nullptr;
  void (*cairo_move_to)(void* cairo, double x, double y) = nullptr;
  void* (*create_layout)(void* cairo) = nullptr;
  void (*show_layout)(void* cairo, void* layout) = nullptr;
  void (*layout_set_text)(void* layout, const char* text, int length) = nullptr;
  void (*layout_set_font_description)(void* layout, const void* description) = nullptr;
  void (*layout_get_pixel_extents)(void* layout, Rectangle* ink, Rectangle* logical) = nullptr;
  int (*layout_get_baseline)(void* layout) = nullptr;
  int (*layout_get_unknown_glyphs_count)(void* layout) = nullptr;
  void* (*font_description_new)() = nullptr;
  void (*font_description_free)(void* description) = nullptr;
  void (*font_description_set_family)(void* description, const char* family) = nullptr;
  void (*font_description_set_absolute_size)(void* description, double size) = nullptr;
  void (*object_unref)(void* object) = nullptr;

  static constexpr int units = 1024;       ///< PANGO_SCALE
  static constexpr int alpha_format = 2;   ///< CAIRO_FORMAT_A8

  static std::unique_ptr<Pango> open() {
#ifdef ATTENTION_HAS_DLOPEN
    void* library = dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) return nullptr;
    auto made = std::make_unique<Pango>();
    bool complete = true;
    // Its own dependencies (cairo, Pango, GObject) are loaded with it, so one handle finds all the names.
    const auto find = [&](auto& function, const char* name) {
      void* symbol = dlsym(library, name);
      complete = complete && symbol != nullptr;
      std::memcpy(&function, &symbol, sizeof symbol);
    };
    find(made->image_surface_create, "cairo_image_surface_create");
    find(made->surface_destroy, "cairo_surface_destroy");
    find(made->surface_flush, "cairo_surface_flush");
    find(made->image_surface_get_data, "cairo_image_surface_get_data");
    find(made->image_surface_get_stride, "cairo_image_surface_get_stride");
    find(made->cairo_create, "cairo_create");
    find(made->cairo_destroy, "cairo_destroy");
    find(made->cairo_move_to, "cairo_move_to");
    find(made->create_layout, "pango_cairo_create_layout");
    find(made->show_layout, "pango_cairo_show_layout");
    find(made->layout_set_text, "pango_layout_set_text");
    find(made->layout_set_font_description, "pango_layout_set_font_description");
    find(made->layout_get_pixel_extents, "pango_layout_get_pixel_extents");
    find(made->layout_get_baseline, "pango_layout_get_baseline");
    find(made->layout_get_unknown_glyphs_count, "pango_layout_get_unknown_glyphs_count");
    find(made->font_description_new, "pango_font_description_new");
    find(made->font_description_free, "pango_font_description_free");
    find(made->font_description_set_family, "pango_font_description_set_family");
    find(made->font_description_set_absolute_size, "pango_font_description_set_absolute_size");
    find(made->object_unref, "g_object_unref");
    if (complete) return made;
#endif
    return nullptr;
  }
};

WordDrawer::WordDrawer() = default;
WordDrawer::~WordDrawer() = default;

app::DrawnWord WordDrawer::draw(const std::string& word, float font_size) {
  if (!tried_) {
    tried_ = true;
    pango_ = Pango::open();
  }
  if (!pango_ || word.empty() || font_size < 1) return {};
  const Pango& p = *pango_;
  app::DrawnWord result;

  void* description = p.font_description_new();
  p.font_description_set_family(description, "sans-serif");
  p.font_description_set_absolute_size(description, static_cast<double>(font_size) * Pango::units);
  // Once on a surface of one pixel to measure, once to draw.
  Pango::Rectangle ink{}, logical{};
  int baseline = 0;
  for (const bool measuring : {true, false}) {
    const int margin = 2;
    const int left = std::max(0, -ink.x) + margin, width = measuring ? 1 : std::max(logical.width, ink.x + ink.width) + left + margin;
    const int height = measuring ? 1 : std::max(logical.height, ink.y + ink.height) + margin;
    void* surface = p.image_surface_create(Pango::alpha_format, width, height);
    void* cairo = p.cairo_create(surface);
    void* layout = p.create_layout(cairo);
    p.layout_set_font_description(layout, description);
    p.layout_set_text(layout, word.data(), static_cast<int>(word.size()));
    const bool known = p.layout_get_unknown_glyphs_count(layout) == 0;
    if (measuring) {
      p.layout_get_pixel_extents(layout, &ink, &logical);
      baseline = p.layout_get_baseline(layout);
    } else if (known) {
      p.cairo_move_to(cairo, left, 0);
      p.show_layout(cairo, layout);
      p.surface_flush(surface);
      const unsigned char* data = p.image_surface_get_data(surface);
      const int stride = p.image_surface_get_stride(surface);
      if (data != nullptr) {
        result.width = width;
        result.height = height;
        result.baseline = static_cast<float>(baseline) / Pango::units;
        result.alpha.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
        for (int y = 0; y < height; ++y)
          std::memcpy(result.alpha.data() + static_cast<std::ptrdiff_t>(y) * width, data + static_cast<std::ptrdiff_t>(y) * stride, static_cast<std::size_t>(width));
      }
    }
    p.object_unref(layout);
    p.cairo_destroy(cairo);
    p.surface_destroy(surface);
    if (!known || logical.width > 8192) break;
  }
  p.font_description_free(description);
  return result;
}

}  // namespace attention::platform
