#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "core/files/arrays/npz.h"
#include "core/metrics/band.h"
#include "core/metrics/target.h"
#include "core/model/mixture.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

/// What make_metrics.py computed by other formulas.
const Npz& reference() {
  static const Npz npz = Npz::read(std::string(test_data()) + "/metrics/arrays.npz");
  return npz;
}
std::vector<double> numbers(const std::string& name) { return reference().at(name).as_doubles(); }

LineTarget line_target(std::size_t points) {
  const auto p = numbers("line_parts");
  std::vector<LineTarget::Part> parts;
  for (std::size_t i = 0; i < p.size(); i += 3) parts.push_back({p[i], p[i + 1], p[i + 2]});
  return LineTarget(parts, points);
}

std::vector<DiffusedComponent> plane_mixture() {
  const auto c = numbers("components"), level = numbers("level");
  DataSpec data;
  for (std::size_t i = 0; i < c.size(); i += 6)
    data.components.push_back({{c[i + 1], c[i + 2]}, {c[i + 3], c[i + 4]}, c[i + 5], c[i], 0});
  return Mixture(data).at({0, level[0], level[1]});
}

std::vector<float> floats(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

TEST(Band, QuantilesAreThoseOfNumpy) {
  const auto values = numbers("values"), expected = numbers("quantiles");
  const double q[] = {0, 0.1, 0.5, 0.9, 1};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(quantile(values, q[i]), expected[i], 1e-14) << q[i];
  EXPECT_EQ(band({3}), (Band{3, 3, 3}));
}

TEST(Band, KeepsWhatIsNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(quantile({1, infinity, infinity}, 0.75), infinity);
  EXPECT_EQ(quantile({1, 1, infinity}, 0.5), 1);
  EXPECT_TRUE(std::isnan(quantile({1, std::nan(""), 2}, 0.1)));
}

TEST(LineTarget, QuantilesAreThoseOfARootFinder) {
  const LineTarget target = line_target(1024);
  const auto expected = numbers("line_quantiles");
  ASSERT_EQ(target.cells(), 1024u);
  // Both stop where F is met to about 1e-13; the density there is at least 1e-3 but in the gap.
  for (std::size_t j = 1; j < target.cells(); ++j)
    EXPECT_NEAR(target.quantile(j), expected[j - 1], 1e-9) << j;
}

TEST(LineTarget, DistancesAreThoseOfQuadrature) {
  for (const std::string name : {"good", "bad", "one"}) {
    const auto points = numbers("line_" + name), expected = numbers("line_" + name + "_distances");
    const LineDistances found = line_target(points.size()).distances(points);
    // W2 is exact to the quadrature's error. The others have a cubic between about 1024 nodes,
    // which in the one cell that spans the gap (width 2) can miss by 2 / (4 * 1024) of a point.
    EXPECT_NEAR(found.w1, expected[0], 1e-6) << name;
    EXPECT_NEAR(found.w2_squared, expected[1], 1e-9) << name;
    EXPECT_NEAR(found.energy_squared, expected[2], 1e-7 + 1e-4 * expected[2]) << name;
  }
}

TEST(LineTarget, ManyPartsAreReadFromAGrid) {
  // The same mixture in few parts and with each part split into 60 equal ones.
  const auto p = numbers("line_parts");
  std::vector<LineTarget::Part> few, many;
  for (std::size_t i = 0; i < p.size(); i += 3) {
    few.push_back({p[i], p[i + 1], p[i + 2]});
    for (int k = 0; k < 60; ++k) many.push_back({p[i] / 60, p[i + 1], p[i + 2]});
  }
  const auto points = numbers("line_good");
  const LineTarget exact(few, points.size()), grid(many, points.size());
  const LineDistances a = exact.distances(points), b = grid.distances(points);
  // F is read to 1e-7.
  EXPECT_NEAR(b.w1, a.w1, 1e-6);
  EXPECT_NEAR(b.w2_squared, a.w2_squared, 1e-6);
  EXPECT_NEAR(b.energy_squared, a.energy_squared, 1e-6);
  EXPECT_NE(b.w1, a.w1) << "not read from a grid at all";
}

TEST(Target, DistancesAreThoseOfTheReference) {
  const auto x = floats(numbers("x"));
  const Target target(plane_mixture(), x.size() / 2);
  const Distances found = target.distances(x);
  EXPECT_NEAR(found[Metric::sliced_w1], numbers("sliced_w1")[0], 1e-6);
  EXPECT_NEAR(found[Metric::sliced_w2], numbers("sliced_w2")[0], 1e-8);
  // 32 directions stand for the circle: to 5e-4 of E|X - Y|, of which this is a difference.
  EXPECT_NEAR(found[Metric::energy], numbers("energy")[0], 1e-3 * numbers("energy")[0]);
  EXPECT_NEAR(found[Metric::mode_weights], numbers("mode_weights")[0], 1e-12);
  EXPECT_TRUE(std::isnan(found[Metric::ode_end]));
  const Eigen::VectorXd shares = target.shares(x);
  const auto expected = numbers("shares");
  for (std::size_t k = 0; k < expected.size(); ++k)
    EXPECT_NEAR(shares[static_cast<Eigen::Index>(k)], expected[k], 1e-12);
}

TEST(Target, WeightsAreThoseOfTheData) {
  const Target target(plane_mixture(), 1);
  const auto c = numbers("components");
  for (Eigen::Index k = 0; k < target.weights().size(); ++k)
    EXPECT_NEAR(target.weights()[k], c[6 * static_cast<std::size_t>(k)], 1e-14);
}

TEST(Target, DrawsComeFromTheMixture) {
  constexpr std::size_t n = 40000;
  const Target target(plane_mixture(), n);
  const auto x = target.draw(3);
  const auto mixture = plane_mixture();
  Vec2 mean{};
  Point expected = Point::Zero();
  for (std::size_t k = 0; k < mixture.size(); ++k)
    expected += target.weights()[static_cast<Eigen::Index>(k)] * mixture[k].mean;
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t i = 0; i < 2; ++i) mean[i] += double{x[2 * p + i]} / n;
  // The mean of n draws with a standard deviation of at most 1: five of its own is 0.025.
  EXPECT_NEAR(mean[0], expected[0], 0.025);
  EXPECT_NEAR(mean[1], expected[1], 0.025);
  // What is drawn exactly is as near as theory says: E D^2 = E|Y - Y'| / n, here about 1.3 / n.
  EXPECT_LT(target.distances(x)[Metric::energy], 3 * std::sqrt(1.3 / n));
  EXPECT_NE(target.draw(3), target.draw(4));
  EXPECT_EQ(target.draw(3), x);
}

TEST(Target, FloorFallsWithTheRootOfTheNumber) {
  const Bands few = Target(plane_mixture(), 500).floor();
  const Bands many = Target(plane_mixture(), 8000).floor();
  // 16 times the particles: a quarter. Medians of 16 draws scatter by a fifth or so.
  for (const Metric m : {Metric::sliced_w1, Metric::energy, Metric::mode_weights}) {
    EXPECT_GT(few[m].median / many[m].median, 2.5) << metric_info(m).name;
    EXPECT_LT(few[m].median / many[m].median, 6.5) << metric_info(m).name;
  }
  EXPECT_EQ(many[Metric::ode_end].high, 0);
}

TEST(Target, MetricsSeeWhatTheyAreFor) {
  constexpr std::size_t n = 4000;
  const Target target(plane_mixture(), n);
  const Bands floor = target.floor();
  auto moved = target.draw(1);
  for (std::size_t i = 0; i < moved.size(); i += 2) moved[i] += 0.3F;
  const Distances shifted = target.distances(moved);
  // A shift by v: SW1 is the mean of |u . v|, 2/pi |v|; SW2 its root mean square, |v| / sqrt 2.
  EXPECT_NEAR(shifted[Metric::sliced_w1], 0.3 * 2 / std::numbers::pi,
              2 * floor[Metric::sliced_w1].median);
  EXPECT_NEAR(shifted[Metric::sliced_w2], 0.3 / std::sqrt(2), 2 * floor[Metric::sliced_w2].median);
  EXPECT_GT(shifted[Metric::energy], 3 * floor[Metric::energy].median);
  // All particles in one component of weight 0.45: the variation is the rest.
  const auto mixture = plane_mixture();
  std::vector<float> one;
  for (std::size_t p = 0; p < n; ++p) {
    one.push_back(static_cast<float>(mixture[0].mean.x()));
    one.push_back(static_cast<float>(mixture[0].mean.y()));
  }
  EXPECT_NEAR(target.distances(one)[Metric::mode_weights], 0.55, 1e-3);
}

TEST(Target, ParticlesThatRanAwayAreInfinitelyFar) {
  for (const float lost :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    const Target target(plane_mixture(), 2);
    const std::vector<float> x{0, 0, lost, 0};
    EXPECT_EQ(target.distances(x)[Metric::sliced_w2], std::numeric_limits<double>::infinity());
  }
}

TEST(Metrics, TheTableIsInTheOrderOfTheEnumeration) {
  for (std::size_t i = 0; i < metrics().size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(metrics()[i].kind), i);
}

}  // namespace
}  // namespace alphabar
