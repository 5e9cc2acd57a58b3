#include "widgets/find_bar.h"

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <cmath>

namespace attention::widgets {

void FindBar::refresh(DocumentView& view) {
  if (!open_) return;
  places_ = view.find(text_);
  current_ = std::min(current_, places_.empty() ? 0 : places_.size() - 1);
}

float FindBar::draw(DocumentView& view, const Fonts& fonts, const Theme& theme, const article::Strings& strings, float width, float scroll) {
  if (!open_) return -1;
  float go_to = -1;
  const FontStyle field = theme.font(TextStyle::figure_line), small = theme.font(TextStyle::small);
  const float pad = std::round(theme.px(12)), height = std::round(theme.px(44));
  const float panel = std::floor(std::min(theme.px(380), width - 2 * pad));
  ImGui::SetNextWindowPos({width - panel - pad - std::round(theme.px(8)), theme.bar_height() + pad});
  ImGui::SetNextWindowSize({panel, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {pad, std::round((height - fonts.imgui_size(field)) / 2)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, theme.radius());
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, theme.snapped(1));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.card.packed());
  ImGui::PushStyleColor(ImGuiCol_Border, theme.line_strong.packed());
  ImGui::PushStyleColor(ImGuiCol_FrameBg, theme.card.packed());
  ImGui::PushStyleColor(ImGuiCol_Text, theme.text.packed());
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, theme.faint.packed());
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, theme.selection.packed());
  ImGui::Begin("##find", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoMove);
  ImGui::PushFont(fonts.imgui_font(field.face), fonts.imgui_size(field));
  const float count_room = theme.px(96);
  ImGui::SetNextItemWidth(panel - 2 * pad - count_room);
  if (focus_) ImGui::SetKeyboardFocusHere();
  focus_ = false;
  const bool changed = ImGui::InputTextWithHint("##text", std::string(strings["search.hint"]).c_str(), &text_);
  const bool active = ImGui::IsItemActive();
  ImGui::PopFont();
  const auto go = [&](std::size_t place) {
    current_ = place;
    go_to = places_[place];
  };
  if (changed) {
    places_ = view.find(text_);
    const auto below = std::ranges::lower_bound(places_, scroll + theme.bar_height());
    if (!places_.empty()) go(below == places_.end() ? 0 : static_cast<std::size_t>(below - places_.begin()));
  }
  const bool enter = ImGui::IsKeyPressed(ImGuiKey_Enter) || ImGui::IsKeyPressed(ImGuiKey_KeypadEnter);
  if (enter && !places_.empty()) {
    const std::size_t count = places_.size();
    go((current_ + (ImGui::GetIO().KeyShift ? count - 1 : 1)) % count);
    focus_ = true;
  }
  if (!text_.empty()) {
    std::string result;
    if (places_.empty()) result = "0";
    else result = std::to_string(current_ + 1) + " / " + std::to_string(places_.size());
    const ImVec2 corner = ImGui::GetWindowPos();
    fonts.draw(*ImGui::GetWindowDrawList(), corner.x + panel - pad - fonts.width(small, result), corner.y + (height + fonts.metrics(small).cap_height) / 2,
               places_.empty() ? theme.error : theme.soft, small, result);
  }
  ImGui::End();
  ImGui::PopStyleColor(6);
  ImGui::PopStyleVar(4);
  if (ImGui::IsKeyPressed(ImGuiKey_Escape) && (active || !enter)) {
    open_ = false;
    view.find({});
    places_.clear();
  }
  return go_to;
}

}  // namespace attention::widgets
