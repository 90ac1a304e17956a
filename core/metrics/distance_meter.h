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

/// Measures the ends of runs of one model by every metric.
///
/// The target is the exact mixture at the level of the last reported row: clean data for most
/// samplers, t_end for an SDE, pure noise for an inversion. With guidance towards a class it is
/// that class alone, what a scale of 1 aims at; a loss changes no target.
///
/// ode_end is the distance from where the exact flow takes the particles, up to noise as well as
/// down to data. A run that comes back to the level it started from, as an inversion's round trip,
/// has the identity for its exact flow, guided or not: there it is the distance from each
/// particle's own start, the round-trip error (Song, Meng, Ermon 2021, DDIM, section 5.4 and table
/// 2). It is NaN with guidance on the way from one level to another (the flow knows none), where
/// the level never changes (Langevin) and where the flow cannot be followed to the end.
///
/// Keeps the table of each end level and the ODE's end points of each start. For one thread.
class DistanceMeter {
 public:
  static constexpr std::size_t ode_particles = 512;  ///< that ode_end is measured on, at most

  /// Counts the first `particles` (1 or more) of every run.
  DistanceMeter(const Mixture& model, const GuidanceSpec& guidance, std::size_t particles);
  ~DistanceMeter();

  const std::shared_ptr<const Mixture>& model() const { return model_; }
  std::size_t particles() const { return particles_; }

  /// `run` is one of `plan`, with at least that many particles, and holds x_T and the last reported
  /// row (any Record but States::last). Throws Cancelled.
  Distances measure(const Plan& plan, const Trajectory<float>& run,
                    const std::stop_token& stop = {});

  /// The same of particles drawn exactly from the target of such a run: what perfect looks like.
  Bands floor(const Plan& plan, const std::stop_token& stop = {});

 private:
  struct Goal;
  struct Flow;
  Goal& goal(const Plan& plan, const std::stop_token& stop);
  const std::vector<double>& flow_end(const Level& from, const Level& to, std::vector<double> start,
                                      const std::stop_token& stop);

  std::shared_ptr<const Mixture> model_;
  int label_;
  bool guided_;
  std::size_t particles_;
  std::list<Goal> goals_;  // newest first
  std::list<Flow> flows_;
};

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
