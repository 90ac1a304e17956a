// Guidance: its panel, and its weight over time in the curves.
#include <imgui_internal.h>

#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Guidance : public WindowDriver {
 protected:
  void SetUp() override {
    Scene guided = scene();
    guided.guidance.kind = GuidanceKind::classifier_free;
    guided.guidance.scale = 2;
    guided.view.plots = {{PlotKind::guidance}};
    app().session.apply(std::move(guided), 0);
  }
  const GuidanceSpec& guidance() const { return scene().guidance; }
  /// A place in the plot, as shares of its width and height.
  static ImVec2 at(ImGuiTestContext& ui, float x, float y) {
    ui.SetRef(ui.WindowInfo("//Curves/curves/plots").ID);
    const std::string id = "$$" + std::to_string(static_cast<int>(PlotKind::guidance)) + "/scrub";
    const ImRect box = ui.ItemInfo(id.c_str()).RectFull;
    return {box.Min.x + x * box.GetWidth(), box.Min.y + y * box.GetHeight()};
  }
};

TEST_F(Guidance, EveryCombinationRuns) {
  drive([&](ImGuiTestContext& ui) {
    for (const char* name :
         {"rescaled", "projected (APG)", "dynamic threshold", "CFG-Zero*", "linear"}) {
      pick(ui, "##combination", name);
      EXPECT_TRUE(runs()->failed.empty()) << name;
      EXPECT_EQ(runs()->lanes.size(), 2u) << name;
    }
    pick(ui, "##guidance", "by a weaker model");
    EXPECT_EQ(guidance().kind, GuidanceKind::autoguidance);
    type(ui, "##weaker", "0.8");
    EXPECT_EQ(guidance().weaker, 0.8);
    EXPECT_TRUE(runs()->failed.empty());
  });
}

TEST_F(Guidance, UsualWeightsAreAClick) {
  drive([&](ImGuiTestContext& ui) {
    for (const auto& [button, w] : {std::pair{"w = 8", 8.0}, std::pair{"w = 0", 0.0}}) {
      ui.SetRef("Scene");
      ui.ItemClick((std::string("**/") + button).c_str());
      settle(ui);
      EXPECT_EQ(guidance().scale, w);
      EXPECT_EQ(runs()->lanes[0].plan->rows[0].w, w);
    }
  });
}

TEST_F(Guidance, TheWeightOverTimeHasShapes) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##guidance_curve", "rises to the data, linear");
    const Plan& plan = *runs()->lanes[0].plan;
    EXPECT_NEAR(plan.rows.front().w, 0, 1e-9);
    EXPECT_NEAR(plan.rows.back().w, 4, 0.05);
    pick(ui, "##guidance_curve", "constant");
    EXPECT_TRUE(guidance().curve_t.empty());
    EXPECT_EQ(runs()->lanes[0].plan->rows.front().w, 2);
  });
}

TEST_F(Guidance, ItsPointsAreAddedDraggedAndRemoved) {
  drive([&](ImGuiTestContext& ui) {
    ui.MouseMoveToPos(at(ui, 0.5F, 0.3F));
    ui.MouseDoubleClick();
    settle(ui);
    ASSERT_EQ(guidance().curve_t.size(), 3u) << "both ends, and where the mouse was";
    EXPECT_NEAR(guidance().curve_t[1], 0.5, 0.02);
    const GuidanceSpec before = guidance();
    ui.MouseDown();
    for (const float part : {0.4F, 0.7F, 1.0F})
      ui.MouseMoveToPos(at(ui, 0.5F + 0.2F * part, 0.3F + 0.2F * part));
    ui.MouseUp();
    settle(ui);
    ASSERT_EQ(guidance().curve_t.size(), 3u);
    EXPECT_NEAR(guidance().curve_t[1], 0.7, 0.02);
    EXPECT_LT(guidance().curve_w[1], before.curve_w[1]);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(guidance(), before);
    settle(ui);
    ui.MouseMoveToPos(at(ui, 0.5F, 0.3F));
    ui.Yield(2);
    ui.KeyPress(ImGuiKey_Delete);
    settle(ui);
    EXPECT_EQ(guidance().curve_t, (std::vector<double>{0, 1}));
  });
}

}  // namespace
}  // namespace alphabar
