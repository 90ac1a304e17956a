#include <imgui_internal.h>

#include <algorithm>

#include "core/figures/plan_beside.h"
#include "core/runs/cursor.h"
#include "tests/gui/window/window_driver.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

class PlanPanel : public WindowDriver {
 protected:
  void open(ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F6);
    ui.Yield(3);
    EXPECT_TRUE(scene().view.shows("plan"));
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
    EXPECT_FALSE(scene().view.shows("plan"));
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
    EXPECT_EQ(to_text(scene().view.plan_against), "lane 1");
    choose(ui, "against", "beside diffusers DDIM, 50, leading");
    EXPECT_EQ(to_text(scene().view.plan_against), "diffusers DDIM, 50, leading");
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(to_text(scene().view.plan_against), "lane 1");
  });
}

TEST_F(PlanPanel, ALaneIsNotOfferedBesideItself) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.SetRef(ui.WindowInfo("//Plan/plan/against").ID);
    ui.ItemClick("##plan_against");
    ui.Yield(2);
    EXPECT_FALSE(ui.ItemExists("//$FOCUSED/beside Reverse SDE"));
    EXPECT_TRUE(ui.ItemExists("//$FOCUSED/beside Probability-flow ODE"));
  });
}

TEST_F(PlanPanel, APresetIsBuiltWithTheLanesStepsWhereAsked) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    choose(ui, "against", "beside diffusers DDIM, 50, leading");
    ui.ItemClick("//Plan/**/with this lane's steps");
    ui.Yield(2);
    EXPECT_EQ(to_text(scene().view.plan_against),
              "diffusers DDIM, 50, leading, with this lane's steps");
    choose(ui, "against", "beside Probability-flow ODE");
    EXPECT_EQ(to_text(scene().view.plan_against), "lane 2");
  });
}

class PlanBesideTest : public testing::Test {
 protected:
  PlanBeside beside(const std::string& against, std::size_t lane = 0) const {
    return plan_beside(runs_, lane, plan_against(against));
  }
  Runs runs_ = plain_runs(small_scene(4, 100));
};

TEST_F(PlanBesideTest, TablesAtTheSameLevelsAreComparedRowByRow) {
  const PlanBeside ode = beside("lane 2");
  EXPECT_TRUE(ode.same_levels);
  EXPECT_GT(ode.difference.largest, 0);
  EXPECT_TRUE(ode.sentence.starts_with("100 rows at the same levels; ")) << ode.sentence;
  EXPECT_FALSE(beside("lane 1").plan) << "beside itself";
  EXPECT_FALSE(beside("nonsense").plan);
}

TEST(PlanBeside, TablesThatDifferByTheScaleOfXAreTheSame) {
  Scene scene = small_scene(4, 20);
  scene.lanes.resize(2);
  for (LaneSpec& lane : scene.lanes) {
    lane.sampler = {};
    lane.sampler.kind = SamplerKind::dpmpp_2m;
    lane.sampler.grid.steps = 20;
  }
  scene.lanes[1].sampler.frame = Frame::sigma;
  const Derived derived = derive(scene);
  const PlanBeside same = plan_beside(derived, 0, plan_against("lane 2"));
  EXPECT_TRUE(same.same_levels);
  EXPECT_FALSE(same.same_scale);
  EXPECT_LT(same.difference.largest, 1e-9);
  EXPECT_TRUE(same.sentence.starts_with("The same table up to the scale of x")) << same.sentence;
  scene.lanes[1].sampler.order = 3;
  const Derived other = derive(scene);
  const PlanBeside differs = plan_beside(other, 0, plan_against("lane 2"));
  EXPECT_FALSE(differs.same_scale);
  EXPECT_GT(differs.difference.largest, 1e-3);
  EXPECT_NE(differs.sentence.find("at another scale"), std::string::npos) << differs.sentence;
}

TEST_F(PlanBesideTest, TablesAtOtherLevelsSaySo) {
  const PlanBeside ddim = beside("diffusers DDIM, 50, leading");
  ASSERT_TRUE(ddim.plan);
  EXPECT_FALSE(ddim.same_levels);
  EXPECT_TRUE(ddim.sentence.starts_with("100 rows here, 50 in diffusers DDIM, 50, leading, at "))
      << ddim.sentence;
  EXPECT_EQ(beside("diffusers DDIM, 50, leading, with this lane's steps").plan->rows.size(), 100u);
}

TEST_F(PlanBesideTest, ARowStandsBesideTheOneThatStartsNearest) {
  const Plan& plan = *runs_.lanes[0].plan;
  const Plan other = *beside("diffusers DDIM, 50, leading").plan;
  for (const std::size_t i : {0u, 37u, 92u, 99u}) {
    const Row& there = other.rows[row_beside(plan.rows[i], i, other)];
    EXPECT_NEAR(there.from.t, plan.rows[i].from.t, 20) << i;  // its rows start 20 apart
  }
  EXPECT_EQ(row_beside(plan.rows[40], 40, plan), 40u);
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
    ASSERT_EQ(runs()->lanes[0].plan->rows.size(), 10000u);
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
    EXPECT_EQ(runs()->lanes[0].plan->evaluations(), 20);
  });
}

}  // namespace
}  // namespace alphabar
