#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/metrics/estimators/end_density.h"
#include "core/metrics/estimators/line_target.h"
#include "core/metrics/estimators/mmd.h"
#include "core/metrics/estimators/point_tree.h"
#include "core/metrics/metric.h"

namespace alphabar {

/// The distribution that a run should end in, with what n particles are compared with.
///
/// Sliced Wasserstein distances are means over 32 directions, evenly spread over the half circle
/// (angles (i + 1/2) pi / 32), each exact: the particles' shadow against the mixture's, in closed
/// form (LineTarget), no second sample. The energy distance comes from the same shadows: in the
/// plane |v| = pi/2 times the mean of |u . v| over directions, so that
/// D^2 = pi/2 mean_u D^2(shadows along u); 32 directions give the mean of |u . v| to 5e-4.
///
/// A density that is no mixture of Gaussians stands as a sample of itself in all of these, of
/// max(n, 65536) draws or a little more; so does one of more than 64 components in the MMD. Of the
/// precision and recall it is n draws, whatever the density.
class Target {
 public:
  static constexpr std::size_t directions = 32;
  static constexpr std::size_t nearest = 3;        ///< k of kl, precision and recall
  static constexpr double fewest_effective = 256;  ///< draws, below which all metrics are NaN

  /// At the level that the run ends on, for `particles` (1 or more). Throws Cancelled.
  Target(EndDensity density, std::size_t particles, const std::stop_token& stop = {});
  Target(std::vector<DiffusedComponent> mixture, std::size_t particles,
         const std::stop_token& stop = {})
      : Target(EndDensity(std::move(mixture)), particles, stop) {}

  /// All metrics but ode_end and curvature, which are NaN. `x` is [particles][2].
  Distances distances(std::span<const float> x) const;

  /// Particles drawn exactly from the density, [particles][2]; Stream::target of `seed`.
  std::vector<float> draw(std::uint64_t seed) const { return density_.draw(seed, particles_).x; }

  /// What perfect looks like: distances(draw(...)) over 16 seeds; ode_end is 0. Throws Cancelled.
  Bands floor(const std::stop_token& stop = {}) const;

  /// The share of each component: mean of its responsibility over the first particles of `x`, as
  /// many as make four million pairs of a particle and a component.
  Eigen::VectorXd shares(std::span<const float> x) const { return weigh_all(x).shares; }
  const Eigen::VectorXd& weights() const { return weights_; }  ///< what they should be

  /// How many independent draws the sample is worth that stands for the density; 0: none does.
  double effective() const { return effective_; }

 private:
  /// Over the first particles, as many as shares() says.
  struct Weighed {
    Eigen::VectorXd shares;
    double negative_log = 0;  ///< mean of -log p(x)
    std::size_t counted = 0;
  };
  Weighed weigh_all(std::span<const float> x) const;
  void compare_shadows(std::span<const float> x, Distances& out) const;
  void compare_neighbours(std::span<const float> x, double negative_log, std::size_t counted,
                          Distances& out) const;
  void make_shadows(std::span<const float> sample, const std::stop_token& stop);

  EndDensity density_;
  std::size_t particles_;
  Eigen::VectorXd weights_;  // of the components
  double log_z_ = 0, entropy_ = 0, effective_ = 0;
  std::vector<LineTarget> shadows_;
  std::vector<float> draws_;       // [particles][2], for precision and recall
  std::optional<PointTree> tree_;  // of those; none of fewer than k + 1
  std::optional<Mmd> mmd_;
};

}  // namespace alphabar
