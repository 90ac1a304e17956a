// Errors of single steps and distances between lanes, against closed forms of one Gaussian.

#include "core/metrics/step_errors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/engine/ode/flow.h"
#include "core/metrics/lane_distance.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

constexpr double std_of = 0.4;

Scene scene_of(SamplerKind kind, int steps, const std::string& data = "five") {
  Scene scene = default_scene();
  scene.data =
      data == "one" ? DataSpec{"one", {{{0, 0}, {std_of, std_of}, 0, 1, 0}}} : data_preset(data);
  scene.lanes.resize(1);
  scene.lanes[0] = {};
  scene.lanes[0].sampler.kind = kind;
  scene.lanes[0].sampler.grid.steps = steps;
  scene.particles = 300;
  return scene;
}

StepErrors errors_of(const Scene& scene) {
  const Derived derived = derive(scene);
  const auto errors = step_errors(derived.lanes.at(0), 128);
  EXPECT_TRUE(errors);
  return errors.value_or(StepErrors{});
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Of N(0, std^2 I): the flow takes x from a level to another in proportion to the deviation there.
double deviation(const Level& level) { return std::hypot(level.a * std_of, level.s); }

TEST(StepErrors, OfOneGaussianAreProductsOfNumbers) {
  const Scene scene = scene_of(SamplerKind::ddim, 7, "one");
  const Derived derived = derive(scene);
  const Lane& lane = derived.lanes.at(0);
  const StepErrors errors = errors_of(scene);
  ASSERT_EQ(errors.rows.size(), 7u);
  // rms of x_T, from the first distance: everything else is in proportion to it.
  double of_run = 1, of_flow = 1, rms_start = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    const Row& row = lane.plan->rows[i];
    const double share = row.s / std::pow(deviation(row.from), 2), ratio = row.to.a / row.from.a;
    const double step = ratio + (row.to.s - ratio * row.from.s) * share;
    const double exact = deviation(row.to) / deviation(row.from);
    if (i == 0) rms_start = errors.local[0] / std::abs(step - exact);
    EXPECT_NEAR(errors.local[i], std::abs(step - exact) * of_flow * rms_start, 1e-8) << i;
    of_run *= step;
    of_flow *= exact;
    EXPECT_NEAR(errors.global[i], std::abs(of_run - of_flow) * rms_start, 1e-8) << i;
  }
  // x_T is standard normal: rms sqrt 2, of 128 draws to 1 in 16, a standard error.
  EXPECT_NEAR(rms_start, std::sqrt(2), 0.3);
}

// Twice the steps: the sum of what they miss falls as the method's order says. Of a multistep
// method it does so only with exact outputs behind each step.
TEST(StepErrors, TheirSumFallsWithTheOrder) {
  const auto ratio = [](SamplerKind kind) {
    Scene scene = scene_of(kind, 40);
    scene.lanes[0].sampler.grid.spacing = Spacing::karras;
    const double coarse = sum(errors_of(scene).local);
    scene.lanes[0].sampler.grid.steps = 80;
    return coarse / sum(errors_of(scene).local);
  };
  EXPECT_NEAR(ratio(SamplerKind::euler), 2, 0.3);
  EXPECT_NEAR(ratio(SamplerKind::heun), 4, 1.2);
  EXPECT_GT(ratio(SamplerKind::dpmpp_2m), 2.8);
  EXPECT_GT(ratio(SamplerKind::unipc), 2.8);
}

TEST(StepErrors, TheGlobalOneIsThatOfTheRun) {
  for (const SamplerKind kind : {SamplerKind::heun, SamplerKind::unipc, SamplerKind::lms}) {
    const Scene scene = scene_of(kind, 9);
    const Derived derived = derive(scene);
    const Lane& lane = derived.lanes.at(0);
    const StepErrors errors = errors_of(scene);
    const Trajectory<float> run = first_particles(lane, 128);
    const auto start = run.state(0), end = run.state(run.rows() - 1);
    const std::vector<double> x(start.begin(), start.end());
    const auto exact = ode_end_points(*lane.model, lane.plan->start, lane.plan->rows.back().to, x);
    double square = 0;
    for (std::size_t e = 0; e < exact.size(); ++e) square += std::pow(end[e] - exact[e], 2);
    EXPECT_NEAR(errors.global.back(), std::sqrt(square / 128), 1e-4) << sampler_info(kind).name;
    EXPECT_GT(errors.global.back(), 1e-3);
  }
}

TEST(StepErrors, OnlySamplersThatFollowAFlowHaveSome) {
  const Derived noisy = derive(scene_of(SamplerKind::ddpm, 5));
  EXPECT_FALSE(step_errors(noisy.lanes.at(0), 10));
  Scene scene = scene_of(SamplerKind::ddim, 5);
  scene.guidance.kind = GuidanceKind::classifier_free;
  scene.guidance.label = 1;
  const Derived guided = derive(scene);
  EXPECT_TRUE(step_errors(guided.lanes.at(0), 10));
  scene.guidance.plus_plus = true;
  const Derived plus = derive(scene);
  EXPECT_FALSE(step_errors(plus.lanes.at(0), 10));
}

TEST(StepErrors, StopWhenAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  const Derived derived = derive(scene_of(SamplerKind::ddim, 5));
  EXPECT_THROW(step_errors(derived.lanes.at(0), 10, stop.get_token()), Cancelled);
}

/// States x = t (1, -2) + offset of every row of a lane.
Trajectory<float> straight(const Lane& lane, float dx, float dy) {
  Trajectory<float> run;
  run.particles = 3;
  run.x_rows = {-1};
  std::vector<double> t{lane.plan->start.t};
  for (std::size_t i = 0; i < lane.plan->rows.size(); ++i) {
    run.x_rows.push_back(static_cast<int>(i));
    t.push_back(lane.plan->rows[i].to.t);
  }
  for (const double at : t)
    for (int p = 0; p < 3; ++p) {
      run.x.push_back(static_cast<float>(at) + dx);
      run.x.push_back(-2 * static_cast<float>(at) + dy);
    }
  return run;
}

TEST(LaneDistance, IsThatOfTheSameParticlesAtTheSameTime) {
  Scene scene = scene_of(SamplerKind::ddim, 8);
  scene.lanes.push_back(scene.lanes[0]);
  scene.lanes[1].sampler.grid.steps = 5;
  for (LaneSpec& lane : scene.lanes) lane.sampler.grid.spacing = Spacing::trailing;
  const Derived derived = derive(scene);
  const Lane &a = derived.lanes.at(0), &b = derived.lanes.at(1);
  const Trajectory<float> run_a = straight(a, 0, 0), run_b = straight(b, 3, 4);
  const LaneDistance found = lane_distance({a, *a.plan, run_a}, {b, *b.plan, run_b});
  ASSERT_EQ(found.rms.size(), 9u);
  for (std::size_t i = 0; i < found.rms.size(); ++i) EXPECT_NEAR(found.rms[i], 5, 1e-3) << i;
  EXPECT_NEAR(found.end, 5, 1e-6);
  EXPECT_EQ(found.t.front(), a.plan->start.t);
  EXPECT_EQ(found.t.back(), a.plan->rows.back().to.t);
  const LaneDistance itself = lane_distance({a, *a.plan, run_a}, {a, *a.plan, run_a});
  EXPECT_EQ(itself.end, 0);
  // Leading steps start the later the fewer they are: there is no time that only one has.
  scene.lanes[1].sampler.grid.spacing = Spacing::leading;
  const Derived later = derive(scene);
  const Lane& c = later.lanes.at(1);
  const Trajectory<float> run_c = straight(c, 3, 4);
  const LaneDistance common = lane_distance({a, *a.plan, run_a}, {c, *c.plan, run_c});
  EXPECT_LT(common.t.front(), a.plan->start.t);
  for (const double value : common.rms) EXPECT_NEAR(value, 5, 1e-3);
  EXPECT_EQ(sum(itself.rms), 0);
}

TEST(LaneDistance, OfLanesThatShareTheirNoiseStartsAtNothing) {
  Scene scene = scene_of(SamplerKind::ddim, 8);
  scene.lanes.push_back(scene.lanes[0]);
  scene.lanes[1].sampler.kind = SamplerKind::heun;
  const Derived derived = derive(scene);
  const Lane &a = derived.lanes.at(0), &b = derived.lanes.at(1);
  const Trajectory<float> run_a = first_particles(a, 200), run_b = first_particles(b, 200);
  const LaneDistance found = lane_distance({a, *a.plan, run_a}, {b, *b.plan, run_b});
  EXPECT_LT(found.rms.front(), 0.01 * found.end + 1e-6);
  EXPECT_GT(found.end, 1e-2);
}

}  // namespace
}  // namespace alphabar
