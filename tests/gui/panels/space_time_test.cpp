#include "app/views/space_time/space_time.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

#include "app/widgets/text.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/runs/cursor.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class SpaceTimePanel : public WindowDriver {
 protected:
  void open(ImGuiTestContext& ui) {
    ui.WindowFocus("//Space-time");
    ui.Yield(3);
    ui.SetRef("//Space-time");
  }
  SpaceTime& view() { return *app().space_time; }
  ImVec2 at(double across, double up) {
    const ImVec4 p = view().plane();
    const double reach = view().picture()->density->reach;
    return {p.x + static_cast<float>(across) * (p.z - p.x),
            p.y + static_cast<float>(0.5 - 0.5 * up / reach) * (p.w - p.y)};
  }
};

TEST_F(SpaceTimePanel, ShowsEveryLanesPathsFromNoiseToData) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const auto picture = view().picture();
    ASSERT_TRUE(picture);
    ASSERT_EQ(picture->ensemble.size(), 2u);
    ASSERT_EQ(picture->chosen.size(), 2u);
    for (const SpaceTimePath& path : picture->chosen) {
      EXPECT_NEAR(path.front()[0], 1, 0.02);
      EXPECT_NEAR(path.front()[1], 1.2, 1e-6);
      EXPECT_LT(path.back()[0], 0.02);
    }
    EXPECT_NE(picture->chosen[0].back()[1], picture->chosen[1].back()[1]);
  });
}

TEST_F(SpaceTimePanel, DraggingTheStartMovesItsPathsInOneUndo) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    const auto before = view().picture();
    ui.MouseMoveToPos(at(0.995, 1.2));
    ui.MouseDown();
    for (const double up : {0.8, 0.2, -0.9}) ui.MouseMoveToPos(at(0.995, up));
    ui.MouseUp();
    ui.Yield(2);
    EXPECT_NEAR(scene().view.space_time_start, -0.9, 0.05);
    EXPECT_NEAR(view().picture()->chosen[0].front()[1], scene().view.space_time_start, 1e-5);
    EXPECT_EQ(view().picture()->density, before->density) << "only the path is made anew";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    ui.Yield(2);
    EXPECT_EQ(scene().view.space_time_start, 1.2);
  });
}

TEST_F(SpaceTimePanel, AnInversionBeginsAtTheDataAndIsDraggedThere) {
  drive([&](ImGuiTestContext& ui) {
    Scene next = scene();
    for (LaneSpec& lane : next.lanes) lane.sampler.kind = SamplerKind::ddim_inverse;
    app().session.apply(next);
    open(ui);
    EXPECT_TRUE(app().session.wait(std::chrono::seconds(60)));
    ui.Yield(6);
    EXPECT_TRUE(app().figures.wait(std::chrono::seconds(60)));
    ui.Yield(2);
    EXPECT_LT(view().picture()->chosen[0].front()[0], 0.02);
    const auto drag = [&](double across) {
      ui.MouseMoveToPos(at(across, 1.2));
      ui.MouseDown();
      ui.MouseMoveToPos(at(across, -0.9));
      ui.MouseUp();
      ui.Yield(2);
    };
    drag(0.995);
    EXPECT_EQ(scene().view.space_time_start, 1.2) << "nothing begins there: it asks for the time";
    drag(0.005);
    EXPECT_LT(scene().view.space_time_start, 0);
    DrawnTexts drawn;
    ui.Yield(2);
    const auto told = [&](std::string_view words) {
      return std::ranges::any_of(drawn.texts(), [&](const DrawnTexts::Text& text) {
        return text.words.find(words) != std::string::npos;
      });
    };
    EXPECT_TRUE(told("at the left"));
    EXPECT_FALSE(told("x_T"));
  });
}

TEST_F(SpaceTimePanel, PressingElsewhereAsksForThatTime) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    ui.MouseMoveToPos(at(0.3, 0));
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_NEAR(cursor(*runs(), 0, scene().playback.position).level.t, 300, 6);
  });
}

TEST_F(SpaceTimePanel, ForwardPathsAreOneClickAway) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    EXPECT_TRUE(view().picture()->forward.empty());
    ui.ItemClick("forward");
    ui.Yield(2);
    EXPECT_TRUE(scene().view.forward_paths);
    EXPECT_EQ(view().picture()->forward.size(), 40u);
  });
}

TEST_F(SpaceTimePanel, FollowsTheSceneOnEveryProcess) {
  drive([&](ImGuiTestContext& ui) {
    open(ui);
    for (const ProcessKind kind : {ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::ve,
                                   ProcessKind::edm, ProcessKind::flow, ProcessKind::clean}) {
      Scene next = scene();
      next.process.kind = kind;
      for (LaneSpec& lane : next.lanes) {
        lane.sampler.kind = kind == ProcessKind::clean ? SamplerKind::langevin : SamplerKind::ddim;
        lane.sampler.grid.steps = 15;
      }
      ASSERT_TRUE(app().session.apply(next));
      settle(ui);
      ASSERT_EQ(runs()->error, "");
      const auto picture = view().picture();
      ASSERT_EQ(picture->ensemble.size(), 2u);
      for (const float share : picture->density->share) ASSERT_TRUE(share >= 0 && share <= 1);
      for (const auto& [across, up] : picture->chosen[0]) {
        EXPECT_TRUE(across >= 0 && across <= 1);
        EXPECT_LT(std::abs(up), 6);
      }
    }
  });
}

}  // namespace
}  // namespace alphabar
