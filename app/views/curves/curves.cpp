#include "app/views/curves/curves.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "app/views/curves/curve_faults.h"
#include "app/views/curves/curve_plot.h"
#include "app/views/curves/time_ticks.h"
#include "app/views/draw/edited.h"
#include "app/views/draw/plot_parts.h"
#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "core/base/error.h"
#include "core/plan/samplers/samplers.h"
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
void choose_plots(const ViewSpec& view, CurveEdits& edits) {
  for (const PlotInfo& info : plot_kinds()) {
    const bool on = shows(view, info.kind);
    if (ImGui::MenuItem(info.name, nullptr, on)) {
      std::vector<PlotSpec>& plots = edited(edits.view, view).plots;
      if (on)
        std::erase_if(plots, [&](const PlotSpec& plot) { return plot.kind == info.kind; });
      else
        plots.push_back({info.kind, info.starts_log});
    }
    help_on_item(info.help);
  }
}

void choose_time_axis(const ViewSpec& view, CurveEdits& edits) {
  bool log_time = view.log_time;
  if (ImGui::MenuItem("Logarithmic time", nullptr, &log_time))
    edited(edits.view, view).log_time = log_time;
}

/// A line for each lane: its levels by hand, with handles, or as its spacing has them.
void levels_menu(const Derived& derived, CurveEdits& edits) {
  const bool open = ImGui::BeginMenu("Levels by hand");
  if (!open) {
    help_on_item(
        "Gives a lane the levels that it runs on as a list of its own, with handles on the "
        "axes to drag; Plan has them as numbers to type.");
    return;
  }
  for (const Lane& lane : derived.lanes) {
    const bool on = lane.spec.sampler.grid.spacing == Spacing::by_hand;
    const std::string name = lane.title + "###" + std::to_string(lane.index);
    if (ImGui::MenuItem(name.c_str(), nullptr, on, !on))
      edits.levels = LevelEdit{lane.index, by_hand(*lane.process, lane.spec.sampler)};
  }
  ImGui::EndMenu();
}

/// What a plot's menu was opened on.
struct MenuPlace {
  const Derived& derived;
  const PlotData& data;
  std::optional<std::size_t> point;  ///< of a drawn curve
};

/// The menu of the item before.
void plot_menu(const PlotInScene& plot, const MenuPlace& place,
               const std::function<void()>& copy_items, CurveEdits& edits) {
  const auto& [derived, data, point] = place;
  if (!ImGui::BeginPopupContextItem("menu")) return;
  const ViewSpec& view = plot.scene.view;
  const ProcessSpec& process = plot.scene.process;
  const PlotInfo& info = plot_info(plot.spec().kind);
  ImGui::TextDisabled("%s", info.name);
  if (point && *point + 1 < process.drawn_t.size() && ImGui::MenuItem("Remove this point"))
    remove_point(edited(edits.process, process), *point);
  bool log = plot.spec().log;
  if (info.has_log && !data.always_log && ImGui::MenuItem("Logarithmic values", nullptr, &log))
    edited(edits.view, view).plots[plot.index].log = log;
  choose_time_axis(view, edits);
  levels_menu(derived, edits);
  if (ImGui::MenuItem("Copy as CSV")) ImGui::SetClipboardText(plot_csv(data).c_str());
  if (copy_items && ImGui::BeginMenu("Copy the schedule")) {
    copy_items();
    ImGui::EndMenu();
  }
  if (ImGui::MenuItem("Remove this plot")) {
    std::vector<PlotSpec>& plots = edited(edits.view, view).plots;
    plots.erase(plots.begin() + static_cast<std::ptrdiff_t>(plot.index));
  }
  ImGui::Separator();
  if (ImGui::BeginMenu("Plots")) {
    choose_plots(view, edits);
    ImGui::EndMenu();
  }
  ImGui::EndPopup();
}

/// "Plots" in the corner, which opens the list of them.
void plots_button(const ViewSpec& view, const ViewColors& colors, const ImVec2& corner,
                  CurveEdits& edits) {
  ImGui::SetCursorScreenPos(corner);
  if (ImGui::InvisibleButton("choose_plots", text_size("Plots ..."))) ImGui::OpenPopup("choose");
  const bool lit = ImGui::IsItemHovered() || ImGui::IsPopupOpen("choose");
  help_on_item("Which plots are shown; a right click on one has its axes.");
  draw_text(*ImGui::GetWindowDrawList(), corner, "Plots ...",
            packed(lit ? colors.text : colors.muted));
  if (!ImGui::BeginPopup("choose")) return;
  ImGui::PushItemFlag(ImGuiItemFlags_AutoClosePopups, false);
  choose_plots(view, edits);
  ImGui::Separator();
  choose_time_axis(view, edits);
  ImGui::PopItemFlag();
  ImGui::EndPopup();
}

PlotFrame frame_of(const Derived& derived, const Scene& scene, const ViewColors& colors,
                   ImFont* strong, const std::vector<Level>& levels) {
  const PlaybackSpec& playback = scene.playback;
  const Process& process = *derived.process;
  const bool sigma_time = process.time_is_sigma();
  const bool log_time = scene.view.log_time || sigma_time;
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

/// In place of the plots where there is no noise.
void draw_nothing(const ImVec2& size) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
  ImGui::TextDisabled("No noise process: the run stays on clean data.");
  ImGui::PopTextWrapPos();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace

const PlotData& CurveBoard::data(PlotKind kind, const SlowPlots* slow) {
  if (slow)
    if (const auto made = slow->data.find(kind); made != slow->data.end()) return made->second;
  const auto found = data_.find(kind);
  if (found != data_.end()) return found->second;
  return data_.emplace(kind, plot_of(kind, of_)).first->second;
}

CurveBoard::Layout CurveBoard::lay_out(const ImVec2& size, std::size_t plots,
                                       const BoardStyle& style) {
  const float font = ImGui::GetFontSize();
  Layout layout;
  layout.space = 0.5F * font;
  layout.tick_labels = 1.1F * font;
  layout.room = {size.x, size.y - 1.1F * font};
  const float lowest = (style.whole ? 9 : 7) * font;  // that can be read
  const float high = layout.room.y - layout.tick_labels;
  layout.count = plots;
  if (style.whole)
    layout.count = std::clamp(static_cast<std::size_t>(std::max(high / lowest, 1.0F)),
                              std::min<std::size_t>(plots, 1), plots);
  const auto count = static_cast<float>(layout.count);
  const float fitting = std::floor(high / std::max(count, 1.0F));
  const bool scrolls = fitting < lowest && !style.whole;
  layout.each = scrolls ? 9 * font : fitting;
  const float bar = scrolls ? ImGui::GetStyle().ScrollbarSize : 0;
  layout.width = size.x - std::max(1.2F * font, bar + 0.5F * font);  // half a tick's label
  layout.fits = layout.room.y > 3 * font && size.x > 6 * font;
  return layout;
}

std::optional<double> CurveBoard::draw_one(const PlotFrame& frame, const PlotShape& shape,
                                           const PlotInScene& plot, const BoardStyle& style,
                                           CurveEdits& edits) {
  const ProcessSpec& process = plot.scene.process;
  const PlotKind kind = plot.spec().kind;
  const PlotData& shown = data(kind, style.slow);
  const bool bends = CurveBend::bends(kind, process) && frame.derived.process->discrete();
  const GuidanceSpec& guidance = plot.scene.guidance;
  const bool weights = kind == PlotKind::guidance;
  const PlotMouse mouse = draw_plot(frame, shown, shape, [&](auto curves) {
    if (bends && style.typed) draw_faults(frame, kind, *style.typed);
    const char* on_curve = bends     ? bend_.draw(frame, kind, curves.back(), process)
                           : weights ? weights_.draw(frame, guidance)
                                     : nullptr;
    const char* on_level = handles_.draw(frame, kind);
    return on_level ? on_level : on_curve;
  });
  std::optional<double> time;
  bool taken = handles_.owns_mouse() || (weights && weights_.owns_mouse());
  if (auto levels = handles_.edit(frame, kind, mouse)) {
    edits.levels = std::move(levels);
    taken = true;
  } else if (weights && !handles_.owns_mouse()) {
    edits.guidance = weights_.edit(frame, mouse, guidance);
    taken = taken || edits.guidance;
  }
  const bool scrubs = !bends || (handles_.on_rail() && !bend_.holds());
  if (!scrubs && !taken) {
    BendEdits bent = bend_.edit(kind, mouse, process);
    if (bent.process) edits.process = std::move(bent.process);
    time = bent.time;
  } else if (mouse.held && !taken && (!weights || ImGui::IsMouseDragging(ImGuiMouseButton_Left))) {
    time = mouse.time;  // among points a click may be the first of a double one
  }
  plot_menu(plot, {frame.derived, shown, bends ? bend_.menu_point() : std::nullopt},
            style.copy_items, edits);
  return time;
}

std::optional<double> CurveBoard::draw_plots(const PlotFrame& frame, const Layout& layout,
                                             const Scene& scene, const BoardStyle& style,
                                             CurveEdits& edits) {
  std::optional<double> time;
  const std::vector<PlotSpec>& plots = scene.view.plots;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  if (ImPlot::BeginAlignedPlots("##curves", true)) {
    for (std::size_t i = 0; i < layout.count; ++i) {
      const bool last = i + 1 == layout.count;
      const float more = last ? layout.tick_labels + layout.space : 0;
      ImGui::SetCursorScreenPos({start.x, start.y + static_cast<float>(i) * layout.each});
      ImGui::PushID(static_cast<int>(plots[i].kind));
      const PlotShape shape{.size = {layout.width, layout.each - layout.space + more},
                            .values = plots[i].log ? Scale::logarithmic : Scale::linear,
                            .time_labels = last};
      if (const auto asked = draw_one(frame, shape, {scene, i}, style, edits)) time = asked;
      ImGui::PopID();
    }
    ImPlot::EndAlignedPlots();
  }
  const float height = layout.each * static_cast<float>(layout.count);
  ImGui::SetCursorScreenPos({start.x, start.y + height + layout.tick_labels});
  ImGui::Dummy({1, 0});
  return time;
}

CurveEdits CurveBoard::draw(const Derived& derived, const Scene& scene, const ViewColors& colors,
                            const ImVec2& size, const BoardStyle& style) {
  CurveEdits edits;
  if (!derived.process || !derived.process->has_noise()) {
    draw_nothing(size);
    return edits;
  }
  if (!same_lanes(of_, derived)) {
    of_ = derived;
    data_.clear();
  }
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const std::vector<Level> levels = leading_levels(derived, *derived.process);
  const PlotFrame frame = frame_of(derived, scene, colors, style.strong, levels);
  const Layout layout = lay_out(size, scene.view.plots.size(), style);
  std::optional<double> time;
  ImGui::PushID("curves");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImPlot::PushStyleVar(ImPlotStyleVar_PlotMinSize, ImVec2(40, 30));
  ImGui::BeginChild("plots", layout.room);
  if (layout.fits) time = draw_plots(frame, layout, scene, style, edits);
  ImGui::EndChild();
  draw_text(*ImGui::GetWindowDrawList(), {corner.x + layout.width, corner.y + size.y},
            time_axis_text(*derived.process, scene.playback.unit), packed(colors.muted), {1, 1});
  if (!on_paper())
    plots_button(scene.view, colors, {corner.x, corner.y + size.y - ImGui::GetFontSize()}, edits);
  ImPlot::PopStyleVar();
  ImGui::PopStyleVar();
  ImGui::PopID();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  if (time) edits.position = position_of(row_at_time(levels, *time).value(), levels.size());
  return edits;
}

}  // namespace alphabar
