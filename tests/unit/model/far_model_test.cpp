// The exact model at points up to where log p(x) is no number any more, against the same formulas
// in 50 digits.

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>

#include "core/model/guided_model.h"
#include "core/model/mixture.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

using Number = boost::multiprecision::cpp_bin_float_50;
using Pair = std::array<Number, 2>;

/// A symmetric 2 x 2 matrix.
struct Matrix {
  Number xx, xy, yy;

  Pair operator*(const Pair& v) const { return {xx * v[0] + xy * v[1], xy * v[0] + yy * v[1]}; }
  Matrix inverse() const {
    const Number d = xx * yy - xy * xy;
    return {yy / d, -xy / d, xx / d};
  }
};

/// E and Cov of x_0 given x and that it is of component k; and log of k's share but for a constant.
struct Posterior {
  Pair mean, score;
  Matrix covariance;
  Number exponent;
};

Posterior posterior(const Component& k, const Level& level, const Pair& x) {
  const Number a = level.a, s2 = Number(level.s) * level.s;
  // The same angle and squares as the model's: their own rounding is not what is looked at.
  const bool circle = k.std[0] == k.std[1];
  const Number cos = circle ? 1 : std::cos(k.angle), sin = circle ? 0 : std::sin(k.angle);
  const Number c1 = Number(k.std[0]) * k.std[0], c2 = Number(k.std[1]) * k.std[1];
  const Matrix c{cos * cos * c1 + sin * sin * c2, cos * sin * (c1 - c2),
                 sin * sin * c1 + cos * cos * c2};
  const Matrix v{a * a * c.xx + s2, a * a * c.xy, a * a * c.yy + s2};
  const Matrix p = v.inverse();
  const Pair d{x[0] - a * k.mean[0], x[1] - a * k.mean[1]}, pd = p * d, cpd = c * pd;
  const Pair of_x = p * Pair{c.xx, c.xy}, of_y = p * Pair{c.xy, c.yy};
  return {{k.mean[0] + a * cpd[0], k.mean[1] + a * cpd[1]},
          {-pd[0], -pd[1]},
          {s2 * of_x[0], s2 * of_x[1], s2 * of_y[1]},
          log(Number(k.weight)) - log(v.xx * v.yy - v.xy * v.xy) / 2 -
              (d[0] * pd[0] + d[1] * pd[1]) / 2};
}

/// x0_hat and score; with a loss, of guidance of weight 1 by it.
struct Truth {
  Pair x0_hat{}, score{};
  Number exponent;  ///< the largest component's

  Truth(const DataSpec& data, const Level& level, const Vec2& at, const std::optional<Loss>& loss) {
    const Pair x{at[0], at[1]};
    std::vector<Posterior> parts;
    for (const Component& k : data.components) parts.push_back(posterior(k, level, x));
    Number sum = 0;
    exponent = parts[0].exponent;
    for (const Posterior& k : parts) exponent = std::max(exponent, k.exponent);
    for (Posterior& k : parts) sum += k.exponent = exp(k.exponent - exponent);
    for (Posterior& k : parts) {
      k.exponent /= sum;
      for (std::size_t i = 0; i < 2; ++i) {
        x0_hat[i] += k.exponent * k.mean[i];
        score[i] += k.exponent * k.score[i];
      }
    }
    if (!loss) return;
    Matrix cov{0, 0, 0};  // of x_0, given x
    for (const Posterior& k : parts) {
      const Number dx = k.mean[0] - x0_hat[0], dy = k.mean[1] - x0_hat[1];
      cov.xx += k.exponent * (k.covariance.xx + dx * dx);
      cov.xy += k.exponent * (k.covariance.xy + dx * dy);
      cov.yy += k.exponent * (k.covariance.yy + dy * dy);
    }
    const Pair change = cov * gradient_at(*loss);
    const Number per_score = Number(level.a) / (Number(level.s) * level.s);
    for (std::size_t i = 0; i < 2; ++i) {
      x0_hat[i] -= change[i];
      score[i] -= per_score * change[i];
    }
  }

 private:
  Pair gradient_at(const Loss& loss) const {
    if (!loss.plane) return {x0_hat[0] - loss.target[0], x0_hat[1] - loss.target[1]};
    const Number u =
        (loss.normal[0] * x0_hat[0] + loss.normal[1] * x0_hat[1] - loss.offset) / loss.softness;
    const Number length = -1 / (1 + exp(u)) / loss.softness;
    return {length * loss.normal[0], length * loss.normal[1]};
  }
};

/// Whether `got` is within `tolerance` of the true vector's length; infinite or NaN is right where
/// `limit` is too large for a number.
testing::AssertionResult is(const Vec2& got, const Pair& wanted, double tolerance,
                            const Number& limit) {
  const Number size = hypot(wanted[0], wanted[1]);
  if (!std::isfinite(got[0]) || !std::isfinite(got[1])) {
    if (limit > std::numeric_limits<double>::max() / 16) return testing::AssertionSuccess();
    return testing::AssertionFailure() << got[0] << ", " << got[1] << " for a vector of " << size;
  }
  const Number off = hypot(got[0] - wanted[0], got[1] - wanted[1]);
  if (off <= tolerance * size) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << got[0] << ", " << got[1] << " is off by " << off << " of " << size;
}

/// Equal circles, so that shares hang on small differences of the exponents.
DataSpec equal_ring(double std) {
  DataSpec data{"ring", {}};
  for (int k = 0; k < 8; ++k) {
    const double angle = std::numbers::pi * (k + 0.3) / 4;
    data.components.push_back(
        {{1.6 * std::cos(angle), 1.6 * std::sin(angle)}, {std, std}, 0, 0.125, k % 3});
  }
  return data;
}

const DataSpec mixtures[]{equal_ring(0.1),
                          equal_ring(1e-4),
                          random_mixture(1, 1, true),
                          random_mixture(2, 8, true),
                          random_mixture(3, 1, false),
                          random_mixture(4, 8, false)};
const Level levels[]{{0, 1, 0.1}, {0, 0.6, 0.8}, {0, 1e-3, 1}, {0, 1, 80}, {0, 1, 1e-3}};

std::string place(const DataSpec& data, const Level& level, const Vec2& x) {
  std::ostringstream text;
  text << data.name << " of " << data.components.size() << ", s = " << level.s
       << ", |x| = " << std::hypot(x[0], x[1]);
  return text.str();
}

/// Points from the data outwards. Directions are no axes of anything.
void for_each_point(double farthest, const auto& work) {
  for (double r = 1; r <= farthest; r *= r < 1e20 ? 100 : 1e15)
    for (const double angle : {0.1, 1.3, 2.9, 4.0, 5.5})
      work(Vec2{r * std::cos(angle), r * std::sin(angle)});
}

TEST(FarModel, SplitIsRightAtAnyDistance) {
  for (const DataSpec& data : mixtures)
    for (const Level& level : levels) {
      const Mixture model(data);
      for_each_point(1e308, [&](const Vec2& x) {
        const Truth truth(data, level, x, std::nullopt);
        const Split split = model.split(x, level);
        const Number score = hypot(truth.score[0], truth.score[1]);
        const std::string where = place(data, level, x);
        // A width's own rounding, twice, in an exponent of at most a million.
        EXPECT_TRUE(is(split.x0_hat, truth.x0_hat, 1e-8, -truth.exponent)) << where;
        EXPECT_TRUE(is(split.score, truth.score, 1e-8, std::max(score, -truth.exponent))) << where;
      });
    }
}

TEST(FarModel, ALossIsFollowedAtAnyDistance) {
  const Loss losses[]{{.target = {0.7, -1.1}},
                      {.plane = true, .normal = {0.6, 0.8}, .offset = 0.3, .softness = 0.2}};
  for (const DataSpec& data : mixtures)
    for (const Level& level : levels)
      for (const Loss& loss : losses) {
        const GuidedModel model(Mixture(data), level, {-1, loss}, 1);
        for_each_point(1e36, [&](const Vec2& x) {
          const Truth truth(data, level, x, loss), plain(data, level, x, std::nullopt);
          const Split split = model(x);
          const std::string where = place(data, level, x);
          // Of what is changed and what comes of it, the larger. Farther out 50 digits are too few.
          const auto both = [](const Pair& u, const Pair& v) -> Number {
            return hypot(u[0], u[1]) + hypot(v[0], v[1]);
          };
          const Number x0 = both(truth.x0_hat, plain.x0_hat),
                       score = both(truth.score, plain.score);
          EXPECT_LE(hypot(split.x0_hat[0] - truth.x0_hat[0], split.x0_hat[1] - truth.x0_hat[1]),
                    1e-8 * x0)
              << where;
          EXPECT_LE(hypot(split.score[0] - truth.score[0], split.score[1] - truth.score[1]),
                    1e-8 * score)
              << where;
        });
      }
}

// Pure noise knows only the mean of ellipses, too.
TEST(FarModel, TellsNothingApartThatNoiseHasMadeEqual) {
  const Mixture model(random_mixture(4, 8, false));
  const Level noise{0, 0, 1};
  const Vec2 mean = model.split({0, 0}, noise).x0_hat;
  for (const double far : {1e4, 1e8, 1e18, 1e100}) {
    const Split split = model.split({0.6 * far, -0.8 * far}, noise);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(split.x0_hat[i], mean[i], 1e-12) << far;
  }
}

// Two circles of one width, seen along their middle: each has one half however far away x is.
TEST(FarModel, KeepsABalance) {
  const Mixture model(
      DataSpec{"two", {{{0, -1}, {0.1, 0.1}, 0, 0.5, 0}, {{0, 1}, {0.1, 0.1}, 0, 0.5, 1}}});
  for (const double far : {10.0, 1e5, 1e10, 1e30, 1e150}) {
    const Split split = model.split({far, 0}, {0, 1, 0.1});
    EXPECT_EQ(split.x0_hat[1], 0) << far;
    EXPECT_NEAR(split.x0_hat[0] / far, 0.5, 1e-12) << far;
  }
}

TEST(FarModel, SaysWhatIsNoNumber) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  for (const DataSpec& data : mixtures)
    for (const Level& level : levels)
      for (const Vec2& x : {Vec2{inf, 0}, Vec2{-inf, 1}, Vec2{0, inf}, Vec2{inf, inf}, Vec2{nan, 0},
                            Vec2{0, nan}, Vec2{inf, nan}, Vec2{1.7e308, 0}}) {
        const Split split = Mixture(data).split(x, level);
        EXPECT_FALSE(std::isfinite(split.x0_hat[0]) && std::isfinite(split.x0_hat[1]));
        EXPECT_FALSE(std::isfinite(split.score[0]) && std::isfinite(split.score[1]));
        const Split loss_guided = GuidedModel(Mixture(data), level, {-1, Loss{}}, 1)(x);
        EXPECT_FALSE(std::isfinite(loss_guided.x0_hat[0]) && std::isfinite(loss_guided.x0_hat[1]));
        EXPECT_FALSE(std::isfinite(loss_guided.score[0]) && std::isfinite(loss_guided.score[1]));
      }
}

}  // namespace
}  // namespace alphabar
