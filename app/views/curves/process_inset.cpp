#include "app/views/curves/process_inset.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/views/draw/text.h"
#include "core/figures/plots/curve_data.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

double itself(double v) { return v; }
double logarithm(double v) { return std::log(std::max(v, 1e-12)); }

}  // namespace

void draw_process_inset(const Derived& derived, double position, const ViewColors& colors,
                        const ImVec2& min, const ImVec2& size) {
  if (!derived.process || !derived.process->has_noise()) return;
  const Process& process = leading_process(derived);
  const ProcessCurves curves = process_curves(process);
  const LevelForm form = level_form(process);
  const bool sigma_time = process.time_is_sigma();
  const Curve& curve = form == LevelForm::alpha_bar ? curves.alpha_bar
                       : form == LevelForm::sigma   ? curves.sigma
                                                    : curves.signal;
  if (curve.empty()) return;
  const bool log_y = form == LevelForm::sigma;
  const auto across = sigma_time ? logarithm : itself, up = log_y ? logarithm : itself;
  double low = 0, high = 1;
  if (log_y) {
    const auto [a, b] = std::minmax_element(curve.y.begin(), curve.y.end());
    low = up(*a);
    high = up(*b);
  }
  const double t0 = across(curves.t_min), t1 = across(curves.t_max);
  const auto place = [&](double t, double y) {
    const double u = (across(t) - t0) / (t1 - t0);
    const double v = (up(y) - low) / std::max(high - low, 1e-12);
    return ImVec2(min.x + static_cast<float>(u) * size.x,
                  min.y + static_cast<float>(1 - v) * size.y);
  };
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float stroke = colors.stroke * std::max(1.0F, ImGui::GetFontSize() / 18);
  list.AddLine({min.x, min.y + size.y}, {min.x + size.x, min.y + size.y}, packed(colors.faint),
               stroke);
  list.AddLine(min, {min.x, min.y + size.y}, packed(colors.faint), stroke);
  std::vector<ImVec2> points;
  for (std::size_t i = 0; i < curve.x.size(); ++i) points.push_back(place(curve.x[i], curve.y[i]));
  list.AddPolyline(points.data(), static_cast<int>(points.size()), packed(colors.curve),
                   1.8F * stroke);
  const std::vector<Level> levels = leading_levels(derived);
  const Level now = level_at(levels, row_at(position, levels.size()));
  const double t = std::clamp(now.t, curves.t_min, curves.t_max);
  const ImVec2 dot = place(t, value_at(curve, t));
  list.AddLine({dot.x, min.y}, {dot.x, min.y + size.y}, packed(colors.accent), 1.4F * stroke);
  list.AddCircleFilled(dot, 3.4F * stroke, packed(colors.accent));
}

}  // namespace alphabar
