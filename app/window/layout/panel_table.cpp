#include "app/window/layout/panel_table.h"

#include <array>
#include <string>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/draw/view_colors.h"
#include "app/widgets/property.h"
#include "app/window/layout/error_window.h"
#include "app/window/state/command.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/plan/notes/follow_process.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags fixed =  // its content fills it and uses the wheel itself
    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;

void seek(AppState& app, Scene& scene, double position) {
  app.playback.playing = false;
  scene.playback.position = position;
}

void scene_panel(AppState& app, Scene& scene, const Runs& runs) {
  ImFont* strong = app.fonts.strong;
  if (section("Data", strong)) {
    data_panel(scene.data);
    particles_panel(scene);
  }
  if (section("Process", strong) && schedule_panel(scene.process, app.formula, most_steps(scene)) &&
      follow_process(scene))
    app.notice = news("Lanes follow the process; Ctrl+Z brings back what they were.", 6);
  if (section("Lanes", strong)) lanes_panel(scene, runs);
  if (section("Guidance", strong)) guidance_panel(scene.guidance, scene.data);
  if (section("Pictures", strong)) {
    pictures_panel(scene.pictures, scene.process);
    if (runs.pictures)
      for (const std::string& notice : runs.pictures->notices) note(notice.c_str());
  }
  if (section("View", strong)) view_panel(scene.view);
  if (section("Lecture", strong)) lecture_panel(scene);
}

/// Over what is shown of an earlier scene.
void outdated_note(const Runs& runs, Theme theme, const ImVec2& min, const ImVec2& size) {
  const ViewColors colors = view_colors(theme, runs);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 max{min.x + size.x, min.y + size.y};
  list.AddRectFilled(min, max, packed(colors.ground, 0.6F));
  const ImVec2 middle{(min.x + max.x) / 2, (min.y + max.y) / 2};
  const std::string words =
      fitted("Of the scene before: as it is now it cannot be run.", size.x - grid(4));
  const ImVec2 half{text_size(words).x / 2 + grid(2), text_size(words).y / 2 + grid(1)};
  list.AddRectFilled({middle.x - half.x, middle.y - half.y}, {middle.x + half.x, middle.y + half.y},
                     packed(colors.error), grid(0.75F));
  draw_text(list, middle, words, packed(colors.text), {0.5F, 0.5F});
}

void particles(AppState& app, Scene& scene, const Runs& runs) {
  if (runs.lanes.empty()) {
    note(runs.outdated ? "This scene cannot be run." : "The first run is being made ...");
    return;
  }
  const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  if (!app.panes) app.panes = std::make_unique<ParticlePanes>();
  PaneStyle style;
  style.colors = view_colors(scene.view.theme, runs);
  style.data = app.playback.playing ? nullptr : &scene.data;
  style.strong = app.fonts.strong;
  style.time = scene.playback.unit;
  PaneEdits edits = app.panes->draw(runs, scene.playback.position, scene.view,
                                    ImGui::GetContentRegionAvail(), style);
  if (edits.view) scene.view = *edits.view;
  if (edits.data) scene.data = std::move(*edits.data);
  if (runs.outdated) outdated_note(runs, scene.view.theme, corner, room);
}

void curves(AppState& app, Scene& scene, const Runs& runs) {
  if (runs.lanes.empty()) return;
  const bool drawn = scene.process.kind == ProcessKind::drawn;
  const auto copy_items = [&] {
    for (const char* id :
         {"edit.copy_betas", "edit.copy_alphas_cumprod", "edit.copy_sigmas", "edit.copy_config"})
      menu_item(*find_command(id), app);
  };
  const auto asked =
      app.curves.draw(runs, scene.playback, scene.process, scene.view,
                      view_colors(scene.view.theme, runs), ImGui::GetContentRegionAvail(),
                      {app.fonts.strong, copy_items, app.formula.marked(scene.process)});
  if (!drawn && scene.process.kind == ProcessKind::drawn)
    app.notice =
        news("The schedule is a curve through " + std::to_string(scene.process.drawn_t.size()) +
                 " points now; Ctrl+Z gives back what it was.",
             6);
  if (asked) seek(app, scene, *asked);
}

void pictures(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.filmstrip) app.filmstrip = std::make_unique<Filmstrip>();
  FilmstripStyle style;
  style.colors = view_colors(scene.view.theme, runs);
  style.eps = scene.view.arrangement == Arrangement::images;  // where pictures have the room
  style.strong = app.fonts.strong;
  style.unit = scene.playback.unit;
  style.class_name = class_name(scene.pictures);
  const auto asked = app.filmstrip->draw(runs, scene.playback.position, scene.pictures,
                                         ImGui::GetContentRegionAvail(), style);
  if (asked) seek(app, scene, *asked);
}

void step(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.anatomy) app.anatomy = std::make_unique<StepAnatomy>();
  app.anatomy->draw(runs, scene, view_colors(scene.view.theme, runs));
}

void space_time(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.space_time)
    app.space_time = std::make_unique<SpaceTime>(
        [] { return std::make_unique<CpuEngine>(CpuOptions{.threads = 1}); });
  const auto asked = app.space_time->draw(runs, scene.playback, scene.view,
                                          view_colors(scene.view.theme, runs), app.still);
  if (asked) seek(app, scene, *asked);
}

void plan(AppState& app, Scene& scene, const Runs& runs) {
  const auto asked =
      app.plan.draw(runs, scene.playback.position, scene.guidance, scene.view,
                    view_colors(scene.view.theme, runs), ImGui::GetContentRegionAvail());
  if (asked) seek(app, scene, *asked);
}

void chain(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.chain) app.chain = std::make_unique<ChainView>();
  const auto asked =
      app.chain->draw(scene.chain, scene.playback.position, view_colors(scene.view.theme, runs),
                      ImGui::GetContentRegionAvail());
  if (asked) seek(app, scene, *asked);
}

constexpr std::array table{
    Panel{"Scene", Place::left, &ViewSpec::controls, scene_panel, "panel.controls", 0},
    Panel{"Particles", Place::middle, nullptr, particles, nullptr, fixed},
    Panel{"Curves", Place::right, &ViewSpec::curves, curves, "panel.curves", fixed},
    Panel{"Error", Place::right, &ViewSpec::error, error_window, "panel.error", fixed},
    Panel{"Pictures", Place::bottom, &ViewSpec::pictures, pictures, "panel.pictures", fixed},
    Panel{"Step", Place::bottom, &ViewSpec::step, step, "panel.step", fixed},
    Panel{"Space-time", Place::bottom, &ViewSpec::space_time, space_time, "panel.space_time",
          fixed},
    Panel{"Plan", Place::bottom, &ViewSpec::plan, plan, "panel.plan", fixed},
    Panel{"Markov chain", Place::bottom, &ViewSpec::chain, chain, "panel.chain", fixed},
};

}  // namespace

std::span<const Panel> panels() { return table; }

bool is_shown(const Panel& panel, const ViewSpec& view) {
  return panel.shown == nullptr || view.*panel.shown;
}

}  // namespace alphabar
