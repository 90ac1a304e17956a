#include <filesystem>
#include <fstream>

#include "app/window/document/scene_file.h"
#include "app/window/state/command.h"
#include "core/io/scene/scene_link.h"
#include "core/io/schedule_text.h"
#include "core/plan/samplers/samplers.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Paste : public WindowDriver {
 protected:
  void paste(ImGuiTestContext& ui, const std::string& text) {
    ImGui::SetClipboardText(text.c_str());
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_V);
    settle(ui);
  }
};

TEST_F(Paste, BetasBecomeTheProcessInOneStepOfUndo) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    paste(ui, "[0.05, 0.1, 0.2, 0.3]");
    EXPECT_EQ(scene().process.kind, ProcessKind::betas);
    EXPECT_EQ(runs()->process->T(), 4);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 4) << "no more steps than timesteps";
    EXPECT_NE(app().notice.words.find("4 betas"), std::string::npos);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().process, before.process);
    EXPECT_EQ(scene().lanes, before.lanes);
  });
}

TEST_F(Paste, ALinkBecomesTheScene) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    Scene sent = before;
    sent.title = "sent";
    sent.lanes.resize(1);
    paste(ui, scene_link(sent) + "\n");
    EXPECT_EQ(scene().title, "sent");
    EXPECT_EQ(scene().lanes.size(), 1u);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().lanes, before.lanes);
    paste(ui, scene_link(sent).substr(0, 90));
    EXPECT_EQ(scene().lanes, before.lanes);
    EXPECT_NE(app().notice.words.find("damaged"), std::string::npos);
  });
}

TEST_F(Paste, SigmasBecomeALanesLevels) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "$$0/##steps", "10");
    pick(ui, "$$0/##sampler", "DDIM");
    paste(ui, "20, 5, 1, 0.1, 0");
    const GridSpec& grid = scene().lanes[0].sampler.grid;
    EXPECT_EQ(grid.spacing, Spacing::by_hand);
    EXPECT_EQ(grid.values, (std::vector<double>{20, 5, 1, 0.1}));
    EXPECT_EQ(runs()->lanes[0].plan->rows.size(), 4u);
    EXPECT_EQ(runs()->lanes[0].plan->rows.back().to.s, 0);
  });
}

TEST_F(Paste, AConfigurationSetsProcessAndSampler) {
  drive([&](ImGuiTestContext& ui) {
    paste(ui, R"({"_class_name": "DPMSolverMultistepScheduler", "beta_schedule": "scaled_linear",
                 "beta_start": 0.00085, "beta_end": 0.012, "use_karras_sigmas": true})");
    EXPECT_EQ(scene().process.kind, ProcessKind::scaled_linear);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::dpmpp_2m);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 100) << "the lane's own";
    EXPECT_EQ(runs()->lanes[0].title, sampler_info(SamplerKind::dpmpp_2m).title) << "not its old";
  });
}

TEST_F(Paste, AListWithFaultsIsShownAndRepaired) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    paste(ui, "alphas_cumprod = [0.9, 0.5, 0.6, 0.1]");
    ASSERT_TRUE(app().list);
    EXPECT_EQ(scene(), before) << "the last good one stays";
    ui.ItemClick("//A list of numbers/Repair");
    settle(ui);
    EXPECT_FALSE(app().list);
    EXPECT_NEAR(runs()->process->alpha_bar(2), 0.55, 1e-8);
    paste(ui, "betas = [0.1, 1.5]");
    ui.ItemClick("//A list of numbers/Discard");
    ui.Yield(2);
    EXPECT_FALSE(app().list);
    EXPECT_EQ(runs()->process->T(), 4);
  });
}

TEST_F(Paste, AListThatCanBeMoreThanOneThingIsAskedAbout) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    paste(ui, "1.0, 0.65, 0.2, 0.0003");
    ASSERT_TRUE(app().list);
    EXPECT_EQ(scene(), before);
    ASSERT_EQ(app().list->meanings.size(), 2u);
    EXPECT_EQ(app().list->meanings[0].reading.list.form, ScheduleList::Form::flow);
    EXPECT_NE(app().list->meanings[1].words.find("NFE 4"), std::string::npos);
    ui.ItemClick("//A list of numbers/$$1/sigmas, s \\/ a");
    ui.ItemClick("//A list of numbers/Use");
    settle(ui);
    EXPECT_FALSE(app().list);
    EXPECT_EQ(scene().lanes[0].sampler.grid.values, (std::vector<double>{1.0, 0.65, 0.2, 0.0003}));
    EXPECT_EQ(scene().lanes[0].sampler.grid.values_in, LevelUnit::sigma);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene(), before);
  });
}

TEST_F(Paste, TimestepsBecomeALanesLevels) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "$$0/##sampler", "DDIM");
    paste(ui, "timesteps = [999, 500, 24]");
    const GridSpec& grid = scene().lanes[0].sampler.grid;
    EXPECT_EQ(grid.values_in, LevelUnit::t);
    EXPECT_EQ(grid.values, (std::vector<double>{1000, 501, 25}));
    EXPECT_EQ(runs()->lanes[0].plan->rows[1].from.t, 501);
  });
}

TEST_F(Paste, WhatIsCopiedOfALaneIsPastedBack) {
  drive([&](ImGuiTestContext& ui) {
    paste(ui, "20, 5, 1, 0.1, 0");
    const Scene before = scene();
    for (const char* command : {"edit.copy_sigmas", "edit.copy_config"}) {
      run(*find_command(command), app());
      ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_V);
      settle(ui);
      EXPECT_EQ(scene().process, before.process) << command;
      EXPECT_EQ(scene().lanes, before.lanes) << command;
    }
  });
}

TEST_F(Paste, TheFollowedParticleIsCopied) {
  drive([&](ImGuiTestContext& ui) {
    const Command& command = *find_command("edit.copy_particle_csv");
    EXPECT_FALSE(command.enabled(app())) << "none is followed";
    Scene followed = scene();
    followed.view.pinned = 7;
    app().session.apply(followed);
    settle(ui);
    ASSERT_TRUE(command.enabled(app()));
    run(command, app());
    const std::string csv = ImGui::GetClipboardText();
    EXPECT_TRUE(csv.starts_with("lane,step,t,")) << csv.substr(0, 80);
    EXPECT_NE(csv.find(runs()->lanes[1].title), std::string::npos);
    run(*find_command("edit.copy_particle"), app());
    const std::string text = ImGui::GetClipboardText();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << "a line a lane, and its name";
    run(*find_command("edit.copy_particle_numpy"), app());
    EXPECT_TRUE(std::string(ImGui::GetClipboardText()).starts_with("import numpy as np\n"));
  });
}

TEST_F(Paste, WhatAConfigurationDoesNotHaveHereIsTold) {
  drive([&](ImGuiTestContext& ui) {
    paste(ui, R"({"_class_name": "DDIMScheduler", "clip_sample": true, "moon": 1})");
    EXPECT_NE(app().notice.words.find("clip_sample = true"), std::string::npos);
    EXPECT_NE(app().notice.words.find("moon = 1"), std::string::npos);
    EXPECT_FALSE(app().notice.error);
  });
}

TEST_F(Paste, NonsenseIsToldAndChangesNothing) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    paste(ui, "lorem ipsum");
    EXPECT_EQ(scene(), before);
    EXPECT_TRUE(app().notice.error);
  });
}

TEST_F(Paste, TextThatIsTypedTakesItsOwnPaste) {
  drive([&](ImGuiTestContext& ui) {
    const ProcessSpec before = scene().process;
    ui.ItemInput("$$0/##name");
    ImGui::SetClipboardText("[0.1, 0.2]");
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_V);
    ui.KeyPress(ImGuiKey_Enter);
    settle(ui);
    EXPECT_EQ(scene().process, before);
    EXPECT_NE(scene().lanes[0].name.find("[0.1, 0.2]"), std::string::npos);
  });
}

TEST_F(Paste, AFileThatIsDroppedIsReadToo) {
  const auto file = std::filesystem::path(testing::TempDir()) / "alphabar_paste_test.txt";
  std::ofstream(file) << "0.1\n0.2\n0.3\n";
  drive([&](ImGuiTestContext& ui) {
    open_scene(app(), file);
    settle(ui);
    EXPECT_EQ(scene().process.betas, (std::vector<double>{0.1, 0.2, 0.3}));
  });
}

TEST_F(Paste, TheScheduleIsCopiedFromAPlotsMenu) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef(ui.WindowInfo("//Curves/curves/plots").ID);
    ui.ItemClick("$$0/scrub", ImGuiMouseButton_Right);
    ui.SetRef("//$FOCUSED");
    ui.MenuClick("Copy the schedule/Copy betas");
    EXPECT_TRUE(ImGui::GetClipboardText() == betas_text(scene().process));
  });
}

TEST_F(Paste, ASamplerThatDiffusersLacksIsCopiedWithAWord) {
  drive([&](ImGuiTestContext& ui) {
    ASSERT_EQ(scene().lanes[0].sampler.kind, SamplerKind::euler_maruyama);
    run(*find_command("edit.copy_config"), app());
    EXPECT_NE(app().notice.words.find("DDIMScheduler"), std::string::npos) << app().notice.words;
    app().notice = {};
    Scene other = scene();
    other.lanes[0].sampler.kind = SamplerKind::unipc;
    ASSERT_TRUE(app().session.apply(other));
    run(*find_command("edit.copy_config"), app());
    EXPECT_EQ(app().notice.words, "");
    EXPECT_NE(std::string(ImGui::GetClipboardText()).find("UniPC"), std::string::npos);
    ui.Yield();
  });
}

}  // namespace
}  // namespace alphabar
