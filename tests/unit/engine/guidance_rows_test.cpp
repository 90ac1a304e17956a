// What guidance writes into rows, beside the algorithms as their papers have them.
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

constexpr int label = 1;

Scene guided_scene(SamplerKind kind) {
  Scene scene = default_scene();
  scene.data = data_preset("five");
  scene.guidance.kind = GuidanceKind::classifier_free;
  scene.guidance.scale = 0.7;
  scene.guidance.label = label;
  scene.lanes.resize(1);
  scene.lanes[0].sampler = {};
  scene.lanes[0].sampler.kind = kind;
  scene.lanes[0].sampler.grid.steps = 12;
  scene.lanes[0].sampler.grid.spacing = Spacing::trailing;
  return scene;
}

/// CFG++ with DDIM (Chung et al. 2024, algorithm 2): x0_hat of both outputs, the noise of the plain
/// one.
Vec2 plus_plus(const Lane& lane, const std::vector<Level>& levels, Vec2 x) {
  const Mixture& model = *lane.target;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    const PointBatch at = (PointBatch(2, 1) << x[0], x[1]).finished();
    const SplitBatch plain = model.split_batch(at, from, {}),
                     of_class = model.split_batch(at, from, std::span(&label, 1));
    for (Eigen::Index d = 0; d < 2; ++d) {
      const double x0 =
          plain.x0_hat(d, 0) + lane.guidance.scale * (of_class.x0_hat(d, 0) - plain.x0_hat(d, 0));
      x[static_cast<std::size_t>(d)] = to.a * x0 + to.s * plain.eps_hat(d, 0);
    }
  }
  return x;
}

TEST(GuidanceRows, PlusPlusIsItsAlgorithm) {
  Scene scene = guided_scene(SamplerKind::ddim);
  scene.guidance.plus_plus = true;
  const Lane lane = derive(scene).lanes.at(0);
  const std::vector<Level> levels = run_levels(*lane.process, lane.spec.sampler.grid);
  const Replay replay{.x_init = {0.3, -1.2, 1.5, 0.4, -0.7, -0.1}, .noise = {}};
  RunRequest request = run_request(lane);
  request.particles = 3;
  request.replay = &replay;
  const Trajectory<double> run = CpuEngine(CpuOptions{.threads = 1}).run_double(request);
  const auto end = run.state(run.rows() - 1);
  for (std::size_t p = 0; p < 3; ++p) {
    const Vec2 wanted = plus_plus(lane, levels, {replay.x_init[2 * p], replay.x_init[2 * p + 1]});
    EXPECT_NEAR(end[2 * p], wanted[0], 1e-10);
    EXPECT_NEAR(end[2 * p + 1], wanted[1], 1e-10);
  }
}

TEST(GuidanceRows, PlusPlusIsForSamplersOfOneStep) {
  Scene scene = guided_scene(SamplerKind::dpmpp_2m);
  scene.guidance.plus_plus = true;
  const Derived derived = derive(scene);
  ASSERT_EQ(derived.failed.size(), 1u);
  EXPECT_NE(derived.failed[0].problem.find("plus_plus"), std::string::npos);
  scene.guidance.plus_plus = false;
  EXPECT_TRUE(derive(scene).failed.empty());
}

TEST(GuidanceRows, AnIntervalLeavesTheOthersPlain) {
  Scene scene = guided_scene(SamplerKind::ddim);
  scene.guidance.sigma_low = 0.5;
  scene.guidance.sigma_high = 5;
  int guided = 0;
  for (const Row& row : derive(scene).lanes.at(0).plan->rows) {
    const double sigma = row.from.sigma();
    EXPECT_EQ(row.w, sigma >= 0.5 && sigma <= 5 ? 0.7 : 0) << sigma;
    guided += row.w != 0;
  }
  EXPECT_GT(guided, 2);
  EXPECT_LT(guided, 12);
  scene.guidance.sigma_high = 0.1;
  EXPECT_THROW(check(scene), BadRequest);
}

}  // namespace
}  // namespace alphabar
