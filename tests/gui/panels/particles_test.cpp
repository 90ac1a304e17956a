// The particle panes and the lanes as a user drives them: handles of the data, muting, order,
// views.

#include "app/views/particles/particles.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/views/particles/particle_numbers.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/model/mixture.h"
#include "core/runs/cursor.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Particles : public WindowDriver {
 protected:
  double unit() const {
    const ImVec4 plane = app_panes().plane(0);
    const double w = plane.z - plane.x, h = plane.w - plane.y;
    return h / (2 * scene().view.half_height * std::max(1.0, h / w));
  }
  /// Where a place of the first lane's plane lies on the screen.
  ImVec2 on_screen(const Vec2& x) const {
    const ImVec4 plane = app_panes().plane(0);
    const Vec2& c = scene().view.center;
    return {static_cast<float>(0.5 * (plane.x + plane.z) + (x[0] - c[0]) * unit()),
            static_cast<float>(0.5 * (plane.y + plane.w) - (x[1] - c[1]) * unit())};
  }
  /// Presses at one place and lets go at another, with stops between.
  void drag(ImGuiTestContext& ui, const ImVec2& from, const ImVec2& to) {
    ui.MouseMoveToPos(from);
    ui.Yield();
    ui.MouseDown();
    for (const float part : {0.25F, 0.5F, 1.0F})
      ui.MouseMoveToPos({from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)});
    ui.MouseUp();
    settle(ui);
  }
  void see_the_clusters(ImGuiTestContext& ui) {
    Scene at_end = scene();
    at_end.playback.position = 1;
    app().session.apply(at_end);
    settle(ui);
  }
  const Component& component(std::size_t k) const { return scene().data.components.at(k); }
  double mass() const {
    double sum = 0;
    for (const Component& c : scene().data.components) sum += c.weight;
    return sum;
  }
  const ParticlePanes& app_panes() const { return *const_cast<Particles*>(this)->app().panes; }
};

TEST_F(Particles, AFollowedParticleHasItsNumbersInEveryLane) {
  drive([&](ImGuiTestContext&) {
    for (std::size_t k = 0; k < runs()->lanes.size(); ++k) {
      const Lane& lane = runs()->lanes[k];
      const auto run = runs()->results[k].trajectory;
      const Cursor at = cursor(*runs(), k, 0.5);
      ASSERT_EQ(at.lower, at.upper);
      const auto row = static_cast<double>(at.lower);
      Layer layer;
      layer.model = lane.model;
      layer.run = run;
      layer.row = row;
      layer.level = at.level;
      const ParticleNumbers told = particle_numbers(layer, lane.title, 7);
      const Vec2 x = state_at(*run, 7, row);
      EXPECT_EQ(told.lane, lane.title);
      EXPECT_FALSE(told.guided);
      for (std::size_t i = 0; i < 2; ++i) {  // Tweedie, from both sides
        EXPECT_EQ(told.x[i], x[i]);
        EXPECT_NEAR(at.level.a * told.x0_hat[i] + at.level.s * told.eps_hat[i], x[i], 1e-9);
        EXPECT_NEAR(told.score[i], -told.eps_hat[i] / at.level.s, 1e-9);
        Vec2 right = x, left = x;
        right[i] += 1e-5;
        left[i] -= 1e-5;
        EXPECT_NEAR((runs()->target->log_density(right, at.level) -
                     runs()->target->log_density(left, at.level)) /
                        2e-5,
                    told.score[i], 1e-5)
            << "the score is the slope of log p";
      }
    }
  });
}

TEST_F(Particles, AMeanIsDraggedTheFlowFollowsAndOneUndoBringsItBack) {
  drive([&](ImGuiTestContext& ui) {
    see_the_clusters(ui);
    const Scene before = scene();
    const Vec2 mean = component(2).mean;
    const ImVec2 at = on_screen(mean);
    drag(ui, at, {at.x + 40, at.y - 24});
    EXPECT_NEAR(component(2).mean[0], mean[0] + 40 / unit(), 2 / unit());
    EXPECT_NEAR(component(2).mean[1], mean[1] + 24 / unit(), 2 / unit());
    EXPECT_EQ(scene().data.name, "custom");
    EXPECT_EQ(scene().view, before.view) << "the camera stayed";
    EXPECT_EQ(runs()->target->data(), scene().data);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene(), before);
    EXPECT_FALSE(app().session.can_undo());
  });
}

TEST_F(Particles, TheEndOfAnAxisStretchesAndTurnsTheEllipse) {
  drive([&](ImGuiTestContext& ui) {
    see_the_clusters(ui);
    const Component before = component(0);
    ui.MouseMoveToPos(on_screen(before.mean));  // its axes show
    ui.Yield(2);
    const ImVec2 end = on_screen(place_of(before, Handle::Part::axis_2));
    const ImVec2 middle = on_screen(before.mean);
    drag(ui, end, {middle.x + 2 * (end.x - middle.x), middle.y + 2 * (end.y - middle.y)});
    EXPECT_NEAR(component(0).std[1], 2 * before.std[1], 4 / unit());
    EXPECT_NEAR(component(0).angle, before.angle, 0.15);
    EXPECT_EQ(component(0).std[0], before.std[0]);
    EXPECT_EQ(component(0).mean, before.mean);
  });
}

TEST_F(Particles, ShiftAndAVerticalDragChangeAWeightAndTheSumStaysOne) {
  drive([&](ImGuiTestContext& ui) {
    see_the_clusters(ui);
    const Component before = component(1);
    const ImVec2 at = on_screen(before.mean);
    ui.KeyDown(ImGuiMod_Shift);
    drag(ui, at, {at.x, at.y - 50});
    ui.KeyUp(ImGuiMod_Shift);
    EXPECT_GT(component(1).weight, 1.2 * before.weight);
    EXPECT_EQ(component(1).mean, before.mean);
    EXPECT_LT(component(0).weight, before.weight);
    EXPECT_NEAR(mass(), 1, 1e-12);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(component(1), before);
    EXPECT_FALSE(app().session.can_undo());
  });
}

TEST_F(Particles, ShiftAndTheWheelChangeAWeightAndTurnsAreUndoneTogether) {
  drive([&](ImGuiTestContext& ui) {
    see_the_clusters(ui);
    const Scene before = scene();
    ui.MouseMoveToPos(on_screen(component(3).mean));
    ui.Yield(2);
    ui.KeyDown(ImGuiMod_Shift);
    for (int turn = 0; turn < 3; ++turn) ui.MouseWheelY(-1);
    ui.KeyUp(ImGuiMod_Shift);
    settle(ui);
    EXPECT_NEAR(component(3).weight, before.data.components[3].weight / 1.331, 1e-6);
    EXPECT_NEAR(mass(), 1, 1e-12);
    EXPECT_EQ(scene().view, before.view);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene(), before);
  });
}

TEST_F(Particles, CtrlAndADoubleClickAddAComponentAndDeleteTakesItAway) {
  drive([&](ImGuiTestContext& ui) {
    see_the_clusters(ui);
    const DataSpec before = scene().data;
    ui.MouseMoveToPos(on_screen({0.1, 0.2}));
    ui.KeyDown(ImGuiMod_Ctrl);
    ui.MouseDoubleClick();
    ui.KeyUp(ImGuiMod_Ctrl);
    settle(ui);
    ASSERT_EQ(scene().data.components.size(), before.components.size() + 1);
    EXPECT_NEAR(scene().data.components.back().mean[0], 0.1, 2 / unit());
    EXPECT_NEAR(scene().data.components.back().mean[1], 0.2, 2 / unit());
    EXPECT_NEAR(mass(), 1, 1e-12);
    ui.KeyPress(ImGuiKey_Delete);
    settle(ui);
    ASSERT_EQ(scene().data.components.size(), before.components.size() + 1) << "not by chance";
    ui.KeyPress(ImGuiKey_E);
    ui.KeyPress(ImGuiKey_Delete);
    settle(ui);
    ASSERT_EQ(scene().data.components.size(), before.components.size());
    EXPECT_NEAR(mass(), 1, 1e-12);
    EXPECT_NEAR(component(0).weight, before.components[0].weight, 1e-12);
    EXPECT_EQ(runs()->target->data(), scene().data);
  });
}

TEST_F(Particles, ADragOnEmptyGroundPansAndTouchesNoData) {
  drive([&](ImGuiTestContext& ui) {
    const DataSpec before = scene().data;
    app().session.apply([&] {
      Scene edited = scene();
      edited.view.edit_data = true;
      return edited;
    }());
    const ImVec2 at = on_screen({0, 0});
    drag(ui, at, {at.x + 30, at.y});
    EXPECT_LT(scene().view.center[0], -0.05);
    EXPECT_EQ(scene().data, before);
  });
}

TEST_F(Particles, WhereNoiseHidesTheClustersADragPans) {
  drive([&](ImGuiTestContext& ui) {
    const DataSpec before = scene().data;
    const Level shown = cursor(*runs(), 0, scene().playback.position).level;
    ASSERT_GT(shown.s, shown.a);
    const ImVec2 at = on_screen(component(2).mean);
    drag(ui, at, {at.x + 30, at.y});
    EXPECT_EQ(scene().data, before);
    EXPECT_NE(scene().view.center[0], 0);
    ui.KeyPress(ImGuiKey_E);  // whoever asks for the handles may take hold of them
    const Vec2 mean = component(2).mean;
    drag(ui, on_screen(mean), on_screen({mean[0] + 0.3, mean[1]}));
    EXPECT_NE(scene().data, before);
  });
}

TEST_F(Particles, TheBrushDrawsAClusterInOneUndoAndTheEraserTakesItAway) {
  drive([&](ImGuiTestContext& ui) {
    see_the_clusters(ui);
    const DataSpec before = scene().data;
    ui.ItemClick("//Scene/Draw");
    EXPECT_EQ(app().brush.tool, Brush::Tool::draw);
    drag(ui, on_screen({-1, 0.5}), on_screen({1, 0.5}));
    ASSERT_FALSE(scene().data.points.empty());
    EXPECT_TRUE(scene().data.components.empty());
    EXPECT_EQ(scene().view.center, (Vec2{0, 0})) << "it pans nothing";
    EXPECT_EQ(scene().view.pinned, -1) << "and pins nothing";
    for (const Vec2& x : scene().data.points) EXPECT_NEAR(x[1], 0.5, 1);
    const DataSpec first = scene().data;
    drag(ui, on_screen({-1, -1}), on_screen({1, -1}));
    EXPECT_GT(scene().data.points.size(), first.points.size());
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().data, first) << "one stroke is one undo";
    ui.ItemClick("//Scene/Erase");
    drag(ui, on_screen({-1, 0.5}), on_screen({1, 0.5}));
    EXPECT_LT(scene().data.points.size(), first.points.size() / 2);
    ui.ItemClick("//Scene/Erase");
    EXPECT_EQ(app().brush.tool, Brush::Tool::none);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().data, before);
  });
}

TEST_F(Particles, WhileItPlaysNothingCanBeTakenHoldOf) {
  drive([&](ImGuiTestContext& ui) {
    const DataSpec before = scene().data;
    app().playback.playing = true;
    const ImVec2 at = on_screen(component(2).mean);
    drag(ui, at, {at.x + 40, at.y});
    app().playback.playing = false;
    EXPECT_EQ(scene().data, before);
    EXPECT_NE(scene().view.center[0], 0);  // it panned
  });
}

TEST_F(Particles, KeysShowTheHandlesAndLayTheLanesOverOneAnother) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_E);
    EXPECT_TRUE(scene().view.edit_data);
    ui.KeyPress(ImGuiKey_E);
    EXPECT_FALSE(scene().view.edit_data);
    const ImVec4 alone = app_panes().plane(1);
    EXPECT_NE(app_panes().plane(0).x, alone.x);
    ui.KeyPress(ImGuiKey_O);
    ui.Yield(2);
    EXPECT_TRUE(scene().view.overlay);
    EXPECT_EQ(app_panes().plane(0).x, app_panes().plane(1).x);
    EXPECT_GT(app_panes().plane(1).z - app_panes().plane(1).x, 1.5F * (alone.z - alone.x));
  });
}

TEST_F(Particles, AMutedLaneIsKeptButNeitherRunNorShownAndTheOtherKeepsItsHue) {
  drive([&](ImGuiTestContext& ui) {
    const auto before = runs();
    ui.ItemClick("$$0/##mute");
    settle(ui);
    ASSERT_EQ(scene().lanes.size(), 2u);
    EXPECT_TRUE(scene().lanes[0].muted);
    ASSERT_EQ(runs()->lanes.size(), 1u);
    EXPECT_EQ(runs()->lanes[0].index, 1u);
    EXPECT_EQ(runs()->results[0].trajectory, before->results[1].trajectory)
        << "it need not run again";
    EXPECT_FALSE(ui.ItemExists("$$0/##sampler"));
    ui.ItemClick("$$1/##mute", 0, ImGuiTestOpFlags_NoError);
    EXPECT_FALSE(scene().lanes[1].muted) << "one lane stays";
    ui.ItemClick("$$0/##mute");
    settle(ui);
    ASSERT_EQ(runs()->lanes.size(), 2u);
    EXPECT_EQ(runs()->results[0].trajectory->x, before->results[0].trajectory->x);
  });
}

TEST_F(Particles, ALaneIsDraggedToAnothersPlace) {
  drive([&](ImGuiTestContext& ui) {
    const std::vector<LaneSpec> before = scene().lanes;
    ui.ItemDragAndDrop("$$1/##grip", "$$0/##grip");
    settle(ui);
    ASSERT_EQ(scene().lanes.size(), 2u);
    EXPECT_EQ(scene().lanes[0].sampler, before[1].sampler);
    EXPECT_EQ(scene().lanes[1].sampler, before[0].sampler);
    EXPECT_EQ(scene().lanes[0].hue, 1) << "it takes its hue along";
    EXPECT_EQ(runs()->lanes[0].title, before[1].name);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().lanes, before);
  });
}

TEST_F(Particles, LanesAreAddedUpToFour) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("Add a lane##add");
    settle(ui);
    ASSERT_EQ(scene().lanes.size(), 3u);
    EXPECT_EQ(scene().lanes[2].sampler.kind, SamplerKind::ddim);
    EXPECT_EQ(scene().lanes[2].sampler.grid, scene().lanes[1].sampler.grid);
    EXPECT_EQ(runs()->lanes.size(), 3u);
    ui.ItemClick("Add a lane##add");
    settle(ui);
    EXPECT_EQ(scene().lanes.size(), 4u);
    EXPECT_TRUE(app().session.refusal().empty());
  });
}

TEST_F(Particles, WhatIsDrawnIsChosenInThePanelAndRunsNothingAgain) {
  drive([&](ImGuiTestContext& ui) {
    const auto before = runs();
    pick(ui, "##backdrop", "energy");
    EXPECT_EQ(scene().view.backdrop, Backdrop::energy);
    EXPECT_FALSE(ui.ItemExists("##field_form"));
    pick(ui, "##field", "flow");
    pick(ui, "##field_form", "streamlines");
    EXPECT_EQ(scene().view.field, Field::flow);
    EXPECT_EQ(scene().view.field_form, FieldForm::streamlines);
    const int drawn = app_panes().times_drawn();
    pick(ui, "##color_by", "final mode");
    EXPECT_EQ(scene().view.color_by, ColorBy::mode);
    EXPECT_GT(app_panes().times_drawn(), drawn);
    type(ui, "##trail_fade", "0.4");
    EXPECT_EQ(scene().view.trail_fade, 0.4);
    EXPECT_EQ(runs(), before);
  });
}

TEST_F(Particles, TheForwardProcessIsShownBesideTheLanesOrAlone) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_EQ(runs()->forward, nullptr);
    const ImVec4 before = app_panes().plane(0);
    const auto lanes = runs();
    pick(ui, "##forward", "beside the lanes");
    ASSERT_NE(runs()->forward, nullptr);
    EXPECT_EQ(runs()->forward->particles, 300u);
    EXPECT_EQ(runs()->results[0].trajectory, lanes->results[0].trajectory);
    EXPECT_GT(app_panes().plane(0).x, before.x);  // it comes first
    const auto forward = runs()->forward;
    type(ui, "$$0/##steps", "9");
    EXPECT_EQ(runs()->forward, forward) << "the data are the same";
    pick(ui, "##forward", "alone");
    EXPECT_EQ(app_panes().plane(0).x, app_panes().plane(0).z);  // not shown
  });
}

TEST_F(Particles, TypeTwiceAsLargeStillShowsNameTimeAndCost) {
  drive([&](ImGuiTestContext& ui) {
    const auto edit = [&](double scale) {
      Scene next = scene();
      next.view.font_scale = scale;
      app().session.apply(next);
      ui.Yield(3);
    };
    edit(2);
    const ImVec4 plane = app_panes().plane(0);
    EXPECT_GT(plane.w - plane.y, 100);
    edit(1);
    EXPECT_LT(app_panes().plane(0).y, plane.y);  // the caption took what it needed
  });
}

}  // namespace
}  // namespace alphabar
