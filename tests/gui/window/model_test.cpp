// The folder of a picture net is opened: its box shows what it is, and asks how it is to be taken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imgui_te_context.h>

#include <filesystem>

#include "app/window/document/open_model.h"
#include "app/window/document/scene_file.h"
#include "core/base/path_text.h"
#include "core/files/image/png.h"
#include "tests/gui/window/window_driver.h"
#include "tests/support/paths.h"
// After the driver, which knows GoogleTest's namespace alone by this name.
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

class OpeningModels : public WindowDriver {};

const fs::path golden = fs::path(test_data()) / "golden";
const fs::path pipeline = golden / "pipelines/dpmsolver-karras-sharded-fp16/pipe";

TEST_F(OpeningModels, APipelineIsShownAndBecomesTheScenesWithItsProcessAndSampler) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    open_scene(app(), pipeline);
    settle(ui);
    ASSERT_TRUE(app().model);
    EXPECT_EQ(scene(), before) << "nothing is taken before somebody says so";
    const auto lines = app().model->card.lines();
    EXPECT_THAT(lines, Contains(Pair("parameters", "176,849")));
    EXPECT_THAT(lines, Contains(Pair("pictures", HasSubstr("16, 1 channel"))));
    EXPECT_THAT(lines, Contains(Pair("its sampler", "DPMSolverMultistepScheduler")));
    EXPECT_THAT(lines, Contains(Pair("weights", "several files, fp16")));
    EXPECT_THAT(lines, Contains(Pair("trained", HasSubstr("scaled_linear, T = 1000"))));
    ui.ItemClick("//Picture net/Use it");
    settle(ui);
    EXPECT_FALSE(app().model);
    EXPECT_EQ(path_of(scene().pictures.model), pipeline);
    EXPECT_EQ(scene().pictures.assume, "");
    EXPECT_EQ(scene().process.kind, ProcessKind::scaled_linear);
    EXPECT_EQ(scene().pictures.sampler.kind, SamplerKind::dpmpp_2m);
    EXPECT_EQ(scene().pictures.sampler.grid.spacing, Spacing::karras);
    EXPECT_EQ(app().settings.recent.front(), text_of(pipeline));
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene(), before);
  });
}

TEST_F(OpeningModels, ANetThatNobodySaysHowToAskIsAskedAboutOnce) {
  drive([&](ImGuiTestContext& ui) {
    const ProcessSpec process = scene().process;
    open_scene(app(), golden / "unets/attn-gray");
    settle(ui);
    ASSERT_TRUE(app().model);
    ui.ItemClick((std::string("//Picture net/") + model_assumptions()[2].title).c_str());
    ui.ItemUncheck("//Picture net/take its process and sampler for the scene");
    ui.ItemClick("//Picture net/Use it");
    settle(ui);
    EXPECT_EQ(scene().pictures.assume, "cosine-1000-v");
    EXPECT_EQ(scene().process, process);
  });
}

TEST_F(OpeningModels, WhatCannotBeReadLeavesTheOldOneAndSaysWhy) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    open_scene(app(), golden / "unets");
    settle(ui);
    EXPECT_FALSE(app().model);
    EXPECT_TRUE(app().notice.error);
    EXPECT_THAT(app().notice.words, HasSubstr("config.json"));
    EXPECT_EQ(scene(), before);
    open_scene(app(), pipeline);
    settle(ui);
    ui.ItemClick("//Picture net/Cancel");
    settle(ui);
    EXPECT_FALSE(app().model);
    EXPECT_EQ(scene(), before);
  });
}

TEST_F(OpeningModels, APictureIsForTheLanesWherePicturesAreMade) {
  const testing::TempFolder folder;
  const fs::path file = folder / "coat.png";
  write_png(file, Image{2, 2, 1, {0, 255, 255, 0}});
  drive([&](ImGuiTestContext& ui) {
    Scene pictures = scene();
    pictures.view.arrangement = Arrangement::images;
    ASSERT_TRUE(app().session.apply(pictures));
    const DataSpec data = scene().data;
    open_scene(app(), file);
    settle(ui);
    EXPECT_EQ(scene().pictures.picture, text_of(file));
    EXPECT_EQ(scene().data, data);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().pictures.picture, "");
  });
}

TEST_F(OpeningModels, LanesOfPicturesAreCopiedMutedAndRemoved) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Scene");
    ui.ItemClick("pictures/$$0/##copy");
    settle(ui);
    ASSERT_EQ(lanes_of(scene().pictures), 2u);
    EXPECT_EQ(scene().pictures.beside[0].sampler, scene().pictures.sampler);
    ui.ItemClick("pictures/$$1/##mute");
    settle(ui);
    EXPECT_TRUE(scene().pictures.beside[0].muted);
    ui.ItemClick("pictures/$$0/##remove");  // the other is muted: this one stays
    settle(ui);
    EXPECT_EQ(lanes_of(scene().pictures), 2u);
    ui.ItemClick("pictures/$$1/##mute");
    settle(ui);
    ui.ItemClick("pictures/$$0/##remove");
    settle(ui);
    EXPECT_EQ(lanes_of(scene().pictures), 1u);
  });
}

TEST_F(OpeningModels, ANetIsAskedAsSomethingElse) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Scene");
    ui.ItemClick("##published");
    settle(ui);
    EXPECT_EQ(scene().pictures.assume, "linear-1000-eps");
    ui.ItemClick("##asked_clip");
    settle(ui);
    EXPECT_EQ(scene().pictures.assume, "linear-1000-eps-clip");
    ui.ItemClick("##published");
    settle(ui);
    EXPECT_EQ(scene().pictures.assume, "");
  });
}

}  // namespace
}  // namespace alphabar
