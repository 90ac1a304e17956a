#include "tests/gui/window_driver.h"

namespace alphabar {
namespace {

class CurvesPanel : public WindowDriver {
 protected:
  /// Points the test at the plots: "$$0/scrub" is then that of the first kind.
  static void to_plots(ImGuiTestContext& ui) {
    ui.SetRef(ui.WindowInfo("//Curves/curves/plots").ID);
  }
  static std::string plot(PlotKind kind) {
    return "$$" + std::to_string(static_cast<int>(kind)) + "/scrub";
  }
  /// Opens a plot's menu and takes an entry of it.
  static void menu(ImGuiTestContext& ui, PlotKind kind, const char* entry) {
    to_plots(ui);
    ui.ItemClick(plot(kind).c_str(), ImGuiMouseButton_Right);
    ui.ItemClick((std::string("//$FOCUSED/") + entry).c_str());
    ui.Yield(2);
  }
};

TEST_F(CurvesPanel, PlotsAreChosenInTheCornerAndUndone) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("//Curves/curves/choose_plots");
    ui.ItemClick("//$FOCUSED/σ = s \\/ a");
    ASSERT_EQ(scene().view.plots.size(), 4u);
    EXPECT_EQ(scene().view.plots.back(), (PlotSpec{PlotKind::sigma, true}));
    ui.ItemClick("//$FOCUSED/log SNR, λ");
    EXPECT_EQ(scene().view.plots.size(), 3u);
    ui.KeyPress(ImGuiKey_Escape);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z, 2);
    EXPECT_EQ(scene().view.plots, ViewSpec{}.plots);
  });
}

TEST_F(CurvesPanel, AxesAreChosenPlotByPlot) {
  drive([&](ImGuiTestContext& ui) {
    menu(ui, PlotKind::noise, "Logarithmic values");
    EXPECT_FALSE(scene().view.plots[0].log);
    EXPECT_TRUE(scene().view.plots[1].log);
    menu(ui, PlotKind::level, "Logarithmic time");
    EXPECT_TRUE(scene().view.log_time);
  });
}

TEST_F(CurvesPanel, APlotIsRemovedAndThePanelStandsEmpty) {
  drive([&](ImGuiTestContext& ui) {
    for (const PlotKind kind : {PlotKind::level, PlotKind::log_snr, PlotKind::noise})
      menu(ui, kind, "Remove this plot");
    EXPECT_TRUE(scene().view.plots.empty());
    ui.Yield(3);
  });
}

TEST_F(CurvesPanel, APlotIsCopiedAsCsv) {
  drive([&](ImGuiTestContext& ui) {
    menu(ui, PlotKind::log_snr, "Copy as CSV");
    const std::string text = ImGui::GetClipboardText();
    EXPECT_TRUE(text.starts_with("t,λ\n")) << text.substr(0, 40);
    EXPECT_NE(text.find("\n1000,"), std::string::npos);
  });
}

TEST_F(CurvesPanel, DraggingScrubsAndEditsNothing) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const auto before = runs();
    const ImRect box = ui.ItemInfo(plot(PlotKind::noise).c_str()).RectFull;
    const auto at = [&](float u) {
      return ImVec2(box.Min.x + u * box.GetWidth(), box.Min.y + 0.3F * box.GetHeight());
    };
    ui.MouseMoveToPos(at(0.3F));
    ui.MouseDown();
    ui.Yield(2);
    const double late = scene().playback.position;
    ui.MouseMoveToPos(at(0.8F));
    ui.MouseUp();
    ui.Yield(2);
    EXPECT_NEAR(late - scene().playback.position, 0.5, 0.05);
    EXPECT_EQ(runs(), before);
    EXPECT_FALSE(app().session.can_undo());
  });
}

}  // namespace
}  // namespace alphabar
