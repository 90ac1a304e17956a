#include "app/views/curves/time_ticks.h"

#include <algorithm>
#include <cmath>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

/// Takes ticks one by one, each that lies on the axis and touches none that was taken before.
class TickLine {
 public:
  explicit TickLine(const TimeAxis& axis) : axis_(axis), gap_(1.3 * axis.width("0")) {}

  void offer(double t, const std::string& text) {
    if (t < axis_.t_min || t > axis_.t_max) return;
    const double half = axis_.width(text) / 2, at = axis_.place(t);
    for (const Taken& other : taken_)
      if (std::abs(at - other.at) < half + other.half + gap_) return;
    taken_.push_back({at, half});
    ticks.push_back({t, text});
  }

  std::vector<TimeTick> ticks;

 private:
  struct Taken {
    double at, half;
  };
  const TimeAxis& axis_;
  double gap_;  // between two labels
  std::vector<Taken> taken_;
};

void offer_sigmas(TickLine& row, const Process& process, const TimeAxis& axis) {
  const double low = process.at(axis.t_min).sigma(), high = process.at(axis.t_max).sigma();
  const auto offer = [&](int decade, double digit) {
    const double sigma = digit * std::pow(10.0, decade);
    if (sigma >= low && sigma <= high) row.offer(process.at_sigma(sigma).t, number_text(sigma, 1));
  };
  const auto all_decades = [&](double digit) {  // 0.0001 to 90000, from 1 outwards
    for (const int k : {0, 1, -1, 2, -2, 3, -3, 4, -4}) offer(k, digit);
  };
  for (const double digit : {1.0, 2.0, 5.0}) all_decades(digit);
  if (row.ticks.size() < 2)  // a narrow range
    for (const double digit : {3.0, 4.0, 6.0, 7.0, 8.0, 9.0, 1.5, 2.5}) all_decades(digit);
}

void offer_lambdas(TickLine& row, const Process& process, const TimeAxis& axis) {
  constexpr double far = 6;  // of a flow, where it is infinite, beyond a 400th of the axis
  const auto finite = [&](double t) {
    const double value = lambda(process.at(t));
    return std::isfinite(value) ? value : std::copysign(far, value);
  };
  const double low = finite(axis.t_max), high = finite(std::max(axis.t_min, process.t_min()));
  if (!(high > low)) return;
  const double step = tick_step(axis.pixels / (high - low), 3.2 * axis.width("0"));
  const auto most = static_cast<int>(std::ceil(std::max(std::abs(low), std::abs(high)) / step));
  for (int i = 0; i <= most; ++i)
    for (const double value : {-i * step, i * step})
      if (value >= low && value <= high)
        row.offer(process.at_sigma(std::exp(-value)).t, tick_text(value, step));
}

void offer_indices(TickLine& row, const Process& process, const TimeAxis& axis) {
  const double count = process.t_max() - process.t_min();
  const double step =
      std::max(1.0, tick_step(axis.pixels / std::max(count, 1.0), 2 * axis.width("0000")));
  for (double i = 0; i < process.t_max(); i += step)
    row.offer(i + 1, std::to_string(std::lround(i)));
}

void offer_steps(TickLine& row, std::span<const Level> levels, const TimeAxis& axis) {
  if (levels.empty()) return;
  const double count = std::max<double>(1, static_cast<double>(levels.size()) - 1);
  const double step =
      std::max(1.0, tick_step(axis.pixels / count, 2 * axis.width(std::to_string(levels.size()))));
  for (double k = 0; k < static_cast<double>(levels.size()); k += step)
    row.offer(levels[static_cast<std::size_t>(k)].t, std::to_string(std::lround(k)));
}

}  // namespace

std::vector<TimeTick> time_ticks(const Process& process, std::span<const Level> levels,
                                 TimeUnit unit, const TimeAxis& axis) {
  TickLine row(axis);
  switch (unit_on(process, unit)) {
    case TimeUnit::t: break;
    case TimeUnit::index: offer_indices(row, process, axis); break;
    case TimeUnit::sigma: offer_sigmas(row, process, axis); break;
    case TimeUnit::lambda: offer_lambdas(row, process, axis); break;
    case TimeUnit::step: offer_steps(row, levels, axis); break;
  }
  std::ranges::sort(row.ticks, {}, &TimeTick::t);
  return row.ticks;
}

std::string time_axis_text(const Process& process, TimeUnit unit) {
  unit = unit_on(process, unit);
  const bool in_sigma = process.time_is_sigma();
  const std::string over = in_sigma ? " over \u03C3" : " over t";
  if (unit == TimeUnit::lambda) return "\u03BB = log(a / s)" + over;
  if (unit == TimeUnit::step) return "step" + over;
  if (in_sigma) return "noise level \u03C3";
  if (unit == TimeUnit::sigma) return "noise level \u03C3" + over;
  if (unit == TimeUnit::index) return "timestep i = t \u2212 1";
  return process.discrete() ? "timestep t" : "time t";
}

}  // namespace alphabar
