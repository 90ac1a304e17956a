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

using State =
    Eigen::ArrayXXd;  // a column a point: u, then the integral of the divergence if wanted
using Stepper =
    odeint::runge_kutta_fehlberg78<State, double, State, double, odeint::vector_space_algebra>;
using Checker =
    odeint::default_error_checker<double, Stepper::algebra_type, Stepper::operations_type>;
using Controlled = odeint::controlled_runge_kutta<Stepper, Checker>;

/// One block of points on its way.
class Block {
 public:
  Block(const Mixture& mixture, std::span<const double> x, const FlowAngle& at, bool divergence,
        const FlowOptions& options)
      : angle_(at),
        field_(mixture),
        stepper_(Checker(options.tolerance, options.tolerance, 1.0, 0.0)),
        stop_(options.stop),
        state_(divergence ? 3 : 2, static_cast<Eigen::Index>(x.size() / 2)) {
    state_.topRows<2>() = Eigen::Map<const Eigen::Array2Xd>(x.data(), 2, state_.cols()) / at.scale;
    if (divergence) state_.row(2).setZero();
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
    Eigen::Map<Eigen::Array2Xd>(x.data(), 2, state_.cols()) = angle_.scale * state_.topRows<2>();
  }
  double divergence(std::size_t i) const { return state_(2, static_cast<Eigen::Index>(i)); }

 private:
  FlowAngle angle_;
  FlowField field_;
  Controlled stepper_;
  std::stop_token stop_;
  State state_;
  double step_ = 0;
};

void check_flow(std::span<const Level> levels, std::span<const double> x,
                const FlowOptions& options) {
  const char* where = "flow";
  check_range(where, "tolerance", options.tolerance, 1e-14, 1e-2);
  if (levels.empty()) throw BadRequest(where, "levels", "none", "one or more");
  for (const Level& level : levels)
    if (!(level.a >= 0 && level.s >= 0 && level.a + level.s > 0 &&
          std::isfinite(level.a + level.s)))
      throw BadRequest(where, "level", to_text(level.a) + ", " + to_text(level.s),
                       "finite a >= 0 and s >= 0, not both 0");
  if (x.size() % 2 != 0)
    throw BadRequest(where, "x", std::to_string(x.size()) + " numbers", "two for each point");
  for (const double value : x)
    if (!std::isfinite(value)) throw BadRequest(where, "x", to_text(value), "finite numbers only");
}

/// Calls follow(block, first point, points) for blocks of x, on all threads.
template <class F>
void for_each_block(const Mixture& mixture, std::span<const double> x, const Level& start,
                    bool divergence, const FlowOptions& options, F follow) {
  const std::size_t n = x.size() / 2, blocks = (n + block_size - 1) / block_size;
  std::atomic<std::size_t> done = 0;
  parallel_for(blocks, options.threads, [&](std::size_t b) {
    const std::size_t first = b * block_size, count = std::min(block_size, n - first);
    Block block(mixture, x.subspan(2 * first, 2 * count), flow_angle(start), divergence, options);
    follow(block, first, count);
    const auto finished = static_cast<double>(done.fetch_add(1) + 1);
    if (options.progress) options.progress(finished / static_cast<double>(blocks));
  });
}

}  // namespace

std::vector<double> flow_states(const Mixture& mixture, std::span<const Level> levels,
                                std::span<const double> x, const FlowOptions& options) {
  check_flow(levels, x, options);
  std::vector<double> states(levels.size() * x.size());
  std::ranges::copy(x, states.begin());
  for_each_block(mixture, x, levels[0], false, options,
                 [&](Block& block, std::size_t first, std::size_t count) {
                   for (std::size_t i = 1; i < levels.size(); ++i) {
                     block.go_to(flow_angle(levels[i]));
                     block.points(std::span(states).subspan(i * x.size() + 2 * first, 2 * count));
                   }
                 });
  return states;
}

std::vector<double> ode_end_points(const Mixture& mixture, const Level& from, const Level& to,
                                   std::span<const double> x, const FlowOptions& options) {
  const std::vector<double> states = flow_states(mixture, std::array{from, to}, x, options);
  return {states.begin() + static_cast<std::ptrdiff_t>(x.size()), states.end()};
}

FlowLikelihood flow_likelihood(const Mixture& mixture, const Level& from, const Level& to,
                               std::span<const double> x, const FlowOptions& options) {
  check_flow(std::array{from, to}, x, options);
  const FlowAngle begin = flow_angle(from), end = flow_angle(to);
  const double volume = 2 * std::log(end.scale / begin.scale);  // x = scale u, in two dimensions
  const std::size_t n = x.size() / 2;
  FlowLikelihood out{std::vector<double>(2 * n), std::vector<double>(n), std::vector<double>(n)};
  for_each_block(mixture, x, from, true, options,
                 [&](Block& block, std::size_t first, std::size_t count) {
                   block.go_to(end);
                   block.points(std::span(out.z).subspan(2 * first, 2 * count));
                   for (std::size_t i = 0; i < count; ++i) {
                     const std::size_t p = first + i;
                     out.delta_log_p[p] = volume + block.divergence(i);
                     out.end_log_p[p] = mixture.log_density({out.z[2 * p], out.z[2 * p + 1]}, to);
                   }
                 });
  return out;
}

}  // namespace alphabar
