// What is drawn beside the particles, against sums and closed forms of its own.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/figures/chain_data.h"
#include "core/figures/fields/guidance_field.h"
#include "core/figures/posterior.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

/// Two classes of circles, one narrow and rare.
DataSpec two_classes() {
  DataSpec data;
  data.components = {{.mean = {-1, 0}, .std = {0.5, 0.5}, .weight = 0.7, .label = 0},
                     {.mean = {1, 0.5}, .std = {0.3, 0.3}, .weight = 0.2, .label = 1},
                     {.mean = {1.5, -1}, .std = {0.3, 0.3}, .weight = 0.1, .label = 1}};
  return data;
}

Guide to_class(int label) {
  Guide guide;
  guide.label = label;
  return guide;
}

/// p(y = 1 | x) of two_classes() at a level, by Bayes' rule as it is written.
double class_1_at(const DataSpec& data, const Level& level, const Point& x) {
  double own = 0, all = 0;
  for (const Component& c : data.components) {
    const double v = level.a * level.a * c.std[0] * c.std[0] + level.s * level.s;
    const double d = (x - level.a * Point(c.mean[0], c.mean[1])).squaredNorm();
    const double p = c.weight * std::exp(-d / (2 * v)) / (2 * std::numbers::pi * v);
    all += p;
    if (c.label == 1) own += p;
  }
  return own / all;
}

TEST(GuidanceField, OfAClassIsTheGradientOfItsProbability) {
  const DataSpec data = two_classes();
  const Mixture model(data);
  const Level level{.t = 1, .a = 0.8, .s = 0.6};
  const Guide guide = to_class(1);
  constexpr double h = 1e-5;
  for (const Point& x : {Point(0.1, 0.2), Point(-0.9, 1.1), Point(1.4, -0.7)}) {
    const auto log_p = [&](double dx, double dy) {
      return std::log(class_1_at(data, level, x + Point(dx, dy)));
    };
    const Point by_hand((log_p(h, 0) - log_p(-h, 0)) / (2 * h),
                        (log_p(0, h) - log_p(0, -h)) / (2 * h));
    EXPECT_LT((guidance_at(model, guide, level, x).col(0) - by_hand).norm(), 1e-8);
  }
}

TEST(GuidanceField, GridHasTheProbabilityAndTheLoss) {
  const DataSpec data = two_classes();
  const Mixture model(data);
  const Level level{.t = 1, .a = 0.8, .s = 0.6};
  const Camera camera{{0.2, -0.1}, 2};
  constexpr int width = 120, height = 80;
  const auto compare = [&](const Guide& guide, auto wanted) {
    const DensityGrid grid = guidance_grid(model, guide, level, camera, {width, height});
    ASSERT_EQ(grid.log_p.size(), static_cast<std::size_t>(grid.columns * grid.rows));
    for (int j = 0; j < grid.rows; j += 3)
      for (int i = 0; i < grid.columns; i += 3) {
        const double right = camera.half_width(width, height);
        const Point x(camera.center[0] + right * ((2 * i + 1.0) / grid.columns - 1),
                      camera.center[1] + camera.half_height * ((2 * j + 1.0) / grid.rows - 1));
        EXPECT_NEAR(grid.log_p[static_cast<std::size_t>(j * grid.columns + i)], wanted(x), 1e-4);
      }
  };
  compare(to_class(1), [&](const Point& x) { return std::log(class_1_at(data, level, x)); });
  const Loss loss{.target = {1, 1}};
  Guide by_loss;
  by_loss.loss = loss;
  compare(by_loss,
          [&](const Point& x) { return -value(loss, model.split(vec2_of(x), level).x0_hat); });
}

TEST(GuidanceField, LeadsNowhereWithoutAGuide) {
  const Mixture model(two_classes());
  const Level level{.t = 1, .a = 0.8, .s = 0.6};
  const Camera camera;
  Guide weaker;
  weaker.from_weaker = true;
  for (const Guide& guide : {Guide{}, to_class(7), weaker}) {
    EXPECT_EQ(guidance_at(model, guide, level, Point(0.3, 0.1)).norm(), 0);
    EXPECT_TRUE(guidance_grid(model, guide, level, camera, {80, 60}).log_p.empty());
  }
}

/// A step of DDPM with these numbers, its state and its noise given.
OneStep ddpm_step(const Level& from, const Level& to, double c_z) {
  OneStep step;
  step.row.from = from;
  step.row.to = to;
  step.row.c_z = c_z;
  step.x = {0.4, -1.2};
  step.z = {0.7, 0.1};
  step.next = {0.3, -0.9};
  return step;
}

/// Against Ho et al. 2020, eq. 7, in alpha and beta, and the KL of two Gaussians by quadrature.
TEST(Posterior, IsDdpmsAndItsDistanceTheIntegral) {
  const double ab = 0.5, ab_before = 0.6, alpha = ab / ab_before, beta = 1 - alpha;
  const Level from{.t = 5, .a = std::sqrt(ab), .s = std::sqrt(1 - ab)};
  const Level to{.t = 4, .a = std::sqrt(ab_before), .s = std::sqrt(1 - ab_before)};
  const OneStep step = ddpm_step(from, to, 0.3);
  const Point x0(1.1, 0.2);
  const auto posterior = posterior_of(step, x0);
  ASSERT_TRUE(posterior);
  const Point mean = std::sqrt(ab_before) * beta / (1 - ab) * x0 +
                     std::sqrt(alpha) * (1 - ab_before) / (1 - ab) * step.x;
  EXPECT_LT((posterior->mean - mean).norm(), 1e-12);
  EXPECT_NEAR(posterior->std, std::sqrt((1 - ab_before) / (1 - ab) * beta), 1e-12);
  EXPECT_EQ(posterior->model_std, 0.3);
  const auto log_normal = [](const Point& x, const Point& at, double std) {
    return -(x - at).squaredNorm() / (2 * std * std) - std::log(2 * std::numbers::pi * std * std);
  };
  double kl = 0;
  constexpr double h = 0.01;
  for (double dx = -3; dx < 3; dx += h)
    for (double dy = -3; dy < 3; dy += h) {
      const Point x = posterior->mean + Point(dx, dy);
      const double q = log_normal(x, posterior->mean, posterior->std);
      const double p = log_normal(x, posterior->model_mean, posterior->model_std);
      kl += std::exp(q) * (q - p) * h * h;
    }
  ASSERT_TRUE(posterior->kl);
  EXPECT_NEAR(*posterior->kl, kl, 1e-6 * kl);
}

TEST(Posterior, OfAStepWithoutNoiseHasNoDistance) {
  const Level from{.t = 5, .a = 0.6, .s = 0.8}, to{.t = 4, .a = 0.8, .s = 0.6};
  const auto still = posterior_of(ddpm_step(from, to, 0), {0, 0});
  ASSERT_TRUE(still);
  EXPECT_FALSE(still->kl);
  EXPECT_FALSE(posterior_of(ddpm_step(to, from, 0.1), {0, 0})) << "towards more noise";
}

TEST(ChainData, WalkTakesTheChainsWaysAsOftenAsItSays) {
  ChainSpec spec;
  spec.walker = true;
  spec.steps = 1000;
  std::size_t states = spec.p.size();
  Eigen::MatrixXd ways = Eigen::MatrixXd::Zero(4, 4);
  for (spec.seed = 1; spec.seed <= 20; ++spec.seed) {
    const ChainData data = chain_data(spec);
    ASSERT_EQ(data.walk.size(), 1001u);
    EXPECT_EQ(data.walk.front(), 3) << "where it starts";
    for (std::size_t n = 1; n < data.walk.size(); ++n) ways(data.walk[n], data.walk[n - 1]) += 1;
    EXPECT_NEAR(data.visits.col(1000).sum(), 1, 1e-12);
    EXPECT_LT((data.visits.col(1000) - data.run->pi).cwiseAbs().maxCoeff(), 0.12);
  }
  for (std::size_t j = 0; j < states; ++j) {
    const auto from = static_cast<Eigen::Index>(j);
    const Eigen::VectorXd shares = ways.col(from) / ways.col(from).sum();
    for (std::size_t i = 0; i < states; ++i) {
      const auto to = static_cast<Eigen::Index>(i);
      EXPECT_NEAR(shares[to], spec.p[i][j], 0.03) << i << " from " << j;
      EXPECT_EQ(shares[to] == 0, spec.p[i][j] == 0) << "only ways that there are";
    }
  }
  EXPECT_EQ(chain_data(spec).walk, chain_data(spec).walk) << "a seed is a walk";
}

}  // namespace
}  // namespace alphabar
