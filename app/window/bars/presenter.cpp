#include "app/window/bars/presenter.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <string_view>

#include "app/theme/theme.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags bar_flags =
    int{ImGuiWindowFlags_NoDecoration} | int{ImGuiWindowFlags_NoSavedSettings};

/// Drawn over the docked panels, wherever they were clicked.
void to_front() {
  if (ImGui::IsWindowAppearing()) ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

}  // namespace

void watch_edges(AppState& app) {
  Presenter& state = app.presenter;
  if (!state.on) {
    const Presenter off{.notes = state.notes, .monitor = state.monitor};
    state = off;
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
  return presenter.on &&
         (panel.id == std::string_view("controls") || panel.id == std::string_view("lecture"));
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
      if (panel.id == std::string_view("controls")) panel.draw(app, scene, runs);
  }
  ImGui::End();
}

void quiet_tooltips(const Presenter& presenter) {
  constexpr float read_after = 3;  // seconds
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  if (!presenter.on || context.MouseStationaryTimer < read_after) return;
  for (ImGuiWindow* window : context.Windows)
    if ((window->Flags & ImGuiWindowFlags_Tooltip) != 0) window->Hidden = true;
}

void cover_screen(AppState& app) {
  using Cover = Presenter::Cover;
  Presenter& presenter = app.presenter;
  if (!presenter.on) presenter.cover = Cover::none;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  if (presenter.cover != Cover::none) {
    ImGui::SetNextWindowPos(viewport->Pos);
    ImGui::SetNextWindowSize(viewport->Size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg,
                          presenter.cover == Cover::black ? IM_COL32_BLACK : IM_COL32_WHITE);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::Begin("##cover", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoDocking |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoNav);
    to_front();
    if (ImGui::InvisibleButton("uncover", ImGui::GetContentRegionAvail()))
      presenter.cover = Cover::none;
    ImGui::End();
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
  } else if (presenter.on && presenter.pointer && ImGui::IsMousePosValid()) {
    const float radius = 1.5F * ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetMousePos();
    const ImVec4 accent = ImGui::GetStyleColorVec4(ImGuiCol_SliderGrab);
    ImDrawList* list = ImGui::GetForegroundDrawList();
    list->AddCircleFilled(at, radius, ImGui::GetColorU32({accent.x, accent.y, accent.z, 0.18F}));
    list->AddCircle(at, radius, ImGui::GetColorU32(accent), 0, 0.22F * ImGui::GetFontSize());
  }
}

}  // namespace alphabar
