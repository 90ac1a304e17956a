#include "app/views/curves/curve_bend.h"

#include <fmt/format.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/curves/control_point.h"
#include "app/views/draw/text.h"
#include "core/process/drawn_curve.h"

namespace alphabar {
namespace {

/// log(alpha_bar / (1 - alpha_bar)) of a value that a plot shows.
double log_snr_shown(PlotKind kind, double value) {
  switch (kind) {
    case PlotKind::sigma: return -2 * std::log(std::max(value, 1e-9));
    case PlotKind::lambda: return 2 * value;
    default: {
      const double alpha_bar = std::clamp(value, 1e-9, 1 - 1e-9);
      return std::log(alpha_bar / (1 - alpha_bar));
    }
  }
}

float apart(const ImVec2& a, const ImVec2& b) { return std::hypot(a.x - b.x, a.y - b.y); }

float distance_to(const Curve& curve, const ImVec2& mouse) {
  float nearest = 1e9F;
  ImVec2 before;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    const ImVec2 at = ImPlot::PlotToPixels(curve.x[i], curve.y[i]);
    if (i > 0) {
      const ImVec2 way{at.x - before.x, at.y - before.y};
      const float length = way.x * way.x + way.y * way.y;
      const float u =
          length > 0
              ? std::clamp(((mouse.x - before.x) * way.x + (mouse.y - before.y) * way.y) / length,
                           0.0F, 1.0F)
              : 0;
      nearest = std::min(nearest, apart(mouse, {before.x + u * way.x, before.y + u * way.y}));
    }
    before = at;
  }
  return nearest;
}

}  // namespace

double shown_value(PlotKind kind, double alpha_bar) {
  switch (kind) {
    case PlotKind::sigma: return std::sqrt((1 - alpha_bar) / alpha_bar);
    case PlotKind::lambda: return 0.5 * std::log(alpha_bar / (1 - alpha_bar));
    default: return alpha_bar;
  }
}

bool CurveBend::bends(PlotKind kind, const ProcessSpec& process) {
  return is_discrete(process.kind) &&
         (kind == PlotKind::level || kind == PlotKind::sigma || kind == PlotKind::lambda);
}

const char* CurveBend::draw(const PlotFrame& frame, PlotKind kind, const Curve& curve,
                            const ProcessSpec& process) {
  const ImVec2 mouse = ImGui::GetMousePos();
  const float near = 0.45F * ImGui::GetFontSize();
  on_ = On::ground;
  const bool holds = held_ == Held::point && held_in_ == kind;
  if (process.kind == ProcessKind::drawn) {
    float nearest = near;
    for (std::size_t i = 0; i < process.drawn_t.size(); ++i) {
      const double t = process.drawn_t[i] * process.T;
      const double value = shown_value(kind, process.drawn_alpha_bar[i]);
      const float d = apart(mouse, ImPlot::PlotToPixels(t, value));
      if (d < nearest) {
        nearest = d;
        on_ = On::point;
        point_ = i;
      }
    }
    for (std::size_t i = 0; i < process.drawn_t.size(); ++i) {
      const bool lit = holds ? i == held_point_ : on_ == On::point && i == point_;
      draw_control_point(frame, {process.drawn_t[i] * process.T,
                                 shown_value(kind, process.drawn_alpha_bar[i]), lit});
    }
  }
  const float now = ImPlot::PlotToPixels(frame.now.t, 0.0).x;
  if (on_ == On::ground && std::abs(mouse.x - now) > near && distance_to(curve, mouse) < near)
    on_ = On::curve;
  const ImPlotPoint corner = ImPlot::PixelsToPlot(mouse.x + near, mouse.y);
  reach_ = std::abs(corner.x - ImPlot::GetPlotMousePos().x);
  if (holds && became_drawn_) {
    hint_ = fmt::format("The schedule is a curve\nthrough {} points now.", process.drawn_t.size());
    return hint_.c_str();
  }
  if (on_ == On::curve && process.kind != ProcessKind::drawn) {
    hint_ = fmt::format(
        "Drag to bend the curve: it becomes\none through {} points; double click for one.",
        first_points);
    return hint_.c_str();
  }
  if (on_ == On::point) return "Drag the point;\nDelete takes it away.";
  if (on_ == On::curve) return "Drag to bend the curve;\ndouble click for a point.";
  return nullptr;
}

void CurveBend::press(PlotKind kind, const PlotMouse& mouse) {
  held_ = on_ == On::point ? Held::point : on_ == On::curve ? Held::curve : Held::time;
  held_in_ = kind;
  held_point_ = point_;
  pressed_time_ = mouse.time;
  became_drawn_ = false;
}

/// What is held, dragged to where the mouse is.
ProcessSpec CurveBend::bent(PlotKind kind, const PlotMouse& mouse, const ProcessSpec& process) {
  const double T = timesteps(process);
  ProcessSpec next = process;
  if (held_ == Held::curve) {
    next = as_drawn(process);
    became_drawn_ = process.kind != ProcessKind::drawn;
    const double u = pressed_time_ / T;
    const auto near =
        std::ranges::find_if(next.drawn_t, [&](double t) { return std::abs(t - u) * T < reach_; });
    held_point_ = near != next.drawn_t.end() ? static_cast<std::size_t>(near - next.drawn_t.begin())
                                             : add_point(next, u);
    held_ = Held::point;
  }
  if (next.kind == ProcessKind::drawn && held_point_ < next.drawn_t.size())
    move_point(next, held_point_, mouse.time / T, log_snr_shown(kind, mouse.value));
  return next;
}

BendEdits CurveBend::edit(PlotKind kind, const PlotMouse& mouse, const ProcessSpec& process) {
  if (mouse.hovered && on_ != On::ground) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (mouse.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right))
    menu_point_ = on_ == On::point ? std::optional(point_) : std::nullopt;
  if (mouse.hovered && on_ == On::point && held_ == Held::nothing &&
      ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
    ProcessSpec next = process;
    remove_point(next, point_);
    return {.time = {}, .process = std::move(next)};
  }
  if (mouse.doubled && on_ != On::point) {
    ProcessSpec next = as_drawn(process);
    add_point(next, mouse.time / timesteps(process));
    held_ = Held::nothing;
    return {.time = {}, .process = std::move(next)};
  }
  if (mouse.pressed) press(kind, mouse);
  if (held_ == Held::nothing || held_in_ != kind) return {};
  if (mouse.released || !mouse.held) {
    const bool clicked = held_ == Held::curve;  // and dragged nothing: it asks for the time
    held_ = Held::nothing;
    return {.time = clicked ? std::optional(pressed_time_) : std::nullopt, .process = {}};
  }
  if (held_ == Held::time) return {.time = mouse.time, .process = {}};
  if (!ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return {};
  return {.time = {}, .process = bent(kind, mouse, process)};
}

}  // namespace alphabar
