// The 1D process run by what runs 2D mixtures.
#include "core/model/marginal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/model/mixture.h"

namespace alphabar {
namespace {

DataSpec tilted() {
  DataSpec data;
  data.components = {{{1, 2}, {0.5, 0.1}, 0.7, 0.4, 0}, {{-1.5, 0}, {0.2, 0.3}, -0.4, 0.6, 1}};
  return data;
}

TEST(FirstAxis, DensityIsTheIntegralOverTheOther) {
  const DataSpec data = tilted();
  const Mixture plane(data);
  const DataSpec line = first_axis(data);
  for (const Level& level : {Level{0, 1, 0}, Level{0, 0.8, 0.6}, Level{0, 1, 3}})
    for (const double x : {-1.4, 0.3, 1.2}) {
      double sum = 0;
      constexpr double step = 5e-3;  // of a smooth function: the sum is exact to rounding
      for (double y = -40; y < 40; y += step) sum += std::exp(plane.log_density({x, y}, level));
      EXPECT_NEAR(first_axis_density(line, level, x), sum * step, 1e-9);
    }
}

TEST(FirstAxis, SplitsAsTheOneDimensionalProcessWhereverTheOtherCoordinateIs) {
  const DataSpec line = first_axis(tilted());
  const Mixture model(line);
  const Level level{0, 0.9, 0.436};
  for (const double x : {-2.0, 0.1, 1.7}) {
    constexpr double h = 1e-5;  // error of the difference h^2 and 1e-16 / h
    const double score = (std::log(first_axis_density(line, level, x + h)) -
                          std::log(first_axis_density(line, level, x - h))) /
                         (2 * h);
    for (const double y : {0.0, 1.3})
      EXPECT_NEAR(model.split({x, y}, level).score[0], score, 1e-6 * (1 + std::abs(score)));
  }
}

}  // namespace
}  // namespace alphabar
