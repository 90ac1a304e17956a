#include "app/views/curve_data.h"

#include <algorithm>
#include <cmath>

#include "core/plan/ddim.h"

namespace alphabar {
namespace {

constexpr int most_points = 400;

std::vector<double> times(const Process& process, double t_min, double t_max) {
  std::vector<double> out;
  if (process.discrete()) {
    const int step = std::max(1, process.T() / most_points);
    for (int t = 0; t < process.T(); t += step) out.push_back(t);
    out.push_back(process.T());
    return out;
  }
  const bool is_sigma = process.spec().kind == ProcessKind::edm;
  for (int i = 0; i <= most_points; ++i) {
    const double u = static_cast<double>(i) / most_points;
    out.push_back(is_sigma ? t_min * std::pow(t_max / t_min, u) : t_min + (t_max - t_min) * u);
  }
  return out;
}

}  // namespace

void Curve::add(double at, double value) {
  if (!std::isfinite(at) || !std::isfinite(value)) return;
  x.push_back(at);
  y.push_back(value);
}

double value_at(const Curve& curve, double x) {
  for (std::size_t i = 0; i + 1 < curve.x.size(); ++i) {
    const double x0 = curve.x[i], x1 = curve.x[i + 1];
    if (x < std::min(x0, x1) || x > std::max(x0, x1)) continue;
    return std::lerp(curve.y[i], curve.y[i + 1], x1 == x0 ? 0 : (x - x0) / (x1 - x0));
  }
  return std::nan("");
}

LevelForm level_form(const Process& process) {
  const ProcessKind kind = process.spec().kind;
  if (process.variance_preserving()) return LevelForm::alpha_bar;
  return kind == ProcessKind::ve || kind == ProcessKind::edm ? LevelForm::sigma
                                                             : LevelForm::signal_noise;
}

ProcessCurves process_curves(const Process& process) {
  ProcessCurves curves;
  curves.t_max = process.t_max();
  curves.t_min = process.discrete() ? 0 : process.t_min();
  for (const double t : times(process, curves.t_min, curves.t_max)) {
    const Level level = process.at(t);
    curves.alpha_bar.add(t, level.a * level.a / (level.a * level.a + level.s * level.s));
    curves.signal.add(t, level.a);
    curves.noise.add(t, level.s);
    curves.sigma.add(t, level.sigma());
    curves.log_snr.add(t, log_snr(level));
  }
  return curves;
}

Curve noise_curve(const Plan& plan) {
  Curve curve;
  for (const Row& row : plan.rows)
    if (row.report != Report::none && row.snr == 0) curve.add(row.from.t, std::abs(row.c_z));
  return curve;
}

Curve ddim_sigma_curve(const std::vector<Level>& levels, double eta) {
  Curve curve;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i)
    if (levels[i].sigma() > levels[i + 1].sigma())
      curve.add(levels[i].t, ddim_sigma(levels[i], levels[i + 1], eta));
  return curve;
}

}  // namespace alphabar
