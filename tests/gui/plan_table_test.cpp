#include <imgui_internal.h>

#include <algorithm>

#include "app/session/cursor.h"
#include "tests/gui/window_driver.h"

namespace alphabar {
namespace {

class PlanPanel : public WindowDriver {
 protected:
  void open(ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F6);
    ui.Yield(3);
    EXPECT_TRUE(scene().view.plan);
  }
  /// A click on a row that is in sight, by its number.
  static void click_row(ImGuiTestContext& ui, const std::string& row) {
    ui.ItemClick(("//Plan/**/" + row).c_str());
    ui.Yield(2);
  }
  static void choose(ImGuiTestContext& ui, const std::string& which, const char* entry) {
    ui.SetRef(ui.WindowInfo(("//Plan/plan/" + which).c_str()).ID);
    ui.ItemClick(("##plan_" + which).c_str());
    ui.ItemClick((std::string("//$FOCUSED/") + entry).c_str());
    ui.Yield(2);
  }
};

TEST_F(PlanPanel, IsShownAndHiddenByItsKey) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    EXPECT_TRUE(ui.WindowInfo("//Plan").Window->Active);
    ui.KeyPress(ImGuiKey_F6);
    EXPECT_FALSE(scene().view.plan);
  });
}

TEST_F(PlanPanel, AClickOnARowShowsWhatItMakes) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.KeyPress(ImGuiKey_Home);
    ui.Yield(3);
    click_row(ui, "3");
    EXPECT_NEAR(scene().playback.position, 0.03, 1e-9);
    EXPECT_EQ(cursor(*runs(), 0, scene().playback.position).plan_row, 2);
  });
}

TEST_F(PlanPanel, FollowsTheTime) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.KeyPress(ImGuiKey_End);
    ui.Yield(3);
    EXPECT_TRUE(ui.ItemExists("//Plan/**/100"));
    ui.KeyPress(ImGuiKey_Home);
    ui.Yield(3);
    EXPECT_TRUE(ui.ItemExists("//Plan/**/1"));
  });
}

TEST_F(PlanPanel, AnotherLaneAndAComparisonAreChosen) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    choose(ui, "lane", "Probability-flow ODE");
    EXPECT_EQ(scene().view.plan_lane, 1);
    choose(ui, "against", "beside Reverse SDE");
    EXPECT_EQ(scene().view.plan_against, "lane 1");
    choose(ui, "against", "beside diffusers DDIM, 50, leading");
    EXPECT_EQ(scene().view.plan_against, "diffusers DDIM, 50, leading");
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().view.plan_against, "lane 1");
  });
}

TEST_F(PlanPanel, IsCopiedAsCsv) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.ItemClick("//Plan/**/Copy as CSV");
    const std::string text = ImGui::GetClipboardText();
    EXPECT_TRUE(text.starts_with("evaluate,a,s,")) << text.substr(0, 40);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 101);
  });
}

TEST_F(PlanPanel, TenThousandRowsAreNoBurden) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "##particles", "1");
    type(ui, "##T", "10000");
    type(ui, "$$0/##steps", "10000");
    ASSERT_EQ(runs()->lanes[0].plan.rows.size(), 10000u);
    open(ui);
    const ImGuiWindow* table = ui.WindowInfo("//Plan").Window;
    ASSERT_NE(table, nullptr);
    int vertices = 0;
    for (const ImGuiWindow* child : ImGui::GetCurrentContext()->Windows)
      if (child->RootWindow == table->RootWindow && child->Active)
        vertices += child->DrawList->VtxBuffer.Size;
    EXPECT_LT(vertices, 40000) << "only the rows in sight are drawn";
  });
}

TEST_F(PlanPanel, APresetIsAQuickChoiceOfTheSampler) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "$$0/##sampler", "k-diffusion DPM++ 2M Karras, 20");
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::dpmpp_2m);
    EXPECT_EQ(scene().lanes[0].sampler.grid.spacing, Spacing::karras);
    EXPECT_EQ(runs()->lanes[0].plan.evaluations(), 20);
  });
}

}  // namespace
}  // namespace alphabar
