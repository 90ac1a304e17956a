#include "app/views/curves/curves.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/views/curves/curve_faults.h"
#include "app/views/curves/curve_plot.h"
#include "app/views/curves/time_ticks.h"
#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"
#include "core/base/error.h"
#include "core/process/drawn_curve.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

bool shows(const ViewSpec& view, PlotKind kind) {
  return std::ranges::any_of(view.plots, [&](const PlotSpec& plot) { return plot.kind == kind; });
}

void help_on_item(const char* help) {
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip) || !ImGui::BeginTooltip()) return;
  ImGui::PushTextWrapPos(24 * ImGui::GetFontSize());
  ImGui::TextUnformatted(help);
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

/// A line for each kind of plot: shown or not.
void choose_plots(ViewSpec& view) {
  for (const PlotInfo& info : plot_kinds()) {
    const bool on = shows(view, info.kind);
    if (ImGui::MenuItem(info.name, nullptr, on)) {
      if (on)
        std::erase_if(view.plots, [&](const PlotSpec& plot) { return plot.kind == info.kind; });
      else
        view.plots.push_back({info.kind, info.starts_log});
    }
    help_on_item(info.help);
  }
}

void plot_menu(ViewSpec& view, std::size_t index, const PlotData& data,
               std::optional<std::size_t> point, ProcessSpec& process,
               const std::function<void()>& copy_items) {
  if (!ImGui::BeginPopupContextItem("menu")) return;
  const PlotInfo& info = plot_info(view.plots[index].kind);
  ImGui::TextDisabled("%s", info.name);
  if (point && *point + 1 < process.drawn_t.size() && ImGui::MenuItem("Remove this point"))
    remove_point(process, *point);
  if (info.has_log && !data.always_log)
    ImGui::MenuItem("Logarithmic values", nullptr, &view.plots[index].log);
  ImGui::MenuItem("Logarithmic time", nullptr, &view.log_time);
  if (ImGui::MenuItem("Copy as CSV")) ImGui::SetClipboardText(plot_csv(data).c_str());
  if (copy_items && ImGui::BeginMenu("Copy the schedule")) {
    copy_items();
    ImGui::EndMenu();
  }
  const bool removed = ImGui::MenuItem("Remove this plot");
  ImGui::Separator();
  if (ImGui::BeginMenu("Plots")) {
    choose_plots(view);
    ImGui::EndMenu();
  }
  ImGui::EndPopup();
  if (removed) view.plots.erase(view.plots.begin() + static_cast<std::ptrdiff_t>(index));
}

/// "Plots" in the corner, which opens the list of them.
void plots_button(ViewSpec& view, const ViewColors& colors, const ImVec2& corner) {
  ImGui::SetCursorScreenPos(corner);
  if (ImGui::InvisibleButton("choose_plots", text_size("Plots ..."))) ImGui::OpenPopup("choose");
  const bool lit = ImGui::IsItemHovered() || ImGui::IsPopupOpen("choose");
  help_on_item("Which plots are shown; a right click on one has its axes.");
  draw_text(*ImGui::GetWindowDrawList(), corner, "Plots ...",
            packed(lit ? colors.text : colors.muted));
  if (!ImGui::BeginPopup("choose")) return;
  ImGui::PushItemFlag(ImGuiItemFlags_AutoClosePopups, false);
  choose_plots(view);
  ImGui::Separator();
  ImGui::MenuItem("Logarithmic time", nullptr, &view.log_time);
  ImGui::PopItemFlag();
  ImGui::EndPopup();
}

PlotFrame frame_of(const Derived& derived, const PlaybackSpec& playback, const ViewSpec& view,
                   const ViewColors& colors, ImFont* strong, const std::vector<Level>& levels) {
  const Process& process = *derived.process;
  const bool sigma_time = process.time_is_sigma();
  const bool log_time = view.log_time || sigma_time;
  return {.derived = derived,
          .colors = colors,
          .strong = strong,
          .position = playback.position,
          .now = level_at(levels, row_at(playback.position, levels.size())),
          .t_min = process.discrete() && !log_time ? 0 : process.t_min(),
          .t_max = process.t_max(),
          .log_time = log_time && process.t_max() > process.t_min(),
          .unit = playback.unit,
          .stroke = plot_stroke(colors)};
}

}  // namespace

const PlotData& CurveBoard::data(PlotKind kind, const SlowPlots* slow) {
  if (slow)
    if (const auto made = slow->data.find(kind); made != slow->data.end()) return made->second;
  const auto found = data_.find(kind);
  if (found != data_.end()) return found->second;
  const PlotInfo& info = plot_info(kind);
  return data_.emplace(kind, info.make ? info.make(of_) : pending_data(kind)).first->second;
}

std::optional<double> CurveBoard::draw(const Derived& derived, const PlaybackSpec& playback,
                                       ProcessSpec& process, ViewSpec& view,
                                       const ViewColors& colors, const ImVec2& size,
                                       const BoardStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (!derived.process || !derived.process->has_noise()) {
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
    ImGui::TextDisabled("No noise process: the run stays on clean data.");
    ImGui::PopTextWrapPos();
    ImGui::SetCursorScreenPos(corner);
    ImGui::Dummy(size);
    return std::nullopt;
  }
  if (!same_lanes(of_, derived)) {
    of_ = derived;
    data_.clear();
  }
  const std::vector<Level> levels = leading_levels(derived);
  const PlotFrame frame = frame_of(derived, playback, view, colors, style.strong, levels);
  const float font = ImGui::GetFontSize(), below = 1.1F * font, tick_labels = 1.1F * font;
  const float space = 0.5F * font;
  const ImVec2 room{size.x, size.y - below};
  const auto count = static_cast<float>(view.plots.size());
  const float fitting = std::floor((room.y - tick_labels) / std::max(count, 1.0F));
  const bool scrolls = fitting < 7 * font;
  const float each = scrolls ? 9 * font : fitting;
  const float bar = scrolls ? ImGui::GetStyle().ScrollbarSize : 0;
  const float width = size.x - std::max(1.2F * font, bar + 0.5F * font);  // half a tick's label

  std::optional<double> asked;
  const std::size_t plots = view.plots.size();
  ImGui::PushID("curves");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImPlot::PushStyleVar(ImPlotStyleVar_PlotMinSize, ImVec2(40, 30));
  ImGui::BeginChild("plots", room);
  if (room.y > 3 * font && size.x > 6 * font) {
    const ImVec2 start = ImGui::GetCursorScreenPos();
    if (ImPlot::BeginAlignedPlots("##curves", true)) {
      for (std::size_t i = 0; i < view.plots.size(); ++i) {
        const bool last = i + 1 == plots;
        const ImVec2 at{start.x, start.y + static_cast<float>(i) * each};
        const ImVec2 box{width, each - space + (last ? tick_labels + space : 0)};
        ImGui::SetCursorScreenPos(at);
        ImGui::PushID(static_cast<int>(view.plots[i].kind));
        const PlotKind kind = view.plots[i].kind;
        const PlotData& shown = data(kind, style.slow);
        if (CurveBend::bends(kind, process) && derived.process->discrete()) {
          const PlotMouse mouse =
              draw_plot(frame, shown, view.plots[i].log, box, last, [&](auto curves) {
                if (style.typed) draw_faults(frame, kind, *style.typed);
                return bend_.draw(frame, kind, curves.back(), process);
              });
          if (const auto time = bend_.edit(kind, mouse, process)) asked = time;
          plot_menu(view, i, shown, bend_.menu_point(), process, style.copy_items);
        } else {
          const PlotMouse mouse = draw_plot(frame, shown, view.plots[i].log, box, last);
          if (mouse.held) asked = mouse.time;
          plot_menu(view, i, shown, {}, process, style.copy_items);
        }
        ImGui::PopID();
      }
      ImPlot::EndAlignedPlots();
    }
    ImGui::SetCursorScreenPos({start.x, start.y + each * count + tick_labels});
    ImGui::Dummy({1, 0});
  }
  ImGui::EndChild();
  draw_text(*ImGui::GetWindowDrawList(), {corner.x + width, corner.y + size.y},
            time_axis_text(*derived.process, playback.unit), packed(colors.muted), {1, 1});
  plots_button(view, colors, {corner.x, corner.y + size.y - font});
  ImPlot::PopStyleVar();
  ImGui::PopStyleVar();
  ImGui::PopID();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  if (!asked) return std::nullopt;
  return position_of(row_at_time(levels, *asked).value(), levels.size());
}

}  // namespace alphabar
