#include "app/window/layout/panel_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/draw/view_colors.h"
#include "app/widgets/property.h"
#include "app/window/layout/error_window.h"
#include "app/window/layout/learn_window.h"
#include "app/window/layout/pictures_window.h"
#include "app/window/lecture/lecture_list.h"
#include "app/window/state/command.h"
#include "core/base/error.h"
#include "core/lecture/stage.h"
#include "core/plan/notes/follow_process.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags fixed =  // its content fills it and uses the wheel itself
    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;

void seek(AppState& app, Scene& scene, double position) {
  app.playback.playing = false;
  scene.playback.position = position;
}

/// The slider of the slide that a number of the panel can be; the lanes' are of all of them.
std::optional<StageSlider> slider_of(std::string_view id) {
  constexpr std::array<std::pair<std::string_view, StageValue>, 6> ids{
      {{"##eta", StageValue::eta},
       {"##steps", StageValue::steps},
       {"##guidance_scale", StageValue::guidance},
       {"##T", StageValue::timesteps},
       {"##beta_end", StageValue::beta_end},
       {"##particles", StageValue::particles}}};
  const auto found = std::ranges::find(ids, id, &std::pair<std::string_view, StageValue>::first);
  if (found == ids.end()) return std::nullopt;
  return StageSlider{found->second};
}

/// What a right click on such a number offers.
NumberMenus stage_menus(Scene& scene) {
  return {[&scene](std::string_view id) -> std::optional<NumberMenus::Item> {
            const auto slider = slider_of(id);
            if (!slider || !stage_applies(scene, *slider)) return std::nullopt;
            return NumberMenus::Item{"On the slide, as a slider",
                                     std::ranges::count(scene.view.stage, *slider) > 0};
          },
          [&scene](std::string_view id) { toggle_stage(scene.view, *slider_of(id)); }};
}

/// The window's own: no part of the scene.
void device_choice(AppState& app) {
  if (choice(
          {"##device", "runs on",
           "What the network runs on, in this window: CUDA where this program's LibTorch and the "
           "machine have it."},
          app.settings.device, Device::automatic))
    app.session.use_device(app.settings.device);
}

void scene_panel(AppState& app, Scene& scene, const Runs& runs) {
  const NumberMenus menus = stage_menus(scene);
  ImFont* strong = app.fonts.strong;
  if (section("Data", strong)) {
    data_panel(scene.data);
    mouse_tools(app.brush, scene.view.edit_data);
    word_tool(scene.data, app.word);
    particles_panel(scene);
  }
  if (section("Process", strong) && schedule_panel(scene.process, app.formula, most_steps(scene)) &&
      follow_process(scene))
    app.notice = info_notice("Lanes follow the process; Ctrl+Z brings back what they were.", 6);
  if (section("Model", strong)) model_panel(scene.model);
  if (section("Lanes", strong)) lanes_panel(scene, runs, app.lane_drafts);
  if (section("Guidance", strong)) guidance_panel(scene.guidance, scene.data);
  if (section("Reference", strong)) references_panel(scene);
  if (section("Pictures", strong)) {
    pictures_panel(scene.pictures, scene.process);
    device_choice(app);
    if (runs.pictures)
      for (const std::string& notice : runs.pictures->front().notices) note(notice.c_str());
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
  style.brush = app.presenter.on ? Brush() : app.brush;
  style.strong = app.fonts.strong;
  style.time = scene.playback.unit;
  const std::vector<Card> cards = cards_in(scene, app.settings.language);
  style.cards = cards;
  PaneEdits edits = app.panes->draw(runs, scene.playback.position, scene.view,
                                    ImGui::GetContentRegionAvail(), style);
  if (edits.view) scene.view = *edits.view;
  if (edits.data) {
    if (scene.data.points.empty() && !edits.data->points.empty())
      app.notice = info_notice(
          "The data are the points that you draw now; Ctrl+Z gives back what "
          "they were.",
          6);
    scene.data = std::move(*edits.data);
  }
  if (edits.full)
    app.notice = info_notice("A scene holds " + std::to_string(DataSpec::most_points) +
                             " points; the eraser makes room.");
  if (runs.outdated) outdated_note(runs, scene.view.theme, corner, room);
}

/// A lane's levels as they were edited, where its sampler can run on them.
void take_levels(AppState& app, Scene& scene, const Runs& runs, const LevelEdit& edit) {
  const auto ran = place_of(runs, edit.lane);
  if (!ran) return;
  LaneSpec& lane = scene.lanes[edit.lane];
  SamplerSpec sampler = lane.sampler;
  const bool first = sampler.grid.spacing != Spacing::by_hand;
  sampler.grid = edit.grid;
  try {
    check(sampler.grid);
    build_plan(*runs.lanes[*ran].process, sampler);
  } catch (const BadRequest& problem) {
    app.notice = error_notice(problem.what());
    return;
  }
  set_sampler(lane, sampler);
  if (first)
    app.notice = info_notice("The levels of lane " + std::to_string(edit.lane + 1) +
                                 " are given by hand now; Ctrl+Z gives back what they were.",
                             6);
}

void curves(AppState& app, Scene& scene, const Runs& runs) {
  if (runs.lanes.empty()) return;
  const auto copy_items = [&] {
    for (const char* id :
         {"edit.copy_betas", "edit.copy_alphas_cumprod", "edit.copy_sigmas", "edit.copy_config"})
      menu_item(*find_command(id), app);
  };
  const auto slow = app.figures.plots(runs, scene.view);
  CurveEdits edits = app.curves.draw(
      runs, scene, view_colors(scene.view.theme, runs), ImGui::GetContentRegionAvail(),
      {app.fonts.strong, copy_items, app.formula.marked(scene.process), slow.get(),
       app.presenter.on});
  if (edits.view) scene.view = std::move(*edits.view);
  if (edits.process) {
    if (scene.process.kind != ProcessKind::drawn && edits.process->kind == ProcessKind::drawn)
      app.notice = info_notice("The schedule is a curve through " +
                                   std::to_string(edits.process->drawn_t.size()) +
                                   " points now; Ctrl+Z gives back what it was.",
                               6);
    scene.process = std::move(*edits.process);
  }
  if (edits.guidance) scene.guidance = std::move(*edits.guidance);
  if (edits.levels) take_levels(app, scene, runs, *edits.levels);
  if (edits.position) seek(app, scene, *edits.position);
}

void step(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.anatomy) app.anatomy = std::make_unique<StepAnatomy>();
  const StepEdits edits =
      app.anatomy->draw(runs, scene, {view_colors(scene.view.theme, runs), app.presenter.on});
  if (edits.lane) scene.view.step_lane = *edits.lane;
  if (edits.sampler) set_sampler(scene.lanes[edits.sampler_lane], *edits.sampler);
  if (edits.posterior) scene.view.posterior = *edits.posterior;
}

void space_time(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.space_time) app.space_time = std::make_unique<SpaceTime>();
  const SpaceTimeEdits edits = app.space_time->draw(runs, app.figures.space_time(runs, scene.view),
                                                    scene, view_colors(scene.view.theme, runs));
  if (edits.forward_paths) scene.view.forward_paths = *edits.forward_paths;
  if (edits.start) scene.view.space_time_start = *edits.start;
  if (edits.position) seek(app, scene, *edits.position);
}

void plan(AppState& app, Scene& scene, const Runs& runs) {
  const PlanEdits edits = app.plan.draw(runs, scene, view_colors(scene.view.theme, runs),
                                        ImGui::GetContentRegionAvail());
  if (edits.lane) scene.view.plan_lane = *edits.lane;
  if (edits.against) scene.view.plan_against = *edits.against;
  if (edits.cells.levels) take_levels(app, scene, runs, *edits.cells.levels);
  if (!edits.cells.problem.empty()) app.notice = error_notice(edits.cells.problem);
  if (edits.position) seek(app, scene, *edits.position);
}

void chain(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.chain) app.chain = std::make_unique<ChainView>();
  const ChainEdits edits =
      app.chain->draw(scene.chain, scene.playback.position, view_colors(scene.view.theme, runs),
                      ImGui::GetContentRegionAvail());
  if (edits.chain) scene.chain = *edits.chain;
  if (edits.position) seek(app, scene, *edits.position);
}

void lecture(AppState& app, Scene&, const Runs&) { lecture_list(app); }

using enum Stands;

constexpr std::array table{
    Panel{.id = "controls",
          .name = "Scene",
          .help = "The numbers of the scene: data, process, lanes, guidance, pictures, view.",
          .place = Place::left,
          .draw = scene_panel,
          .key = ImGuiKey_F8,
          .arranged = {shown, hidden, shown}},
    Panel{.id = "lecture",
          .name = "Lecture",
          .help = "The lecture: its slides and moments, your notes and the clock.",
          .place = Place::left,
          .draw = lecture,
          .key = ImGuiKey_F12},
    Panel{.id = "particles",
          .name = "Particles",
          .help = "The lanes' particles in the plane.",
          .place = Place::middle,
          .draw = particles,
          .flags = fixed,
          .always = true},
    Panel{.id = "curves",
          .name = "Curves",
          .help = "The schedule and what the samplers make of it, against time.",
          .place = Place::right,
          .draw = curves,
          .key = ImGuiKey_F9,
          .arranged = {shown, shown, hidden},
          .flags = fixed},
    Panel{.id = "error",
          .name = "Error",
          .help = "How far each lane's sampler ends from the target, against its number of "
                  "evaluations.",
          .place = Place::right,
          .draw = error_window,
          .key = ImGuiKey_F5,
          .flags = fixed},
    Panel{.id = "learn",
          .name = "Learn",
          .help = "Train a net on the data: its loss, its error against the exact score, what it "
                  "says.",
          .place = Place::bottom,
          .draw = learn_window,
          .key = ImGuiKey_F10,
          .flags = fixed},
    Panel{.id = "pictures",
          .name = "Pictures",
          .help = "The filmstrip: x\u209C and the x\u0302\u2080 that a real UNet predicts at every "
                  "step.",
          .place = Place::bottom,
          .draw = pictures_window,
          .key = ImGuiKey_F2,
          .arranged = {shown, hidden, shown},
          .flags = fixed},
    Panel{.id = "picture_batch",
          .name = "Batch",
          .help = "All pictures that were made together, of every lane, at the current step.",
          .place = Place::bottom,
          .draw = picture_batch_window,
          .arranged = {hidden, hidden, shown},
          .flags = fixed,
          .title = "Batch of pictures"},
    Panel{.id = "picture_detail",
          .name = "Picture",
          .help = "One picture large, its histogram, and the mean and spread of x\u0302\u2080.",
          .place = Place::bottom,
          .draw = picture_detail_window,
          .arranged = {hidden, hidden, shown},
          .flags = fixed,
          .title = "One picture"},
    Panel{.id = "picture_plane",
          .name = "As points",
          .help = "The pictures' states on their first two principal components, step by step.",
          .place = Place::bottom,
          .draw = picture_plane_window,
          .arranged = {hidden, hidden, shown},
          .flags = fixed,
          .title = "Pictures as points"},
    Panel{.id = "net",
          .name = "Network",
          .help = "The blocks of the network that makes the pictures, and what each makes of the "
                  "state that is shown.",
          .place = Place::bottom,
          .draw = net_window,
          .arranged = {hidden, hidden, shown},
          .flags = fixed},
    Panel{.id = "time_embedding",
          .name = "Time embedding",
          .help = "What of the time enters the network's blocks, channel by channel, over t.",
          .place = Place::bottom,
          .draw = time_embedding_window,
          .arranged = {hidden, hidden, shown},
          .flags = fixed},
    Panel{.id = "step",
          .name = "Step",
          .help = "One step of one particle: its formula with the numbers in it, and its geometry.",
          .place = Place::bottom,
          .draw = step,
          .key = ImGuiKey_F3,
          .arranged = {shown, hidden, hidden},
          .flags = fixed,
          .title = "Step anatomy"},
    Panel{.id = "space_time",
          .name = "Space-time",
          .help = "The 1D process as density over time, with the lanes' paths from a draggable "
                  "x_T.",
          .place = Place::bottom,
          .draw = space_time,
          .key = ImGuiKey_F4,
          .arranged = {shown, hidden, hidden},
          .flags = fixed},
    Panel{.id = "plan",
          .name = "Plan",
          .help = "The table that ran, row by row, alone or beside another lane or a library's.",
          .place = Place::bottom,
          .draw = plan,
          .key = ImGuiKey_F6,
          .arranged = {as_before, hidden, hidden},
          .flags = fixed},
    Panel{.id = "chain",
          .name = "Markov chain",
          .help = "A chain of a few states: its powers, and how its start is forgotten.",
          .place = Place::bottom,
          .draw = chain,
          .key = ImGuiKey_F7,
          .flags = fixed},
};

}  // namespace

std::span<const Panel> panels() { return table; }

bool is_shown(const Panel& panel, const ViewSpec& view) {
  return panel.always || view.shows(panel.id);
}

std::string command_id(const Panel& panel) { return std::string("panel.") + panel.id; }

std::string unknown_panels(const ViewSpec& view) {
  std::string unknown, known;
  for (const std::string& id : view.panels)
    if (std::ranges::none_of(table, [&](const Panel& panel) { return panel.id == id; }))
      unknown += (unknown.empty() ? "\"" : ", \"") + id + "\"";
  if (unknown.empty()) return "";
  for (const Panel& panel : table) known += (known.empty() ? "" : ", ") + std::string(panel.id);
  return "The scene asks for panels that there are not: " + unknown + "; there are " + known + ".";
}

}  // namespace alphabar
