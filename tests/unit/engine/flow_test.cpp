// The adaptive solver of the probability flow against what is known in closed form.

#include "core/engine/ode/flow.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/model/mixture.h"
#include "core/process/process.h"
#include "core/rng/noise.h"
#include "tests/support/models/opaque_mixture.h"

namespace alphabar {
namespace {

/// Ellipses of all directions, sizes and weights.
Mixture ellipses() {
  return Mixture(DataSpec{"ellipses",
                          {{{-1.2, 0.4}, {0.5, 0.1}, 0.3, 0.35, 0},
                           {{0.9, 1.1}, {0.05, 0.3}, -1.1, 0.25, 1},
                           {{0.5, -1.3}, {0.2, 0.2}, 0, 0.15, 2},
                           {{1.6, -0.2}, {0.4, 0.02}, 2.4, 0.25, 0}}});
}

std::vector<double> normals(std::size_t points, double scale) {
  std::vector<double> x;
  for (std::size_t e = 0; e < 2 * points; ++e) x.push_back(scale * normal(7, e, 0, Stream::start));
  return x;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a[i] - b[i]) / (1 + std::abs(b[i])));
  return largest;
}

/// From the noisiest to the cleanest, ends of every process among them; {1, 0} is clean data.
std::vector<std::pair<Level, Level>> ends() {
  std::vector<std::pair<Level, Level>> pairs{{{0, 0, 1}, {0, 1, 0}},        // pure noise to data
                                             {{0, 1, 1348}, {0, 1, 0.01}},  // score_sde's VE
                                             {{0, 0, 3}, {0, 2, 1e-3}}};
  for (const ProcessKind kind :
       {ProcessKind::linear, ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::subvp_sde,
        ProcessKind::ve, ProcessKind::edm, ProcessKind::flow}) {
    ProcessSpec spec;
    spec.kind = kind;
    const Process process(spec);
    pairs.push_back({process.at(process.t_max()), process.at(process.t_min())});
    pairs.push_back({process.at(process.t_max()), process.at(0)});
  }
  return pairs;
}

// Where rounding leaves nothing of the exponents' differences, equal circles act as one.
TEST(Flow, IsAStretchAtAnyDistance) {
  const double std = 0.1;
  const Mixture mixture(
      DataSpec{"two", {{{-1, 0}, {std, std}, 0, 0.5, 0}, {{1, 0}, {std, std}, 0, 0.5, 0}}});
  const Level from{0, 0.6, 0.8}, to{0, 1, 0.1};
  const double ratio = std::hypot(to.a * std, to.s) / std::hypot(from.a * std, from.s);
  for (const double far : {1e10, 1e12, 1e100, 1e150}) {
    const std::vector<double> end = ode_end_points(mixture, from, to, std::vector{far, 0.5 * far});
    EXPECT_NEAR(end[0] / (ratio * far), 1, 1e-9) << far;
    EXPECT_NEAR(end[1] / (ratio * 0.5 * far), 1, 1e-9) << far;
  }
  EXPECT_THROW(ode_end_points(mixture, from, to, std::vector{1e200, 0.0}), Failed);
}

// One Gaussian: the flow stretches each axis of its ellipse by the ratio of the standard
// deviations.
TEST(Flow, OfOneGaussianIsAStretch) {
  const double angle = 0.7, cos = std::cos(angle), sin = std::sin(angle);
  const Component c{{0.8, -0.5}, {0.6, 0.05}, angle, 1, 0};
  const Mixture mixture(DataSpec{"one", {c}});
  for (const auto& [from, to] : ends()) {
    const std::vector<double> x = normals(100, from.s);
    std::vector<double> wanted;
    for (std::size_t i = 0; i < 100; ++i) {
      const double dx = x[2 * i] - from.a * c.mean[0], dy = x[2 * i + 1] - from.a * c.mean[1];
      const auto ratio = [&, from = from, to = to](int axis) {
        return std::hypot(to.a * c.std[axis], to.s) / std::hypot(from.a * c.std[axis], from.s);
      };
      const double p = ratio(0) * (cos * dx + sin * dy), q = ratio(1) * (cos * dy - sin * dx);
      wanted.push_back(to.a * c.mean[0] + cos * p - sin * q);
      wanted.push_back(to.a * c.mean[1] + sin * p + cos * q);
    }
    // 1e-12 a step, some hundred steps, and rounding
    EXPECT_LE(largest_difference(ode_end_points(mixture, from, to, x), wanted), 1e-10)
        << from.a << " " << from.s << " to " << to.a << " " << to.s;
  }
}

// Whatever the mixture and the process, the divergence along the flow adds up to the change of the
// density that is known in closed form.
TEST(Flow, LikelihoodIsTheDensityInClosedForm) {
  const Mixture mixture = ellipses();
  for (const auto& [noisy, clean] : ends()) {
    const std::vector<double> x = normals(50, 1.5);
    const FlowLikelihood got = flow_likelihood(mixture, clean, noisy, x);
    for (std::size_t i = 0; i < 50; ++i) {
      const double wanted = mixture.log_density({x[2 * i], x[2 * i + 1]}, clean);
      // relative, because far from thin ellipses the logarithm is in the thousands
      EXPECT_NEAR(got.log_p(i), wanted, 1e-9 * (1 + std::abs(wanted)))
          << noisy.a << " " << noisy.s << " to " << clean.a << " " << clean.s;
    }
  }
}

TEST(Flow, ComesBack) {
  const Mixture mixture = ellipses();
  const Level noisy{0, 0, 1}, clean{0, 1, 0};
  const std::vector<double> x = normals(200, 1);
  const std::vector<double> states = flow_states(mixture, std::array{noisy, clean, noisy}, x);
  EXPECT_LE(largest_difference({states.begin() + 800, states.end()}, x), 1e-9);
}

TEST(Flow, OnTheWayIsWhereShorterFlowsEnd) {
  const Mixture mixture = ellipses();
  const std::array levels{Level{0, 0, 1}, Level{0, 0.3, 0.9}, Level{0, 0.3, 0.9},
                          Level{0, 0.8, 0.5}, Level{0, 1, 0}};
  const std::vector<double> x = normals(10, 1), states = flow_states(mixture, levels, x);
  ASSERT_EQ(states.size(), 5 * x.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto first = states.begin() + static_cast<std::ptrdiff_t>(i * x.size());
    EXPECT_LE(
        largest_difference({first, first + 20}, ode_end_points(mixture, levels[0], levels[i], x)),
        1e-9);
  }
}

TEST(Flow, IsTheSameOnAnyNumberOfThreads) {
  const Mixture mixture = ellipses();
  const Level noisy{0, 0, 1}, clean{0, 1, 0};
  const std::vector<double> x = normals(300, 1);
  FlowOptions one, three;
  one.threads = 1;
  three.threads = 3;
  EXPECT_EQ(ode_end_points(mixture, noisy, clean, x, one),
            ode_end_points(mixture, noisy, clean, x, three));
}

TEST(Flow, ReportsProgressAndStops) {
  const Mixture mixture = ellipses();
  const Level noisy{0, 0, 1}, clean{0, 1, 0};
  std::stop_source stop;
  std::atomic<int> reports = 0;
  FlowOptions options;
  options.stop = stop.get_token();
  options.progress = [&](double fraction) {
    EXPECT_TRUE(fraction > 0 && fraction <= 1);
    if (++reports == 3) stop.request_stop();
  };
  EXPECT_THROW(ode_end_points(mixture, noisy, clean, normals(100000, 1), options), Cancelled);
  EXPECT_LE(reports, 3 + 1024);  // no more than the blocks that were under way
}

TEST(Flow, OfNothingIsNothing) {
  EXPECT_TRUE(ode_end_points(ellipses(), {0, 0, 1}, {0, 1, 0}, {}).empty());
}

TEST(Flow, RefusesWhatItCannotFollow) {
  const Mixture mixture = ellipses();
  const Level noisy{0, 0, 1}, clean{0, 1, 0};
  const std::vector<double> x{0, 0};
  FlowOptions loose, hasty;
  loose.tolerance = 0.5;
  hasty.threads = -1;
  EXPECT_THROW(ode_end_points(mixture, noisy, clean, x, loose), BadRequest);
  EXPECT_THROW(ode_end_points(mixture, noisy, clean, x, hasty), BadRequest);
  EXPECT_THROW(ode_end_points(mixture, noisy, {0, 0, 0}, x), BadRequest);
  EXPECT_THROW(ode_end_points(mixture, noisy, {0, -1, 0}, x), BadRequest);
  EXPECT_THROW(ode_end_points(mixture, noisy, clean, std::vector{0.0, 0.0, 0.0}), BadRequest);
  EXPECT_THROW(ode_end_points(mixture, noisy, clean, std::vector{0.0, std::nan("")}), BadRequest);
  EXPECT_THROW(flow_states(mixture, {}, x), BadRequest);
}

/// A model of which nothing is known but its split has the flow of its mixture, and its
/// divergences come of differences.
TEST(Flow, FollowsAnyModel) {
  const Mixture mixture(ellipses());
  const OpaqueMixture opaque(mixture.data(), 64);
  const Level noisy{1, 0.01, 1}, clean{0, 1, 0.05};
  const std::vector<double> x = normals(150, 1);
  FlowOptions options;
  options.tolerance = 1e-9;
  const std::vector<double> end = ode_end_points(mixture, noisy, clean, x, options);
  EXPECT_LE(largest_difference(ode_end_points(opaque, noisy, clean, x, options), end), 1e-7);

  const FlowLikelihood wanted = flow_likelihood(mixture, clean, noisy, end, options);
  options.tolerance = 1e-7;
  const FlowLikelihood got = flow_likelihood(opaque, clean, noisy, end, options);
  EXPECT_LE(largest_difference(got.z, wanted.z), 1e-4);
  EXPECT_LE(largest_difference(got.delta_log_p, wanted.delta_log_p), 1e-4);
  EXPECT_EQ(wanted.end_log_p.size(), 150u);
  EXPECT_FALSE(wanted.end_is_prior);
  EXPECT_TRUE(got.end_is_prior);  // of N(0, 1), which is the marginal at a = 0.01 nearly
  EXPECT_LE(largest_difference(got.end_log_p, wanted.end_log_p), 0.1);
}

}  // namespace
}  // namespace alphabar
