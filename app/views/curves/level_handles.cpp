#include "app/views/curves/level_handles.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/process/clock.h"
#include "core/process/levels/level_list.h"

namespace alphabar {
namespace {

float reach() { return 0.4F * ImGui::GetFontSize(); }

bool has_handles(const Lane& lane) {
  const GridSpec& grid = lane.spec.sampler.grid;
  return grid.spacing == Spacing::by_hand && grid.values.size() <= LevelHandles::most;
}

/// What the value axis of a plot counts levels in; none: something else.
std::optional<LevelUnit> counted_in(PlotKind kind) {
  if (kind == PlotKind::sigma) return LevelUnit::sigma;
  if (kind == PlotKind::lambda) return LevelUnit::lambda;
  return {};
}

/// Timesteps that are all whole stay so.
bool is_whole(const Process& process, const GridSpec& grid) {
  return process.discrete() && grid.values_in == LevelUnit::t &&
         std::ranges::all_of(grid.values, [](double t) { return t == std::round(t); });
}

double number_at(const Process& process, const GridSpec& grid, const Level& level) {
  const double number = number_of(level, grid.values_in);
  return is_whole(process, grid) ? std::clamp(std::round(number), 1.0, process.t_max()) : number;
}

Level level_under(const PlotFrame& frame, const Lane& lane, const PlotMouse& mouse) {
  const Process& own = *lane.process;
  const Level level = level_shown_at(*frame.derived.process, own, mouse.time);
  return level.s > 0 ? level : own.at(own.t_min());
}

}  // namespace

std::vector<LevelHandles::Drawn> LevelHandles::handles(const PlotFrame& frame, PlotKind kind) {
  const ImVec2 corner = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const ImVec2 end{corner.x + size.x, corner.y + size.y};
  const Process& shown = *frame.derived.process;
  const auto axis = counted_in(kind);
  std::vector<Drawn> list;
  for (std::size_t l = 0; l < frame.derived.lanes.size(); ++l) {
    const Lane& lane = frame.derived.lanes[l];
    if (!has_handles(lane)) continue;
    const GridSpec& grid = lane.spec.sampler.grid;
    for (std::size_t i = 0; i < grid.values.size(); ++i) {
      const Level level = level_of(*lane.process, grid.values_in, grid.values[i]);
      const bool outside = is_outside(*lane.process, level);
      const double t = std::max(time_on(shown, *lane.process, level), frame.t_min);
      const float x = ImPlot::PlotToPixels(t, 0.0).x;
      list.push_back({{l, i, Axis::time}, {std::clamp(x, corner.x, end.x), end.y}, outside});
      if (!axis) continue;
      const double value = number_of(level, *axis);
      if (!std::isfinite(value)) continue;
      const float y = std::clamp(ImPlot::PlotToPixels(t, value).y, corner.y, end.y);
      list.push_back({{l, i, Axis::value}, {corner.x, y}, outside});
    }
  }
  return list;
}

void LevelHandles::paint(const PlotFrame& frame, const Drawn& drawn, bool lit) {
  const float high = (lit ? 1.9F : 1.5F) * reach(), half = 0.5F * high;
  const ImVec2& at = drawn.at;
  const bool up = drawn.handle.axis == Axis::time;
  const ImVec2 a{up ? at.x - half : at.x, up ? at.y : at.y - half};
  const ImVec2 b{up ? at.x + half : at.x, up ? at.y : at.y + half};
  const ImVec2 tip{up ? at.x : at.x + high, up ? at.y - high : at.y};
  const ImU32 ink = packed(frame.colors.lane(drawn.handle.lane));
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  list.AddTriangleFilled(a, tip, b, drawn.outside ? packed(frame.colors.ground) : ink);
  list.AddTriangle(a, tip, b, lit ? packed(frame.colors.text) : ink, frame.stroke);
}

const char* LevelHandles::draw(const PlotFrame& frame, PlotKind kind) {
  on_.reset();
  on_rail_ = false;
  const std::vector<Drawn> list = handles(frame, kind);
  if (list.empty()) return nullptr;
  const ImVec2 mouse = ImGui::GetMousePos(), corner = ImPlot::GetPlotPos(),
               size = ImPlot::GetPlotSize();
  const float high = 1.6F * reach();
  float nearest = reach() + 1;
  for (const Drawn& drawn : list) {
    const bool time = drawn.handle.axis == Axis::time;
    const float along = time ? std::abs(mouse.x - drawn.at.x) : std::abs(mouse.y - drawn.at.y);
    const float from = time ? drawn.at.y - mouse.y : mouse.x - drawn.at.x;
    if (from < -1 || from > high || along >= nearest) continue;
    nearest = along;
    on_ = drawn.handle;
  }
  const float below = corner.y + size.y - mouse.y;
  on_rail_ = below >= -1 && below <= high && mouse.x >= corner.x && mouse.x <= corner.x + size.x;
  ImPlot::PushPlotClipRect(high);
  const std::optional<Handle> lit = held_ && held_in_ == kind ? held_ : held_ ? std::nullopt : on_;
  for (const Drawn& drawn : list) paint(frame, drawn, lit == drawn.handle);
  ImPlot::PopPlotClipRect();
  if (!on_) return on_rail_ ? "A double click adds a level here." : nullptr;
  const Lane& lane = frame.derived.lanes[on_->lane];
  const GridSpec& grid = lane.spec.sampler.grid;
  const Level level = level_of(*lane.process, grid.values_in, grid.values[on_->level]);
  hint_ = "Level " + std::to_string(on_->level + 1) + " of " + lane.title + ": ";
  hint_ += is_outside(*lane.process, level) ? "outside the process, " : "";
  hint_ += "\u03C3 = " + number_text(level.sigma(), 4) + ".\nDrag it; Delete takes it away.";
  return hint_.c_str();
}

LevelEdit LevelHandles::moved(const PlotFrame& frame, PlotKind kind, const PlotMouse& mouse,
                              Handle& held) {
  const Lane& lane = frame.derived.lanes[held.lane];
  const Process& process = *lane.process;
  LevelEdit edit{lane.index, lane.spec.sampler.grid};
  const bool along_values = held.axis == Axis::value;
  const Level level = along_values ? level_of(process, *counted_in(kind), mouse.value)
                                   : level_under(frame, lane, mouse);
  held.level = set_level(process, edit.grid, held.level, edit.grid.values_in,
                         number_at(process, edit.grid, level));
  return edit;
}

std::optional<LevelEdit> LevelHandles::edit(const PlotFrame& frame, PlotKind kind,
                                            const PlotMouse& mouse) {
  if (mouse.hovered && on_)
    ImGui::SetMouseCursor(on_->axis == Axis::time ? ImGuiMouseCursor_ResizeEW
                                                  : ImGuiMouseCursor_ResizeNS);
  if (mouse.pressed && on_) {
    held_ = on_;
    held_in_ = kind;
  }
  if (held_ && held_in_ == kind) {
    const bool there =
        held_->lane < frame.derived.lanes.size() && has_handles(frame.derived.lanes[held_->lane]) &&
        held_->level < frame.derived.lanes[held_->lane].spec.sampler.grid.values.size();
    if (mouse.released || !mouse.held || !there) {
      held_.reset();
      return {};
    }
    if (!ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return {};
    return moved(frame, kind, mouse, *held_);
  }
  if (mouse.hovered && on_ && ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
    const Lane& lane = frame.derived.lanes[on_->lane];
    LevelEdit edit{lane.index, lane.spec.sampler.grid};
    remove_level(edit.grid, on_->level);
    return edit;
  }
  if (mouse.doubled && !on_ && on_rail_) {
    const auto lane = std::ranges::find_if(frame.derived.lanes, has_handles);
    LevelEdit edit{lane->index, lane->spec.sampler.grid};
    add_level(edit.grid, number_at(*lane->process, edit.grid, level_under(frame, *lane, mouse)));
    return edit;
  }
  return {};
}

}  // namespace alphabar
