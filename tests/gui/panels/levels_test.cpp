// Levels by hand: handles in Curves, cells in Plan, the spacing "by hand" in a lane's panel.
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "core/process/levels/grid.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Levels : public WindowDriver {
 protected:
  void SetUp() override {
    Scene few = scene();
    few.lanes.resize(1);
    few.lanes[0].name = "DDIM";
    few.lanes[0].sampler.kind = SamplerKind::ddim;
    few.lanes[0].sampler.eta = 0;
    few.lanes[0].sampler.grid = {};
    few.lanes[0].sampler.grid.steps = 5;  // 801, 601, 401, 201, 1
    app().session.apply(std::move(few), 0);
  }
  const GridSpec& grid() const { return scene().lanes[0].sampler.grid; }

  static std::string plot(PlotKind kind) {
    return "$$" + std::to_string(static_cast<int>(kind)) + "/scrub";
  }
  static ImRect box(ImGuiTestContext& ui, PlotKind kind) {
    ui.SetRef(ui.WindowInfo("//Curves/curves/plots").ID);
    return ui.ItemInfo(plot(kind).c_str()).RectFull;
  }
  /// On the lower edge of a plot, where its time axis has t of T.
  static ImVec2 on_time(ImGuiTestContext& ui, PlotKind kind, double t) {
    const ImRect at = box(ui, kind);
    const double x = (t / 1000 + 0.015) / 1.03;
    return {at.Min.x + static_cast<float>(x) * at.GetWidth(), at.Max.y - 3};
  }
  void drag(ImGuiTestContext& ui, const ImVec2& from, const ImVec2& to) {
    ui.MouseMoveToPos(from);
    ui.MouseDown();
    for (const float part : {0.3F, 0.6F, 1.0F})
      ui.MouseMoveToPos({from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)});
    ui.MouseUp();
    settle(ui);
  }
  void by_hand_from_menu(ImGuiTestContext& ui) {
    box(ui, PlotKind::level);
    ui.ItemClick(plot(PlotKind::level).c_str(), ImGuiMouseButton_Right);
    ui.MenuClick("//$FOCUSED/Levels by hand/###0");
    settle(ui);
  }
  void open_plan(ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F6);
    ui.Yield(3);
  }
  /// Double clicks the cell of a row, counted from 1, whose number stands in this column.
  void type_cell(ImGuiTestContext& ui, int row, const char* column, const char* text) {
    const ImGuiID id = ui.ItemInfo(("//Plan/**/" + std::to_string(row)).c_str()).ID;
    const ImRect line = ui.ItemInfo(id).RectFull;
    const ImGuiTable* table = nullptr;
    for (int i = 0; i < ui.UiContext->Tables.GetMapSize(); ++i)
      if (ImGuiTable* each = ui.UiContext->Tables.TryGetMapData(i);
          each && each->OuterWindow && std::string(each->OuterWindow->Name).find("Plan") == 0)
        table = each;
    ASSERT_NE(table, nullptr);
    for (int c = 0; c < table->ColumnsCount; ++c)
      if (std::string(ImGui::TableGetColumnName(table, c)) == column) {
        const ImGuiTableColumn& at = table->Columns[c];
        ui.MouseMoveToPos({at.WorkMinX + 8, line.GetCenter().y});
        ui.MouseDoubleClick();
        ui.Yield(4);
        ui.KeyCharsReplaceEnter(text);
        settle(ui);
        return;
      }
    ADD_FAILURE() << "no column " << column;
  }
};

TEST_F(Levels, ByHandStartsFromWhatRan) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "$$0/##spacing", "by hand");
    EXPECT_EQ(grid().spacing, Spacing::by_hand);
    EXPECT_EQ(grid().values, (std::vector<double>{801, 601, 401, 201, 1}));
    EXPECT_EQ(grid().values_in, LevelUnit::t);
    pick(ui, "$$0/##values_in", "λ = log(a \\/ s)");
    EXPECT_EQ(grid().values_in, LevelUnit::lambda);
    EXPECT_TRUE(std::ranges::is_sorted(grid().values));
    pick(ui, "$$0/##values_in", "t");
    EXPECT_EQ(grid().values, (std::vector<double>{801, 601, 401, 201, 1}));
    pick(ui, "$$0/##spacing", "leading");
    EXPECT_EQ(grid().steps, 5);
  });
}

TEST_F(Levels, AHandleIsDraggedAlongTheTimeAxisInOneStepOfUndo) {
  drive([&](ImGuiTestContext& ui) {
    by_hand_from_menu(ui);
    EXPECT_EQ(grid().values.size(), 5u);
    const GridSpec before = grid();
    drag(ui, on_time(ui, PlotKind::level, 601), on_time(ui, PlotKind::level, 700));
    ASSERT_EQ(grid().values.size(), 5u);
    EXPECT_NEAR(grid().values[1], 700, 6);
    EXPECT_EQ(grid().values[1], std::round(grid().values[1])) << "whole timesteps stay whole";
    EXPECT_EQ(runs()->lanes[0].plan->rows[1].from.t, grid().values[1]);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(grid(), before);
    drag(ui, on_time(ui, PlotKind::level, 601), on_time(ui, PlotKind::level, 300));
    EXPECT_NEAR(grid().values[2], 300, 6) << "past its neighbour";
  });
}

TEST_F(Levels, AHandleIsDraggedAlongTheLambdaAxis) {
  drive([&](ImGuiTestContext& ui) {
    by_hand_from_menu(ui);
    const Process process(scene().process);
    const double low = lambda(process.at(1000)), high = lambda(process.at(1));
    const ImRect at = box(ui, PlotKind::lambda);
    const double margin = 0.05 * (high - low);
    const auto place = [&](double value) {
      const double y = (high + margin - value) / (high - low + 2 * margin);
      return ImVec2{at.Min.x + 3, at.Min.y + static_cast<float>(y) * at.GetHeight()};
    };
    const double from = lambda(process.at(401));
    drag(ui, place(from), place(from - 1));
    const double pixel = (high - low) * 1.1 / at.GetHeight();
    EXPECT_NEAR(lambda(process.at(grid().values[2])), from - 1, 2 * pixel + 0.02);
    EXPECT_NE(grid().values[2], 401);
  });
}

TEST_F(Levels, DeleteTakesALevelAwayAndADoubleClickOnTheAxisAddsOne) {
  drive([&](ImGuiTestContext& ui) {
    by_hand_from_menu(ui);
    ui.MouseMoveToPos(on_time(ui, PlotKind::level, 401));
    ui.Yield(2);
    ui.KeyPress(ImGuiKey_Delete);
    settle(ui);
    EXPECT_EQ(grid().values, (std::vector<double>{801, 601, 201, 1}));
    ui.MouseMoveToPos(on_time(ui, PlotKind::level, 500));
    ui.MouseDoubleClick();
    settle(ui);
    ASSERT_EQ(grid().values.size(), 5u);
    EXPECT_NEAR(grid().values[2], 500, 6);
  });
}

TEST_F(Levels, ANumberOfThePlanIsTyped) {
  drive([&](ImGuiTestContext& ui) {
    open_plan(ui);
    type_cell(ui, 2, "t", "650");
    EXPECT_EQ(grid().values, (std::vector<double>{801, 650, 401, 201, 1}));
    EXPECT_FALSE(app().notice.words.empty()) << "the levels are by hand now";
    type_cell(ui, 1, "σ", "40");
    EXPECT_EQ(grid().values_in, LevelUnit::sigma);
    EXPECT_EQ(grid().values[0], 40);
    EXPECT_EQ(runs()->lanes[0].plan->rows[0].from.sigma(), 40);
    type_cell(ui, 3, "λ", "-0.5");
    EXPECT_EQ(grid().values_in, LevelUnit::lambda);
    EXPECT_EQ(grid().values[2], -0.5);
    const GridSpec before = grid();
    type_cell(ui, 3, "λ", "nonsense");
    EXPECT_EQ(grid(), before);
    EXPECT_NE(app().notice.words.find("nonsense"), std::string::npos);
    type_cell(ui, 3, "t", "2000");
    EXPECT_EQ(grid(), before) << "no such timestep";
    EXPECT_NE(app().notice.words.find("1000"), std::string::npos) << app().notice.words;
  });
}

TEST_F(Levels, TimestepsFromZeroAreTypedAsTheyAreShown) {
  drive([&](ImGuiTestContext& ui) {
    while (scene().playback.unit != TimeUnit::index) ui.KeyPress(ImGuiKey_U);
    open_plan(ui);
    type_cell(ui, 2, "i = t \u2212 1", "650");
    EXPECT_EQ(grid().values, (std::vector<double>{801, 651, 401, 201, 1}));
  });
}

TEST_F(Levels, ARowsMenuAddsRemovesAndSpreads) {
  drive([&](ImGuiTestContext& ui) {
    open_plan(ui);
    const auto menu = [&](const char* row, const char* entry) {
      ui.ItemClick((std::string("//Plan/**/") + row).c_str(), ImGuiMouseButton_Right);
      ui.ItemClick((std::string("//$FOCUSED/") + entry).c_str());
      settle(ui);
    };
    menu("2", "Remove this level");
    EXPECT_EQ(grid().values, (std::vector<double>{801, 401, 201, 1}));
    menu("2", "A level after this one");
    ASSERT_EQ(grid().values.size(), 5u);
    menu("2", "All to whole timesteps");
    EXPECT_EQ(grid().values[2], std::round(grid().values[2]));
    ui.ItemClick("//Plan/**/1");
    ui.KeyDown(ImGuiMod_Shift);
    ui.ItemClick("//Plan/**/4");
    ui.KeyUp(ImGuiMod_Shift);
    ui.ItemClick("//Plan/**/2", ImGuiMouseButton_Right);
    ui.MenuClick("//$FOCUSED/###spread/in t");
    settle(ui);
    EXPECT_EQ(grid().values, (std::vector<double>{801, 601, 401, 201, 1}));
  });
}

}  // namespace
}  // namespace alphabar
