#include "app/window/dialogs/schedule_box.h"

#include <imgui.h>
#include <implot.h>

#include <algorithm>
#include <vector>

#include "app/theme/theme.h"
#include "app/window/document/take_schedule.h"
#include "core/base/error.h"
#include "core/figures/captions.h"
#include "core/io/schedule_text.h"
#include "core/plan/notes/follow_process.h"
#include "core/plan/notes/lane_names.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// The curve of a reading, and rings around the numbers that fail.
void plot_meaning(const ListMeaning& meaning, Theme theme) {
  const Palette colors = palette(theme);
  if (!ImPlot::BeginPlot("##list", {grid(80), grid(24)},
                         ImPlotFlags_NoTitle | ImPlotFlags_NoLegend | ImPlotFlags_NoMenus |
                             ImPlotFlags_NoInputs | ImPlotFlags_NoMouseText))
    return;
  ImPlot::SetupAxes(meaning.x_name, meaning.y_name, ImPlotAxisFlags_AutoFit,
                    ImPlotAxisFlags_AutoFit);
  std::vector<double> fail_x, fail_y;
  for (const std::size_t i : meaning.faults) {
    fail_x.push_back(meaning.x[i]);
    fail_y.push_back(meaning.y[i]);
  }
  ImPlotSpec line;
  line.LineColor = colors.curve;
  line.LineWeight = 2;
  if (meaning.x.size() <= 60) {
    line.Marker = ImPlotMarker_Circle;
    line.MarkerSize = grid(0.3F);
    line.MarkerFillColor = line.MarkerLineColor = colors.curve;
  }
  ImPlot::PlotLine("##values", meaning.x.data(), meaning.y.data(),
                   static_cast<int>(meaning.x.size()), line);
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

/// What the list may be, one line to choose from each.
void choices(ListDraft& draft) {
  for (std::size_t i = 0; i < draft.meanings.size(); ++i) {
    const ListMeaning& meaning = draft.meanings[i];
    const ListFormInfo& form = form_info(meaning.reading.list.form);
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::RadioButton(form.title, draft.chosen == i)) draft.chosen = i;
    ImGui::Indent(ImGui::GetFrameHeight() + ImGui::GetStyle().ItemInnerSpacing.x);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + grid(76));
    ImGui::TextDisabled("%s: %s", i == 0 ? "likeliest" : "possible",
                        meaning.reading.reason.c_str());
    ImGui::TextUnformatted(meaning.words.c_str());
    ImGui::PopTextWrapPos();
    ImGui::Unindent(ImGui::GetFrameHeight() + ImGui::GetStyle().ItemInnerSpacing.x);
    ImGui::PopID();
  }
}

void list_faults(const ListMeaning& meaning) {
  constexpr std::size_t most_listed = 4;
  const ScheduleList& list = meaning.reading.list;
  ImGui::Text("%zu of %zu numbers cannot be used: %s.", meaning.faults.size(), list.values.size(),
              form_info(list.form).rule);
  for (std::size_t i = 0; i < std::min(meaning.faults.size(), most_listed); ++i)
    ImGui::TextDisabled("number %zu is %s", meaning.faults[i] + 1,
                        number_text(list.values[meaning.faults[i]], 5).c_str());
  if (meaning.faults.size() > most_listed) ImGui::TextDisabled("...");
}

}  // namespace

void schedule_box(AppState& app) {
  if (!app.list) return;
  ListDraft& draft = *app.list;
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  bool open = true;
  if (ImGui::Begin("A list of numbers", &open,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_AlwaysAutoResize |
                       ImGuiWindowFlags_NoCollapse)) {
    const std::size_t numbers = draft.meanings.front().reading.list.values.size();
    if (draft.meanings.size() > 1)
      ImGui::Text("These %zu numbers can be more than one thing. What are they?", numbers);
    choices(draft);
    const ListMeaning& meaning = draft.meanings[draft.chosen];
    if (!meaning.faults.empty()) list_faults(meaning);
    plot_meaning(meaning, app.session.scene().view.theme);
    ImGui::BeginDisabled(!meaning.fits);
    if (ImGui::Button(meaning.faults.empty() ? "Use" : "Repair"))
      app.after_frame.push_back([list = repaired(meaning.reading.list)](AppState& later) {
        later.list.reset();
        take_list(later, list);
      });
    ImGui::EndDisabled();
    ImGui::SameLine();
    if (escaped() || ImGui::Button("Discard")) open = false;
  }
  ImGui::End();
  if (!open) app.list.reset();
}

}  // namespace alphabar
