#pragma once

#include <list>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/metrics/metric.h"
#include "core/plan/plan.h"
#include "core/scene/guidance_spec.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

class Mixture;

/// Measures runs of one model by every metric, nearly all by their ends.
///
/// The target is the exact mixture at the level of the last reported row, clean data for most
/// samplers, t_end for an SDE, pure noise for an inversion, tilted as guidance tilts it
/// (EndDensity).
///
/// ode_end is the distance from where the exact flow takes the particles, up to noise as well as
/// down to data, guided as the run is (guided_flow.h). A run that comes back to the level it
/// started from, as an inversion's round trip, has the identity for its exact flow, guided or not:
/// there it is the distance from each particle's own start, the round-trip error (Song, Meng, Ermon
/// 2021, DDIM, section 5.4 and table 2). It is NaN where has_flow() is not, where the level never
/// changes (Langevin) and where the flow cannot be followed to the end.
///
/// curvature is that of the states of each step in the order they were made, trial points left out.
/// It is NaN where the run holds only some of its reported rows, and where it ends on the level
/// that it started from.
///
/// Keeps the table of each end level and the ODE's end points of each start. For one thread.
class DistanceMeter {
 public:
  static constexpr std::size_t ode_particles = 512;   ///< that ode_end is measured on, at most
  static constexpr std::size_t path_particles = 512;  ///< and the curvature

  /// Counts the first `particles` (1 or more) of every run.
  DistanceMeter(const Mixture& model, GuidanceSpec guidance, std::size_t particles);
  ~DistanceMeter();

  const std::shared_ptr<const Mixture>& model() const { return model_; }
  std::size_t particles() const { return particles_; }

  /// `run` is one of `plan`, with at least that many particles, and holds x_T and the last reported
  /// row (any Record but States::last). Throws Cancelled.
  Distances measure(const Plan& plan, const Trajectory<float>& run,
                    const std::stop_token& stop = {});

  /// The same of particles drawn exactly from the target of such a run: what perfect looks like.
  Bands floor(const Plan& plan, const std::stop_token& stop = {});
  /// How many independent draws the target of such a run is worth; 0: it is known in closed form.
  double target_draws(const Plan& plan, const std::stop_token& stop = {});

 private:
  struct Goal;
  struct Flow;
  Goal& goal(const Plan& plan, const std::stop_token& stop);
  const std::vector<double>& flow_end(const Level& from, const Level& to, std::vector<double> start,
                                      const std::stop_token& stop);

  std::shared_ptr<const Mixture> model_;
  GuidanceSpec guidance_;
  std::size_t particles_;
  std::list<Goal> goals_;  // newest first
  std::list<Flow> flows_;
};

/// How much longer the paths of the first `particles` (1 or more, at most as many as there are) are
/// than straight lines: Metric::curvature. NaN where the run does not hold all the plan reports, or
/// where it ends on the level that it starts from.
double path_curvature(const Plan& plan, const Trajectory<float>& run, std::size_t particles);

/// Meters of several targets, with several guidances; the newest 16 are kept. For one thread.
class Meters {
 public:
  explicit Meters(std::size_t particles) : particles_(particles) {}  ///< as DistanceMeter
  DistanceMeter& of(const Mixture& target, const GuidanceSpec& guidance);

 private:
  struct Known {
    GuidanceSpec guidance;
    std::unique_ptr<DistanceMeter> meter;
  };
  std::size_t particles_;
  std::list<Known> known_;  // newest first
};

}  // namespace alphabar
