#include "core/model/mixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/model/diffused_component.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

/// Central differences of the density's logarithm.
Vec2 numeric_score(const Mixture& m, Vec2 x, const Level& level, int label = -1) {
  constexpr double h = 1e-5;
  const auto at = [&](double dx, double dy) {
    return m.log_density({x[0] + dx, x[1] + dy}, level, label);
  };
  return {(at(h, 0) - at(-h, 0)) / (2 * h), (at(0, h) - at(0, -h)) / (2 * h)};
}

TEST(Mixture, ScoreIsTheGradientOfLogDensity) {
  for (const bool round : {true, false}) {
    const Mixture m(random_mixture(3, 7, round));
    for (const Level level : {Level{0, 1, 0}, Level{0, 0.7, 0.4}, Level{0, 0, 1}, Level{0, 1, 5}})
      for (const int label : {-1, 1})
        for (const Vec2 x : {Vec2{0.3, -0.2}, Vec2{1.5, 1}, Vec2{-1, 0.4}}) {
          const Vec2 score = m.split(x, level, label).score;
          const Vec2 numeric = numeric_score(m, x, level, label);
          // Differences of step 1e-5 of a function with third derivatives up to 1e4.
          EXPECT_NEAR(score[0], numeric[0], 1e-6 * (1 + std::abs(score[0])));
          EXPECT_NEAR(score[1], numeric[1], 1e-6 * (1 + std::abs(score[1])));
        }
  }
}

TEST(Mixture, LaplacianIsTheDivergenceOfTheScore) {
  for (const bool round : {true, false}) {
    const Mixture m(random_mixture(4, 5, round));
    const Level level{0, 0.8, 0.5};
    constexpr double h = 1e-5;
    for (const Vec2 x : {Vec2{0.1, 0.2}, Vec2{-1, 1}}) {
      const auto s = [&](double dx, double dy) {
        return m.split({x[0] + dx, x[1] + dy}, level).score;
      };
      const double numeric = (s(h, 0)[0] - s(-h, 0)[0] + s(0, h)[1] - s(0, -h)[1]) / (2 * h);
      EXPECT_NEAR(m.laplacian(x, level), numeric, 1e-6 * (1 + std::abs(numeric)));
    }
  }
}

TEST(Mixture, SplitAddsUpToThePoint) {
  const Mixture m(random_mixture(5, 9, false));
  for (const Level level : {Level{0, 1, 0}, Level{0, 0.6, 0.8}, Level{0, 0, 1}, Level{0, 1, 50}}) {
    const Vec2 x{0.7, -1.1};
    const Split split = m.split(x, level);
    for (std::size_t c = 0; c < 2; ++c) {
      // x0_hat is 50 times smaller than s eps_hat at most: 1e-13 is a few hundred roundings.
      EXPECT_NEAR(level.a * split.x0_hat[c] + level.s * split.eps_hat[c], x[c], 1e-13);
      EXPECT_EQ(split.eps_hat[c], -level.s * split.score[c]);
    }
  }
}

TEST(Mixture, PureNoiseKnowsOnlyTheMean) {
  const DataSpec data = random_mixture(6, 4, false);
  Vec2 mean{};
  for (const Component& c : data.components)
    for (std::size_t i = 0; i < 2; ++i) mean[i] += c.weight * c.mean[i];
  const Split split = Mixture(data).split({2, 3}, {0, 0, 1});
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(split.x0_hat[i], mean[i], 1e-14);
}

TEST(Mixture, FarPointsBelongToTheNearestComponent) {
  const Mixture m(
      DataSpec{"two", {{{-1, 0}, {0.1, 0.1}, 0, 0.5, 0}, {{1, 0}, {0.1, 0.1}, 0, 0.5, 1}}});
  const Split split = m.split({1e6, 0}, {0, 1, 0.1});
  EXPECT_NEAR(split.score[0], -(1e6 - 1) / 0.02, 1e-3);
  EXPECT_TRUE(std::isfinite(m.log_density({-1e8, 1e8}, {0, 1, 0})));
}

TEST(Mixture, OneComponentIsAGaussian) {
  const double angle = 0.6;
  const Mixture m(DataSpec{"one", {{{0.5, -1}, {2, 0.5}, angle, 1, 0}}});
  EXPECT_FALSE(m.isotropic());
  // A standard deviation along the first axis lowers log p by one half.
  const Vec2 out{0.5 + 2 * std::cos(angle), -1 + 2 * std::sin(angle)};
  EXPECT_NEAR(m.log_density({0.5, -1}, {0, 1, 0}) - m.log_density(out, {0, 1, 0}), 0.5, 1e-14);
  EXPECT_NEAR(m.log_density({0.5, -1}, {0, 1, 0}), -std::log(2 * std::numbers::pi), 1e-14);
}

TEST(Mixture, DiffusedComponentsAgreeWithTheirWhitening) {
  for (const auto& c : Mixture(random_mixture(8, 20, false)).at({0, 0.5, 0.3})) {
    const Eigen::Matrix2d p = c.whitening.transpose() * c.whitening;
    EXPECT_EQ(c.whitening(1, 0), 0);
    EXPECT_NEAR(p(0, 0), c.precision(0, 0), 1e-13 * c.precision(0, 0));
    EXPECT_NEAR(p(0, 1), c.precision(0, 1), 1e-13 * c.precision(0, 0));
    EXPECT_NEAR(p(1, 1), c.precision(1, 1), 1e-13 * c.precision(1, 1));
    const Point intercept = c.mu - c.gain * c.mean;
    EXPECT_NEAR(c.intercept.x(), intercept.x(), 1e-13);
    EXPECT_NEAR(c.intercept.y(), intercept.y(), 1e-13);
  }
}

TEST(Mixture, ClassesMakeTheWhole) {
  const Mixture m(random_mixture(9, 6, true));
  EXPECT_EQ(m.classes(), 3);
  double density = 0;
  for (int label = 0; label < 3; ++label) {
    double share = 0;
    for (const Component& c : m.data().components) share += c.label == label ? c.weight : 0;
    density += share * std::exp(m.log_density({0.2, 0.1}, {0, 0.9, 0.3}, label));
  }
  EXPECT_NEAR(std::log(density), m.log_density({0.2, 0.1}, {0, 0.9, 0.3}), 1e-13);
}

TEST(Mixture, RefusesWhatItCannotBe) {
  EXPECT_THROW(Mixture(DataSpec{"none", {}}), BadRequest);
  EXPECT_THROW(Mixture(random_mixture(1, 3, true)).at({0, 1, 0}, 7), BadRequest);
}

}  // namespace
}  // namespace alphabar
