// The command palette and the bookmarks, by keys and mouse.

#include "app/window/commands/command_palette.h"
#include "core/plan/presets.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class PaletteTest : public WindowDriver {
 protected:
  void open(ImGuiTestContext& ui, const char* query) {
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_P);
    ui.Yield(2);
    ASSERT_TRUE(app().palette.open);
    ui.KeyChars(query);
    ui.Yield(2);
  }
};

TEST_F(PaletteTest, AFewLettersAndEnterRunACommand) {
  drive([&](ImGuiTestContext& ui) {
    open(ui, "nex them");
    EXPECT_EQ(palette_entries(app(), app().palette.query).front().name, "View: Next theme");
    ui.KeyPress(ImGuiKey_Enter);
    ui.Yield(2);
    EXPECT_FALSE(app().palette.open);
    EXPECT_EQ(scene().view.theme, Theme::light);
  });
}

TEST_F(PaletteTest, ArrowsChooseAndNothingElseHearsThem) {
  drive([&](ImGuiTestContext& ui) {
    const double before = scene().playback.position;
    open(ui, "type");
    const auto found = palette_entries(app(), "type");
    ASSERT_GE(found.size(), 3u) << "larger, smaller, normal";
    ui.KeyPress(ImGuiKey_DownArrow);
    EXPECT_EQ(app().palette.chosen, 1);
    ui.KeyPress(ImGuiKey_UpArrow, 2);
    EXPECT_EQ(app().palette.chosen, static_cast<int>(found.size()) - 1) << "around the end";
    EXPECT_EQ(scene().playback.position, before) << "arrows are not time's while it is open";
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_FALSE(app().palette.open);
    EXPECT_EQ(scene().view.font_scale, 1);
  });
}

TEST_F(PaletteTest, AClickRunsALine) {
  drive([&](ImGuiTestContext& ui) {
    open(ui, "fro");
    ui.SetRef(ui.WindowInfo("//$FOCUSED/##entries").ID);
    ui.ItemClick("##Time: Once, loop, to and fro");
    ui.Yield(2);
    EXPECT_EQ(scene().playback.repeat, Repeat::ping_pong);
  });
}

TEST_F(PaletteTest, NothingRunsWhereNothingFits) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    open(ui, "qqqq");
    EXPECT_TRUE(palette_entries(app(), "qqqq").empty());
    ui.KeyPress(ImGuiKey_Enter);
    ui.Yield(2);
    EXPECT_EQ(scene(), before);
    EXPECT_FALSE(app().notice.error);
  });
}

TEST_F(PaletteTest, WhatCannotBeDoneNowStaysUndone) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(palette_entries(app(), "undo").front().enabled);
    open(ui, "undo");
    ui.KeyPress(ImGuiKey_Enter);
    ui.Yield(2);
    EXPECT_TRUE(app().palette.open) << "and says so by not going away";
    ui.KeyPress(ImGuiKey_Escape);
  });
}

TEST_F(PaletteTest, SamplersAreFoundByTheirNamesAndByComfysPairs) {
  drive([&](ImGuiTestContext& ui) {
    open(ui, "unipc");
    ui.KeyPress(ImGuiKey_Enter);
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::unipc);
    open(ui, "dpmpp_2m + karras, 13");
    ui.KeyPress(ImGuiKey_Enter);
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler, *find_preset("dpmpp_2m + karras, 13"));
    EXPECT_EQ(scene().lanes[0].name, "dpmpp_2m + karras, 13");
  });
}

class BookmarkKeys : public WindowDriver {};

TEST_F(BookmarkKeys, AClickersKeysStepThroughThem) {
  drive([&](ImGuiTestContext& ui) {
    const std::size_t count = scene().bookmarks.size();
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_B);
    ui.Yield(2);
    ASSERT_EQ(scene().bookmarks.size(), count + 1);
    EXPECT_EQ(scene().bookmarks[1].position, 0.5);
    EXPECT_EQ(scene().bookmarks[1].name.substr(0, 4), "t = ") << "called by its time";
    ui.KeyPress(ImGuiKey_PageDown);
    EXPECT_EQ(scene().playback.position, 0.8);
    ui.KeyPress(ImGuiKey_PageUp);
    EXPECT_EQ(scene().playback.position, 0.5);
    ui.KeyPress(ImGuiKey_PageUp, 3);
    EXPECT_EQ(scene().playback.position, 0) << "and no further than the first";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().bookmarks.size(), count);
  });
}

TEST_F(BookmarkKeys, AClickNearATickGoesToItsVeryPlace) {
  drive([&](ImGuiTestContext& ui) {
    const ImRect bar = ui.ItemInfo("//Transport/##time").RectFull;
    const float radius = ImGui::GetStyle().FontScaleMain * 7;
    const float x = bar.Min.x + radius + 0.8F * (bar.GetWidth() - 2 * radius);
    ui.MouseMoveToPos({x + 2, bar.GetCenter().y});
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_EQ(scene().playback.position, 0.8);
  });
}

}  // namespace
}  // namespace alphabar
