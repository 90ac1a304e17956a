#include "app/window/frame.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <utility>

#include "app/session/changes.h"
#include "app/theme/theme.h"
#include "app/window/bars/bars.h"
#include "app/window/bars/caption.h"
#include "app/window/bars/presenter.h"
#include "app/window/bars/stage_bar.h"
#include "app/window/bars/typeset_help.h"
#include "app/window/boxes.h"
#include "app/window/layout/layout.h"
#include "app/window/layout/panel_table.h"
#include "app/window/state/command.h"

namespace alphabar {
namespace {

constexpr std::uint64_t camera_gesture = ~std::uint64_t{0};

/// Edits while one item is held are one step of undo; so are camera moves that follow each other.
std::uint64_t gesture_of(AppState& app, const Scene& next) {
  const ImGuiID active = ImGui::GetActiveID();
  if (active != app.active_item) ++app.gesture;
  app.active_item = active;
  if (only_camera_differs(app.session.scene(), next)) return camera_gesture;
  const bool wheel = ImGui::GetIO().MouseWheel != 0 || ImGui::GetIO().MouseWheelH != 0;
  return active != 0 || wheel ? app.gesture : 0;  // turns of the wheel between two presses, too
}

}  // namespace

void apply_scene_theme(const AppState& app) {
  const ViewSpec& view = app.session.scene().view;
  const double least = app.presenter.on ? presenter_scale : 0;
  apply_theme(view.theme, static_cast<float>(std::max(view.font_scale, least)));
}

void draw_frame(AppState& app, double seconds) {
  const HelpText help = typeset_help(app);
  run_pressed(app);
  watch_edges(app);
  Scene scene = app.session.scene();
  app.session.read_in(app.settings.language);
  const std::shared_ptr<const Runs> runs = app.session.runs();
  scene.playback.position = advance(scene.playback, app.playback, seconds);

  // Bars and docked panels have no frame, and between panels is a quiet line.
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleColor(ImGuiCol_Border, ImGui::GetStyleColorVec4(ImGuiCol_Separator));
  const bool bars = !app.presenter.on || app.presenter.bars;
  if (bars) transport_bar(app, scene, *runs);
  if (bars) status_bar(app, *runs);
  stage_bar(app, scene, seconds);
  caption_bar(app, scene);
  lay_out(app);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  for (const Panel& panel : panels()) {
    if (!is_shown(panel, scene.view) || hides(app.presenter, panel)) continue;
    if (ImGui::Begin(panel.name, nullptr, panel.flags | ImGuiWindowFlags_NoCollapse))
      panel.draw(app, scene, *runs);
    ImGui::End();
  }
  controls_at_the_edge(app, scene, *runs);
  bring_to_front(app);
  draw_boxes(app);
  draw_notices(app, *runs);
  quiet_tooltips(app.presenter);
  cover_screen(app);
  const std::uint64_t gesture = gesture_of(app, scene);
  app.session.apply(std::move(scene), gesture);
  if (!app.playback.playing && !ImGui::IsMouseDown(ImGuiMouseButton_Left))
    app.session.focus(app.session.scene().playback.position);
  if (const Opening::Done done = app.opening.take()) app.after_frame.push_back(done);
  for (const auto& act : std::exchange(app.after_frame, {})) act(app);
}

}  // namespace alphabar
