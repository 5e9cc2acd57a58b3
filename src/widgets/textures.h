#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/theme.h"

struct ImDrawList;
struct ImTextureData;

namespace attention::widgets {

/// Pictures made of coloured cells, kept as textures between frames and made anew only when their content changes. The
/// pixels stay in memory, so Dear ImGui's back end can create them again after a lost context.
class Textures {
 public:
  Textures() = default;
  ~Textures();
  Textures(const Textures&) = delete;
  Textures& operator=(const Textures&) = delete;

  /// Draws columns × rows cells into the rectangle (device pixels, whole numbers): each texture pixel is one screen pixel,
  /// so cells have sharp edges whatever the back end's filter does. `key` names the picture.
  void draw_cells(ImDrawList& list, std::string_view key, float x, float y, int width, int height, int columns, int rows,
                  std::span<const Color> cells);
  /// Call once a frame: pictures that were not drawn for a while are given back.
  void collect();

 private:
  struct Entry {
    ImTextureData* texture = nullptr;
    std::uint64_t content = 0;  ///< hash of size and cells
    int unused_frames = 0;
  };
  void retire(ImTextureData* texture);

  std::map<std::string, Entry, std::less<>> entries_;
  std::vector<ImTextureData*> retired_;  ///< waiting until the back end has destroyed its side
};

}  // namespace attention::widgets
