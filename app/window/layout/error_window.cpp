#include "app/window/layout/error_window.h"

#include <imgui.h>

#include <algorithm>

#include "app/theme/theme.h"
#include "app/views/error/error_plot.h"
#include "app/widgets/property.h"
#include "core/io/sweep_table.h"

namespace alphabar {
namespace {

std::string help_of(const MetricInfo& info) {
  return std::string(info.title) + "\n" + info.formula + "\n" + info.source;
}

/// A quiet label before a control, and the width that is left for that.
float label_before(const char* label, float width) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", label);
  ImGui::SameLine(0, grid(1));
  return std::max(width - ImGui::CalcTextSize(label).x - grid(1), grid(8));
}

void choose_metric(Metric& metric, float width) {
  width = label_before("metric", width);
  ImGui::SetNextItemWidth(width);
  const MetricInfo& chosen = metric_info(metric);
  const bool fits = ImGui::CalcTextSize(chosen.title).x <= width - grid(3.5F);
  if (begin_combo("##metric", fits ? chosen.title : chosen.symbol)) {
    for (const MetricInfo& info : metrics()) {
      if (ImGui::Selectable(info.title, info.kind == metric)) metric = info.kind;
      help_on_hover(help_of(info).c_str());
    }
    ImGui::EndCombo();
    return;
  }
  help_on_hover(help_of(chosen).c_str());
}

/// "linear", "linear, cosine" or, where that is too long, "linear and 3 more".
std::string schedules_text(const Scene& scene, float width) {
  std::string all = process_info(scene.process.kind).name;
  const std::string own = all;
  for (const ProcessKind kind : scene.view.error_processes)
    if (kind != scene.process.kind) all.append(", ").append(process_info(kind).name);
  if (ImGui::CalcTextSize(all.c_str()).x <= width) return all;
  return own + " and " + std::to_string(scene.view.error_processes.size()) + " more";
}

/// On which schedules the lanes are swept: the scene's own, and any others.
void choose_processes(Scene& scene, float width) {
  width = label_before("schedules", width);
  ImGui::SetNextItemWidth(width);
  std::vector<ProcessKind>& chosen = scene.view.error_processes;
  if (begin_combo("##processes", schedules_text(scene, width - grid(3.5F)).c_str())) {
    for (const ProcessInfo& info : processes()) {
      if (!is_of_numbers(info.kind)) continue;
      const bool own = info.kind == scene.process.kind;
      bool on = own || std::ranges::count(chosen, info.kind) > 0;
      ImGui::BeginDisabled(own || (!on && chosen.size() == ViewSpec::most_error_processes));
      if (ImGui::Checkbox(info.title, &on)) {
        std::erase(chosen, info.kind);
        if (on) chosen.push_back(info.kind);
      }
      ImGui::EndDisabled();
      help_on_hover(info.formula);
    }
    ImGui::EndCombo();
    return;
  }
  help_on_hover(
      "The schedules that the lanes' samplers are swept on: the scene's own, and up to\n"
      "four others beside it, with its T and \u03B2 where they have the same. Their curves\n"
      "are dashed; a sampler that cannot run on one has no curve there.");
}

/// With lane(i) for lane i of what was swept, the muted ones counted.
ViewColors colors_of(const Runs& runs, Theme theme) {
  const ViewColors all = view_colors(theme);
  ViewColors colors = all;
  if (runs.sweep)
    for (std::size_t i = 0; i < runs.sweep->spec.lanes.size(); ++i)
      colors.lanes[i] = all.lane(hue_of(runs.sweep->spec.lanes[i], i));
  return colors;
}

void copy(const SweepRun& sweep) {
  std::vector<Metric> all;
  for (const MetricInfo& info : metrics()) all.push_back(info.kind);
  ImGui::SetClipboardText(csv_text(sweep_table(sweep.spec, sweep.points, all)).c_str());
}

}  // namespace

void error_window(AppState& app, Scene& scene, const Runs& runs) {
  const char* button = "Copy CSV";
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const float wide = ImGui::CalcTextSize(button).x + 2 * ImGui::GetStyle().FramePadding.x;
  const float room = ImGui::GetContentRegionAvail().x - wide - gap;
  const bool beside = room > grid(72);  // else the metric has a line of its own
  choose_metric(scene.view.metric, beside ? (room - gap) / 2 : room + wide + gap);
  if (beside) ImGui::SameLine();
  const bool fits = room > grid(18);  // else the button has one, too
  choose_processes(scene, beside ? (room - gap) / 2 : fits ? room : room + wide + gap);
  if (fits) ImGui::SameLine();
  ImGui::BeginDisabled(!runs.sweep);
  if (ImGui::Button(button)) copy(*runs.sweep);
  ImGui::EndDisabled();
  help_on_hover(
      "The sweep as a table, all metrics: lane, sampler, process, steps, NFE, median,\n"
      "quantiles 0.1 and 0.9 over the seeds, and what exact draws from the target give.\n"
      "`alphabar sweep` makes larger ones.");
  ImGui::Dummy({0, grid(0.5F)});
  draw_error_plot(runs, scene.view.metric, colors_of(runs, scene.view.theme),
                  ImGui::GetContentRegionAvail(), app.fonts.strong);
}

}  // namespace alphabar
