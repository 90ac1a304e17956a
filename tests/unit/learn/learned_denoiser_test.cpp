// A learned net as a model: against plain loops in double, at levels of other processes, and
// through the generic engine.
#include "core/learn/model/learned_denoiser.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/batch_run.h"
#include "core/engine/ode/flow.h"
#include "core/learn/model/classifier_model.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "tests/unit/learn/reference_cases.h"

namespace alphabar {
namespace {

LearnedNet net_of(const LearningCase& c) {
  LearnedNet net;
  net.form = c.form;
  net.weights.assign(c.weights.begin(), c.weights.end());
  return net;
}

double plain_activation(Activation f, double z) {
  switch (f) {
    case Activation::silu: return z / (1 + std::exp(-z));
    case Activation::relu: return std::max(z, 0.0);
    case Activation::tanh: return std::tanh(z);
    case Activation::softplus: break;
  }
  return std::log(1 + std::exp(z));
}

/// F of one point by loops over numbers, its weights those of the file's layout.
std::vector<double> plain_net(const LearnedNet& net, const Vec2& x, const Level& level) {
  const NetLevels levels(net.form);
  const MlpShape shape = levels.shape();
  std::vector<double> p(shape.features), h(shape.units);
  levels.features(level, p.data());
  const double scale = levels.input_scale(level);
  for (std::size_t l = 0; l < shape.layers; ++l) {
    std::vector<double> next(shape.units);
    for (std::size_t o = 0; o < shape.units; ++o) {
      double z = net.weights[shape.bias(l) + o];
      for (std::size_t i = 0; i < shape.inputs_of(l); ++i)
        z += net.weights[shape.weight(l) + i * shape.units + o] * (l == 0 ? scale * x[i] : h[i]);
      for (std::size_t i = 0; i < shape.features; ++i)
        z += net.weights[shape.time(l) + i * shape.units + o] * p[i];
      next[o] = (l == 0 ? 0 : h[o]) + plain_activation(net.form.training.net.activation, z);
    }
    h = next;
  }
  std::vector<double> out(shape.outputs);
  for (std::size_t o = 0; o < out.size(); ++o) {
    out[o] = net.weights[shape.out_bias() + o];
    for (std::size_t i = 0; i < shape.units; ++i)
      out[o] += net.weights[shape.out_weight() + i * shape.columns() + o] * h[i];
  }
  return out;
}

/// Points on a line, all over where data are.
PointBatch some_points(Eigen::Index n) {
  PointBatch x(2, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double u = static_cast<double>(i) / static_cast<double>(n) - 0.5;
    x.col(i) << 3 * u, std::sin(9 * u);
  }
  return x;
}

TEST(NetEvaluator, AgreesWithPlainLoops) {
  for (const LearningCase& c : learning_cases()) {
    SCOPED_TRACE(c.name);
    const LearnedNet net = net_of(c);
    const NetEvaluator evaluator(net);
    const PointBatch x = some_points(300);
    for (const Level& level : c.batch.levels) {
      const PointBatch in_full = evaluator(x, level, NetEvaluator::Ask::outputs).f;
      const PointBatch in_single =
          evaluator(x, level, NetEvaluator::Ask::outputs, NetPrecision::single).f;
      for (Eigen::Index i = 0; i < x.cols(); i += 37) {
        const std::vector<double> plain = plain_net(net, {x(0, i), x(1, i)}, level);
        for (Eigen::Index o = 0; o < in_full.rows(); ++o) {
          const double wanted = plain[static_cast<std::size_t>(o)];
          ASSERT_NEAR(in_full(o, i), wanted, 1e-9 * (1 + std::abs(wanted)));
          ASSERT_NEAR(in_single(o, i), wanted, 1e-4 * (1 + std::abs(wanted)));
        }
      }
    }
  }
}

bool is_model(const LearningCase& c) { return c.form.training.objective != Objective::classifier; }

/// x = a x0_hat + s eps_hat and score = -eps_hat / s, at levels that the net knows and at others.
TEST(LearnedDenoiser, SplitsEveryLevel) {
  for (const LearningCase& c : learning_cases()) {
    if (!is_model(c)) continue;
    SCOPED_TRACE(c.name);
    const LearnedDenoiser model(net_of(c));
    const PointBatch x = some_points(40);
    for (const Level& level : {Level{0, 1, 0}, Level{0, 1, 1e-4}, Level{0, 0.9, 0.3},
                               Level{0, 0.6, 0.8}, Level{0, 0.02, 1}, Level{0, 1, 200}}) {
      const SplitBatch split = model.split_batch(x, level, {});
      const PointBatch again = level.a * split.x0_hat + level.s * split.eps_hat;
      const double scale = 1e-9 * (1 + level.a * split.x0_hat.cwiseAbs().maxCoeff());
      EXPECT_LT((again - x).cwiseAbs().maxCoeff(), scale) << level.a << " " << level.s;
      const PointBatch by_score = -level.s * split.score;
      EXPECT_LT((by_score - split.eps_hat).cwiseAbs().maxCoeff(),
                1e-9 * (1 + split.eps_hat.cwiseAbs().maxCoeff()));
    }
  }
}

/// In x / a a level is its sigma alone: the same x0_hat on every process.
TEST(LearnedDenoiser, IsTheSameOnEveryProcess) {
  for (const LearningCase& c : learning_cases()) {
    if (!is_model(c)) continue;
    SCOPED_TRACE(c.name);
    const LearnedDenoiser model(net_of(c));
    const PointBatch x = some_points(10);
    for (const double sigma : {0.05, 0.5, 4.0}) {
      const double a = 1 / std::hypot(1, sigma);
      const SplitBatch exploding = model.split_batch(x, {0, 1, sigma}, {});
      const SplitBatch preserving = model.split_batch(a * x, {0, a, a * sigma}, {});
      const double scale = 1e-6 * (1 + exploding.x0_hat.cwiseAbs().maxCoeff());
      EXPECT_LT((exploding.x0_hat - preserving.x0_hat).cwiseAbs().maxCoeff(), scale);
    }
  }
}

/// At the cleanest level that it knows, what it says of cleaner ones goes on without a step.
TEST(LearnedDenoiser, KeepsItsScoreBelowItsLevels) {
  for (const LearningCase& c : learning_cases()) {
    if (!is_model(c) || NetLevels(c.form).one_level()) continue;
    SCOPED_TRACE(c.name);
    const LearnedDenoiser model(net_of(c));
    const Process& process = model.levels().process();
    const Level low = process.at(process.t_min());
    const PointBatch x = some_points(10);
    const PointBatch at = model.split_batch(x, low, {}).score;
    const PointBatch below = model.split_batch(x, {0, low.a, low.s * (1 - 1e-12)}, {}).score;
    EXPECT_LT((at - below).cwiseAbs().maxCoeff(), 1e-6 * (1 + at.cwiseAbs().maxCoeff()));
    EXPECT_TRUE(model.split_batch(x, {0, 1, 0}, {}).x0_hat.isApprox(x, 1e-12));
  }
}

TEST(LearnedDenoiser, HasTheDerivativesOfItsSplit) {
  for (const LearningCase& c : learning_cases()) {
    if (!is_model(c) || c.form.training.net.activation == Activation::relu) continue;
    SCOPED_TRACE(c.name);
    const LearnedDenoiser model(net_of(c));
    const PointBatch x = some_points(9), g = some_points(9) + PointBatch::Constant(2, 9, 0.3);
    for (const Level& level : {Level{0, 0.9, 0.3}, Level{0, 0.6, 0.8}}) {
      const DivergenceBatch own = model.divergence_batch(x, level);
      const DivergenceBatch by_steps = model.Denoiser::divergence_batch(x, level);
      EXPECT_TRUE(own.x0_hat.isApprox(by_steps.x0_hat, 1e-6));
      EXPECT_TRUE(own.eps_hat.isApprox(by_steps.eps_hat, 1e-6));
      EXPECT_TRUE(
          model.pull_back(x, level, g).isApprox(model.Denoiser::pull_back(x, level, g), 1e-6));
    }
  }
}

TEST(ClassifierModel, LeadsByTheGradientOfItsLogProbability) {
  for (const LearningCase& c : learning_cases()) {
    if (is_model(c)) continue;
    const auto plain = std::make_shared<const Mixture>(data_preset("five"));
    const ClassifierModel model(plain, net_of(c));
    const PointBatch x = some_points(7);
    const Level level{0, 0.8, 0.6};
    const int label = 2;
    const SplitBatch led = model.split_batch(x, level, std::span(&label, 1));
    const SplitBatch free = model.split_batch(x, level, {});
    EXPECT_TRUE(free.score.isApprox(plain->split_batch(x, level, {}).score, 1e-14));
    const double h = 1e-5;
    for (Eigen::Index k = 0; k < 2; ++k) {
      PointBatch up = x, down = x;
      up.row(k).array() += h;
      down.row(k).array() -= h;
      const Eigen::RowVectorXd slope = (model.log_probabilities(up, level).row(label) -
                                        model.log_probabilities(down, level).row(label)) /
                                       (2 * h);
      EXPECT_TRUE((led.score - free.score).row(k).isApprox(slope, 1e-6));
    }
    const PointBatch again = level.a * led.x0_hat + level.s * led.eps_hat;
    EXPECT_TRUE(again.isApprox(x, 1e-10));
    EXPECT_TRUE(model.has_class(2));
    EXPECT_FALSE(model.has_class(3));
    const int unknown = 3;
    EXPECT_THROW(model.split_batch(x, level, std::span(&unknown, 1)), BadRequest);
    EXPECT_THROW(LearnedDenoiser{net_of(c)}, BadRequest);
  }
}

/// The generic engine and the flow take it as they take any model.
TEST(LearnedDenoiser, RunsAndHasALikelihood) {
  const std::vector<LearningCase> cases = learning_cases();
  const auto found = std::ranges::find_if(
      cases, [](const auto& c) { return c.form.training.objective == Objective::flow_matching; });
  ASSERT_NE(found, cases.end());
  const LearnedDenoiser model(net_of(*found));
  ProcessSpec spec;
  spec.kind = ProcessKind::flow;
  const Process process(spec);
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = 20;
  const Plan plan = build_plan(process, sampler);
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 1500;
  const Trajectory<double> one = run_batches<double>(request, 1),
                           two = run_batches<double>(request, 2);
  EXPECT_EQ(one.x, two.x);
  for (const double x : one.x) ASSERT_TRUE(std::isfinite(x));
  const std::vector<double> at{0.2, 0.1, -1, 0.5};
  FlowOptions options;
  options.tolerance = 1e-9;
  const FlowLikelihood likelihood =
      flow_likelihood(model, process.at(0.01), process.at(0.99), at, options);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(std::isfinite(likelihood.log_p(i)));
}

}  // namespace
}  // namespace alphabar
