#include "app/views/curves/weight_points.h"

#include <implot.h>

#include <algorithm>
#include <cmath>

#include "app/views/curves/control_point.h"
#include "core/process/clock.h"

namespace alphabar {
namespace {

using Offset = std::ptrdiff_t;
constexpr double apart = 1e-3;  // of the time, between two points

double share_under(const PlotFrame& frame, const PlotMouse& mouse) {
  const Process& process = *frame.derived.process;
  return std::clamp(share_of_time(process, process.at(mouse.time).sigma()), 0.0, 1.0);
}

/// The factor that shows a weight, among those that the plot's axis has room for.
double factor_under(const PlotMouse& mouse, const GuidanceSpec& guidance) {
  double low = 0, high = 2;
  for (const double w : guidance.curve_w) {
    low = std::min(low, w);
    high = std::max(high, w);
  }
  return guidance.scale > 0 ? std::clamp(mouse.value / guidance.scale, low, high) : 1;
}

/// A point at the mouse among the others, at its place; of a constant both ends become points.
void add_point(GuidanceSpec& guidance, double share, double factor) {
  std::vector<double>&t = guidance.curve_t, &w = guidance.curve_w;
  if (t.empty()) {
    t = {0, 1};
    w = {1, 1};
  }
  const auto place = std::ranges::lower_bound(t, share) - t.begin();
  for (const Offset i : {place - 1, place})
    if (i >= 0 && i < std::ssize(t) && std::abs(t[static_cast<std::size_t>(i)] - share) < apart) {
      w[static_cast<std::size_t>(i)] = factor;
      return;
    }
  t.insert(t.begin() + place, share);
  w.insert(w.begin() + place, factor);
}

}  // namespace

const char* WeightPoints::draw(const PlotFrame& frame, const GuidanceSpec& guidance) {
  on_.reset();
  if (guidance.kind == GuidanceKind::none) return nullptr;
  const Process& process = *frame.derived.process;
  const ImVec2 mouse = ImGui::GetMousePos();
  const auto& t = guidance.curve_t;
  const auto value = [&](std::size_t i) { return guidance.scale * guidance.curve_w[i]; };
  float nearest = 0.45F * ImGui::GetFontSize();
  for (std::size_t i = 0; i < t.size(); ++i) {
    const ImVec2 at = ImPlot::PlotToPixels(time_of_share(process, t[i]), value(i));
    const float distance = std::hypot(at.x - mouse.x, at.y - mouse.y);
    if (distance >= nearest) continue;
    nearest = distance;
    on_ = i;
  }
  for (std::size_t i = 0; i < t.size(); ++i)
    draw_control_point(frame, {time_of_share(process, t[i]), value(i), (held_ ? held_ : on_) == i});
  return on_ ? "Drag the point;\nDelete takes it away." : "A double click adds a point.";
}

std::optional<GuidanceSpec> WeightPoints::edit(const PlotFrame& frame, const PlotMouse& mouse,
                                               const GuidanceSpec& guidance) {
  GuidanceSpec next = guidance;
  if (mouse.hovered && on_) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (mouse.pressed && on_) held_ = on_;
  if (held_ && (mouse.released || !mouse.held || *held_ >= guidance.curve_t.size())) {
    held_.reset();
    return {};
  }
  if (held_) {
    if (!ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return {};
    const std::size_t i = *held_, last = next.curve_t.size() - 1;
    const double low = i == 0 ? 0 : next.curve_t[i - 1] + apart,
                 high = i == last ? 1 : next.curve_t[i + 1] - apart;
    if (low <= high) next.curve_t[i] = std::clamp(share_under(frame, mouse), low, high);
    next.curve_w[i] = factor_under(mouse, guidance);
    return next;
  }
  if (guidance.kind == GuidanceKind::none) return {};
  if (mouse.hovered && on_ && ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
    next.curve_t.erase(next.curve_t.begin() + static_cast<Offset>(*on_));
    next.curve_w.erase(next.curve_w.begin() + static_cast<Offset>(*on_));
    return next;
  }
  if (!mouse.doubled || on_) return {};
  add_point(next, share_under(frame, mouse), factor_under(mouse, guidance));
  return next;
}

}  // namespace alphabar
