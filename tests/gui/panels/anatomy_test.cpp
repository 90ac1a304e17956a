#include "app/views/step/anatomy.h"

#include <cmath>

#include "app/window/layout/panel_table.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Anatomy : public WindowDriver {
 protected:
  /// Brings the panel before the ones that share its place.
  void open(ImGuiTestContext& ui) {
    ui.WindowFocus("//Step");
    ui.Yield(2);
    ui.SetRef("//Step");
  }
  void pin(int particle) {
    Scene pinned = scene();
    pinned.view.pinned = particle;
    app().session.apply(pinned);
  }
  const OneStep& step() { return *app().anatomy->step(); }
  Vec2 stored(std::size_t lane, std::size_t row, std::size_t particle) {
    const auto state = runs()->results[lane].trajectory->state(row);
    return {state[2 * particle], state[2 * particle + 1]};
  }
  static void expect_near(const Point& a, const Vec2& b) {
    // what is shown has three digits; the states are single precision
    EXPECT_NEAR(a[0], b[0], 1e-5 * (1 + std::abs(b[0])));
    EXPECT_NEAR(a[1], b[1], 1e-5 * (1 + std::abs(b[1])));
  }
};

TEST_F(Anatomy, ShowsTheRowOfTheSliderAndItsTermsAddUpToTheState) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    EXPECT_EQ(step().row, runs()->lanes[0].plan->rows[49]);
    expect_near(step().x, stored(0, 49, 0));
    expect_near(step().next, stored(0, 50, 0));
    ui.KeyPress(ImGuiKey_RightArrow);
    ui.Yield(2);
    EXPECT_EQ(step().row, runs()->lanes[0].plan->rows[50]);
    expect_near(step().next, stored(0, 51, 0));
    ui.KeyPress(ImGuiKey_Home);  // at x_T: the step that comes first
    ui.Yield(2);
    EXPECT_EQ(step().row, runs()->lanes[0].plan->rows[0]);
  });
}

TEST_F(Anatomy, FollowsThePinnedParticle) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    pin(17);
    ui.Yield(2);
    expect_near(step().next, stored(0, 50, 17));
    pin(100000);  // of a larger run before
    ui.Yield(2);
    expect_near(step().next, stored(0, 50, 0));
  });
}

TEST_F(Anatomy, AWordOfALaneShowsThatLane) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.ItemClick("##lane1");
    ui.Yield(2);
    EXPECT_EQ(scene().view.step_lane, 1);
    expect_near(step().next, stored(1, 50, 0));
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    ui.Yield(2);
    EXPECT_EQ(scene().view.step_lane, 0);
  });
}

TEST_F(Anatomy, TheThreeCasesAreOneClickAndOneUndoAway) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const Scene before = scene();
    ui.ItemClick("##general");
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::ddim);
    EXPECT_EQ(scene().lanes[0].sampler.eta, 0.5);
    EXPECT_EQ(step().terms.size(), 3u);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().lanes, before.lanes);
    ui.ItemClick("##deterministic");
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.eta, 0);
    ASSERT_EQ(step().terms.size(), 2u);
    EXPECT_EQ(step().terms[1].share, Share::direction);
    ui.ItemClick("##renoise");
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::renoise);
    ASSERT_EQ(step().terms.size(), 2u);
    EXPECT_EQ(step().terms[1].share, Share::noise);
    EXPECT_EQ(scene().lanes[1], before.lanes[1]);
  });
}

TEST_F(Anatomy, FormulasAreSetOnceAndNotInEveryFrame) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.Yield(3);
    const int set = app().anatomy->sheet().times_set();
    EXPECT_GT(set, 3);
    ui.Yield(20);
    EXPECT_EQ(app().anatomy->sheet().times_set(), set);
    ui.KeyPress(ImGuiKey_RightArrow);
    ui.Yield(3);
    EXPECT_GT(app().anatomy->sheet().times_set(), set);
  });
}

TEST_F(Anatomy, EverySamplersStepIsDrawn) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    for (const SamplerInfo& info : samplers()) {
      Scene next = scene();
      next.lanes[0].sampler.kind = info.kind;
      next.lanes[0].sampler.grid.steps = 20;
      ASSERT_TRUE(app().session.apply(next));
      settle(ui);
      ASSERT_EQ(runs()->error, "") << info.name;
      EXPECT_FALSE(step().terms.empty()) << info.name;
      const auto at = runs()->results[0].trajectory->rows() / 2;
      expect_near(step().next, stored(0, at, 0));
    }
  });
}

TEST_F(Anatomy, ItsKeyHidesAndShowsIt) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F3);  // its tab is behind another
    ui.Yield(8);
    EXPECT_TRUE(scene().view.shows("step"));
    ui.KeyPress(ImGuiKey_F3);
    ui.Yield(2);
    EXPECT_FALSE(scene().view.shows("step"));
    ui.KeyPress(ImGuiKey_F3);
    ui.Yield(2);
    EXPECT_TRUE(scene().view.shows("step"));
  });
}

}  // namespace
}  // namespace alphabar
