#include <imgui_internal.h>
#include <implot.h>
#include <implot_internal.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "app/widgets/text.h"
#include "core/figures/plots/plot_table.h"
#include "tests/gui/window/window_driver.h"

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
  /// The numbers along the time axis of a plot, as it was drawn last.
  static std::vector<std::string> time_labels(ImGuiTestContext& ui, PlotKind kind) {
    const std::string id = "$$" + std::to_string(static_cast<int>(kind)) + "/##plot";
    const ImPlotPlot* drawn = ImPlot::GetCurrentContext()->Plots.GetByKey(ui.GetID(id.c_str()));
    std::vector<std::string> labels;
    if (drawn == nullptr) return labels;
    ImPlotTicker ticker = drawn->Axes[ImAxis_X1].Ticker;
    for (const ImPlotTick& tick : ticker.Ticks)
      if (tick.ShowLabel) labels.emplace_back(ticker.GetText(tick));
    return labels;
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
    ui.ItemClick("//$FOCUSED/λ = log(a \\/ s), half the log SNR");
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
    for (const PlotKind kind : {PlotKind::level, PlotKind::lambda, PlotKind::noise})
      menu(ui, kind, "Remove this plot");
    EXPECT_TRUE(scene().view.plots.empty());
    ui.Yield(3);
  });
}

TEST_F(CurvesPanel, APlotIsCopiedAsCsv) {
  drive([&](ImGuiTestContext& ui) {
    menu(ui, PlotKind::lambda, "Copy as CSV");
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

TEST_F(CurvesPanel, AnotherUnitOfTimeChangesNothingButTheNumbersAlongTheAxis) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const ImRect box = ui.ItemInfo(plot(PlotKind::noise).c_str()).RectFull;
    const auto has = [](const std::vector<std::string>& labels, const char* text) {
      return std::ranges::count(labels, text) == 1;
    };
    for (const auto& [unit, near, far] :
         {std::tuple{TimeUnit::t, "0", "1000"}, std::tuple{TimeUnit::index, "0", "500"},
          std::tuple{TimeUnit::sigma, "0.1", "10"}, std::tuple{TimeUnit::lambda, "3", "\u22123"},
          std::tuple{TimeUnit::step, "0", "100"}}) {
      while (scene().playback.unit != unit) ui.KeyPress(ImGuiKey_U);
      ui.MouseMoveToPos({box.Min.x + (0.7F + 0.015F) / 1.03F * box.GetWidth(),
                         box.Min.y + 0.3F * box.GetHeight()});
      ui.MouseClick();
      ui.Yield(2);
      EXPECT_NEAR(scene().playback.position, 0.3, 0.02) << near;
      const std::vector<std::string> labels = time_labels(ui, PlotKind::noise);
      EXPECT_TRUE(has(labels, near) && has(labels, far)) << testing::PrintToString(labels);
      menu(ui, PlotKind::lambda, "Copy as CSV");
      EXPECT_TRUE(std::string(ImGui::GetClipboardText()).starts_with("t,λ\n"));
      ui.KeyPress(ImGuiKey_Home);
    }
    ui.KeyPress(ImGuiKey_U);
    ui.Yield(2);
    EXPECT_EQ(scene().playback.unit, TimeUnit::t);
  });
}

/// Bending: places in a plot are found from the axes that the panel sets.
class Bending : public CurvesPanel {
 protected:
  /// Where t / T = u lies at this height of the level plot, whose values run from -0.03 to 1.03.
  static ImVec2 place(ImGuiTestContext& ui, double u, double alpha_bar) {
    const ImRect box = ui.ItemInfo(plot(PlotKind::level).c_str()).RectFull;
    const double x = (u + 0.015) / 1.03, y = (1.03 - alpha_bar) / 1.06;
    return {box.Min.x + static_cast<float>(x) * box.GetWidth(),
            box.Min.y + static_cast<float>(y) * box.GetHeight()};
  }
  double alpha_bar(double u) const {
    const Process process(scene().process);
    return process.at(u * process.T()).alpha_bar();
  }
  void drag(ImGuiTestContext& ui, const ImVec2& from, const ImVec2& to) {
    ui.MouseMoveToPos(from);
    ui.MouseDown();
    for (const float part : {0.3F, 0.6F, 1.0F})
      ui.MouseMoveToPos({from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)});
    ui.MouseUp();
    settle(ui);
  }
};

TEST_F(Bending, ACurveThatIsDraggedBecomesADrawnOneInOneStepOfUndo) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const ProcessSpec before = scene().process;
    drag(ui, place(ui, 0.3, alpha_bar(0.3)), place(ui, 0.3, 0.5));
    EXPECT_EQ(scene().process.kind, ProcessKind::drawn);
    EXPECT_EQ(scene().process.drawn_t.size(), 11u) << "ten, and where it was taken";
    EXPECT_NEAR(alpha_bar(0.3), 0.5, 0.015);  // a pixel is 0.01
    EXPECT_EQ(runs()->process->spec(), scene().process);
    EXPECT_FALSE(app().notice.words.empty());
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().process, before);
    EXPECT_FALSE(app().session.can_undo());
  });
}

TEST_F(Bending, WhatTheMouseIsOnIsToldBesideThePlots) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const ImRect box = ui.ItemInfo(plot(PlotKind::level).c_str()).RectFull;
    ui.MouseMoveToPos(place(ui, 0.3, alpha_bar(0.3)));
    ui.Yield(3);
    bool told = false;
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      if (!(window->Flags & ImGuiWindowFlags_Tooltip) || !window->WasActive) continue;
      told = true;
      EXPECT_FALSE(window->Rect().Max.x > box.Min.x && window->Rect().Min.x < box.Max.x);
      EXPECT_GE(window->Pos.y, 0);
    }
    EXPECT_TRUE(told);
  });
}

/// What the curve says about itself while the mouse is on it, and while it is bent.
TEST_F(Bending, TheCurveSaysThatItBecomesPoints) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    DrawnTexts drawn;
    const auto told = [&](const char* words) {
      drawn.clear();
      ui.Yield(2);
      return std::ranges::any_of(drawn.texts(), [&](const DrawnTexts::Text& text) {
        return text.words.find(words) != std::string::npos;
      });
    };
    const ImVec2 on = place(ui, 0.3, alpha_bar(0.3));
    ui.MouseMoveToPos(on);
    ui.Yield();
    EXPECT_TRUE(told("through 10 points"));
    EXPECT_FALSE(told("points now"));
    ui.MouseDown();
    ui.MouseMoveToPos({on.x, on.y + 20});
    EXPECT_TRUE(told("through 11 points now")) << "ten, and where it was taken";
    ui.MouseUp();
    settle(ui);
    EXPECT_FALSE(told("points now")) << "it is a curve through points already";
  });
}

TEST_F(Bending, PointsAreDraggedAddedAndRemoved) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const double third = std::pow(0.3, 1.5), sixth = std::pow(0.6, 1.5);  // of ten points
    drag(ui, place(ui, sixth, alpha_bar(sixth)), place(ui, sixth, 0.2));
    ASSERT_EQ(scene().process.drawn_t.size(), 10u) << "a point was there already";
    drag(ui, place(ui, sixth, 0.2), place(ui, 0.5, 0.15));
    EXPECT_NEAR(scene().process.drawn_t[5], 0.5, 0.01);
    EXPECT_NEAR(scene().process.drawn_alpha_bar[5], 0.15, 0.01);
    const double between = 0.5 * (third + std::pow(0.4, 1.5));
    ui.MouseMoveToPos(place(ui, between, alpha_bar(between)));
    ui.MouseDoubleClick();
    settle(ui);
    EXPECT_EQ(scene().process.drawn_t.size(), 11u);
    EXPECT_NEAR(scene().process.drawn_t[3], between, 0.01);
    ui.MouseMoveToPos(place(ui, scene().process.drawn_t[3], scene().process.drawn_alpha_bar[3]));
    ui.Yield(2);
    ui.KeyPress(ImGuiKey_Delete);
    settle(ui);
    EXPECT_EQ(scene().process.drawn_t.size(), 10u);
    ui.MouseMoveToPos(place(ui, 0.5, 0.15));
    ui.MouseClick(ImGuiMouseButton_Right);
    ui.ItemClick("//$FOCUSED/Remove this point");
    settle(ui);
    EXPECT_EQ(scene().process.drawn_t.size(), 9u);
    EXPECT_GT(scene().process.drawn_t[5], 0.55);
  });
}

TEST_F(Bending, APointStopsAtItsNeighbours) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const double u = std::pow(0.6, 1.5);
    drag(ui, place(ui, u, alpha_bar(u)), place(ui, u, 0.2));
    drag(ui, place(ui, u, 0.2), place(ui, 0.95, 1.0));
    EXPECT_LT(scene().process.drawn_t[5], scene().process.drawn_t[6]);
    EXPECT_LT(scene().process.drawn_alpha_bar[5], scene().process.drawn_alpha_bar[4]);
    EXPECT_EQ(app().session.refusal(), "");
  });
}

TEST_F(Bending, LambdaBendsTheSameSchedule) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const double u = std::pow(0.8, 1.5);
    const Curve curve = plot_info(PlotKind::lambda).make(*runs()).lines[0].curve;
    const auto [low, high] = std::minmax_element(curve.y.begin(), curve.y.end());
    const double margin = 0.05 * (*high - *low), span = *high - *low + 2 * margin;
    const ImRect box = ui.ItemInfo(plot(PlotKind::lambda).c_str()).RectFull;
    const double value = value_at(curve, 1000 * u);
    const ImVec2 at{
        box.Min.x + static_cast<float>((u + 0.015) / 1.03) * box.GetWidth(),
        box.Min.y + static_cast<float>((*high + margin - value) / span) * box.GetHeight()};
    drag(ui, at, {at.x, at.y + 10});
    ASSERT_EQ(scene().process.drawn_t.size(), 10u);
    const double y = scene().process.drawn_alpha_bar[7];
    EXPECT_NEAR(0.5 * std::log(y / (1 - y)), value - 10 * span / box.GetHeight(),
                2 * span / box.GetHeight())
        << "to two pixels";
  });
}

TEST_F(Bending, AClickOnACurveScrubsAndSoDoesTheTimesLine) {
  drive([&](ImGuiTestContext& ui) {
    to_plots(ui);
    const ProcessSpec before = scene().process;
    ui.MouseMoveToPos(place(ui, 0.3, alpha_bar(0.3)));
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_NEAR(scene().playback.position, 0.7, 0.02);
    drag(ui, place(ui, 0.3, alpha_bar(0.3)), place(ui, 0.6, 0.9));  // where the line now crosses
    EXPECT_NEAR(scene().playback.position, 0.4, 0.02);
    EXPECT_EQ(scene().process, before);
  });
}

TEST_F(Bending, AContinuousProcessIsNotBent) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "VP SDE");
    const ProcessSpec before = scene().process;
    to_plots(ui);
    drag(ui, place(ui, 0.4, alpha_bar(0.4)), place(ui, 0.4, 0.8));
    EXPECT_EQ(scene().process, before);
  });
}

}  // namespace
}  // namespace alphabar
