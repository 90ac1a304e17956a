#include "core/search/teacher.h"

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/engine/ode/flow.h"
#include "core/engine/start.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "core/search/list_search.h"

namespace alphabar {
namespace {

constexpr std::size_t particles = 128;
constexpr double infinite = std::numeric_limits<double>::infinity();

double size_of(const Level& level) { return std::hypot(level.a, level.s); }

/// The exact flow's states at every level of a list and at clean data: [level][particle][2].
struct Teacher {
  std::vector<Level> levels;
  std::vector<double> states;

  Eigen::Map<const Eigen::ArrayXd> at(std::size_t level) const {
    return {&states[2 * particles * level], static_cast<Eigen::Index>(2 * particles)};
  }
};

Teacher teacher_of(const Lane& lane, const std::vector<double>& fine, const std::stop_token& stop) {
  Teacher teacher;
  for (const double sigma : fine) teacher.levels.push_back(lane.process->at_sigma(sigma));
  teacher.levels.push_back(lane.process->at_sigma(0));
  RunRequest request = run_request(lane);
  request.particles = particles;
  const StartPoints start(request);
  const double scale = size_of(teacher.levels.front()) / size_of(lane.plan->start);
  std::vector<double> x;
  for (std::size_t p = 0; p < particles; ++p)
    for (const double value : start(p)) x.push_back(value * scale);
  FlowOptions options;
  options.tolerance = 1e-8;
  options.threads = 1;
  options.stop = stop;
  teacher.states = flow_states(*lane.target, teacher.levels, x, options);
  return teacher;
}

/// Root mean square of what one step from level i to level j misses the flow by; infinite where the
/// sampler cannot take it.
double step_error(const Lane& lane, const Teacher& teacher, std::size_t i, std::size_t j,
                  Engine& engine) {
  const std::size_t last = teacher.levels.size() - 1;
  std::vector<double> sigmas{teacher.levels[i].sigma()};
  if (j != last) sigmas.push_back(teacher.levels[j].sigma());
  SamplerSpec sampler = on_list(lane.spec.sampler, sigmas);
  sampler.grid.end_clean = j == last;
  try {
    const Plan plan = build_plan(*lane.process, sampler, lane.guidance);
    Replay replay;
    const double scale = size_of(plan.start) / size_of(teacher.levels[i]);
    for (const double value : teacher.at(i)) replay.x_init.push_back(value * scale);
    RunRequest request = run_request(lane);
    request.plan = &plan;
    request.particles = particles;
    request.replay = &replay;
    request.record.states = Record::States::last;
    const Trajectory<float> run = engine.run(request);
    const auto end = run.state(run.rows() - 1);
    const double back = size_of(teacher.levels[j]) / size_of(plan.rows.back().to);
    const Eigen::Map<const Eigen::ArrayXf> x(end.data(), static_cast<Eigen::Index>(end.size()));
    return std::sqrt(2 * (x.cast<double>() * back - teacher.at(j)).square().mean());
  } catch (const BadRequest&) {  // such a step does not exist
    return infinite;
  }
}

}  // namespace

std::vector<double> cheapest_list(const Lane& lane, const std::vector<double>& fine, int steps,
                                  Engine& engine, const std::stop_token& stop) {
  Teacher teacher;
  try {
    teacher = teacher_of(lane, fine, stop);
  } catch (const Failed&) {  // the flow's steps shrink to nothing
    return {};
  }
  const std::size_t count = teacher.levels.size();
  const auto n = static_cast<Eigen::Index>(count);
  Eigen::MatrixXd error = Eigen::MatrixXd::Constant(n, n, infinite);
  for (std::size_t i = 0; i + 1 < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j) {
      if (stop.stop_requested()) throw Cancelled();
      error(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          step_error(lane, teacher, i, j, engine);
    }
  // cost(k, j): the least sum of errors of k steps from level 0 to level j; from(k, j) the level
  // before.
  Eigen::MatrixXd cost = Eigen::MatrixXd::Constant(steps + 1, n, infinite);
  Eigen::MatrixXi from = Eigen::MatrixXi::Zero(steps + 1, n);
  cost(0, 0) = 0;
  for (Eigen::Index k = 1; k <= steps; ++k)
    for (Eigen::Index j = 1; j < n; ++j)
      cost(k, j) = (cost.row(k - 1).transpose() + error.col(j)).minCoeff(&from(k, j));
  if (!std::isfinite(cost(steps, n - 1))) return {};
  std::vector<double> sigmas(static_cast<std::size_t>(steps));
  Eigen::Index at = n - 1;
  for (Eigen::Index k = steps; k > 0; --k) {
    at = from(k, at);
    sigmas[static_cast<std::size_t>(k - 1)] = fine[static_cast<std::size_t>(at)];
  }
  return sigmas;
}

}  // namespace alphabar
