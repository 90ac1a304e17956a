#include "core/engine/ode/flow.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/numeric/odeint/algebra/vector_space_algebra.hpp>
#include <boost/numeric/odeint/external/eigen/eigen_resize.hpp>
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>
#include <boost/numeric/odeint/util/copy.hpp>
#include <cmath>
#include <numbers>

#include "core/base/check.h"
#include "core/engine/ode/flow_field.h"
#include "core/system/parallel.h"

namespace boost::numeric::odeint {

// What odeint asks of a state that is no range.
template <>
struct vector_space_norm_inf<Eigen::ArrayXXd> {
  using result_type = double;
  double operator()(const Eigen::ArrayXXd& state) const { return state.abs().maxCoeff(); }
};
template <>
struct copy_impl<Eigen::ArrayXXd, Eigen::ArrayXXd> {
  static void copy(const Eigen::ArrayXXd& from, Eigen::ArrayXXd& to) { to = from; }
};

}  // namespace boost::numeric::odeint

namespace alphabar {
namespace {

namespace odeint = boost::numeric::odeint;

constexpr std::size_t block_size = 64;  // points that share their steps

enum class Wanted { points, divergence };

std::size_t size_of_point(const Denoiser& model) {
  return static_cast<std::size_t>(model.dimension());
}

/// A column a point: the D rows of u, then the integral of the divergence if it is wanted.
using State = Eigen::ArrayXXd;
using Stepper =
    odeint::runge_kutta_fehlberg78<State, double, State, double, odeint::vector_space_algebra>;
using Checker =
    odeint::default_error_checker<double, Stepper::algebra_type, Stepper::operations_type>;
using Controlled = odeint::controlled_runge_kutta<Stepper, Checker>;

/// One block of points on its way.
class Block {
 public:
  Block(const Denoiser& model, std::span<const double> x, const FlowAngle& at, Wanted wanted,
        const FlowOptions& options)
      : dimension_(model.dimension()),
        angle_(at),
        field_(model),
        stepper_(Checker(options.tolerance, options.tolerance, 1.0, 0.0)),
        stop_(options.stop),
        state_(dimension_ + (wanted == Wanted::divergence ? 1 : 0),
               static_cast<Eigen::Index>(x.size()) / dimension_) {
    state_.topRows(dimension_) =
        Eigen::Map<const Eigen::ArrayXXd>(x.data(), dimension_, state_.cols()) / at.scale;
    if (wanted == Wanted::divergence) state_.row(dimension_).setZero();
  }

  void go_to(const FlowAngle& to) {
    const auto derivative = [this](const State& state, State& rate, double phi) {
      field_(phi, state, rate);
    };
    const double whole = to.phi - angle_.phi, least = 1e-14 * std::abs(whole);
    double phi = angle_.phi;
    if (step_ == 0 || step_ * whole < 0) step_ = whole / 100;
    while (phi != to.phi) {
      if (stop_.stop_requested()) throw Cancelled();
      const double left = to.phi - phi;
      const bool last = std::abs(step_) >= std::abs(left);
      double step = last ? left : step_;
      const bool done = stepper_.try_step(derivative, state_, phi, step) == odeint::success;
      if (done && last) phi = to.phi;  // not an ulp beside it
      // The last step is cut short: what it says of the next one's length is too little.
      step_ = done && last ? std::copysign(std::max(std::abs(step), std::abs(step_)), whole) : step;
      if (!done && std::abs(step_) < least)
        throw Failed("the probability flow could not be followed: its steps shrink to nothing");
    }
    angle_ = to;
    if (!state_.allFinite()) throw Failed("the probability flow left the numbers there are");
  }

  void points(std::span<double> x) const {
    Eigen::Map<Eigen::ArrayXXd>(x.data(), dimension_, state_.cols()) =
        angle_.scale * state_.topRows(dimension_);
  }
  double divergence(std::size_t i) const {
    return state_(dimension_, static_cast<Eigen::Index>(i));
  }

 private:
  Eigen::Index dimension_;
  FlowAngle angle_;
  FlowField field_;
  Controlled stepper_;
  std::stop_token stop_;
  State state_;
  double step_ = 0;
};

void check_flow(const Denoiser& model, std::span<const Level> levels, std::span<const double> x,
                const FlowOptions& options) {
  const char* where = "flow";
  check_range(where, "tolerance", options.tolerance, 1e-14, 1e-2);
  if (levels.empty()) throw BadRequest(where, "levels", "none", "one or more");
  for (const Level& level : levels)
    if (!(level.a >= 0 && level.s >= 0 && level.a + level.s > 0 &&
          std::isfinite(level.a + level.s)))
      throw BadRequest(where, "level", to_text(level.a) + ", " + to_text(level.s),
                       "finite a >= 0 and s >= 0, not both 0");
  if (const std::size_t size = size_of_point(model); x.size() % size != 0)
    throw BadRequest(where, "x", std::to_string(x.size()) + " numbers",
                     std::to_string(size) + " for each point");
  for (const double value : x)
    if (!std::isfinite(value)) throw BadRequest(where, "x", to_text(value), "finite numbers only");
}

/// What blocks of points follow, and from where.
struct Flow {
  const Denoiser& model;
  const Level& start;
  Wanted wanted;
  const FlowOptions& options;
};

/// Calls follow(block, first point, points) for blocks of x, on all threads.
template <class F>
void for_each_block(const Flow& flow, std::span<const double> x, F follow) {
  const std::size_t size = size_of_point(flow.model), n = x.size() / size;
  const std::size_t blocks = (n + block_size - 1) / block_size;
  std::atomic<std::size_t> done = 0;
  const int threads = flow.model.at_once() == Denoiser::all_at_once ? 1 : flow.options.threads;
  parallel_for(blocks, threads, [&](std::size_t b) {
    const std::size_t first = b * block_size, count = std::min(block_size, n - first);
    Block block(flow.model, x.subspan(size * first, size * count), flow_angle(flow.start),
                flow.wanted, flow.options);
    follow(block, first, count);
    const auto finished = static_cast<double>(done.fetch_add(1) + 1);
    if (flow.options.progress) flow.options.progress(finished / static_cast<double>(blocks));
  });
}

}  // namespace

std::vector<double> flow_states(const Denoiser& model, std::span<const Level> levels,
                                std::span<const double> x, const FlowOptions& options) {
  check_flow(model, levels, x, options);
  const std::size_t size = size_of_point(model);
  std::vector<double> states(levels.size() * x.size());
  std::ranges::copy(x, states.begin());
  for_each_block(
      {model, levels[0], Wanted::points, options}, x,
      [&](Block& block, std::size_t first, std::size_t count) {
        for (std::size_t i = 1; i < levels.size(); ++i) {
          block.go_to(flow_angle(levels[i]));
          block.points(std::span(states).subspan(i * x.size() + size * first, size * count));
        }
      });
  return states;
}

std::vector<double> ode_end_points(const Denoiser& model, const Level& from, const Level& to,
                                   std::span<const double> x, const FlowOptions& options) {
  const std::vector<double> states = flow_states(model, std::array{from, to}, x, options);
  return {states.begin() + static_cast<std::ptrdiff_t>(x.size()), states.end()};
}

std::vector<double> normal_log_density(std::span<const double> x, std::size_t dimension,
                                       double std) {
  const double at_zero =
      -static_cast<double>(dimension) * std::log(std * std::sqrt(2 * std::numbers::pi));
  std::vector<double> density(x.size() / dimension, at_zero);
  for (std::size_t i = 0; i < x.size(); ++i)
    density[i / dimension] -= 0.5 * x[i] * x[i] / (std * std);
  return density;
}

FlowLikelihood flow_likelihood(const Denoiser& model, const Level& from, const Level& to,
                               std::span<const double> x, const FlowOptions& options) {
  check_flow(model, std::array{from, to}, x, options);
  const FlowAngle begin = flow_angle(from), end = flow_angle(to);
  const std::size_t size = size_of_point(model), n = x.size() / size;
  const double volume =
      static_cast<double>(size) * std::log(end.scale / begin.scale);  // x = scale u
  FlowLikelihood out{std::vector<double>(x.size()), std::vector<double>(n), {}, false};
  for_each_block({model, from, Wanted::divergence, options}, x,
                 [&](Block& block, std::size_t first, std::size_t count) {
                   block.go_to(end);
                   block.points(std::span(out.z).subspan(size * first, size * count));
                   for (std::size_t i = 0; i < count; ++i)
                     out.delta_log_p[first + i] = volume + block.divergence(i);
                 });
  const Eigen::Map<const PointBatch> z(out.z.data(), model.dimension(),
                                       static_cast<Eigen::Index>(n));
  const Eigen::VectorXd density = model.log_density_batch(z, to);
  out.end_log_p.assign(density.begin(), density.end());
  out.end_is_prior = out.end_log_p.empty() && to.s > 0;
  if (out.end_is_prior) out.end_log_p = normal_log_density(out.z, size, to.s);
  return out;
}

}  // namespace alphabar
