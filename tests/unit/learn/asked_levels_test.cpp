// At which levels a net was asked: as the objective draws them.
#include "core/learn/train/asked_levels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/learn/train/trainer.h"

namespace alphabar {
namespace {

Scene scene_of(Objective objective, ProcessKind process) {
  Scene scene = default_scene();
  scene.training.objective = objective;
  scene.training.net.units = 16;
  scene.training.net.layers = 2;
  scene.training.steps = 30;
  scene.training.batch = 500;
  scene.process = {};
  scene.process.kind = process;
  return scene;
}

AskedLevels asked(const Scene& scene) {
  Trainer trainer(std::make_shared<const TrainingProblem>(scene));
  while (!trainer.done()) trainer.step();
  return trainer.asked();
}

TEST(AskedLevels, CountEveryDrawOnce) {
  for (const auto& [objective, process] :
       {std::pair{Objective::ddpm_simple, ProcessKind::linear},
        std::pair{Objective::edm, ProcessKind::ve}, std::pair{Objective::smld, ProcessKind::ve},
        std::pair{Objective::flow_matching, ProcessKind::flow}}) {
    const AskedLevels levels = asked(scene_of(objective, process));
    EXPECT_EQ(levels.draws, 30 * 500);
    EXPECT_EQ(std::accumulate(levels.count.begin(), levels.count.end(), std::int64_t{0}),
              levels.draws);
    EXPECT_LT(levels.low, levels.high);
  }
}

/// The share of timesteps 1..T whose sigma lies in a part is the share of the draws there: each is
/// as likely.
TEST(AskedLevels, OfASimpleLossAreTheTimestepsAlike) {
  const Scene scene = scene_of(Objective::ddpm_simple, ProcessKind::linear);
  const AskedLevels levels = asked(scene);
  const Process process(scene.process);
  std::array<double, AskedLevels::parts> expected{};
  const double range = std::log(levels.high / levels.low);
  for (int t = 1; t <= process.T(); ++t) {
    const double share = std::log(process.at(t).sigma() / levels.low) / range;
    const auto part =
        static_cast<std::size_t>(std::min(share * AskedLevels::parts, AskedLevels::parts - 1.0));
    expected[part] += static_cast<double>(levels.draws) / process.T();
  }
  // Levels of a batch are spread evenly, so that chance has little part in it: a draw or two a
  // batch at each end of a part.
  for (std::size_t i = 0; i < AskedLevels::parts; ++i)
    EXPECT_NEAR(static_cast<double>(levels.count[i]), expected[i], 2 * 30) << i;
}

/// EDM draws log sigma of a normal distribution.
TEST(AskedLevels, OfEdmAreNormal) {
  const Scene scene = scene_of(Objective::edm, ProcessKind::ve);
  const AskedLevels levels = asked(scene);
  double mean = 0, square = 0;
  const double part = std::log(levels.high / levels.low) / AskedLevels::parts;
  for (std::size_t i = 0; i < AskedLevels::parts; ++i) {
    const double middle = std::log(levels.low) + (static_cast<double>(i) + 0.5) * part;
    const double share = static_cast<double>(levels.count[i]) / static_cast<double>(levels.draws);
    mean += share * middle;
    square += share * middle * middle;
  }
  const double std = scene.training.log_std, n = static_cast<double>(levels.draws);
  EXPECT_NEAR(mean, scene.training.log_mean, 4 * std / std::sqrt(n) + 0.1 * part);
  EXPECT_NEAR(std::sqrt(square - mean * mean), std, 0.05 * std);
}

TEST(AskedLevels, OfOneLevelAreNone) {
  const AskedLevels levels = asked(scene_of(Objective::denoising_score, ProcessKind::linear));
  EXPECT_EQ(levels.draws, 0);
  EXPECT_EQ(levels.low, levels.high);
}

}  // namespace
}  // namespace alphabar
