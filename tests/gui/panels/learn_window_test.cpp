// The panel Learn, driven as a user would.
#include <gmock/gmock.h>

#include "core/learn/folder/net_folder.h"
#include "core/learn/model/learned_denoiser.h"
#include "tests/gui/panels/learn_driver.h"
// After the driver, which knows GoogleTest's namespace alone by this name.
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

class LearnWindow : public LearnDriver {
 protected:
  LearnWindow() : LearnDriver(50) {}
  std::int64_t step() { return app().learn.snapshot() ? app().learn.snapshot()->state.step : -1; }

  static void click(ImGuiTestContext& ui, const char* item) {
    name_controls(ui);
    ui.ItemClick(item);
  }
};

TEST_F(LearnWindow, TrainsPausesStepsAndBeginsAnew) {
  drive([&](ImGuiTestContext& ui) {
    learned(ui);
    EXPECT_EQ(step(), 0);
    click(ui, "##step");
    learned(ui);
    EXPECT_EQ(step(), 1);
    click(ui, "##learn");
    learned(ui);
    EXPECT_EQ(step(), 50) << "it ends by itself";
    EXPECT_FALSE(app().learn.running());
    click(ui, "##reset");
    learned(ui);
    EXPECT_EQ(step(), 0);
  });
}

TEST_F(LearnWindow, GivesTheNetToTheLanes) {
  drive([&](ImGuiTestContext& ui) {
    learned(ui);
    click(ui, "Lanes: this net##lanes");
    learned(ui);
    EXPECT_EQ(scene().model.kind, ModelKind::learned);
    ASSERT_FALSE(runs()->lanes.empty());
    const auto* model = dynamic_cast<const LearnedDenoiser*>(runs()->lanes[0].model.get());
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->net().step, 0);
    click(ui, "##learn");
    learned(ui);
    learned(ui);
    model = dynamic_cast<const LearnedDenoiser*>(runs()->lanes[0].model.get());
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->net().step, 50) << "the lanes follow what it has come to";
    click(ui, "Exact beside##beside");
    learned(ui);
    ASSERT_EQ(scene().lanes.size(), 2u);
    EXPECT_EQ(scene().lanes[0].model, ModelSpec());
    EXPECT_EQ(scene().lanes[1].model->kind, ModelKind::learned);
    EXPECT_EQ(scene().lanes[0].sampler, scene().lanes[1].sampler);
    EXPECT_TRUE(scene().paired);
    EXPECT_NE(runs()->lanes[0].model->closed_form(), nullptr);
    EXPECT_EQ(runs()->lanes[1].model->closed_form(), nullptr);
  });
}

TEST_F(LearnWindow, ChangesWhatIsLearned) {
  drive([&](ImGuiTestContext& ui) {
    learned(ui);
    click(ui, "##step");
    learned(ui);
    Scene next = scene();
    next.training.objective = Objective::flow_matching;
    app().session.apply(next);
    learned(ui);
    EXPECT_THAT(app().learn.refusal(), ::testing::HasSubstr("flow"));
    name_controls(ui);
    EXPECT_TRUE(ui.ItemExists("##refusal"));
    next.process.kind = ProcessKind::flow;
    app().session.apply(next);
    learned(ui);
    EXPECT_EQ(app().learn.refusal(), "");
    EXPECT_EQ(step(), 0);
    next.training.objective = Objective::energy;
    next.view.net_map = NetMap::energy;
    app().session.apply(next);
    learned(ui);
    click(ui, "##step");
    learned(ui);
    EXPECT_FALSE(app().learn.snapshot()->negatives.empty());
  });
  EXPECT_GT(picture().width, 0);
}

TEST_F(LearnWindow, KeepsTheNetInAFolder) {
  const testing::TempFolder folder;
  drive([&](ImGuiTestContext& ui) {
    learned(ui);
    click(ui, "##step");
    learned(ui);
    app().net_folder = (folder / "net").string();
    ui.Yield(2);
    click(ui, "Save net##save");
    ui.Yield(2);
    const NetFolder kept = read_net_folder(folder / "net", NetContent::all);
    EXPECT_EQ(kept.net, *app().learn.snapshot()->net);
    EXPECT_EQ(kept.scene->training, scene().training);
    click(ui, "##reset");
    learned(ui);
    EXPECT_EQ(step(), 0);
    click(ui, "Go on from it##go_on");
    learned(ui);
    EXPECT_EQ(step(), 1);
    app().net_folder = (folder / "nowhere").string();
    ui.Yield(2);
    click(ui, "Go on from it##go_on");
    ui.Yield(2);
    EXPECT_THAT(app().notice.words, ::testing::HasSubstr("nowhere"));
  });
}

}  // namespace
}  // namespace alphabar
