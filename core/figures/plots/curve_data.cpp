#include "core/figures/plots/curve_data.h"

#include <algorithm>
#include <cmath>

#include "core/objectives/bound.h"
#include "core/plan/rows.h"
#include "core/plan/samplers/ddim.h"

namespace alphabar {
namespace {

constexpr int most_points = 400;

std::vector<double> times(const Process& process, double t_min, double t_max) {
  std::vector<double> out;
  if (process.discrete()) {  // evenly, and evenly in log t as well
    const double first = std::max(t_min, 1.0),
                 step = std::max(1.0, std::floor(t_max / most_points));
    if (t_min == 0) out.push_back(0);
    const double ratio = std::pow(t_max, 5.0 / most_points);
    double t = first;  // a whole number
    while (t < t_max) {
      out.push_back(t);
      t = std::floor(std::min(t + step, std::max(t + 1, t * ratio)));
    }
    out.push_back(t_max);
    return out;
  }
  const bool is_sigma = process.time_is_sigma();
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
  if (process.variance_preserving()) return LevelForm::alpha_bar;
  return process.variance_exploding() && process.has_noise() ? LevelForm::sigma
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
    curves.lambda.add(t, lambda(level));
  }
  return curves;
}

Curve ddim_sigma_curve(const std::vector<Level>& levels, double eta) {
  Curve curve;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i)
    if (levels[i].sigma() > levels[i + 1].sigma())
      curve.add(levels[i].t, ddim_sigma(levels[i], levels[i + 1], eta));
  return curve;
}

Curve beta_curve(const Process& process) {
  Curve curve;
  const double low = process.discrete() ? 1 : process.t_min();
  for (const double t : times(process, low, process.t_max())) {
    if (process.discrete())
      curve.add(t, process.beta(static_cast<int>(t)));
    else if (process.has_diffusion())
      curve.add(t, process.diffusion_squared(t));
  }
  return curve;
}

PosteriorCurves posterior_curves(const Process& process, const std::vector<Level>& levels) {
  PosteriorCurves curves;
  const auto add = [&](const Level& from, const Level& to) {
    if (from.sigma() <= to.sigma()) return;
    const double small = posterior_std(from, to), large = transition(from, to).s;
    curves.small.add(from.t, small * small);
    curves.large.add(from.t, large * large);
    const double of_x = transition(from, to).a * to.s * to.s / (from.s * from.s);
    curves.of_x.add(from.t, of_x);
    curves.of_x0.add(from.t, to.a - from.a * of_x);
  };
  if (process.discrete()) {
    for (const double t : times(process, 1, process.t_max())) {
      const Posterior q = posterior(process, static_cast<int>(t));
      curves.small.add(t, q.small);
      curves.large.add(t, q.large);
      curves.of_x0.add(t, q.of_x0);
      curves.of_x.add(t, q.of_x);
    }
  } else {
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) add(levels[i], levels[i + 1]);
  }
  return curves;
}

FlowCoefficients flow_coefficients(const Process& process) {
  FlowCoefficients curves;
  for (const double t : times(process, 1, process.t_max())) {
    const Level from = process.at(t), to = process.at(t - 1);
    curves.ddim.add(t, std::abs(to.s - to.a / from.a * from.s));
    curves.flow.add(t, process.beta(static_cast<int>(t)) / (2 * from.s));
  }
  return curves;
}

}  // namespace alphabar
