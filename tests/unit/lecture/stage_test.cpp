#include "core/lecture/stage.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

/// Two lanes of DDIM and one that knows no eta.
Scene scene() {
  Scene made = default_scene();
  SamplerSpec ddim;
  ddim.kind = SamplerKind::ddim;
  made.lanes = {{"a", ddim}, {"b", ddim}, made.lanes[1]};
  return made;
}

TEST(Stage, ASliderOfAllLanesSetsThoseThatHaveTheNumber) {
  Scene s = scene();
  const StageSlider eta{StageValue::eta, -1};
  ASSERT_TRUE(stage_applies(s, eta));
  set_stage_value(s, eta, 0.25);
  EXPECT_EQ(s.lanes[0].sampler.eta, 0.25);
  EXPECT_EQ(s.lanes[1].sampler.eta, 0.25);
  EXPECT_EQ(s.lanes[2].sampler, scene().lanes[2].sampler);
  EXPECT_EQ(stage_value(s, eta), 0.25);
}

TEST(Stage, ASliderOfOneLaneSetsThatLane) {
  Scene s = scene();
  set_stage_value(s, {StageValue::steps, 1}, 7);
  EXPECT_EQ(s.lanes[0].sampler, scene().lanes[0].sampler);
  EXPECT_EQ(s.lanes[1].sampler.grid.steps, 7);
  EXPECT_FALSE(stage_applies(s, {StageValue::eta, 2})) << "it has none";
  EXPECT_FALSE(stage_applies(s, {StageValue::eta, 7})) << "there is no such lane";
}

TEST(Stage, FewerTimestepsThanStepsAreFollowed) {
  Scene s = scene();
  const StageSlider timesteps_slider{StageValue::timesteps, -1};
  set_stage_value(s, timesteps_slider, 20.4);
  EXPECT_EQ(s.process.T, 20) << "whole ones";
  EXPECT_EQ(s.lanes[0].sampler.grid.steps, 20);
  check(s);
}

TEST(Stage, GuidanceHasASliderWhereThereIsAny) {
  Scene s = scene();
  const StageSlider w{StageValue::guidance, -1};
  EXPECT_FALSE(stage_applies(s, w));
  s.guidance.kind = GuidanceKind::classifier_free;
  ASSERT_TRUE(stage_applies(s, w));
  set_stage_value(s, w, 8);
  EXPECT_EQ(s.guidance.scale, 8);
}

TEST(Stage, TheProcessOfALaneIsSetWhereItHasItsOwn) {
  Scene s = scene();
  s.lanes[1].process = s.process;
  set_stage_value(s, {StageValue::beta_end, 1}, 0.05);
  EXPECT_EQ(s.lanes[1].process->beta_end, 0.05);
  EXPECT_EQ(s.process.beta_end, scene().process.beta_end);
  set_stage_value(s, {StageValue::beta_end, 0}, 0.04);
  EXPECT_EQ(s.process.beta_end, 0.04) << "a lane without one shares the scene's";
}

TEST(Stage, TakesSixSliders) {
  ViewSpec view;
  for (int lane = 0; lane < 6; ++lane) EXPECT_TRUE(toggle_stage(view, {StageValue::eta, lane}));
  EXPECT_FALSE(toggle_stage(view, {StageValue::eta, 6}));
  EXPECT_TRUE(toggle_stage(view, {StageValue::eta, 2})) << "this one is taken away";
  EXPECT_EQ(view.stage.size(), 5u);
}

}  // namespace
}  // namespace alphabar
