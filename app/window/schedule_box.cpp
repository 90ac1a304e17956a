#include "app/window/schedule_box.h"

#include <imgui.h>
#include <implot.h>

#include <algorithm>
#include <vector>

#include "app/session/cursor.h"
#include "app/theme/theme.h"
#include "app/views/captions.h"
#include "core/base/error.h"
#include "core/files/schedule_text.h"
#include "core/plan/lane_names.h"

namespace alphabar {
namespace {

constexpr double moment = 6;  // seconds that good news stays

void use_list(AppState& app, const ScheduleList& list) {
  Scene scene = app.session.scene();
  std::string told;
  if (list.form == ScheduleList::Form::sigmas) {
    LaneSpec& lane = scene.lanes[lane_shown(scene, scene.view.plan_lane)];
    GridSpec& grid = lane.sampler.grid;
    grid.spacing = Spacing::by_hand;
    grid.values = list.values;
    grid.end_clean = true;
    if (grid.values.size() > 1 && grid.values.back() == 0) grid.values.pop_back();
    grid.steps = static_cast<int>(grid.values.size());
    told = std::to_string(grid.values.size()) + " sigmas are the levels of lane " +
           std::to_string(lane_shown(scene, scene.view.plan_lane) + 1) + " now, then clean data.";
  } else {
    scene.process = process_of(list);
    follow_process(scene);
    told = std::to_string(list.values.size()) + " " + name_of(list.form) + " are the process now.";
  }
  if (app.session.apply(scene)) app.notice = news(told, moment);
}

void use_config(AppState& app, const PastedSchedule& read) {
  Scene scene = app.session.scene();
  scene.process = *read.process;
  set_sampler(scene.lanes[lane_shown(scene, scene.view.plan_lane)], *read.sampler);
  follow_process(scene);
  if (app.session.apply(scene))
    app.notice =
        news("The process and lane " + std::to_string(lane_shown(scene, scene.view.plan_lane) + 1) +
                 " are from a " + read.taken_for + ".",
             moment);
}

/// The values against their number, and rings around those that fail.
void plot_draft(const ScheduleList& draft, const std::vector<std::size_t>& failing, Theme theme) {
  const Palette colors = palette(theme);
  if (!ImPlot::BeginPlot("##draft", {grid(64), grid(28)},
                         ImPlotFlags_NoTitle | ImPlotFlags_NoLegend | ImPlotFlags_NoMenus |
                             ImPlotFlags_NoInputs | ImPlotFlags_NoMouseText))
    return;
  ImPlot::SetupAxes("number", name_of(draft.form), ImPlotAxisFlags_AutoFit,
                    ImPlotAxisFlags_AutoFit);
  std::vector<double> x, y, fail_x, fail_y;
  for (std::size_t i = 0; i < draft.values.size(); ++i) {
    x.push_back(static_cast<double>(i + 1));
    y.push_back(draft.values[i]);
  }
  for (const std::size_t i : failing) {
    fail_x.push_back(x[i]);
    fail_y.push_back(y[i]);
  }
  ImPlotSpec line;
  line.LineColor = colors.curve;
  line.LineWeight = 2;
  ImPlot::PlotLine("##values", x.data(), y.data(), static_cast<int>(x.size()), line);
  ImPlotSpec ring;
  ring.Marker = ImPlotMarker_Circle;
  ring.MarkerSize = grid(0.75F);
  ring.MarkerLineColor = colors.time;
  ring.MarkerFillColor = ImVec4(0, 0, 0, 0);
  ring.LineWeight = grid(0.25F);
  ImPlot::PlotScatter("##faults", fail_x.data(), fail_y.data(), static_cast<int>(fail_x.size()),
                      ring);
  ImPlot::EndPlot();
}

}  // namespace

bool follow_process(Scene& scene) {
  bool changed = false;
  if (scene.process.kind == ProcessKind::clean)
    for (LaneSpec& lane : scene.lanes) {
      if (lane.sampler.kind == SamplerKind::langevin) continue;
      SamplerSpec sampler = lane.sampler;
      sampler.kind = SamplerKind::langevin;
      set_sampler(lane, sampler);
      changed = true;
    }
  if (!is_discrete(scene.process.kind)) return changed;
  const int T = timesteps(scene.process);
  const auto fit = [&](GridSpec& grid) {
    if (grid.spacing == Spacing::by_hand || grid.steps <= T) return;
    grid.steps = T;
    changed = true;
  };
  for (LaneSpec& lane : scene.lanes) fit(lane.sampler.grid);
  fit(scene.pictures.sampler.grid);
  return changed;
}

int most_steps(const Scene& scene) {
  int most = scene.pictures.sampler.grid.steps;
  for (const LaneSpec& lane : scene.lanes) most = std::max(most, lane.sampler.grid.steps);
  return most;
}

void take_schedule(AppState& app, const std::string& text, const std::string& where) {
  try {
    const Scene& scene = app.session.scene();
    const PastedSchedule read = read_schedule(
        text, where, scene.lanes[lane_shown(scene, scene.view.plan_lane)].sampler.grid.steps);
    if (!read.list)
      use_config(app, read);
    else if (faults(*read.list).empty())
      use_list(app, *read.list);
    else
      app.draft = *read.list;
  } catch (const std::exception& problem) {
    app.notice = trouble(problem.what());
  }
}

void schedule_box(AppState& app) {
  if (!app.draft) return;
  const ScheduleList& draft = *app.draft;
  const std::vector<std::size_t> failing = faults(draft);
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  bool open = true;
  if (ImGui::Begin("Schedule with faults", &open,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_AlwaysAutoResize |
                       ImGuiWindowFlags_NoCollapse)) {
    ImGui::Text("%zu of %zu %s cannot be used:", failing.size(), draft.values.size(),
                name_of(draft.form));
    constexpr std::size_t most_listed = 4;
    for (std::size_t i = 0; i < std::min(failing.size(), most_listed); ++i)
      ImGui::TextDisabled("number %zu is %s", failing[i] + 1,
                          number_text(draft.values[failing[i]], 5).c_str());
    if (failing.size() > most_listed) ImGui::TextDisabled("...");
    plot_draft(draft, failing, app.session.scene().view.theme);
    ImGui::TextDisabled("%s", draft.form == ScheduleList::Form::betas ? "Betas lie in (0, 1)."
                              : draft.form == ScheduleList::Form::alpha_bar
                                  ? "alphas_cumprod fall, in (0, 1)."
                                  : "Sigmas are above 0 and never rise.");
    if (ImGui::Button("Repair"))
      app.after_frame.push_back([list = repaired(draft)](AppState& later) {
        later.draft.reset();
        use_list(later, list);
      });
    ImGui::SameLine();
    if (ImGui::Button("Discard") || ImGui::IsKeyPressed(ImGuiKey_Escape)) open = false;
  }
  ImGui::End();
  if (!open) app.draft.reset();
}

}  // namespace alphabar
