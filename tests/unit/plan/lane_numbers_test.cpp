#include "core/plan/notes/lane_numbers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/error.h"

namespace alphabar {
namespace {

const LaneNumber& named(const std::vector<LaneNumber>& list, const std::string& name) {
  const auto found = std::ranges::find(list, name, &LaneNumber::name);
  if (found == list.end()) throw Failed("no " + name);
  return *found;
}

Scene ddim_scene() {
  Scene scene = default_scene();
  scene.lanes.resize(1);
  scene.lanes[0] = {};
  scene.lanes[0].sampler.kind = SamplerKind::ddim;
  return scene;
}

TEST(LaneNumbers, AreThoseThatTheLaneUses) {
  Scene scene = ddim_scene();
  const auto has = [&](const std::string& name) {
    return std::ranges::count(lane_numbers(scene, 0), name, &LaneNumber::name) == 1;
  };
  EXPECT_TRUE(has("sampler.eta"));
  EXPECT_TRUE(has("sampler.grid.steps"));
  EXPECT_TRUE(has("process.beta_end"));
  EXPECT_FALSE(has("sampler.grid.rho"));
  EXPECT_FALSE(has("guidance.scale"));
  scene.lanes[0].sampler.grid.spacing = Spacing::karras;
  scene.guidance.kind = GuidanceKind::classifier_free;
  EXPECT_TRUE(has("sampler.grid.rho"));
  EXPECT_TRUE(has("guidance.scale"));
  scene.lanes[0].process = scene.process;
  scene.lanes[0].process->kind = ProcessKind::cosine;
  EXPECT_FALSE(has("process.beta_end"));
}

TEST(LaneNumbers, SpreadAsTheyAre) {
  LaneNumber steps{
      .name = "steps", .title = "steps", .whole = true, .logarithmic = true, .set = {}};
  EXPECT_EQ(spread(steps, 10, 1000, 3), (std::vector<double>{10, 100, 1000}));
  EXPECT_EQ(spread(steps, 1, 3, 9), (std::vector<double>{1, 2, 3}));
  LaneNumber eta{.name = "eta", .title = "eta", .set = {}};
  EXPECT_EQ(spread(eta, 0, 1, 5), (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
}

TEST(LaneNumbers, SweepMakesALaneForEachValue) {
  Scene scene = ddim_scene();
  const LaneNumber eta = named(lane_numbers(scene, 0), "sampler.eta");
  sweep_lane(scene, 0, eta, std::vector{0.0, 0.5, 1.0});
  ASSERT_EQ(scene.lanes.size(), 3u);
  EXPECT_EQ(scene.lanes[1].sampler.eta, 0.5);
  EXPECT_EQ(scene.lanes[1].name, eta.title + " = 0.5");
  const LaneNumber beta = named(lane_numbers(scene, 2), "process.beta_end");
  sweep_lane(scene, 2, beta, std::vector{0.01, 0.03});
  ASSERT_EQ(scene.lanes.size(), 4u);
  EXPECT_EQ(scene.lanes[3].process->beta_end, 0.03);
  EXPECT_EQ(scene.process.beta_end, default_scene().process.beta_end) << "the scene's stays";
  EXPECT_EQ(scene.lanes[3].name, eta.title + " = 1, " + beta.title + " = 0.03");
}

TEST(LaneNumbers, SweepChangesNothingWhereItCannot) {
  Scene scene = ddim_scene();
  const Scene before = scene;
  const LaneNumber eta = named(lane_numbers(scene, 0), "sampler.eta");
  EXPECT_THROW(sweep_lane(scene, 0, eta, std::vector<double>(13, 0.5)), BadRequest);
  EXPECT_THROW(sweep_lane(scene, 0, eta, std::vector{0.5, -3.0}), BadRequest);
  EXPECT_EQ(scene, before);
}

}  // namespace
}  // namespace alphabar
