#include "app/window/dialogs/search_box.h"

#include <imgui.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/theme/theme.h"
#include "app/views/draw/view_colors.h"
#include "app/widgets/property.h"
#include "core/base/error.h"
#include "core/figures/captions.h"
#include "core/plan/notes/lane_names.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// log sigma of a list, step by step.
void plot_list(const LevelList& list, const ImVec4& color, float weight) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < list.sigmas.size(); ++i) {
    if (!std::isfinite(list.sigmas[i]) || list.sigmas[i] <= 0) continue;
    x.push_back(static_cast<double>(i));
    y.push_back(std::log10(list.sigmas[i]));
  }
  ImPlotSpec line;
  line.LineColor = color;
  line.LineWeight = weight;
  ImPlot::PlotLine(("##" + list.name).c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                   line);
}

/// The list so far in the lane's hue, and beside it the usual ones once they are compared.
void plot_lists(const SearchRun& run, const ImVec4& hue, Theme theme) {
  if (!ImPlot::BeginPlot("##lists", {grid(70), grid(22)},
                         ImPlotFlags_NoTitle | ImPlotFlags_NoLegend | ImPlotFlags_NoMenus |
                             ImPlotFlags_NoInputs | ImPlotFlags_NoMouseText))
    return;
  ImPlot::SetupAxes("step", "log\u2081\u2080 \u03C3", ImPlotAxisFlags_AutoFit,
                    ImPlotAxisFlags_AutoFit);
  for (const ComparedList& other : run.compared) plot_list(other.list, palette(theme).line, 1);
  plot_list(run.progress.best, hue, 2.5F);
  ImPlot::EndPlot();
}

void compared_table(const std::vector<ComparedList>& compared, const char* metric) {
  if (compared.empty() || !ImGui::BeginTable("compared", 3, ImGuiTableFlags_SizingFixedFit)) return;
  for (const char* name : {"list", metric, "8 in 10"}) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", name);
  }
  for (const ComparedList& one : compared) {
    const std::string values[]{one.list.name, number_text(one.band.median),
                               number_text(one.band.low) + " \u2026 " + number_text(one.band.high)};
    for (const std::string& value : values) {
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(value.c_str());
    }
  }
  ImGui::EndTable();
}

/// What is asked; it stays as it is while the search runs.
void questions(SearchDraft& draft, const std::vector<std::string>& titles) {
  std::vector<const char*> names;
  for (const std::string& title : titles) names.push_back(title.c_str());
  int lane = static_cast<int>(draft.lane);
  if (choice({"##search_lane", "lane", "Whose sampler, on its process, with its model."}, lane,
             names, 0))
    draft.lane = static_cast<std::size_t>(lane);
  number({"##search_steps", "levels", "How many the list has; then clean data."}, draft.steps,
         {2, 64, 8, "%d"});
  choice({"##search_metric", "metric", "What is made small."}, draft.metric, Metric::ode_end);
  number({"##search_tries", "tries", "Lists that are tried at most; a few milliseconds each."},
         draft.tries, {20, 5000, 400, "%d", true});
}

void start(AppState& app) {
  const SearchDraft& draft = *app.search;
  try {
    ListSearch search{.lane = derive_lane(*app.session.runs(), draft.lane),
                      .steps = draft.steps,
                      .metric = draft.metric,
                      .evaluations = draft.tries};
    check(search);
    app.searches.start(std::move(search));
  } catch (const BadRequest& problem) {
    app.notice = error_notice(problem.what());
  }
}

/// The list becomes the lane's levels, by hand.
void use_list(AppState& app, const LevelList& list, std::size_t lane) {
  Scene scene = app.session.scene();
  if (lane >= scene.lanes.size()) return;
  SamplerSpec& sampler = scene.lanes[lane].sampler;
  sampler = on_list(sampler, list.sigmas);
  if (app.session.apply(scene))
    app.notice = info_notice(
        "Lane " + std::to_string(lane + 1) + " runs on the list \u201C" + list.name + "\u201D.", 6);
}

void buttons(AppState& app, const SearchRun* run) {
  const bool idle = app.searches.idle();
  if (ImGui::Button(idle ? "Search###search" : "Stop###search"))
    app.after_frame.push_back([idle](AppState& later) {
      if (!later.search) return;
      if (idle)
        start(later);
      else
        later.searches.stop();
    });
  help_on_hover("What was found stays when it is stopped.");
  ImGui::SameLine();
  ImGui::BeginDisabled(!run);
  if (ImGui::Button("Use in the lane") && run)
    app.after_frame.push_back([list = run->progress.best, lane = app.search->lane](
                                  AppState& later) { use_list(later, list, lane); });
  ImGui::EndDisabled();
  ImGui::SameLine();
  if (!run) return;
  const std::string words = std::to_string(run->progress.tried) + " lists, best " +
                            number_text(run->progress.best.error) + " (" + run->progress.best.name +
                            ")";
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(words.c_str());
}

}  // namespace

void open_search(AppState& app) {
  SearchDraft draft;
  if (app.search) draft = *app.search;
  const Scene& scene = app.session.scene();
  draft.lane = lane_shown(scene, scene.view.plan_lane);
  app.search = draft;
}

void search_box(AppState& app) {
  if (!app.search) return;
  SearchDraft& draft = *app.search;
  const Scene& scene = app.session.scene();
  draft.lane = std::min(draft.lane, scene.lanes.size() - 1);
  const Theme theme = scene.view.theme;
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  bool open = true;
  if (ImGui::Begin("The best list of levels", &open,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_AlwaysAutoResize |
                       ImGuiWindowFlags_NoCollapse)) {
    const std::shared_ptr<const SearchRun> run = app.searches.value();
    ImGui::Dummy({grid(70), 0});  // the box keeps its width when the plot comes
    ImGui::BeginDisabled(!app.searches.idle());
    questions(draft, lane_titles(scene.lanes));
    ImGui::EndDisabled();
    buttons(app, run.get());
    const std::string problem = app.searches.error();
    if (!problem.empty()) problem_box("##search_problem", problem);
    if (run) {
      plot_lists(*run, lane_color(hue_of(scene.lanes[draft.lane], draft.lane), theme), theme);
      compared_table(run->compared, metric_info(draft.metric).symbol);
      if (!run->compared.empty()) note("Medians over 8 seeds that the search did not see.");
    }
    if (escaped() && ImGui::IsWindowFocused()) open = false;
  }
  ImGui::End();
  if (open) return;
  app.searches.stop();
  app.search.reset();
}

}  // namespace alphabar
