#pragma once

#include <Eigen/Core>
#include <functional>
#include <stop_token>

#include "core/model/denoiser.h"
#include "core/scene/data.h"

namespace alphabar {

class LearnedDenoiser;

/// A square of the plane.
struct Square {
  Vec2 center{0, 0};
  double half = 1;  ///< of its side, > 0
  bool operator==(const Square&) const = default;
};

/// What normalises an energy over a square: p(x) = exp(-E(x) - log Z) there.
struct LogZ {
  Square over;
  double value = 0;    ///< log Z, log of the integral of exp(-E)
  double error = 0;    ///< how much the last doubling of the grid changed it
  double outside = 0;  ///< what the square twice as wide has besides, as a share of Z
};

/// E of each column of x [2][n].
using EnergyOf = std::function<Eigen::VectorXd(const PointBatch& x)>;

/// By the midpoint rule on grids of 64, 128, ... points a side, until a doubling changes log Z by
/// less than `tolerance`, or 512. What vanishes at the border with all its derivatives is
/// integrated almost exactly; `outside` tells whether it does: where it is not near 0, there may be
/// no Z of the whole plane. Infinite energies have no weight; where none is finite, value is
/// -infinity.
LogZ log_z(const EnergyOf& energy, const Square& over, double tolerance = 1e-6,
           const std::stop_token& stop = {});

/// Of a net that is an energy, at its own level. Throws Cancelled.
LogZ log_z(const LearnedDenoiser& net, const Square& over, double tolerance = 1e-6,
           const std::stop_token& stop = {});

/// Around the data smoothed by sigma: six standard deviations beyond every component or point.
Square square_around(const DataSpec& data, double sigma);

}  // namespace alphabar
