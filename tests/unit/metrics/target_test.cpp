// KL divergence, likelihood, MMD, precision and recall, guided targets and the paths' curvature,
// against tests/data/make_metrics.py and against what they must be by their definitions.

#include "core/metrics/target.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "core/files/arrays/npz.h"
#include "core/metrics/distance_meter.h"
#include "core/metrics/estimators/guided_flow.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

const Npz& reference() {
  static const Npz npz = Npz::read(std::string(test_data()) + "/metrics/arrays.npz");
  return npz;
}
std::vector<double> numbers(const std::string& name) { return reference().at(name).as_doubles(); }
std::vector<float> floats(const std::string& name) {
  const auto values = numbers(name);
  return {values.begin(), values.end()};
}

/// The three components of the reference, the middle one class 1.
Mixture plane() {
  const auto c = numbers("components");
  DataSpec data;
  for (std::size_t i = 0; i < c.size(); i += 6)
    data.components.push_back(
        {{c[i + 1], c[i + 2]}, {c[i + 3], c[i + 4]}, c[i + 5], c[i], i == 6 ? 1 : 0});
  return Mixture(data);
}
Level at_level() { return {0, numbers("level")[0], numbers("level")[1]}; }

GuidanceSpec towards_class(double scale) {
  GuidanceSpec guidance;
  guidance.kind = GuidanceKind::classifier_free;
  guidance.label = 1;
  guidance.scale = scale;
  return guidance;
}

/// n points on a spiral: no two alike, no grid.
std::vector<float> spiral(std::size_t n) {
  std::vector<float> x;
  for (std::size_t i = 0; i < n; ++i) {
    const double r = std::sqrt(static_cast<double>(i) + 0.5), angle = 2.4 * static_cast<double>(i);
    x.push_back(static_cast<float>(r * std::cos(angle)));
    x.push_back(static_cast<float>(0.3 * r * std::sin(angle)));
  }
  return x;
}

TEST(PointTree, RadiiAndDiscsAreThoseOfAllPairs) {
  const std::vector<float> x = spiral(300);
  for (const std::size_t k : {1, 3, 7}) {
    const PointTree tree(x, k);
    std::vector<double> wanted;
    for (std::size_t i = 0; i < x.size(); i += 2) {
      std::vector<double> off;
      for (std::size_t j = 0; j < x.size(); j += 2)
        off.push_back(std::hypot(double{x[i]} - x[j], double{x[i + 1]} - x[j + 1]));
      std::ranges::sort(off);
      wanted.push_back(off[k]);
      EXPECT_NEAR(tree.radii()[i / 2], wanted.back(), 1e-12);
    }
    std::size_t inside = 0;
    for (int i = -40; i <= 40; ++i)
      for (int j = -40; j <= 40; ++j) {
        const Vec2 at{0.5 * i, 0.17 * j};
        bool covered = false;
        for (std::size_t p = 0; p < wanted.size() && !covered; ++p)
          covered = std::hypot(at[0] - x[2 * p], at[1] - x[2 * p + 1]) <= wanted[p];
        EXPECT_EQ(tree.covers(at), covered) << at[0] << " " << at[1];
        inside += covered ? 1 : 0;
      }
    EXPECT_GT(inside, 100u);
    EXPECT_LT(inside, 6000u);
  }
}

TEST(PointTree, PrecisionAndRecallAreThoseOfTheReference) {
  const std::vector<float> x = floats("x"), y = floats("y");
  const PrecisionRecall found = precision_recall(PointTree(x, 3), x, PointTree(y, 3), y);
  EXPECT_EQ(found.precision, numbers("precision")[0]);
  EXPECT_EQ(found.recall, numbers("recall")[0]);
}

TEST(Target, KlIsThatOfTheReference) {
  const std::vector<float> x = floats("x");
  const Target target(plane().at(at_level()), x.size() / 2);
  const Distances found = target.distances(x);
  EXPECT_NEAR(found[Metric::kl], numbers("kl")[0], 1e-10);
  // The target's own likelihood is a mean over 65536 draws: five deviations of it, about 1 each.
  EXPECT_NEAR(found[Metric::nll], numbers("negative_log")[0] - numbers("entropy")[0], 5 / 256.0);
}

TEST(Target, MmdIsThatOfTheReference) {
  const std::vector<float> x = floats("x");
  const auto mixture = plane().at(at_level());
  Eigen::VectorXd weights(3);
  for (Eigen::Index k = 0; k < 3; ++k) weights[k] = weight_of(mixture[static_cast<std::size_t>(k)]);
  const Mmd mmd(mixture, weights);
  EXPECT_NEAR(mmd.bandwidth(), numbers("mmd")[0], 1e-12);
  EXPECT_NEAR(mmd.squared(x), numbers("mmd")[1], 1e-8);
  // Against draws it is the same up to their chance: a deviation of about 0.3 / sqrt(4096) in each
  // of its means.
  const Mmd of_draws(EndDensity(mixture).draw(3, 4096).x);
  EXPECT_NEAR(of_draws.bandwidth(), mmd.bandwidth(), 0.05);
  EXPECT_NEAR(of_draws.squared(x), mmd.squared(x), 0.01);
  EXPECT_NE(of_draws.squared(x), mmd.squared(x));
}

TEST(Target, MmdHasNoBias) {
  const auto mixture = plane().at(at_level());
  constexpr int repetitions = 200;
  double mean = 0, square = 0;
  const Target target(mixture, 64);
  for (std::uint64_t seed = 0; seed < repetitions; ++seed) {
    const double found = target.distances(target.draw(seed))[Metric::mmd];
    mean += found / repetitions;
    square += found * found / repetitions;
  }
  // Of exact draws: 0 within four standard errors, and below 0 as often as not.
  EXPECT_LT(std::abs(mean), 4 * std::sqrt(square / repetitions));
  EXPECT_LT(std::abs(mean), 1e-3);
}

TEST(Target, KlOfOneGaussianAgainstAnotherIsItsClosedForm) {
  constexpr std::size_t n = 20000;
  const Mixture p(DataSpec{"p", {{{0, 0}, {1, 0.5}, 0, 1, 0}}});
  const Mixture q(DataSpec{"q", {{{0.3, -0.2}, {0.8, 0.8}, 0, 1, 0}}});
  const Level clean{0, 1, 0};
  const Target from_p(p.at(clean), n);
  const double found = from_p.distances(EndDensity(q.at(clean)).draw(7, n).x)[Metric::kl];
  const double vx = 0.64, vy = 0.64 / 0.25;  // of q over those of p
  const double wanted = 0.5 * (vx + vy - 2 - std::log(vx * vy) + 0.3 * 0.3 + 0.2 * 0.2 / 0.25);
  // log r^2 of the third of 3 neighbours has a deviation of sqrt(psi'(3)) = 0.63, -log p one of
  // about 2: five standard errors of 20,000.
  EXPECT_NEAR(found, wanted, 5 * std::hypot(0.63, 2.0) / std::sqrt(n));
  EXPECT_GT(wanted, 0.3);
}

TEST(Target, PrecisionAndRecallTellWhatIsMissingFromWhatIsTooMuch) {
  constexpr std::size_t n = 3000;
  const Mixture model = plane();
  const Level clean{0, 1, 0.05};
  const Target target(model.at(clean), n);
  // Only class 1: all of it looks right, and two components are never found.
  const Distances one = target.distances(EndDensity(model.at(clean, 1)).draw(5, n).x);
  EXPECT_LT(one[Metric::one_minus_precision], 0.1);
  EXPECT_NEAR(one[Metric::one_minus_recall], 0.65, 0.05);
  // Too wide: much lies where there is nothing, but nothing is missed.
  const Distances wide = target.distances(EndDensity(model.at({0, 1, 0.6})).draw(5, n).x);
  EXPECT_GT(wide[Metric::one_minus_precision], 0.3);
  EXPECT_LT(wide[Metric::one_minus_recall], 0.1);
}

TEST(Target, OfTooFewParticlesSomeAreNotKnown) {
  const Target target(plane().at(at_level()), 3);
  const Distances found = target.distances(target.draw(1));
  for (const Metric m : {Metric::kl, Metric::one_minus_precision, Metric::one_minus_recall})
    EXPECT_TRUE(std::isnan(found[m])) << metric_info(m).name;
  EXPECT_TRUE(std::isfinite(found[Metric::sliced_w1]));
}

/// What the reference knows of a guided density: log Z, mean, covariance, entropy; log p of x.
void expect_density(const EndDensity& density, const std::string& name) {
  const auto wanted = numbers("guided_" + name), log_p = numbers("guided_" + name + "_log_p");
  constexpr std::size_t n = 40000;
  const Draws draws = density.draw(11, n);
  EXPECT_EQ(draws.effective, n) << name << ": by rejection";
  // A mean of weights over 160,000 proposals or more.
  EXPECT_NEAR(draws.log_z, wanted[0], 0.02) << name;
  Eigen::VectorXd r;
  const auto x = numbers("x");
  for (std::size_t i = 0; i < log_p.size(); ++i)
    EXPECT_NEAR(density.log_density({x[2 * i], x[2 * i + 1]}, r) - draws.log_z, log_p[i], 0.02)
        << name;
  const Eigen::Map<const Eigen::Matrix2Xf> points(draws.x.data(), 2, n);
  const Eigen::Matrix2Xd exact = points.cast<double>();
  const Point mean = exact.rowwise().mean();
  const Eigen::Matrix2Xd centred = exact.colwise() - mean;
  const Eigen::Matrix2d covariance = centred * centred.transpose() / n;
  // Five standard errors of numbers with a deviation of about 0.75.
  EXPECT_NEAR(mean.x(), wanted[1], 0.02) << name;
  EXPECT_NEAR(mean.y(), wanted[2], 0.02) << name;
  EXPECT_NEAR(covariance(0, 0), wanted[3], 0.02) << name;
  EXPECT_NEAR(covariance(0, 1), wanted[4], 0.02) << name;
  EXPECT_NEAR(covariance(1, 1), wanted[6], 0.02) << name;
  double entropy = 0;
  for (Eigen::Index i = 0; i < exact.cols(); ++i)
    entropy -= (density.log_density(exact.col(i), r) - draws.log_z) / n;
  EXPECT_NEAR(entropy, wanted[7], 0.04) << name;
}

TEST(EndDensity, GuidedOnesAreThoseOfTheReference) {
  const Level noisy{0, at_level().a, 0.6};
  expect_density(EndDensity(plane(), towards_class(0.5), noisy), "half");
  expect_density(EndDensity(plane(), towards_class(3), noisy), "three");
  GuidanceSpec point;
  point.kind = GuidanceKind::loss_point;
  point.scale = 1.5;
  point.target = {0.4, 0.2};
  expect_density(EndDensity(plane(), point, noisy), "point");
}

TEST(EndDensity, AwayFromAWeakerModelIsTheDataAtAnyWeight) {
  GuidanceSpec away;
  away.kind = GuidanceKind::autoguidance;
  for (const double w : {0.5, 1.0, 1.2, 3.0}) {
    away.scale = w;
    const EndDensity density(plane(), away, at_level());
    EXPECT_TRUE(density.is_mixture()) << w;
    EXPECT_EQ(density.draw(3, 50).x, EndDensity(plane(), {}, at_level()).draw(3, 50).x) << w;
  }
}

TEST(GuidedFlow, IsKnownOfAConstantWeightAndALinearCombinationAlone) {
  GuidanceSpec guidance = towards_class(2);
  EXPECT_TRUE(has_flow(guidance));
  guidance.curve_t = {0, 1};
  guidance.curve_w = {1, 0};
  EXPECT_FALSE(has_flow(guidance));
  guidance = towards_class(2);
  guidance.kind = GuidanceKind::classifier_free;
  EXPECT_TRUE(has_flow(guidance));
  guidance.combination = Combination::projected;
  EXPECT_FALSE(has_flow(guidance));
  guidance.kind = GuidanceKind::autoguidance;
  EXPECT_FALSE(has_flow(guidance));
}

TEST(EndDensity, OfWeightOneIsTheClassAndOfNoneAllOfTheData) {
  const Level level = at_level();
  Eigen::VectorXd r;
  for (const Point& x : {Point(0.4, 0.1), Point(-2, 1)}) {
    const EndDensity one(plane(), towards_class(1), level), none(plane(), towards_class(0), level);
    EXPECT_TRUE(one.is_mixture());
    EXPECT_TRUE(none.is_mixture());
    EXPECT_DOUBLE_EQ(one.log_density(x, r), plane().log_density(vec2_of(x), level, 1));
    EXPECT_DOUBLE_EQ(none.log_density(x, r), plane().log_density(vec2_of(x), level));
  }
}

// What guidance wants lies 5.5 deviations off: few of the proposals come near it.
TEST(EndDensity, SaysWhatItsDrawsAreWorth) {
  const Mixture one(DataSpec{"one", {{{0, 0}, {1, 1}, 0, 1, 0}}});
  GuidanceSpec far;
  far.kind = GuidanceKind::loss_point;
  far.scale = 100;
  far.target = {5.5, 0};
  const EndDensity density(one, far, {0, 1, 0.01});
  const Draws draws = density.draw(1, 2000);
  EXPECT_LT(draws.effective, 200);
  EXPECT_EQ(draws.x.size(), 4000u);
  const Target target(density, 500);
  EXPECT_LT(target.effective(), Target::fewest_effective);
  EXPECT_TRUE(std::isnan(target.distances(std::vector<float>(1000))[Metric::sliced_w1]));
  EXPECT_TRUE(std::isnan(target.floor()[Metric::energy].median));
}

TEST(Target, ExactDrawsOfAGuidedDensityAreAtItsFloor) {
  constexpr std::size_t n = 2000;
  const Level noisy{0, at_level().a, 0.6};
  const Target target(EndDensity(plane(), towards_class(3), noisy), n);
  EXPECT_GE(target.effective(), 65536);
  const Bands floor = target.floor();
  const Distances exact = target.distances(target.draw(400));
  const Distances other =
      target.distances(EndDensity(plane(), towards_class(1), noisy).draw(4, n).x);
  for (const Metric m :
       {Metric::sliced_w1, Metric::sliced_w2, Metric::energy, Metric::mode_weights}) {
    EXPECT_LT(exact[m], 3 * floor[m].median) << metric_info(m).name;
    EXPECT_GT(other[m], 3 * floor[m].median) << metric_info(m).name;
  }
  EXPECT_GT(other[Metric::mmd], 10 * std::abs(exact[Metric::mmd]));
  EXPECT_LT(std::abs(exact[Metric::kl]), 0.1);
  EXPECT_GT(other[Metric::kl], exact[Metric::kl] + 0.02);
  // No worse than the closed form of the same: a sample stands for the mixture.
  const Target closed(EndDensity(plane(), towards_class(1), noisy), n);
  EXPECT_LT(floor[Metric::sliced_w1].median, 1.5 * closed.floor()[Metric::sliced_w1].median);
}

TEST(LineTarget, ASampleStandsForItsMixture) {
  const auto p = numbers("line_parts");
  std::vector<LineTarget::Part> parts;
  for (std::size_t i = 0; i < p.size(); i += 3) parts.push_back({p[i], p[i + 1], p[i + 2]});
  constexpr std::size_t n = 60;
  const LineTarget exact(parts, n * 1024);  // its quantiles are the sample
  std::vector<double> sample;
  for (std::size_t j = 0; j < exact.cells(); ++j) {
    const double low = j == 0 ? exact.quantile(1) : exact.quantile(j);
    const double high = j + 1 == exact.cells() ? low : exact.quantile(j + 1);
    sample.push_back(0.5 * (low + high));
  }
  const LineTarget of_sample(std::span<const double>(sample), n);
  const LineTarget closed(parts, n);
  for (const std::string name : {"good", "bad"}) {
    auto points = numbers("line_" + name);
    points.resize(n, points.back());
    const LineDistances a = closed.distances(points), b = of_sample.distances(points);
    EXPECT_NEAR(a.w1, b.w1, 2e-4) << name;
    EXPECT_NEAR(a.w2_squared, b.w2_squared, 2e-3) << name;
    EXPECT_NEAR(a.energy_squared, b.energy_squared, 2e-4) << name;
  }
}

/// A run of this plan with all its rows.
Trajectory<float> run_of(const Plan& plan, std::size_t particles, std::vector<float> states) {
  Trajectory<float> run;
  run.particles = particles;
  run.x_rows = {-1};
  for (std::size_t i = 0; i < plan.rows.size(); ++i)
    if (plan.rows[i].report != Report::none) run.x_rows.push_back(static_cast<int>(i));
  run.x.assign(states.begin(), states.end());
  return run;
}

TEST(Curvature, IsTheArcOverTheChordLessOne) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = 5;
  const Plan plan = build_plan(Process(ProcessSpec{}), sampler);
  const Trajectory<float> run = run_of(plan, 9, floats("path"));
  ASSERT_EQ(run.rows(), 6u);
  EXPECT_NEAR(path_curvature(plan, run, 9), numbers("curvature")[0], 1e-12);
  std::vector<float> straight;
  for (int row = 0; row < 6; ++row)
    for (const float v : {1.0F, -2.0F, 0.5F, 0.25F})
      straight.push_back(v * static_cast<float>(row * row));
  EXPECT_NEAR(path_curvature(plan, run_of(plan, 2, straight), 2), 0, 1e-12);
  Trajectory<float> thinned = run;
  thinned.x_rows.erase(thinned.x_rows.begin() + 2);
  EXPECT_TRUE(std::isnan(path_curvature(plan, thinned, 9)));
}

TEST(Curvature, LeavesTrialPointsOut) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::heun;
  sampler.grid.steps = 2;
  const Plan plan = build_plan(Process(ProcessSpec{}), sampler);
  std::vector<float> states{4, 0};
  for (const Row& row : plan.rows)
    states.insert(states.end(), {row.report == Report::trial ? 9.0F
                                 : row.to.s > 0              ? 1.0F
                                                             : 0.0F,
                                 row.report == Report::trial ? 7.0F : 0.0F});
  EXPECT_NEAR(path_curvature(plan, run_of(plan, 1, states), 1), 0, 1e-12);
}

TEST(GuidedFlow, OfAClassWithWeightOneIsTheFlowOfTheClass) {
  const Mixture model = plane();
  DataSpec of_class = model.data();
  std::erase_if(of_class.components, [](const Component& c) { return c.label != 1; });
  of_class.components.at(0).weight = 1;
  const Level from{0, 0.1, 0.99}, to{0, 1, 0.01};
  const std::vector<double> x{0.4, -0.7, -1.2, 0.9, 0.01, 0.3};
  const auto guided = guided_flow_states(model, towards_class(1), std::array{from, to}, x);
  const auto own = flow_states(Mixture(of_class), std::array{from, to}, x);
  for (std::size_t i = 0; i < own.size(); ++i) EXPECT_NEAR(guided[i], own[i], 1e-9);
  const auto strong = guided_flow_states(model, towards_class(4), std::array{from, to}, x);
  EXPECT_GT(std::abs(strong[6] - own[6]), 1e-3);
}

TEST(GuidedFlow, GuidesOnItsLevelsAlone) {
  const Mixture model = plane();
  GuidanceSpec between = towards_class(2);
  between.sigma_low = 0.5;
  between.sigma_high = 2;
  const Level from{0, 0.1, 0.99}, to{0, 1, 0.01};
  const std::vector<double> x{0.4, -0.7, -1.2, 0.9};
  const auto found = guided_flow_states(model, between, std::array{from, to}, x);
  // By hand: plain, guided, plain.
  const auto level = [](double sigma) {
    return Level{0, 1 / std::hypot(1.0, sigma), sigma / std::hypot(1.0, sigma)};
  };
  const GuidedDenoiser guided(model, guide_of(between), 2);
  auto wanted = ode_end_points(model, from, level(2), x);
  wanted = ode_end_points(guided, level(2), level(0.5), wanted);
  wanted = ode_end_points(model, level(0.5), to, wanted);
  const auto always = guided_flow_states(model, towards_class(2), std::array{from, to}, x);
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(found[4 + i], wanted[i], 1e-9);
  EXPECT_GT(std::abs(always[4] - found[4]), 1e-3);
}

}  // namespace
}  // namespace alphabar
