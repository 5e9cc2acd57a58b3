#include "widgets/textures.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

namespace attention::widgets {

namespace {

/// FNV-1a; only decides whether a picture has to be made again.
std::uint64_t hash_of(int width, int height, int columns, int rows, std::span<const Color> cells) {
  std::uint64_t hash = 1469598103934665603ULL;
  const auto add = [&](std::uint32_t word) { hash = (hash ^ word) * 1099511628211ULL; };
  for (const int number : {width, height, columns, rows}) add(static_cast<std::uint32_t>(number));
  for (const Color cell : cells) add(cell.packed());
  return hash;
}

constexpr int frames_until_given_back = 120;

}  // namespace

Textures::~Textures() {
  // Without a context there is nobody left to destroy the back end's side.
  if (ImGui::GetCurrentContext() == nullptr) return;
  for (auto& [key, entry] : entries_) retired_.push_back(entry.texture);
  for (ImTextureData* texture : retired_) {
    ImGui::UnregisterUserTexture(texture);
    IM_DELETE(texture);
  }
}

void Textures::retire(ImTextureData* texture) {
  if (texture == nullptr) return;
  texture->UnusedFrames = 1;  // the back end only destroys what the current frame does not use
  texture->SetStatus(texture->TexID == ImTextureID_Invalid ? ImTextureStatus_Destroyed : ImTextureStatus_WantDestroy);
  retired_.push_back(texture);
}

void Textures::draw_cells(ImDrawList& list, std::string_view key, float x, float y, int width, int height, int columns, int rows,
                          std::span<const Color> cells) {
  if (width <= 0 || height <= 0 || columns <= 0 || rows <= 0) return;
  if (cells.size() < static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) return;
  auto found = entries_.find(key);
  if (found == entries_.end()) found = entries_.emplace(std::string(key), Entry{}).first;
  Entry& entry = found->second;
  entry.unused_frames = 0;
  const std::uint64_t content = hash_of(width, height, columns, rows, cells);
  // After a lost context the back end's side is gone while the pixels are still here.
  if (entry.texture != nullptr && entry.texture->Status == ImTextureStatus_Destroyed) {
    entry.texture->SetStatus(ImTextureStatus_WantCreate);
  }
  if (entry.texture == nullptr || entry.content != content) {
    const bool same_size = entry.texture != nullptr && entry.texture->Width == width && entry.texture->Height == height;
    if (!same_size) {
      retire(entry.texture);
      entry.texture = IM_NEW(ImTextureData)();
      entry.texture->Create(ImTextureFormat_RGBA32, width, height);
      entry.texture->UseColors = true;
      ImGui::RegisterUserTexture(entry.texture);
    }
    for (int row = 0; row < height; ++row) {
      auto* line = static_cast<std::uint32_t*>(entry.texture->GetPixelsAt(0, row));
      const int cell_row = row * rows / height;
      for (int column = 0; column < width; ++column) {
        line[column] = cells[static_cast<std::size_t>(cell_row * columns + column * columns / width)].packed();
      }
    }
    if (same_size && entry.texture->Status != ImTextureStatus_WantCreate) {
      entry.texture->UpdateRect = {0, 0, static_cast<unsigned short>(width), static_cast<unsigned short>(height)};
      entry.texture->Updates.resize(0);
      entry.texture->Updates.push_back(entry.texture->UpdateRect);
      entry.texture->SetStatus(ImTextureStatus_WantUpdates);
    } else {
      entry.texture->SetStatus(ImTextureStatus_WantCreate);
    }
    entry.content = content;
  }
  list.AddImage(entry.texture->GetTexRef(), ImVec2(x, y), ImVec2(x + static_cast<float>(width), y + static_cast<float>(height)));
}

void Textures::collect() {
  std::erase_if(retired_, [](ImTextureData* texture) {
    if (texture->Status != ImTextureStatus_Destroyed) return false;
    ImGui::UnregisterUserTexture(texture);
    IM_DELETE(texture);
    return true;
  });
  std::erase_if(entries_, [this](auto& item) {
    if (++item.second.unused_frames <= frames_until_given_back) return false;
    retire(item.second.texture);
    return true;
  });
}

}  // namespace attention::widgets
