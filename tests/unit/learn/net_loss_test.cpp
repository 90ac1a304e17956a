// Losses of every objective and their gradients, against NumPy (tests/data/make_learning.py).
#include "core/learn/losses/net_loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/learn/reference_cases.h"

namespace alphabar {
namespace {

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double v : values) most = std::max(most, std::abs(v));
  return most;
}

TEST(NetLoss, AgreesWithNumpyInDouble) {
  for (const LearningCase& c : learning_cases()) {
    SCOPED_TRACE(c.name);
    const NetLevels net(c.form);
    NetLoss<double> loss(net);
    std::vector<double> gradient(c.weights.size());
    const double got = loss.gradient(c.weights, c.batch, gradient);
    EXPECT_NEAR(got, c.loss, 1e-9 * (1 + std::abs(c.loss)));
    EXPECT_EQ(got, loss.value(c.weights, c.batch));
    const double scale = 1e-9 * largest(c.gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i)
      ASSERT_NEAR(gradient[i], c.gradient[i], scale) << i;
  }
}

TEST(NetLoss, AgreesWithNumpyInFloat) {
  for (const LearningCase& c : learning_cases()) {
    SCOPED_TRACE(c.name);
    const NetLevels net(c.form);
    NetLoss<float> loss(net);
    const std::vector<float> weights(c.weights.begin(), c.weights.end());
    std::vector<float> gradient(weights.size());
    EXPECT_NEAR(loss.gradient(weights, c.batch, gradient), c.loss, 1e-5 * (1 + std::abs(c.loss)));
    const double scale = 1e-5 * largest(c.gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i)
      ASSERT_NEAR(gradient[i], c.gradient[i], scale) << i;
  }
}

TEST(NetLoss, HasACaseForEveryObjectiveAndActivation) {
  std::set<Objective> objectives;
  std::set<Activation> activations;
  for (const LearningCase& c : learning_cases()) {
    objectives.insert(c.form.training.objective);
    activations.insert(c.form.training.net.activation);
  }
  EXPECT_EQ(objectives.size(), alphabar::objectives().size());
  EXPECT_EQ(activations.size(), listed(Activation()).size());
}

TEST(Mlp, IsTheSameWhereOneLevelIsSharedByAllRows) {
  for (const LearningCase& c : learning_cases()) {
    const NetLevels net(c.form);
    const MlpShape shape = net.shape();
    const Mlp<double> mlp(shape, c.form.training.net.activation);
    MlpTape<double> shared, own;
    shared.resize(shape, 5, 0, true);
    own.resize(shape, 5, 0, false);
    for (std::size_t i = 0; i < 10; ++i)
      shared.x[i] = own.x[i] = 0.1 * static_cast<double>(i) - 0.4;
    const Level& level = c.batch.levels[2];
    net.features(level, shared.features.data());
    for (std::size_t i = 0; i < 5; ++i)
      net.features(level, own.features.data() + i * shape.features);
    mlp.forward(c.weights, shared);
    mlp.forward(c.weights, own);
    for (std::size_t i = 0; i < own.out.size(); ++i)
      ASSERT_NEAR(shared.out[i], own.out[i], 1e-13) << c.name;
  }
}

}  // namespace
}  // namespace alphabar
