#include "core/runs/cursor.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Transport : public WindowDriver {
 protected:
  std::size_t row() { return cursor(*runs(), 0, scene().playback.position).step.row; }
};

TEST_F(Transport, SpacePlaysAndStops) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_Space);
    EXPECT_TRUE(app().playback.playing);
    const double before = scene().playback.position;
    ui.Yield(10);
    EXPECT_GT(scene().playback.position, before);
    ui.KeyPress(ImGuiKey_Space);
    EXPECT_FALSE(app().playback.playing);
    const double after = scene().playback.position;
    ui.Yield(10);
    EXPECT_EQ(scene().playback.position, after);
  });
}

TEST_F(Transport, ArrowsStepOneRowOrTen) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_EQ(row(), 50u);
    ui.KeyPress(ImGuiKey_RightArrow);
    EXPECT_EQ(row(), 51u);
    ui.KeyPress(ImGuiKey_LeftArrow, 2);
    EXPECT_EQ(row(), 49u);
    ui.KeyPress(ImGuiKey_UpArrow);
    EXPECT_EQ(row(), 59u);
    ui.KeyPress(ImGuiKey_DownArrow, 3);
    EXPECT_EQ(row(), 29u);
  });
}

TEST_F(Transport, HomeAndEndJump) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_End);
    EXPECT_EQ(scene().playback.position, 1);
    ui.KeyPress(ImGuiKey_RightArrow);
    EXPECT_EQ(scene().playback.position, 1);
    ui.KeyPress(ImGuiKey_Home);
    EXPECT_EQ(scene().playback.position, 0);
  });
}

TEST_F(Transport, ButtonsDoWhatTheKeysDo) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Transport");
    ui.ItemClick("time.forward");
    EXPECT_EQ(row(), 51u);
    ui.ItemClick("time.back");
    EXPECT_EQ(row(), 50u);
    ui.ItemClick("time.last");
    EXPECT_EQ(row(), 100u);
    ui.ItemClick("time.first");
    EXPECT_EQ(row(), 0u);
    ui.ItemClick("time.play");
    EXPECT_TRUE(app().playback.playing);
    ui.ItemClick("time.repeat");
    EXPECT_EQ(scene().playback.repeat, Repeat::ping_pong);
    ui.ItemClick("time.repeat");
    EXPECT_EQ(scene().playback.repeat, Repeat::once);
  });
}

TEST_F(Transport, TheSliderScrubsAndRunsNothing) {
  drive([&](ImGuiTestContext& ui) {
    const auto before = runs();
    app().playback.playing = true;
    ui.SetRef("Transport");
    const ImRect bar = ui.ItemInfo("##time").RectFull;
    ui.MouseMoveToPos({bar.Min.x + bar.GetWidth() * 0.25F, bar.GetCenter().y});
    ui.MouseDown();
    ui.MouseMoveToPos({bar.Min.x + bar.GetWidth() * 0.75F, bar.GetCenter().y});
    ui.MouseUp();
    EXPECT_FALSE(app().playback.playing);
    EXPECT_NEAR(scene().playback.position, 0.75, 0.02);  // the bar ends a knob before the item
    settle(ui);
    EXPECT_EQ(runs(), before);
    EXPECT_FALSE(app().session.can_undo()) << "a place in time is no edit";
  });
}

TEST_F(Transport, TheSeedIsTypedAndRunsEveryLane) {
  drive([&](ImGuiTestContext& ui) {
    const auto before = runs();
    type(ui, "//Transport/##transport_seed", "77");
    EXPECT_EQ(scene().seed, 77u);
    for (std::size_t i = 0; i < 2; ++i)
      EXPECT_NE(runs()->results[i].trajectory->x, before->results[i].trajectory->x);
  });
}

TEST_F(Transport, TimeIsToldInTheUnitAskedFor) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Transport");
    ui.ItemClick("unit");
    EXPECT_EQ(scene().playback.unit, TimeUnit::index);
    ui.KeyPress(ImGuiKey_U);
    EXPECT_EQ(scene().playback.unit, TimeUnit::sigma);
    ui.KeyPress(ImGuiKey_U);
    EXPECT_EQ(scene().playback.unit, TimeUnit::lambda);
  });
}

TEST_F(Transport, SpeedIsChosen) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "//Transport/##speed", "24 s");
    EXPECT_EQ(scene().playback.seconds, 24);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().playback.seconds, 6);
  });
}

TEST_F(Transport, TheMenuRunsTheSameCommands) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Transport");
    ui.ItemClick("Alphabar##menu");
    ui.MenuClick("//$FOCUSED/Time/To the end");
    EXPECT_EQ(scene().playback.position, 1);
  });
}

TEST_F(Transport, SpeedHasKeysAndCommandsWhereItsControlHasNoRoom) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_Comma, 2);
    EXPECT_EQ(scene().playback.seconds, 24);
    ui.KeyPress(ImGuiKey_Comma, 9);
    EXPECT_EQ(scene().playback.seconds, pass_seconds.back());
    ui.KeyPress(ImGuiKey_Period, 9);
    EXPECT_EQ(scene().playback.seconds, pass_seconds.front());
    ui.KeyPress(ImGuiKey_N);
    EXPECT_EQ(scene().playback.seconds, 6);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Equal, 16);
    ui.Yield(4);
    EXPECT_FALSE(ui.ItemExists("//Transport/##speed"));
    ui.ItemClick("//Transport/Alphabar##menu");
    ui.MenuClick("//$FOCUSED/Time/Faster");
    ui.Yield(2);
    EXPECT_EQ(scene().playback.seconds, 3);
    EXPECT_NE(app().notice.words.find("3 s"), std::string::npos) << "it can be seen nowhere else";
  });
}

}  // namespace
}  // namespace alphabar
