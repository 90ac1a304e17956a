// A word typed under Data, of the scene and of a lane, and data of very many points in the window.
#include "core/model/draws/data_draws.h"
#include "core/model/mixture.h"
#include "core/model/points/point_model.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Word : public WindowDriver {};

TEST_F(Word, IsTypedAndBecomesTheData) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    ui.SetRef("Scene");
    EXPECT_FALSE(ui.ItemExists("Make it the data##word")) << "not before there are letters";
    ui.ItemInput("##word");
    ui.KeyCharsReplaceEnter("ddpm");
    type(ui, "##word_points", "600");
    type(ui, "##word_seed", "4");
    EXPECT_EQ(scene(), before) << "typing alone changes nothing";
    ui.SetRef("Scene");
    ui.ItemClick("Make it the data##word");
    settle(ui);
    EXPECT_EQ(scene().data, word_points({"ddpm", 600, 4}));
    EXPECT_EQ(runs()->target->data().components.size(), 600u);
    ui.ItemInput("##word");
    ui.KeyCharsReplaceEnter("   ");
    ui.ItemClick("Make it the data##word");
    ui.Yield(2);
    EXPECT_TRUE(ui.ItemExists("##word_problem"));
    EXPECT_EQ(scene().data.points.size(), 600u) << "the data stay";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene(), before) << "one step of undo";
  });
}

TEST_F(Word, ALaneHasItsOwn) {
  drive([&](ImGuiTestContext& ui) {
    Scene next = scene();
    next.lanes[0].data = next.data;
    app().session.apply(next);
    settle(ui);
    ui.ItemInput("$$0/data/##word");
    ui.KeyCharsReplaceEnter("x");
    ui.ItemClick("$$0/data/Make it the data##word");
    settle(ui);
    ASSERT_TRUE(scene().lanes[0].data);
    EXPECT_EQ(*scene().lanes[0].data, word_points({"x"}));
    EXPECT_EQ(scene().data, next.data);
  });
}

TEST_F(Word, OfVeryManyPointsIsAskedWhole) {
  drive([&](ImGuiTestContext& ui) {
    Scene next = scene();
    next.data = word_points({"many", 20000, 1});
    app().session.apply(next);
    settle(ui);
    ASSERT_EQ(runs()->error, "");
    EXPECT_LE(runs()->target->data().components.size(), DataSpec::most);
    EXPECT_NE(dynamic_cast<const PointModel*>(runs()->lanes[0].model.get()), nullptr);
    EXPECT_EQ(&runs()->target->source().points.values(), &scene().data.points.values())
        << "shared, not copied";
    ui.ItemInput("##bandwidth");
    ui.KeyCharsReplaceEnter("0.1");
    settle(ui);
    EXPECT_EQ(scene().data.bandwidth, 0.1);
    EXPECT_EQ(scene().data.points, next.data.points);
  });
  EXPECT_GT(picture().width, 0);
}

}  // namespace
}  // namespace alphabar
