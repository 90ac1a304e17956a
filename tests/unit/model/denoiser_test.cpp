// What a model gets from Denoiser where it says no more than its split, against the closed forms.
#include "core/model/denoiser.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/support/models/opaque_mixture.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

const std::array levels{Level{0, 1, 0.05}, Level{0, 0.9, 0.4}, Level{0, 0.3, 0.95},
                        Level{0, 5e-3, 1}, Level{0, 1, 40}};

PointBatch points(const Level& level) {
  std::srand(7);
  return std::hypot(level.a, level.s) * PointBatch::Random(2, 40);
}

/// The largest difference of two lists of numbers, in shares of the largest of the second.
double apart(const Eigen::MatrixXd& got, const Eigen::MatrixXd& wanted) {
  EXPECT_EQ(got.rows(), wanted.rows());
  EXPECT_EQ(got.cols(), wanted.cols());
  return (got - wanted).cwiseAbs().maxCoeff() / (1e-12 + wanted.cwiseAbs().maxCoeff());
}

TEST(Denoiser, TheMixturesBatchIsItsSplitPointByPoint) {
  const Mixture model(random_mixture(2, 6, false));
  const Level level{0, 0.8, 0.6};
  const PointBatch x = points(level);
  std::vector<int> classes;
  for (Eigen::Index i = 0; i < x.cols(); ++i) classes.push_back(static_cast<int>(i) % 3);
  const SplitBatch all = model.split_batch(x, level, {}),
                   of_class = model.split_batch(x, level, classes);
  const SplitBatch of_one = model.split_batch(x, level, std::array{1});
  const Eigen::VectorXd log_p = model.log_density_batch(x, level);
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    const Vec2 at{x(0, i), x(1, i)};
    const Split split = model.split(at, level);
    for (Eigen::Index c = 0; c < 2; ++c) {
      const auto k = static_cast<std::size_t>(c);
      EXPECT_EQ(all.x0_hat(c, i), split.x0_hat[k]);
      EXPECT_EQ(all.eps_hat(c, i), split.eps_hat[k]);
      EXPECT_EQ(all.score(c, i), split.score[k]);
      EXPECT_EQ(of_class.x0_hat(c, i),
                model.split(at, level, classes[static_cast<std::size_t>(i)]).x0_hat[k]);
      EXPECT_EQ(of_one.x0_hat(c, i), model.split(at, level, 1).x0_hat[k]);
    }
    EXPECT_EQ(log_p[i], model.log_density(at, level));
  }
  EXPECT_TRUE(model.has_class(2));
  EXPECT_FALSE(model.has_class(3));
  EXPECT_THROW(model.split_batch(x, level, std::array{9}), BadRequest);
}

TEST(Denoiser, DifferencesAgreeWithTheClosedForms) {
  const DataSpec data = random_mixture(4, 5, false);
  const Mixture exact(data);
  const OpaqueMixture opaque(data);
  for (const Level& level : levels) {
    const PointBatch x = points(level), g = PointBatch::Random(2, x.cols());
    const std::string what = std::to_string(level.a) + ", " + std::to_string(level.s);
    EXPECT_LT(apart(opaque.pull_back(x, level, g), exact.pull_back(x, level, g)), 1e-7) << what;
    const DivergenceBatch got = opaque.divergence_batch(x, level);
    const DivergenceBatch wanted = exact.divergence_batch(x, level);
    EXPECT_LT(apart(got.x0_hat, wanted.x0_hat), 1e-7) << what;
    EXPECT_LT(apart(got.eps_hat, wanted.eps_hat), 1e-7) << what;
    for (Eigen::Index i = 0; i < x.cols(); ++i)
      EXPECT_NEAR(wanted.eps_hat[i], -level.s * exact.laplacian({x(0, i), x(1, i)}, level),
                  1e-10 * (1 + std::abs(wanted.eps_hat[i])));
  }
  EXPECT_EQ(opaque.log_density_batch(points(levels[0]), levels[0]).size(), 0);
  EXPECT_EQ(opaque.closed_form(), nullptr);
  EXPECT_EQ(static_cast<const Denoiser&>(exact).closed_form(), &exact);
}

void expect_same(const SplitBatch& got, const SplitBatch& wanted, double tolerance,
                 const std::string& what) {
  EXPECT_LT(apart(got.x0_hat, wanted.x0_hat), tolerance) << what << " x0_hat";
  EXPECT_LT(apart(got.eps_hat, wanted.eps_hat), tolerance) << what << " eps_hat";
  EXPECT_LT(apart(got.score, wanted.score), tolerance) << what << " score";
}

// Pure noise (a = 0) too, where the change of x0_hat is a limit, and clean data.
TEST(Denoiser, GuidesAsTheClosedFormDoes) {
  const DataSpec data = random_mixture(4, 5, false);
  const Mixture exact(data);
  const OpaqueMixture opaque(data);
  const Loss point{.target = {0.5, -0.3}};
  const Loss plane{.plane = true, .normal = {0.6, 0.8}, .softness = 0.3};
  std::vector all(levels.begin(), levels.end());
  all.insert(all.end(), {Level{0, 0, 1}, Level{0, 1e-7, 1}, Level{0, 1, 0}});
  for (const Level& level : all) {
    const PointBatch x = points(level);
    const std::string what = std::to_string(level.a) + ", " + std::to_string(level.s);
    BatchGuidance guidance;
    guidance.w = 1.7;
    const int label = 1;
    guidance.classes = std::span(&label, 1);
    expect_same(opaque.guided_split_batch(x, level, guidance).guided,
                exact.guided_split_batch(x, level, guidance).guided, 1e-13, what);
    for (const Loss* loss : {&point, &plane}) {
      guidance.loss = loss;
      const GuidedSplitBatch got = opaque.guided_split_batch(x, level, guidance);
      const GuidedSplitBatch wanted = exact.guided_split_batch(x, level, guidance);
      expect_same(got.plain, wanted.plain, 1e-15, what);
      expect_same(got.guided, wanted.guided, level.a < 1e-5 ? 3e-5 : 1e-6, what);
    }
  }
}

}  // namespace
}  // namespace alphabar
