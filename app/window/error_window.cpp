#include "app/window/error_window.h"

#include <imgui.h>

#include "app/theme/theme.h"
#include "app/views/error_plot.h"
#include "app/widgets/property.h"
#include "core/files/sweep_table.h"

namespace alphabar {
namespace {

std::string help_of(const MetricInfo& info) {
  return std::string(info.title) + "\n" + info.formula + "\n" + info.source;
}

void choose_metric(Metric& metric, float width) {
  ImGui::SetNextItemWidth(width);
  const MetricInfo& chosen = metric_info(metric);
  const bool fits = ImGui::CalcTextSize(chosen.title).x <= width - grid(3.5F);
  if (begin_combo("##metric", fits ? chosen.title : chosen.symbol)) {
    for (const MetricInfo& info : metrics()) {
      if (ImGui::Selectable(info.title, info.metric == metric)) metric = info.metric;
      help_on_hover(help_of(info).c_str());
    }
    ImGui::EndCombo();
    return;
  }
  help_on_hover(help_of(chosen).c_str());
}

void copy(const SweepRun& sweep) {
  std::vector<Metric> all;
  for (const MetricInfo& info : metrics()) all.push_back(info.metric);
  ImGui::SetClipboardText(csv_text(sweep_table(sweep.spec, sweep.points, all)).c_str());
}

}  // namespace

void error_window(AppState& app, Scene& scene, const Runs& runs) {
  const char* button = "Copy CSV";
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const float wide = ImGui::CalcTextSize(button).x + 2 * ImGui::GetStyle().FramePadding.x;
  choose_metric(scene.view.metric,
                std::max(grid(10), ImGui::GetContentRegionAvail().x - wide - gap));
  ImGui::SameLine();
  ImGui::BeginDisabled(!runs.sweep);
  if (ImGui::Button(button)) copy(*runs.sweep);
  ImGui::EndDisabled();
  help_on_hover("The sweep as a table, all metrics: lane, sampler, process, steps, NFE, median,\n"
                "quantiles 0.1 and 0.9 over the seeds, and what exact draws from the target give.\n"
                "`alphabar sweep` makes larger ones.");
  ImGui::Dummy({0, grid(0.5F)});
  draw_error_plot(runs, scene.view.metric, view_colors(scene.view.theme),
                  ImGui::GetContentRegionAvail(), app.fonts.strong);
}

}  // namespace alphabar
