#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/metrics/line_target.h"
#include "core/metrics/metric.h"
#include "core/model/diffused_component.h"

namespace alphabar {

/// The distribution that a run should end in, a Gaussian mixture in the plane, with what n
/// particles are compared with.
///
/// Sliced Wasserstein distances are means over 32 directions, evenly spread over the half circle
/// (angles (i + 1/2) pi / 32), each exact: the particles' shadow against the mixture's, in closed
/// form (LineTarget), no second sample. The energy distance comes from the same shadows: in the
/// plane |v| = pi/2 times the mean of |u . v| over directions, so that
/// D^2 = pi/2 mean_u D^2(shadows along u); 32 directions give the mean of |u . v| to 5e-4.
class Target {
 public:
  static constexpr std::size_t directions = 32;

  /// `mixture` at the level that the run ends on (Mixture::at), for `particles` (1 or more). Throws
  /// Cancelled.
  Target(std::vector<DiffusedComponent> mixture, std::size_t particles,
         const std::stop_token& stop = {});

  /// All metrics but ode_end, which is NaN. `x` is [particles][2].
  Distances distances(std::span<const float> x) const;

  /// Particles drawn exactly from the mixture, [particles][2]; Stream::target of `seed`.
  std::vector<float> draw(std::uint64_t seed) const;

  /// What perfect looks like: distances(draw(...)) over 16 seeds; ode_end is 0. Throws Cancelled.
  Bands floor(const std::stop_token& stop = {}) const;

  /// The share of each component: mean of its responsibility over the first particles of `x`, as
  /// many as make four million pairs of a particle and a component.
  Eigen::VectorXd shares(std::span<const float> x) const;
  const Eigen::VectorXd& weights() const { return weights_; }

 private:
  std::vector<DiffusedComponent> mixture_;
  Eigen::VectorXd weights_;  ///< of the components
  std::size_t particles_;
  std::vector<LineTarget> shadows_;
};

}  // namespace alphabar
