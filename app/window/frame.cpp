#include "app/window/frame.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <utility>

#include "app/commands/commands.h"
#include "app/panels/panels.h"
#include "app/session/changes.h"
#include "app/theme/theme.h"
#include "app/views/curves.h"
#include "app/views/view_colors.h"
#include "app/widgets/property.h"
#include "app/window/bars.h"
#include "app/window/boxes.h"
#include "app/window/layout.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags fixed =  // its content fills it and uses the wheel itself
    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
constexpr std::uint64_t camera_gesture = ~std::uint64_t{0};

/// Draws a docked panel: `content` inside a window of that name, where it can be seen.
template <class Content>
void panel(const char* name, Content content, ImGuiWindowFlags flags = 0) {
  if (ImGui::Begin(name, nullptr, flags | ImGuiWindowFlags_NoCollapse)) content();
  ImGui::End();
}

void scene_panel(Scene& scene, const Runs& runs, ImFont* strong) {
  if (section("Data", strong)) {
    data_panel(scene.data);
    particles_panel(scene);
  }
  if (section("Process", strong)) schedule_panel(scene.process);
  if (section("Lanes", strong)) lanes_panel(scene, runs);
  if (section("Guidance", strong)) guidance_panel(scene.guidance, scene.data);
  if (section("Pictures", strong)) pictures_panel(scene.pictures, scene.process);
  if (section("View", strong)) view_panel(scene.view);
}

void seek(AppState& app, Scene& scene, double position) {
  app.playback.playing = false;
  scene.playback.position = position;
}

void particles_window(AppState& app, Scene& scene, const Runs& runs) {
  if (runs.lanes.empty()) {
    note("The first run is being made ...");
    return;
  }
  if (!app.panes) app.panes = std::make_unique<ParticlePanes>();
  PaneStyle style;
  style.strong = app.fonts.strong;
  app.panes->draw(runs, scene.playback.position, scene.view, app.highlight,
                  view_colors(scene.view.theme), ImGui::GetContentRegionAvail(), style);
}

void curves_window(AppState& app, Scene& scene, const Runs& runs) {
  if (runs.lanes.empty()) return;
  const auto asked = draw_curves(runs, scene.playback.position, scene.view,
                                 view_colors(scene.view.theme), ImGui::GetContentRegionAvail(),
                                 app.fonts.strong);
  if (asked) seek(app, scene, *asked);
}

void pictures_window(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.filmstrip) app.filmstrip = std::make_unique<Filmstrip>();
  FilmstripStyle style;
  style.strong = app.fonts.strong;
  style.class_name = class_name(scene.pictures);
  const auto asked =
      app.filmstrip->draw(runs, scene.playback.position, scene.pictures,
                          view_colors(scene.view.theme), ImGui::GetContentRegionAvail(), style);
  if (asked) seek(app, scene, *asked);
}

/// Edits while one item is held are one step of undo; so are camera moves that follow each other.
std::uint64_t gesture_of(AppState& app, const Scene& next) {
  const ImGuiID active = ImGui::GetActiveID();
  if (active != app.active_item) ++app.gesture;
  app.active_item = active;
  Scene moved = app.session.scene();
  moved.playback = next.playback;
  moved.view.center = next.view.center;
  moved.view.half_height = next.view.half_height;
  if (moved == next) return camera_gesture;
  return active != 0 ? app.gesture : 0;
}

}  // namespace

void apply_scene_theme(const AppState& app) {
  const ViewSpec& view = app.session.scene().view;
  apply_theme(view.theme, static_cast<float>(view.font_scale));
}

void draw_frame(AppState& app, double seconds) {
  run_pressed(app);
  Scene scene = app.session.scene();
  const std::shared_ptr<const Runs> runs = app.session.runs();
  scene.playback.position = advance(scene.playback, app.playback, seconds);

  transport_bar(app, scene, *runs);
  status_bar(app, *runs);
  lay_out(app);
  panel("Scene", [&] { scene_panel(scene, *runs, app.fonts.strong); });
  panel("Particles", [&] { particles_window(app, scene, *runs); }, fixed);
  panel("Curves", [&] { curves_window(app, scene, *runs); }, fixed);
  if (scene.view.pictures) panel("Pictures", [&] { pictures_window(app, scene, *runs); }, fixed);
  bring_to_front(app);
  draw_boxes(app);
  draw_notices(app, *runs);
  app.session.apply(scene, gesture_of(app, scene));
  for (const auto& act : std::exchange(app.after_frame, {})) act(app);
}

}  // namespace alphabar
