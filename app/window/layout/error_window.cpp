#include "app/window/layout/error_window.h"

#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <vector>

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

std::string list_text(const std::vector<int>& numbers) {
  std::string text;
  for (const int n : numbers) text.append(text.empty() ? "" : ", ").append(std::to_string(n));
  return text;
}

/// The numbers in a text, apart by commas or spaces; what is wrong with it in `problem`.
std::vector<int> numbers_of(const std::string& text, std::string& problem) {
  std::vector<int> numbers;
  for (std::size_t at = 0; (at = text.find_first_not_of(", ", at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(", ", at), text.size());
    int n = 0;
    const auto [stopped, error] = std::from_chars(text.data() + at, text.data() + end, n);
    if (error != std::errc() || stopped != text.data() + end || n < 1 || n > 1000)
      problem = "\u201C" + text.substr(at, end - at) + "\u201D is no whole number from 1 to 1000";
    numbers.push_back(n);
    at = end;
  }
  if (numbers.size() > ViewSpec::most_error_nfe) problem = "more than 32 numbers";
  return numbers;
}

/// "5 to 200 steps; 5 seeds; 8192 particles" or "NFE 4, 8, 16; 5 seeds; 8192 particles".
std::string runs_text(const ViewSpec& view) {
  std::string text = "5 to 200 steps";
  if (!view.error_nfe.empty()) text = "NFE " + list_text(view.error_nfe);
  return text + "; " + std::to_string(view.error_seeds) +
         (view.error_seeds == 1 ? " seed; " : " seeds; ") + std::to_string(view.error_particles) +
         " particles";
}

/// What is run for each curve: at which numbers of evaluations, how often, with how many particles.
void choose_runs(AppState& app, ViewSpec& view, float width) {
  width = label_before("runs", width);
  ImGui::SetNextItemWidth(width);
  const std::string shown = runs_text(view);
  if (!begin_combo("##runs", shown.c_str())) {
    help_on_hover(
        "What is run for each curve: a list of numbers of evaluations (NFE), how many\n"
        "seeds each, how many particles. A coarse result of few particles comes at once.");
    return;
  }
  ImGui::Dummy({grid(48), 0});
  std::string text = list_text(view.error_nfe);
  const bool changed = checked_text(
      {"##error_nfe", "NFE",
       "Numbers of evaluations, \"4, 8, 16, 32\": each sampler takes as many steps as come to\n"
       "no more. Empty: 5, 8, 12, 20, 32, 50, 80, 125 and 200 steps."},
      text, app.error_nfe, "", [](const std::string& typed) {
        std::string problem;
        numbers_of(typed, problem);
        return problem;
      });
  std::string problem;
  if (changed) view.error_nfe = numbers_of(text, problem);
  number({"##error_seeds", "seeds", "Runs of each kind: the median and 8 in 10 of them are drawn."},
         view.error_seeds,
         {.low = 1, .high = 100, .reset = static_cast<double>(ViewSpec().error_seeds)});
  number({"##error_particles", "particles",
          "Of each run; of a scene that has fewer, as many as that. More lower the floor."},
         view.error_particles,
         {.low = 100,
          .high = 100'000,
          .reset = static_cast<double>(ViewSpec().error_particles),
          .logarithmic = true});
  ImGui::EndCombo();
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

/// All metrics of the points that are as asked for, without those of few particles.
void copy(const SweepRun& sweep) {
  std::vector<Metric> all;
  for (const MetricInfo& info : metrics()) all.push_back(info.kind);
  std::vector<SweepPoint> points;
  std::ranges::copy_if(sweep.points, std::back_inserter(points),
                       [](const SweepPoint& point) { return !point.coarse; });
  ImGui::SetClipboardText(csv_text(sweep_table(sweep.spec, points, all)).c_str());
}

void copy_button(const Runs& runs, const char* label) {
  ImGui::BeginDisabled(!runs.sweep);
  if (ImGui::Button(label)) copy(*runs.sweep);
  ImGui::EndDisabled();
  help_on_hover(
      "The sweep as a table, all metrics: lane, sampler, process, steps, NFE, median,\n"
      "quantiles 0.1 and 0.9 over the seeds, and what exact draws from the target give.\n"
      "`alphabar sweep` makes larger ones.");
}

}  // namespace

void error_window(AppState& app, Scene& scene, const Runs& runs) {
  const char* button = "Copy CSV";
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const float wide = ImGui::CalcTextSize(button).x + 2 * ImGui::GetStyle().FramePadding.x;
  const float all = ImGui::GetContentRegionAvail().x, room = all - wide - gap;
  const bool one_line = room > grid(130), two_lines = room > grid(60);
  const float half = (all - gap) / 2, third = (room - 2 * gap) / 3;
  choose_metric(scene.view.metric, one_line ? third : two_lines ? half : all);
  if (two_lines) ImGui::SameLine();
  choose_processes(scene, one_line ? third : two_lines ? half : all);
  if (one_line) ImGui::SameLine();
  const bool fits = room > grid(18);  // else the button has a line of its own
  choose_runs(app, scene.view, one_line ? third : fits ? room : all);
  if (fits) ImGui::SameLine();
  copy_button(runs, button);
  ImGui::Dummy({0, grid(0.5F)});
  draw_error_plot(runs, scene.view.metric, colors_of(runs, scene.view.theme),
                  ImGui::GetContentRegionAvail(), app.fonts.strong);
}

}  // namespace alphabar
