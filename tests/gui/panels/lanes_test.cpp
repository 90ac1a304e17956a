#include "core/plan/samplers/samplers.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Lanes : public WindowDriver {};

TEST_F(Lanes, OneThatDoesNotFitLeavesTheOthersRunning) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "Flow matching");
    pick(ui, "$$0/##sampler", "Ancestral sampling");
    ASSERT_EQ(runs()->failed.size(), 1u);
    EXPECT_EQ(runs()->failed[0].index, 0u);
    EXPECT_NE(runs()->failed[0].problem.find("ancestral"), std::string::npos);
    EXPECT_EQ(runs()->error, "");
    EXPECT_FALSE(runs()->outdated);
    ASSERT_EQ(runs()->lanes.size(), 1u);
    EXPECT_EQ(runs()->lanes[0].index, 1u);
    EXPECT_TRUE(runs()->results[0].trajectory);
    EXPECT_EQ(runs()->process->spec().kind, ProcessKind::flow);
    // What is edited meanwhile shows in the lane that runs.
    type(ui, "$$1/##steps", "7");
    EXPECT_EQ(runs()->results[0].trajectory->rows(), 8u);
    pick(ui, "$$0/##sampler", "DDIM");
    EXPECT_TRUE(runs()->failed.empty());
    EXPECT_EQ(runs()->lanes.size(), 2u);
  });
}

TEST_F(Lanes, MoreStepsThanTimestepsAreTheLanesOwnTrouble) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "$$0/##steps", "5000");
    ASSERT_EQ(runs()->failed.size(), 1u);
    EXPECT_NE(runs()->failed[0].problem.find("steps = 5000"), std::string::npos);
    EXPECT_EQ(runs()->lanes.size(), 1u);
  });
}

TEST_F(Lanes, SayWhereTheyLeaveTheNumbersAndWhatToChange) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "$$0/##sampler", "Langevin dynamics");
    EXPECT_EQ(runs()->results[0].non_finite, "");
    type(ui, "$$0/##step_size", "500");
    const std::string& words = runs()->results[0].non_finite;
    EXPECT_NE(words.find("left the numbers there are, from step "), std::string::npos) << words;
    EXPECT_NE(words.find("smaller step"), std::string::npos);
    EXPECT_EQ(runs()->results[1].non_finite, "");
  });
}

TEST_F(Lanes, WhatALibraryDoesOddlyIsToldAndUndone) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "$$0/##sampler", "DDIM");
    EXPECT_TRUE(runs()->lanes[0].remarks.empty());
    Scene odd = scene();
    odd.lanes[0].sampler.grid.spacing = Spacing::linspace;
    odd.lanes[0].sampler.grid.steps = 30;
    odd.lanes[0].sampler.grid.stride_targets = true;
    ASSERT_TRUE(app().session.apply(odd));
    settle(ui);
    ASSERT_EQ(runs()->lanes[0].remarks.size(), 1u);
    ui.ItemClick("$$0/$$0/Without it##plain");
    settle(ui);
    EXPECT_FALSE(scene().lanes[0].sampler.grid.stride_targets);
    EXPECT_TRUE(runs()->lanes[0].remarks.empty());
  });
}

}  // namespace
}  // namespace alphabar
