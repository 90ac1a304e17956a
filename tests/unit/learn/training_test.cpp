// Every objective is trained on a small case, and what is learned compared with the exact answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <ostream>
#include <string>

#include "core/base/error.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/learn/train/trainer.h"
#include "core/model/diffused_component.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

/// Three clusters of two classes, of unequal sizes and weights.
DataSpec small_data() {
  return {.name = "three",
          .components = {{{-1, 0.3}, {0.4, 0.25}, 0.5, 0.5, 0},
                         {{0.8, 0.9}, {0.3, 0.3}, 0, 0.2, 1},
                         {{0.7, -0.8}, {0.35, 0.5}, 0, 0.3, 1}}};
}

struct Case {
  const char* name;
  TrainingSpec training;
  ProcessKind process;
  double allowed;  ///< mean square of the error, as a share of what there is
};

void PrintTo(const Case& c, std::ostream* to) { *to << c.name; }

TrainingSpec spec(Objective objective, int steps, const auto& change) {
  TrainingSpec t;
  t.objective = objective;
  t.prediction = Prediction::eps;
  t.net.units = 32;
  t.net.layers = 3;
  t.steps = steps;
  t.batch = 256;
  t.learning_rate = 5e-3;
  t.warm_up = 20;
  change(t);
  return t;
}
TrainingSpec spec(Objective objective, int steps) {
  return spec(objective, steps, [](TrainingSpec&) {});
}

ProcessSpec process_of_kind(ProcessKind kind) {
  ProcessSpec process;
  process.kind = kind;
  if (kind == ProcessKind::ve || kind == ProcessKind::edm) {
    process.sigma_min = 0.02;
    process.sigma_max = 10;
  }
  if (kind == ProcessKind::cosine) process.T = 200;
  return process;
}

LearnedNet trained(const std::shared_ptr<const TrainingProblem>& problem) {
  Trainer trainer(problem);
  while (!trainer.done()) trainer.step();
  return trainer.net();
}

/// The share of E |score|^2 that the error of the net's score has, over the levels it is trained
/// on, in eps: s times the score.
double score_error(const TrainingProblem& problem, const LearnedNet& net) {
  const LearnedDenoiser model(net);
  const LossBatch batch = problem.held_out(1000);
  double error = 0, all = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Vec2 at = batch.x(i);
    const Level& level = batch.levels[i];
    PointBatch x(2, 1);
    x << at[0], at[1];
    const double size = level.s > 0 ? level.s * level.s : 1;
    const PointBatch exact = problem.data().split_batch(x, level, {}).score;
    error += size * (model.split_batch(x, level, {}).score - exact).squaredNorm();
    all += size * exact.squaredNorm();
  }
  return error / all;
}

const Case cases[] = {
    {"energy, persistent",
     spec(Objective::energy, 600,
          [](TrainingSpec& t) {
            t.sigma = 0.2;
            t.langevin_step = 0.02;
            t.learning_rate = 2e-3;
          }),
     ProcessKind::clean, 0.1},
    {"explicit", spec(Objective::explicit_score, 800, [](TrainingSpec& t) { t.sigma = 0.1; }),
     ProcessKind::clean, 0.05},
    {"sliced", spec(Objective::sliced_score, 1200, [](TrainingSpec& t) { t.sigma = 0.1; }),
     ProcessKind::clean, 0.05},
    {"denoising", spec(Objective::denoising_score, 1000, [](TrainingSpec& t) { t.sigma = 0.3; }),
     ProcessKind::clean, 0.05},
    {"smld", spec(Objective::smld, 1500), ProcessKind::ve, 0.02},
    {"smld, lambda 1 / s",
     spec(Objective::smld, 1500, [](TrainingSpec& t) { t.weight = LevelWeight::deviation; }),
     ProcessKind::ve, 0.05},
    {"simple, eps", spec(Objective::ddpm_simple, 1500), ProcessKind::linear, 0.02},
    {"simple, x0",
     spec(Objective::ddpm_simple, 1500, [](TrainingSpec& t) { t.prediction = Prediction::x0; }),
     ProcessKind::linear, 0.2},
    {"simple, v",
     spec(Objective::ddpm_simple, 1500, [](TrainingSpec& t) { t.prediction = Prediction::v; }),
     ProcessKind::cosine, 0.02},
    {"bound", spec(Objective::ddpm_bound, 1500), ProcessKind::cosine, 0.12},
    {"min-SNR", spec(Objective::ddpm_min_snr, 1500), ProcessKind::linear, 0.02},
    {"VP",
     spec(Objective::continuous, 1500, [](TrainingSpec& t) { t.net.time = TimeFeatures::fourier; }),
     ProcessKind::vp_sde, 0.02},
    {"sub-VP, likelihood",
     spec(Objective::continuous, 1500, [](TrainingSpec& t) { t.weight = LevelWeight::likelihood; }),
     ProcessKind::subvp_sde, 0.02},
    {"VE", spec(Objective::continuous, 1500), ProcessKind::ve, 0.02},
    {"EDM", spec(Objective::edm, 1500), ProcessKind::edm, 0.02},
    {"flow matching", spec(Objective::flow_matching, 1500), ProcessKind::flow, 0.02},
};

class EveryObjective : public testing::TestWithParam<Case> {};

TEST_P(EveryObjective, ComesToTheExactScore) {
  const Case& c = GetParam();
  const auto problem =
      std::make_shared<const TrainingProblem>(c.training, small_data(), process_of_kind(c.process));
  EXPECT_LT(score_error(*problem, trained(problem)), c.allowed);
}

/// A regression's least loss is that of the exact model: here by draws, there by quadrature.
TEST_P(EveryObjective, HasTheLeastLossOfTheExactModel) {
  const Case& c = GetParam();
  const TrainingProblem problem(c.training, small_data(), process_of_kind(c.process));
  const auto least = problem.least_loss(65);
  const LossPage& page = loss_page(c.training.objective);
  if (page.form == LossForm::contrast) {
    EXPECT_FALSE(least.has_value());
    return;
  }
  const LossBatch batch = problem.held_out(20000);
  const Output output = problem.net().output();
  double sum = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Level& level = batch.levels[i];
    const Vec2 at = batch.x(i);
    PointBatch x(2, 1);
    x << at[0], at[1];
    const SplitBatch exact = problem.data().split_batch(x, level, {});
    if (page.form != LossForm::regression) {  // |score|^2 / 2 + div score
      sum += exact.score.squaredNorm() / 2 + problem.data().laplacian(at, level);
      continue;
    }
    const OutputForm form = output_form(output, level, problem.net().form().data_std);
    const double weight = page.weight(problem.net(), level);
    for (Eigen::Index k = 0; k < 2; ++k) {
      const auto e = static_cast<std::size_t>(k);
      const double says = form.t_d * exact.x0_hat(k, 0) + form.t_e * exact.eps_hat(k, 0);
      const double target = form.t_d * batch.x0[i][e] + form.t_e * batch.eps[i][e];
      sum += weight * (says - target) * (says - target);
    }
  }
  EXPECT_NEAR(sum / static_cast<double>(batch.size()), *least, 0.08 * std::abs(*least));
}

std::string name_of_case(const testing::TestParamInfo<Case>& of) {
  std::string name;
  for (const char c : std::string(of.param.name))
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
}
INSTANTIATE_TEST_SUITE_P(Training, EveryObjective, testing::ValuesIn(cases), name_of_case);

/// p(y | x_t) of a classifier against the exact one.
TEST(Training, TeachesAClassifier) {
  const auto problem = std::make_shared<const TrainingProblem>(
      spec(Objective::classifier, 1000), small_data(), process_of_kind(ProcessKind::vp_sde));
  const LearnedNet net = trained(problem);
  const NetLevels levels(net.form);
  const Mlp<float> mlp(levels.shape(), net.form.training.net.activation);
  const LossBatch batch = problem->held_out(500);
  double error = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Level& level = batch.levels[i];
    const Vec2 x = batch.x(i);
    MlpTape<float> tape;
    tape.resize(levels.shape(), 1, 0, true);
    levels.features(level, tape.features.data());
    for (std::size_t c = 0; c < 2; ++c)
      tape.x[c] = static_cast<float>(levels.input_scale(level) * x[c]);
    mlp.forward(net.weights, tape);
    const double says = 1 / (1 + std::exp(static_cast<double>(tape.out[0] - tape.out[1])));
    const auto components = problem->data().at(level);
    const Eigen::VectorXd r = responsibilities(components, Point(x[0], x[1]));
    error += std::abs(says - (r[1] + r[2])) / static_cast<double>(batch.size());
  }
  EXPECT_LT(error, 0.03);
  const auto least = problem->least_loss();
  ASSERT_TRUE(least);
  Trainer trainer(problem, {net.weights, net.weights, net.weights, net.weights, {}, net.step});
  EXPECT_NEAR(trainer.held_out_loss(), *least, 0.05);
}

std::shared_ptr<const TrainingProblem> short_problem(Objective objective, ProcessKind process) {
  return std::make_shared<const TrainingProblem>(spec(objective, 40), small_data(),
                                                 process_of_kind(process));
}

TEST(Training, ComesToTheSameWeightsTwiceAndAfterAStop) {
  for (const auto& problem : {short_problem(Objective::ddpm_simple, ProcessKind::linear),
                              short_problem(Objective::energy, ProcessKind::clean)}) {
    Trainer whole(problem), first(problem);
    while (!whole.done()) whole.step();
    for (int i = 0; i < 15; ++i) first.step();
    Trainer second(problem, first.state());
    while (!second.done()) second.step();
    EXPECT_EQ(whole.state(), second.state());
    EXPECT_EQ(whole.net(), second.net());
  }
}

TEST(Training, TellsWhenItDivergesAndKeepsWhatWasGood) {
  TrainingSpec wild = spec(Objective::ddpm_bound, 2000, [](TrainingSpec& t) {
    t.learning_rate = 10;
    t.schedule = RateSchedule::constant;
    t.clip = 0;
    t.net.activation = Activation::relu;
    t.net.layers = 8;
    t.weight_decay = 10;
  });
  Trainer trainer(std::make_shared<const TrainingProblem>(wild, small_data(),
                                                          process_of_kind(ProcessKind::linear)));
  try {
    while (!trainer.done()) trainer.step();
    FAIL() << "it did not diverge";
  } catch (const Failed& failure) {
    const std::string step = "step " + std::to_string(trainer.state().step + 1);
    EXPECT_NE(std::string(failure.what()).find(step), std::string::npos) << failure.what();
  }
  for (const float w : trainer.state().weights) ASSERT_TRUE(std::isfinite(w));
}

/// The message of what is refused.
std::string refusal(const TrainingSpec& training, const DataSpec& data, ProcessKind process) {
  try {
    const TrainingProblem problem(training, data, process_of_kind(process));
    return "";
  } catch (const BadRequest& error) {
    return error.what();
  }
}

TEST(Training, RefusesWhatDoesNotFit) {
  const auto has = [](const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  has(refusal(spec(Objective::ddpm_simple, 10), small_data(), ProcessKind::vp_sde), "timesteps");
  has(refusal(spec(Objective::continuous, 10), small_data(), ProcessKind::linear), "vp_sde");
  has(refusal(spec(Objective::flow_matching, 10), small_data(), ProcessKind::ve), "flow");
  has(refusal(spec(Objective::edm, 10), small_data(), ProcessKind::flow), "edm");
  has(refusal(spec(Objective::classifier, 10), data_preset("one"), ProcessKind::vp_sde), "classes");
  DataSpec same{.name = "same", .points = {{1, 1}, {1, 1}, {1, 1}}};
  has(refusal(spec(Objective::ddpm_simple, 10), same, ProcessKind::linear), "one place");
  TrainingSpec odd = spec(Objective::ddpm_simple, 10);
  odd.net.units = 20;
  has(refusal(odd, small_data(), ProcessKind::linear), "net.units");
  odd.net.units = 512;
  has(refusal(odd, small_data(), ProcessKind::linear), "256");
}

TEST(Training, LearnsFromItsPointsAlone) {
  TrainingSpec few = spec(Objective::ddpm_simple, 10);
  few.points = 5;
  const TrainingProblem problem(few, small_data(), process_of_kind(ProcessKind::linear));
  ASSERT_EQ(problem.points().size(), 5u);
  for (const Vec2& x : problem.batch(3).x0)
    EXPECT_NE(std::ranges::find(problem.points(), x), problem.points().end());
  EXPECT_EQ(problem.points(), drawn_points(small_data(), 5, few.seed).points);
  const auto& held_out = problem.held_out(100).x0;
  for (const Vec2& x : held_out)
    EXPECT_EQ(std::ranges::find(problem.points(), x), problem.points().end());
}

}  // namespace
}  // namespace alphabar
