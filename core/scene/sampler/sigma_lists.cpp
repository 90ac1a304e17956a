#include "core/scene/sampler/sigma_lists.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <span>

#include "core/scene/sampler/gits_lists.h"

namespace alphabar {
namespace {

/// -atan(slope (i - pivot)), i = 0..n-1, scaled so that the first is `high` and the last `low`.
std::vector<double> tangent(int n, double slope, double pivot, double high, double low) {
  const auto curve = [&](double i) { return -std::atan(slope * (i - pivot)); };
  const double first = curve(0), last = curve(n - 1);
  std::vector<double> values;
  for (int i = 0; i < n; ++i)
    values.push_back(low + (curve(i) - last) / (first - last) * (high - low));
  return values;
}

/// The authors' lists of 10 steps (Sabour, Fidler, Kreis 2024), in the order of AysModel.
constexpr std::array<std::array<double, 11>, 3> ays_sigmas{{
    {14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092,
     0.9642583904, 0.6523686016, 0.3977456272, 0.1515232662, 0.0291671582},
    {14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141,
     0.5550693289, 0.3798540708, 0.2332364134, 0.1114188177, 0.0291671582},
    {700.00, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002},
}};

/// `list`, from high to low, at n + 1 places in equal steps.
std::vector<double> log_interpolated(std::span<const double> list, int n) {
  std::vector<double> values;
  const auto last = list.size() - 1;
  for (int i = 0; i <= n; ++i) {
    // Whole in the arithmetic of the place itself, so that a printed number stays what it is.
    const auto place = static_cast<std::size_t>(i) * last, steps = static_cast<std::size_t>(n);
    const std::size_t lower = place / steps, beyond = place % steps;
    const double part = static_cast<double>(beyond) / static_cast<double>(steps);
    values.push_back(beyond == 0 ? list[lower]
                                 : std::exp((1 - part) * std::log(list[lower]) +
                                            part * std::log(list[lower + 1])));
  }
  return values;
}

}  // namespace

std::vector<double> linear_quadratic_shares(const GridSpec& grid) {
  const int n = grid.steps;
  if (n == 1) return {1, 0};
  check_linear_quadratic(grid);
  const int m = linear_part(grid);
  const double left = n - m;
  const double q = (m - grid.threshold * n) / (m * left * left);
  std::vector<double> shares;
  for (int i = 0; i < n; ++i) {
    const double beyond = std::max(0, i - m);
    shares.push_back(1 - (grid.threshold * i / m + q * beyond * beyond));
  }
  shares.push_back(0);
  return shares;
}

std::vector<double> bong_tangent_times(const GridSpec& grid) {
  if (grid.steps == 1) return {1, 0};
  const int n = grid.steps + 2;
  const int pivot_1 = static_cast<int>(n * grid.pivot_1);
  const int pivot_2 = static_cast<int>(n * grid.pivot_2);
  const int part =
      std::clamp(static_cast<int>((n * grid.pivot_1 + n * grid.pivot_2) / 2), 2, n - 2);
  const double stretch = n / 40.0;
  std::vector<double> times = tangent(part, grid.slope_1 / stretch, pivot_1, 1, grid.middle);
  times.pop_back();
  for (const double t : tangent(n - part, grid.slope_2 / stretch, pivot_2 - part, grid.middle, 0))
    times.push_back(t);
  return times;
}

std::vector<double> published_sigmas(const GridSpec& grid) {
  if (grid.spacing == Spacing::align_your_steps)
    return log_interpolated(ays_sigmas[static_cast<std::size_t>(grid.ays_model)], grid.steps);
  assert(grid.spacing == Spacing::gits);
  const std::vector<double> list = gits_list(grid.coefficient, grid.steps);
  return log_interpolated(list, grid.steps);
}

}  // namespace alphabar
