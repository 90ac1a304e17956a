// The pruned model of very many points, against the sum over all of them.
#include "core/model/points/point_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/model/draws/data_draws.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

struct Exact {
  Vec2 score;
  double log_p;
};

/// By the sum over every point, the largest exponent taken out.
Exact exact(const std::vector<Vec2>& points, double bandwidth, const Vec2& x, const Level& level) {
  const double v = level.s * level.s + level.a * level.a * bandwidth * bandwidth;
  double largest = -1e300;
  for (const Vec2& p : points)
    largest = std::max(
        largest,
        -(std::pow(x[0] - level.a * p[0], 2) + std::pow(x[1] - level.a * p[1], 2)) / (2 * v));
  double total = 0, sx = 0, sy = 0;
  for (const Vec2& p : points) {
    const double dx = level.a * p[0] - x[0], dy = level.a * p[1] - x[1];
    const double w = std::exp(-(dx * dx + dy * dy) / (2 * v) - largest);
    total += w;
    sx += w * dx / v;
    sy += w * dy / v;
  }
  const double n = static_cast<double>(points.size());
  return {{sx / total, sy / total}, largest + std::log(total / n / (2 * M_PI * v))};
}

TEST(PointModel, IsWithinItsErrorOfTheSumOverAllPoints) {
  double worst = 0;
  for (const auto& [name, count] :
       {std::pair{"spiral", 100000}, {"two moons", 30000}, {"five", 5000}}) {
    const std::vector<Vec2> points = drawn_points(data_preset(name), count, 3).points;
    const double bandwidth = 1e-3;
    const PointModel model(points, bandwidth);
    const DataDraws draws(data_preset(name));
    for (const double sigma : {0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 20.0}) {
      const double a = 1 / std::hypot(1, sigma);
      const Level level{0, a, a * sigma};
      PointBatch x(2, 6);
      for (Eigen::Index i = 0; i < x.cols(); ++i) {
        const auto index = static_cast<std::uint64_t>(i);
        const Vec2 from = draws(9, index, 0, 3).x, z = DataDraws::normal(9, index, 1, 3);
        x.col(i) << level.a * from[0] + level.s * z[0], level.a * from[1] + level.s * z[1];
      }
      const SplitBatch split = model.split_batch(x, level, {});
      const Eigen::VectorXd log_p = model.log_density_batch(x, level);
      for (Eigen::Index i = 0; i < x.cols(); ++i) {
        const Exact wanted = exact(points, bandwidth, {x(0, i), x(1, i)}, level);
        const double off = level.s * std::hypot(split.score(0, i) - wanted.score[0],
                                                split.score(1, i) - wanted.score[1]);
        worst = std::max(worst, off);
        EXPECT_LT(off, PointModel::error) << name << " sigma " << sigma;
        EXPECT_NEAR(log_p[i], wanted.log_p, 1e-2);
        for (Eigen::Index c = 0; c < 2; ++c) {
          EXPECT_NEAR(level.a * split.x0_hat(c, i) + level.s * split.eps_hat(c, i), x(c, i), 1e-12);
          EXPECT_NEAR(split.eps_hat(c, i), -level.s * split.score(c, i), 1e-12);
        }
      }
    }
  }
  RecordProperty("worst", std::to_string(worst));
}

/// Where no cell stands for points, it is the mixture of them, far from the data too.
TEST(PointModel, IsTheMixtureOfFewPoints) {
  const DataSpec data = drawn_points(data_preset("five"), 300, 1);
  const PointModel model(data.points, data.bandwidth);
  const Mixture mixture(data);
  PointBatch x(2, 5);
  x << 0.3, -1.2, 1.5, 8, -30, 0.2, -0.9, -0.6, 9, 4;
  for (const double sigma : {0.01, 0.05}) {
    const Level level{0, 1, sigma};
    const SplitBatch got = model.split_batch(x, level, {}),
                     wanted = mixture.split_batch(x, level, {});
    EXPECT_TRUE(got.score.isApprox(wanted.score, 1e-9));
    EXPECT_LT((got.x0_hat - wanted.x0_hat).cwiseAbs().maxCoeff(), 1e-9);
  }
  const SplitBatch noise = model.split_batch(x, {0, 0, 1}, {});
  EXPECT_TRUE(noise.eps_hat.isApprox(x, 1e-6));
}

/// Of a class what the mixture of its points alone says; a class for all, or one for each.
TEST(PointModel, KnowsTheClassesOfItsPoints) {
  const DataSpec data = drawn_points(data_preset("two moons"), 300, 1);
  const PointModel model(data.points, data.bandwidth, data.point_labels);
  const Mixture mixture(data);
  PointBatch x(2, 4);
  x << 0.3, -1.2, 1.5, 8, 0.2, -0.9, -0.6, 9;
  const Level level{0, 1, 0.05};
  for (const std::vector<int>& classes :
       {std::vector<int>{0}, std::vector<int>{1}, std::vector<int>{1, 0, 0, 1}}) {
    const SplitBatch got = model.split_batch(x, level, classes),
                     wanted = mixture.split_batch(x, level, classes);
    EXPECT_TRUE(got.score.isApprox(wanted.score, 1e-9));
    EXPECT_LT((got.x0_hat - wanted.x0_hat).cwiseAbs().maxCoeff(), 1e-9);
  }
  EXPECT_TRUE(model.has_class(0) && model.has_class(1));
  EXPECT_FALSE(model.has_class(2));
  const int other = 2;
  EXPECT_THROW(model.split_batch(x, level, std::span(&other, 1)), BadRequest);
  const std::vector<int> one_short(299, 0);
  EXPECT_THROW(PointModel(data.points, data.bandwidth, one_short), BadRequest);
}

TEST(PointModel, RefusesWhatIsNoSetOfPoints) {
  EXPECT_THROW(PointModel({}, 0.1), BadRequest);
  EXPECT_THROW(PointModel({{0, NAN}}, 0.1), BadRequest);
  EXPECT_THROW(PointModel(std::vector<Vec2>(DataSpec::most_points + 1), 0.1), BadRequest);
  const PointModel one({{1, 2}}, 0.1), same(std::vector<Vec2>(50, {1, 2}), 0.1);
  PointBatch x(2, 1);
  x << 0.5, 0.5;
  const Level level{0, 0.8, 0.6};
  EXPECT_TRUE(
      one.split_batch(x, level, {}).score.isApprox(same.split_batch(x, level, {}).score, 1e-12));
  const int label = 1;
  EXPECT_THROW(one.split_batch(x, level, std::span(&label, 1)), BadRequest);
}

}  // namespace
}  // namespace alphabar
