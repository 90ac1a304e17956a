#include "core/figures/fields/density_grid.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/model/diffused_component.h"

namespace alphabar {
namespace {

constexpr double cells_per_std = 5;  // log p is then right to 1/200 between two cells
constexpr double reach = 6;          // standard deviations that a component is added within
constexpr int fewest = 16;

/// One axis of the view: the middle of cell i is at first + i step.
struct Axis {
  double first, step;
  int cells;

  Axis(double center, double half, int cells_)
      : first(center - half + half / cells_), step(2 * half / cells_), cells(cells_) {}

  /// exp(-p (x - mean)^2 / 2) at the cells from `begin` on.
  int curve(double mean, double p, double std, std::vector<float>& values) const {
    const double low = (mean - reach * std - first) / step;
    const double high = (mean + reach * std - first) / step;
    const int begin = static_cast<int>(std::clamp(std::ceil(low), 0.0, double(cells)));
    const int end =
        static_cast<int>(std::clamp(std::floor(high) + 1, double(begin), double(cells)));
    values.resize(static_cast<std::size_t>(end - begin));
    for (int i = begin; i < end; ++i) {
      const double d = first + i * step - mean;
      values[static_cast<std::size_t>(i - begin)] = static_cast<float>(std::exp(-0.5 * p * d * d));
    }
    return begin;
  }
};

/// Cells along 2 half: fine enough for the narrowest circle, no finer than half the pixels.
int cells_for(double half, int pixels, double narrowest) {
  const double wanted = std::ceil(2 * half * cells_per_std / narrowest);
  return std::max(fewest, static_cast<int>(std::min(wanted, 0.5 * pixels)));
}

}  // namespace

bool are_circles(const std::vector<DiffusedComponent>& components) {
  return std::ranges::all_of(components, [](const DiffusedComponent& c) {
    return c.precision(0, 1) == 0 && c.precision(0, 0) == c.precision(1, 1);
  });
}

DensityGrid density_grid(const std::vector<DiffusedComponent>& components, double log_peak,
                         const Camera& camera, int width, int height) {
  assert(are_circles(components));
  double sharpest = 0;
  for (const DiffusedComponent& c : components) sharpest = std::max(sharpest, c.precision(0, 0));
  const double narrowest = 1 / std::sqrt(sharpest), half_width = camera.half_width(width, height);
  const double half_height = camera.half_height;
  DensityGrid grid;
  grid.columns = cells_for(half_width, width, narrowest);
  grid.rows = cells_for(half_height, height, narrowest);
  const Axis across(camera.center[0], half_width, grid.columns);
  const Axis along(camera.center[1], half_height, grid.rows);
  const auto columns = static_cast<std::size_t>(grid.columns);
  grid.log_p.assign(columns * static_cast<std::size_t>(grid.rows), 0);
  std::vector<float> x, y;
  for (const DiffusedComponent& c : components) {
    const double std =
        std::max(1 / std::sqrt(c.precision(0, 0)), 0.6 * std::max(across.step, along.step));
    const double p = 1 / (std * std);
    const auto left = static_cast<std::size_t>(across.curve(c.mean.x(), p, std, x));
    const auto bottom = static_cast<std::size_t>(along.curve(c.mean.y(), p, std, y));
    const auto share = static_cast<float>(std::exp(c.log_scale - log_peak));
    for (std::size_t j = 0; j < y.size(); ++j) {
      float* cell = &grid.log_p[(bottom + j) * columns + left];
      const float factor = share * y[j];
      for (std::size_t i = 0; i < x.size(); ++i) cell[i] += factor * x[i];
    }
  }
  // No lower than where components are left out, so that no contour is drawn along that edge.
  const auto floor = static_cast<float>(std::exp(-0.5 * reach * reach));
  for (float& p : grid.log_p) p = std::log(std::max(p, floor));
  return grid;
}

}  // namespace alphabar
