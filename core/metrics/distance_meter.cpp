#include "core/metrics/distance_meter.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/engine/ode/flow.h"
#include "core/metrics/estimators/end_density.h"
#include "core/metrics/estimators/guided_flow.h"
#include "core/metrics/target.h"
#include "core/model/mixture.h"
#include "core/plan/timeline.h"

namespace alphabar {
namespace {

constexpr std::size_t most_goals = 8, most_flows = 64;  // kept at once

Level end_level(const Plan& plan) { return reported_levels(plan).back(); }

bool same_noise(const Level& a, const Level& b) { return a.a == b.a && a.s == b.s; }

/// Root mean square of the distances between points and the first of `x`.
double rms(std::span<const double> points, std::span<const float> x) {
  const auto n = static_cast<Eigen::Index>(points.size() / 2);
  const Eigen::Map<const Eigen::Matrix2Xd> to(points.data(), 2, n);
  const Eigen::Map<const Eigen::Matrix2Xf> from(x.data(), 2, n);
  return std::sqrt((from.cast<double>() - to).colwise().squaredNorm().mean());
}

}  // namespace

struct DistanceMeter::Goal {
  Level level;
  Target target;
  std::optional<Bands> floor;
};

struct DistanceMeter::Flow {
  Level from, to;
  std::vector<double> start, end;  ///< [n][2]
};

DistanceMeter::DistanceMeter(const Mixture& model, GuidanceSpec guidance, std::size_t particles)
    : model_(std::make_shared<const Mixture>(model)),
      guidance_(std::move(guidance)),
      particles_(particles) {}

DistanceMeter::~DistanceMeter() = default;

DistanceMeter::Goal& DistanceMeter::goal(const Plan& plan, const std::stop_token& stop) {
  const Level level = end_level(plan);
  for (auto known = goals_.begin(); known != goals_.end(); ++known)
    if (same_noise(known->level, level)) {
      goals_.splice(goals_.begin(), goals_, known);
      return goals_.front();
    }
  goals_.push_front({level, Target(EndDensity(*model_, guidance_, level), particles_, stop), {}});
  if (goals_.size() > most_goals) goals_.pop_back();
  return goals_.front();
}

const std::vector<double>& DistanceMeter::flow_end(const Level& from, const Level& to,
                                                   std::vector<double> start,
                                                   const std::stop_token& stop) {
  for (const Flow& known : flows_)
    if (known.from == from && known.to == to && known.start == start) return known.end;
  FlowOptions options;
  options.tolerance = 1e-9;  // below what a run in single precision can show
  options.threads = 1;
  options.stop = stop;
  const std::vector<double> states =
      guided_flow_states(*model_, guidance_, std::array{from, to}, start, options);
  std::vector<double> end(states.begin() + static_cast<std::ptrdiff_t>(start.size()), states.end());
  flows_.push_front({from, to, std::move(start), std::move(end)});
  if (flows_.size() > most_flows) flows_.pop_back();
  return flows_.front().end;
}

Distances DistanceMeter::measure(const Plan& plan, const Trajectory<float>& run,
                                 const std::stop_token& stop) {
  assert(run.particles >= particles_ && run.x_rows.size() >= 2 && run.x_rows.front() == -1);
  const auto end = run.state(run.rows() - 1).first(2 * particles_);
  Distances out = goal(plan, stop).target.distances(end);
  out[Metric::curvature] = path_curvature(plan, run, std::min(particles_, path_particles));
  const Level from = plan.start, to = end_level(plan);
  const auto first = run.state(0).first(2 * std::min(particles_, ode_particles));
  std::vector<double> start(first.begin(), first.end());
  if (same_noise(from, to)) {
    const bool moves =
        std::ranges::any_of(plan.rows, [&](const Row& row) { return !same_noise(row.to, from); });
    if (moves) out[Metric::ode_end] = rms(start, end);
    return out;
  }
  if (!has_flow(guidance_)) return out;
  try {
    out[Metric::ode_end] = rms(flow_end(from, to, std::move(start), stop), end);
  } catch (const Failed&) {  // its steps shrink to nothing: NaN stays
  }
  return out;
}

Bands DistanceMeter::floor(const Plan& plan, const std::stop_token& stop) {
  Goal& to = goal(plan, stop);
  if (!to.floor) to.floor = to.target.floor(stop);
  return *to.floor;
}

double DistanceMeter::target_draws(const Plan& plan, const std::stop_token& stop) {
  return goal(plan, stop).target.effective();
}

double path_curvature(const Plan& plan, const Trajectory<float>& run, std::size_t particles) {
  const bool whole = run.x_rows == kept_rows(plan, Record{});
  if (!whole || same_noise(plan.start, end_level(plan)))
    return std::numeric_limits<double>::quiet_NaN();
  const auto state = [&](std::size_t row) {
    return Eigen::Map<const Eigen::Matrix2Xf>(run.state(row).data(), 2,
                                              static_cast<Eigen::Index>(particles))
        .cast<double>()
        .eval();
  };
  const Eigen::Matrix2Xd start = state(0);
  Eigen::Matrix2Xd before = start;
  double length = 0;
  for (std::size_t row = 1; row < run.rows(); ++row) {
    const auto made_by = static_cast<std::size_t>(run.x_rows[row]);
    if (plan.rows[made_by].report == Report::trial) continue;
    const Eigen::Matrix2Xd now = state(row);
    length += (now - before).colwise().norm().sum();
    before = now;
  }
  const double chord = (before - start).colwise().norm().sum();
  return std::isfinite(length) ? length / chord - 1 : std::numeric_limits<double>::infinity();
}

DistanceMeter& Meters::of(const Mixture& target, const GuidanceSpec& guidance) {
  constexpr std::size_t most = 16;
  const auto found = std::ranges::find_if(known_, [&](const Known& known) {
    return known.guidance == guidance && known.meter->model()->data() == target.data();
  });
  if (found != known_.end()) {
    known_.splice(known_.begin(), known_, found);
  } else {
    known_.push_front({guidance, std::make_unique<DistanceMeter>(target, guidance, particles_)});
    if (known_.size() > most) known_.pop_back();
  }
  return *known_.front().meter;
}

}  // namespace alphabar
