#include "app/window/presenter.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "app/session/bookmarks.h"
#include "app/theme/theme.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags bar_flags =
    int{ImGuiWindowFlags_NoDecoration} | int{ImGuiWindowFlags_NoSavedSettings};

/// Drawn over the docked panels, wherever they were clicked.
void to_front() {
  if (ImGui::IsWindowAppearing())
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

}  // namespace

void watch_edges(AppState& app) {
  Presenter& state = app.presenter;
  if (!state.on) {
    state = {};
    return;
  }
  // What a menu or a drag has begun is not taken away under it.
  if (ImGui::IsAnyItemActive() || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  if (!ImGui::IsMousePosValid()) {
    state.bars = state.controls = false;
    return;
  }
  const ImVec2 mouse{ImGui::GetMousePos().x - viewport->Pos.x,
                     ImGui::GetMousePos().y - viewport->Pos.y};
  const float edge = grid(0.75F), below = viewport->Size.y - mouse.y;
  state.bars = mouse.y < (state.bars ? grid(13) : edge) || below < (state.bars ? grid(5) : edge);
  state.controls = mouse.x < (state.controls ? grid(40) : edge);
}

bool hides(const Presenter& presenter, const Panel& panel) {
  return presenter.on && panel.shown == &ViewSpec::controls;
}

bool begin_bar(const AppState& app, const char* name, ImGuiDir side, float height) {
  ImGuiViewport* viewport = ImGui::GetMainViewport();
  if (!app.presenter.on)
    return ImGui::BeginViewportSideBar(name, viewport, side, height, bar_flags);
  const float top = side == ImGuiDir_Up ? 0 : viewport->Size.y - height;
  ImGui::SetNextWindowPos({viewport->Pos.x, viewport->Pos.y + top});
  ImGui::SetNextWindowSize({viewport->Size.x, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(0, 0));
  const bool open = ImGui::Begin(name, nullptr, bar_flags | ImGuiWindowFlags_NoDocking);
  ImGui::PopStyleVar(2);
  to_front();
  return open;
}

void controls_at_the_edge(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.presenter.on || !app.presenter.controls) return;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const float top = app.presenter.bars ? ImGui::GetFrameHeight() + grid(2) : 0;
  ImGui::SetNextWindowPos({viewport->Pos.x, viewport->Pos.y + top});
  ImGui::SetNextWindowSize({std::min(grid(38), viewport->Size.x * 0.5F), viewport->Size.y - top});
  if (ImGui::Begin("##controls", nullptr,
                   ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                       ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoDocking |
                       ImGuiWindowFlags_NoSavedSettings)) {
    to_front();
    for (const Panel& panel : panels())
      if (panel.shown == &ViewSpec::controls) panel.draw(app, scene, runs);
  }
  ImGui::End();
}

void caption_bar(AppState& app, const Scene& scene) {
  const bool wanted = app.presenter.on || scene.view.arrangement == Arrangement::lecture;
  if (!wanted || (scene.title.empty() && scene.note.empty())) return;
  const float large = ImGui::GetStyle().FontSizeBase * 1.4F;
  ImGui::PushFont(app.fonts.strong, large);
  const float title_height = ImGui::GetTextLineHeight();
  ImGui::PopFont();
  const float line = ImGui::GetTextLineHeight();
  const float height = grid(2.5F) + title_height + (scene.note.empty() ? 0 : line + grid(0.5F));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(3), grid(1.25F)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {grid(1), grid(0.5F)});
  if (ImGui::BeginViewportSideBar("Caption", ImGui::GetMainViewport(), ImGuiDir_Up, height,
                                  bar_flags)) {
    ImGui::PushFont(app.fonts.strong, large);
    ImGui::TextUnformatted(scene.title.c_str());
    ImGui::PopFont();
    if (const Bookmark* mark = current_bookmark(scene)) {
      const float width = ImGui::CalcTextSize(mark->name.c_str()).x;
      ImGui::SameLine(std::max(ImGui::GetItemRectSize().x + grid(6),
                               ImGui::GetWindowWidth() - width - grid(3)));
      ImGui::SetCursorPosY(ImGui::GetCursorPosY() + (title_height - line) / 2);
      ImGui::TextUnformatted(mark->name.c_str());
    }
    if (!scene.note.empty()) {
      ImGui::SetCursorPosY(grid(1.25F) + title_height + grid(0.5F));
      ImGui::TextDisabled("%s", scene.note.c_str());
    }
  }
  ImGui::End();
  ImGui::PopStyleVar(2);
}

}  // namespace alphabar
