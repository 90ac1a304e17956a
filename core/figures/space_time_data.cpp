#include "core/figures/space_time_data.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/start.h"
#include "core/model/marginal.h"
#include "core/model/mixture.h"
#include "core/process/clock.h"
#include "core/rng/noise.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr int columns = 240, rows = 160;
constexpr int most_points = 300;  // of a path
constexpr std::uint32_t forward_lane = 255;

/// A lane's path on the axes of the leading one: where the processes differ it is at the time that
/// is shown for its own, and as large there as that time's x is.
SpaceTimePath path_of(const SpaceTimeAxes& axes, const Lane& lane, const Trajectory<float>& run,
                      std::size_t particle) {
  SpaceTimePath path;
  for (std::size_t r = 0; r < run.rows(); ++r) {
    const int row = run.x_rows[r];
    const Plan& plan = *lane.plan;
    const Level& own = row < 0 ? plan.start : plan.rows[static_cast<std::size_t>(row)].to;
    const float x = run.state(r)[2 * particle];
    if (!std::isfinite(x)) break;
    const Level level = axes.shown(*lane.process, own);
    const double to_shown = std::hypot(level.a, level.s) / std::hypot(own.a, own.s);
    path.push_back({static_cast<float>(axes.across(level)),
                    static_cast<float>(double{x} * to_shown / axes.scale(level))});
  }
  return path;
}

/// A lane on the first coordinate of its data.
struct OnLine {
  explicit OnLine(const Lane& lane)
      : target(std::make_shared<const Mixture>(first_axis(lane.target->data()))),
        model(make_model(lane.model_spec, target)) {}
  std::shared_ptr<const Mixture> target;
  std::shared_ptr<const Denoiser> model;
};

/// Of a lane's run on the line, with the states that a path shows.
RunRequest request_on(const OnLine& line, const Lane& lane) {
  RunRequest request = run_request(lane);
  request.model = line.model.get();
  request.target = line.target.get();
  const int stride = static_cast<int>(lane.plan->rows.size()) / most_points + 1;
  if (stride > 1) request.record.states = Record::States::stride;
  request.record.stride = stride;
  return request;
}

}  // namespace

SpaceTimeAxes::SpaceTimeAxes(const Process& process)
    : process_(&process), by_sigma_(process.variance_exploding() && process.t_max() > 0) {
  if (by_sigma_) {
    high_ = std::log(process.at(process.t_max()).sigma());
    low_ = std::log(std::max(process.at(process.t_min()).sigma(), 1e-6));
  } else {
    low_ = 0;
    high_ = process.t_max();
  }
  if (!(high_ > low_)) high_ = low_ + 1;
}

double SpaceTimeAxes::across(const Level& level) const {
  const double at = by_sigma_ ? std::log(std::max(level.sigma(), 1e-12)) : level.t;
  return std::clamp((at - low_) / (high_ - low_), 0.0, 1.0);
}

Level SpaceTimeAxes::level_at(double across) const {
  const double at = low_ + across * (high_ - low_);
  return by_sigma_ ? process_->at_sigma(std::exp(at)) : process_->at(at);
}

Level SpaceTimeAxes::shown(const Process& own, const Level& level) const {
  if (&own == process_) return level;
  return process_->at(time_on(*process_, own, level));
}

double SpaceTimeAxes::scale(const Level& level) const {
  return by_sigma_ ? std::hypot(level.a, level.s) : 1;
}

std::shared_ptr<const SpaceTimeDensity> space_time_density(const Derived& derived,
                                                           std::stop_token stop) {
  const SpaceTimeAxes axes(leading_process(derived));
  const DataSpec line = first_axis(leading_target(derived).data());
  auto density = std::make_shared<SpaceTimeDensity>();
  density->columns = columns;
  density->rows = rows;
  density->reach = 2.6;
  for (const double across : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const Level level = axes.level_at(across);
    for (const Component& c : line.components)
      density->reach = std::max(density->reach, (std::abs(level.a * c.mean[0]) +
                                                 2.6 * std::hypot(level.a * c.std[0], level.s)) /
                                                    axes.scale(level));
  }
  density->share.resize(std::size_t{columns} * rows);
  std::vector<double> column(rows);
  for (std::size_t i = 0; i < columns; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    const Level level = axes.level_at((static_cast<double>(i) + 0.5) / columns);
    double peak = 1e-300;
    for (std::size_t j = 0; j < rows; ++j) {
      const double up = density->reach * (1 - (2 * static_cast<double>(j) + 1) / rows);
      column[j] = first_axis_density(line, level, up * axes.scale(level));
      peak = std::max(peak, column[j]);
    }
    for (std::size_t j = 0; j < rows; ++j)
      density->share[j * columns + i] = static_cast<float>(column[j] / peak);
  }
  return density;
}

std::vector<std::vector<SpaceTimePath>> space_time_ensemble(const Derived& derived, Engine& engine,
                                                            int paths, std::stop_token stop) {
  const SpaceTimeAxes axes(leading_process(derived));
  std::vector<std::vector<SpaceTimePath>> ensemble;
  for (const Lane& lane : derived.lanes) {
    const OnLine line(lane);
    RunRequest request = request_on(line, lane);
    request.particles = static_cast<std::size_t>(paths);
    request.stop = stop;
    const Trajectory<float> run = engine.run(request);
    auto& list = ensemble.emplace_back();
    for (std::size_t p = 0; p < run.particles; ++p) list.push_back(path_of(axes, lane, run, p));
  }
  return ensemble;
}

std::vector<SpaceTimePath> space_time_chosen(const Derived& derived, Engine& engine, double start) {
  const SpaceTimeAxes axes(leading_process(derived));
  std::vector<SpaceTimePath> chosen;
  for (const Lane& lane : derived.lanes) {
    Replay replay;
    replay.x_init = {start * lane.plan->init_scale, 0};
    for (int k = 0; k < lane.plan->draws(); ++k) {
      const auto z =
          normal_block(lane.seed, 0, static_cast<std::uint32_t>(k), Stream::noise, lane.noise_lane);
      replay.noise.insert(replay.noise.end(), z.begin(), z.begin() + 2);
    }
    const OnLine line(lane);
    RunRequest request = request_on(line, lane);
    request.particles = 1;
    request.replay = &replay;
    chosen.push_back(path_of(axes, lane, engine.run(request), 0));
  }
  return chosen;
}

std::vector<SpaceTimePath> space_time_forward(const Derived& derived, int paths) {
  const SpaceTimeAxes axes(leading_process(derived));
  const Mixture line(first_axis(leading_target(derived).data()));
  std::vector<Level> levels = leading_levels(derived);
  std::stable_sort(levels.begin(), levels.end(),
                   [](const Level& p, const Level& q) { return p.sigma() < q.sigma(); });
  Plan plan;
  plan.begin = Start::data;
  RunRequest request;
  request.plan = &plan;
  request.model = &line;
  request.particles = static_cast<std::size_t>(paths);
  request.seed = derived.lanes[0].seed;
  request.lane = forward_lane;
  const StartPoints data(request);
  std::vector<SpaceTimePath> forward;
  for (std::size_t p = 0; p < request.particles; ++p) {
    Level at{0, 1, 0};
    double x = data(p)[0];
    auto& path = forward.emplace_back();
    for (std::size_t k = 0; k < levels.size(); ++k) {
      const Level& next = levels[k];
      const double keep = at.a > 0 ? next.a / at.a : 0;
      const double z =
          normal(request.seed, p, static_cast<std::uint32_t>(k), Stream::noise, forward_lane);
      x = keep * x + std::sqrt(std::max(0.0, next.s * next.s - keep * keep * at.s * at.s)) * z;
      at = next;
      path.push_back({static_cast<float>(axes.across(at)), static_cast<float>(x / axes.scale(at))});
    }
  }
  return forward;
}

}  // namespace alphabar
