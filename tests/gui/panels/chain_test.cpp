#include <cmath>

#include "app/views/chain/chain_view.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class ChainPanel : public WindowDriver {
 protected:
  void open(ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F7);
    ui.Yield(3);
    ASSERT_TRUE(scene().view.shows("chain"));
    ASSERT_TRUE(app().chain);
  }
  /// Drags a cell of P: an item of its own, "##pBA" from A to B.
  void drag(ImGuiTestContext& ui, const std::string& cell, std::initializer_list<float> across) {
    ui.MouseMove(("//Markov chain/**/" + cell).c_str());
    const ImVec2 from = ImGui::GetMousePos();
    ui.MouseDown();
    for (const float x : across) ui.MouseMoveToPos({from.x + x, from.y});
    ui.MouseUp();
    ui.Yield(2);
  }
  ImVec2 plot_at(double n) {
    const ImVec4 p = app().chain->plot();
    const auto share = static_cast<float>((0.02 + n / scene().chain.steps) / 1.04);
    return {p.x + share * (p.z - p.x), (p.y + p.w) / 2};
  }
  double column(std::size_t j) {
    double sum = 0;
    for (const std::vector<double>& row : scene().chain.p) sum += row[j];
    return sum;
  }
};

TEST_F(ChainPanel, IsShownAndHiddenByItsKey) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(scene().view.shows("chain"));
    open(ui);
    EXPECT_TRUE(ui.WindowInfo("//Markov chain").Window->Active);
    ui.KeyPress(ImGuiKey_F7);
    EXPECT_FALSE(scene().view.shows("chain"));
  });
}

TEST_F(ChainPanel, ACellIsDraggedInOneUndoAndItsColumnGivesWay) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const ChainSpec before = scene().chain;
    const auto ran = runs();
    drag(ui, "##pBC", {10, 60, 30});
    const ChainSpec& after = scene().chain;
    EXPECT_GT(after.p[1][2], before.p[1][2]);
    EXPECT_NEAR(column(2), 1, 1e-12);
    EXPECT_NEAR(after.p[2][2] / after.p[3][2], before.p[2][2] / before.p[3][2], 1e-9);
    EXPECT_EQ(after.p[1][1], before.p[1][1]) << "of another column";
    EXPECT_EQ(runs(), ran) << "nothing runs for it";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().chain, before);
  });
}

/// By rows the cell of the first row and second column leads from A to B: the same number as by
/// columns, so that nothing about the chain changes.
TEST_F(ChainPanel, ByRowsIsTheSameChainWrittenTheOtherWay) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const ChainSpec before = scene().chain;
    ui.MouseMove("//Markov chain/**/##pBA");
    const ImVec2 by_columns = ImGui::GetMousePos();
    ui.MouseMove("//Markov chain/**/##pAB");
    const ImVec2 other = ImGui::GetMousePos();
    ui.ItemClick("//Markov chain/**/by rows");
    EXPECT_TRUE(scene().chain.by_rows);
    ChainSpec expected = before;
    expected.by_rows = true;
    EXPECT_EQ(scene().chain, expected);
    ui.MouseMove("//Markov chain/**/##pBA");
    EXPECT_NEAR(ImGui::GetMousePos().x, other.x, 2);
    EXPECT_NEAR(ImGui::GetMousePos().y, other.y, 2);
    EXPECT_GT(by_columns.y, other.y);
  });
}

TEST_F(ChainPanel, OneWalkIsShownAndAnotherOnRequest) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    EXPECT_FALSE(ui.ItemExists("//Markov chain/**/##walk_again"));
    ui.ItemClick("//Markov chain/**/one walk");
    EXPECT_TRUE(scene().chain.walker);
    ui.Yield(2);
    const std::uint64_t seed = scene().chain.seed;
    ui.ItemClick("//Markov chain/**/##walk_again");
    EXPECT_NE(scene().chain.seed, seed);
  });
}

TEST_F(ChainPanel, ACellReachesOneAndComesBack) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const ChainSpec before = scene().chain;
    drag(ui, "##pBC", {400});
    EXPECT_EQ(scene().chain.p[1][2], 1);
    EXPECT_EQ(scene().chain.p[2][2], 0);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    drag(ui, "##pBC", {-400});
    EXPECT_EQ(scene().chain.p[1][2], 0);
    EXPECT_NEAR(column(2), 1, 1e-12);
  });
}

TEST_F(ChainPanel, AClickInThePlotShowsThatStep) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.MouseMoveToPos(plot_at(7));
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_NEAR(scene().playback.position, 7.0 / 20, 1e-12);
    ui.MouseMoveToPos(plot_at(19));
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_NEAR(scene().playback.position, 19.0 / 20, 1e-12);
  });
}

TEST_F(ChainPanel, StatesAreAddedAndRemoved) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const ChainSpec before = scene().chain;
    ui.ItemClick("//Markov chain/**/##add_state");
    ui.Yield(2);
    EXPECT_EQ(scene().chain.p.size(), 5u);
    EXPECT_TRUE(ui.ItemExists("//Markov chain/**/##pEE"));
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().chain, before);
    for (int i = 0; i < 4; ++i) ui.ItemClick("//Markov chain/**/##remove_state");
    ui.Yield(2);
    EXPECT_EQ(scene().chain.p.size(), 2u) << "no fewer";
    for (int i = 0; i < 8; ++i) ui.ItemClick("//Markov chain/**/##add_state");
    ui.Yield(2);
    EXPECT_EQ(scene().chain.p.size(), 8u) << "no more";
    EXPECT_EQ(app().session.refusal(), "");
  });
}

TEST_F(ChainPanel, AClickOnAStateStartsThere) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.MouseMoveToPos(app().chain->disc(1));
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_EQ(scene().chain.start, (std::vector<double>{0, 1, 0, 0}));
  });
}

TEST_F(ChainPanel, AChainOfSeveralPartsOrAPeriodIsNoError) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    for (const ChainSpec& chain :
         {ChainSpec{{{1, 0}, {0, 1}}, {1, 0}}, ChainSpec{{{0, 1}, {1, 0}}, {1, 0}},
          ChainSpec{{{1, 0.5}, {0, 0.5}}, {0.5, 0.5}},
          ChainSpec{{{0.5, 0.5}, {0.5, 0.5}}, {0.5, 0.5}, 1000}}) {
      Scene next = scene();
      next.chain = chain;
      ASSERT_TRUE(app().session.apply(next));
      ui.Yield(3);
      EXPECT_EQ(app().session.refusal(), "");
      EXPECT_FALSE(ui.ItemExists("//##refusal/##close"));
    }
  });
}

TEST_F(ChainPanel, StepsOutOfRangeAreRefused) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.ItemInput("//Markov chain/**/##chain_steps");
    ui.KeyCharsReplaceEnter("0");
    ui.Yield(2);
    EXPECT_EQ(scene().chain.steps, 20);
    EXPECT_FALSE(app().session.refusal().empty());
  });
}

}  // namespace
}  // namespace alphabar
