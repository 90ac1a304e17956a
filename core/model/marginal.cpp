#include "core/model/marginal.h"

#include <cmath>

#include "core/model/ellipse.h"

namespace alphabar {

DataSpec first_axis(const DataSpec& data) {
  constexpr double across = 1e-4;
  DataSpec line;
  line.components = components_of(data);
  for (Component& c : line.components) {
    const double along = axes_of(c).row(0).cwiseProduct(point_of(c.std).transpose()).norm();
    c.mean[1] = 0;
    c.std = {along, across};
    c.angle = 0;
  }
  return line;
}

double first_axis_density(const DataSpec& line, const Level& level, double x) {
  constexpr double root_2_pi = 2.5066282746310002;
  double sum = 0;
  for (const Component& c : line.components) {
    const double std = std::hypot(level.a * c.std[0], level.s);
    const double u = (x - level.a * c.mean[0]) / std;
    sum += c.weight / (std * root_2_pi) * std::exp(-0.5 * u * u);
  }
  return sum;
}

}  // namespace alphabar
