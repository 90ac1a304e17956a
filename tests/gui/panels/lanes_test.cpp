#include "app/window/state/command.h"
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

TEST_F(Lanes, HaveAProcessOfTheirOwnAtAClick) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("$$0/process");
    settle(ui);
    ASSERT_TRUE(scene().lanes[0].process);
    EXPECT_EQ(*scene().lanes[0].process, scene().process) << "it starts as the scene's is";
    const auto before = runs()->results[0].trajectory;
    pick(ui, "$$0/process/##process", "DDPM, cosine \u1FB1");
    EXPECT_EQ(runs()->lanes[0].process->spec().kind, ProcessKind::cosine);
    EXPECT_EQ(runs()->lanes[1].process, runs()->process);
    EXPECT_NE(runs()->results[0].trajectory->x, before->x);
    ui.ItemClick("$$0/process");
    settle(ui);
    EXPECT_FALSE(scene().lanes[0].process);
    EXPECT_EQ(runs()->lanes[0].process, runs()->process);
  });
}

TEST_F(Lanes, AreMadeOverTheValuesOfANumber) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("$$0/Sweep ...##sweep");
    settle(ui);
    ui.ItemClick("//$FOCUSED/###make");
    settle(ui);
    ASSERT_EQ(scene().lanes.size(), 6u);
    EXPECT_NE(scene().lanes[0].sampler.grid.steps, scene().lanes[4].sampler.grid.steps);
    EXPECT_EQ(scene().lanes[5], default_scene().lanes[1]) << "the others stay";
    EXPECT_EQ(runs()->lanes.size(), 6u);
    ASSERT_TRUE(app().session.undo());
    EXPECT_EQ(scene().lanes.size(), 2u) << "in one go";
  });
}

TEST_F(Lanes, AStateIsKeptForReferenceAndFlippedTo) {
  drive([&](ImGuiTestContext& ui) {
    const ProcessSpec linear = scene().process;
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_K);
    settle(ui);
    ASSERT_EQ(scene().references.size(), 1u);
    EXPECT_EQ(runs()->reference_runs->lanes[0].plan, runs()->lanes[0].plan);
    pick(ui, "##process", "VP SDE");
    ASSERT_TRUE(runs()->reference_runs);
    EXPECT_EQ(runs()->reference_runs->process->spec(), linear);
    EXPECT_TRUE(runs()->reference_runs->results[0].current) << "it ran, or is what ran before";
    ui.KeyPress(ImGuiKey_F);
    settle(ui);
    EXPECT_EQ(scene().process, linear);
    EXPECT_EQ(runs()->reference_runs->process->spec().kind, ProcessKind::vp_sde);
  });
}

TEST_F(Lanes, ABetterListIsFoundAndUsed) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "$$1/##steps", "6");
    Scene on_second = scene();
    on_second.view.plan_lane = 1;
    ASSERT_TRUE(app().session.apply(on_second));
    run_after_frame(*find_command("edit.search"), app());
    settle(ui);
    ui.SetRef("The best list of levels");
    app().search->tries = 60;
    app().search->steps = 6;
    ui.ItemClick("Search###search");
    for (int i = 0; i < 20000 && (!app().searches.idle() || !app().searches.value()); ++i) {
      app().searches.wait(std::chrono::milliseconds(20));
      ui.Yield();
    }
    const auto found = app().searches.value();
    ASSERT_TRUE(found);
    ASSERT_FALSE(found->compared.empty());
    ui.ItemClick("Use in the lane");
    settle(ui);
    const GridSpec& grid = scene().lanes[1].sampler.grid;
    EXPECT_EQ(grid.spacing, Spacing::by_hand);
    EXPECT_EQ(grid.values, found->progress.best.sigmas);
    EXPECT_EQ(scene().lanes[0].sampler, default_scene().lanes[0].sampler);
    EXPECT_EQ(runs()->lanes[1].plan->evaluations(), 6);
  });
}

TEST_F(Lanes, ALongListIsFoundInByLetters) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Scene");
    ui.ItemClick("$$0/##sampler");
    ui.Yield(2);
    ui.KeyChars("sa_solver");  // its name in files; on screen it is SA-Solver
    ui.Yield(2);
    ui.KeyPress(ImGuiKey_Enter);
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::sa_solver);
    ui.ItemClick("$$0/##sampler");
    ui.Yield(2);
    ui.KeyChars("no such sampler");
    ui.Yield(2);
    ui.KeyPress(ImGuiKey_Enter);
    ui.KeyPress(ImGuiKey_Escape);
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::sa_solver);
  });
}

TEST_F(Lanes, APresetNamesItsLaneWhileItIsUnchanged) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "$$0/##sampler", "diffusers DDIM, 50, leading");
    EXPECT_EQ(scene().lanes[0].name, "diffusers DDIM, 50, leading");
    EXPECT_EQ(runs()->lanes[0].title, "diffusers DDIM, 50, leading");
    type(ui, "$$0/##steps", "40");
    EXPECT_EQ(scene().lanes[0].name, "");
    EXPECT_EQ(runs()->lanes[0].title, "DDIM");
  });
}

}  // namespace
}  // namespace alphabar
