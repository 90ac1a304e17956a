#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/engine/cpu/cpu_engine.h"
#include "core/figures/plots/error_data.h"
#include "tests/gui/window/window_driver.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

using testing::ElementsAre;

/// Two lanes, each with the points (NFE, median) given; band a tenth to either side, floor 0.01.
Runs swept(const std::vector<std::pair<int, double>>& first,
           const std::vector<std::pair<int, double>>& second) {
  Runs runs = plain_runs(small_scene(10, 8));
  SweepRun sweep{sweep_of(small_scene(10, 8)), {}, 1};
  for (std::size_t lane = 0; lane < 2; ++lane)
    for (const auto& [nfe, value] : lane == 0 ? first : second) {
      SweepPoint point{0, lane, nfe, nfe, {}, {}};
      point.bands[Metric::energy] = {value, 0.9 * value, 1.1 * value};
      point.floor[Metric::energy] = {0.01, 0.008, 0.013};
      sweep.points.push_back(point);
    }
  runs.sweep = std::make_shared<SweepRun>(sweep);
  return runs;
}

TEST(ErrorCurves, AreSortedAndLeaveOutWhatALogarithmCannotShow) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Runs runs =
      swept({{20, 0.2}, {5, 0.5}, {10, std::nan("")}, {40, infinity}, {50, 0}}, {{5, 0.3}});
  const auto curves = error_curves(runs, Metric::energy);
  ASSERT_EQ(curves.size(), 2u);
  EXPECT_THAT(curves[0].nfe, ElementsAre(5, 20));
  EXPECT_THAT(curves[0].median, ElementsAre(0.5, 0.2));
  EXPECT_EQ(curves[0].floor, (Band{0.01, 0.008, 0.013}));
  EXPECT_EQ(curves[0].schedule, "") << "one process needs no name";
  EXPECT_EQ(curves[0].own_value, 0) << "not measured";
  EXPECT_EQ(curves[1].name, runs.lanes[1].title);
}

TEST(ErrorCurves, HaveTheLanesOwnRunWhereItIsTheSameSampler) {
  Runs runs = swept({{5, 0.5}}, {{5, 0.5}});
  for (LaneResult& result : runs.results) {
    result.distances.emplace();
    result.distances->value[Metric::energy] = 0.25;
  }
  for (Lane& lane : runs.lanes) lane.spec.sampler.grid.steps = 77;
  runs.lanes[1].spec.sampler.eta = 0.5;
  const auto curves = error_curves(runs, Metric::energy);
  EXPECT_DOUBLE_EQ(curves[0].own_value, 0.25);
  EXPECT_EQ(curves[0].own_nfe, runs.lanes[0].plan->evaluations());
  EXPECT_EQ(curves[1].own_value, 0) << "the sweep is still of another sampler";
}

TEST(ErrorCurves, HaveOneForEachProcessAndTheOwnRunOnTheScenes) {
  Scene scene = small_scene(10, 8);
  scene.view.error_processes = {ProcessKind::scaled_linear, ProcessKind::ve};
  Runs runs = plain_runs(scene);
  SweepRun sweep{sweep_of(scene), {}, 1};
  for (const std::size_t process : {0U, 1U}) {
    SweepPoint point{process, 0, 10, 10, {}, {}};
    point.bands[Metric::energy] = {0.5 + static_cast<double>(process), 0.4, 2};
    sweep.points.push_back(point);
  }
  runs.sweep = std::make_shared<SweepRun>(sweep);
  for (LaneResult& result : runs.results) {
    result.distances.emplace();
    result.distances->value[Metric::energy] = 0.25;
  }
  const auto curves = error_curves(runs, Metric::energy);
  ASSERT_EQ(curves.size(), 6u);
  EXPECT_EQ(curves[0].schedule, "linear");
  EXPECT_EQ(curves[1].schedule, "scaled linear");
  EXPECT_THAT(curves[0].median, ElementsAre(0.5));
  EXPECT_THAT(curves[1].median, ElementsAre(1.5));
  EXPECT_TRUE(curves[2].nfe.empty()) << "left out there";
  EXPECT_DOUBLE_EQ(curves[0].own_value, 0.25);
  EXPECT_EQ(curves[1].own_value, 0);
  EXPECT_EQ(curves[4].lane, 1u);
  EXPECT_EQ(curves[4].process, 1u);
}

class ErrorWindow : public WindowDriver {
 protected:
  ErrorWindow() : WindowDriver(Measured::yes) {}
};

TEST_F(ErrorWindow, SweepsWhenItIsShownAndNotBefore) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(runs()->sweep);
    EXPECT_EQ(swept().count, 0);
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    EXPECT_TRUE(scene().view.shows("error"));
    ASSERT_TRUE(runs()->sweep);
    EXPECT_EQ(runs()->sweep->progress, 1);
    EXPECT_EQ(error_curves(*runs(), Metric::sliced_w1)[1].nfe.size(), 9u);
    EXPECT_EQ(swept().count, 2 * 9 * 5) << "lanes, numbers of steps, seeds";
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    EXPECT_FALSE(scene().view.shows("error"));
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    EXPECT_EQ(swept().count, 2 * 9 * 5) << "what was found is still there";
  });
}

TEST_F(ErrorWindow, IsOpenedFromTheMenu) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Transport");
    ui.ItemClick("Alphabar##menu");
    ui.MenuClick("//$FOCUSED/Panels/Error");
    settle(ui);
    EXPECT_TRUE(scene().view.shows("error"));
    EXPECT_TRUE(runs()->sweep);
    EXPECT_TRUE(ui.ItemExists("//Error/Copy CSV"));
  });
}

TEST_F(ErrorWindow, MetricIsChosenAndUndone) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    const int before = swept().count;
    ui.SetRef("Error");
    pick(ui, "##metric", "Energy distance");
    EXPECT_EQ(scene().view.metric, Metric::energy);
    EXPECT_EQ(swept().count, before) << "all metrics are found in one sweep";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().view.metric, Metric::sliced_w1);
  });
}

TEST_F(ErrorWindow, OtherSchedulesAreSweptBesideAndUndone) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    swept().count = 0;
    ui.SetRef("Error");
    ui.ItemClick("##processes");
    ui.ItemClick("//$FOCUSED/DDPM, cosine \u1FB1");
    ui.KeyPress(ImGuiKey_Escape);
    settle(ui);
    EXPECT_EQ(scene().view.error_processes, std::vector{ProcessKind::cosine});
    EXPECT_EQ(swept().count, 2 * 9 * 5) << "what there was is kept, the new one is found";
    const auto curves = error_curves(*runs(), Metric::sliced_w1);
    ASSERT_EQ(curves.size(), 4u);
    EXPECT_EQ(curves[1].nfe.size(), 9u);
    EXPECT_NE(curves[1].median, curves[0].median);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_TRUE(scene().view.error_processes.empty());
    EXPECT_EQ(error_curves(*runs(), Metric::sliced_w1).size(), 2u);
  });
}

TEST_F(ErrorWindow, NumbersAreCopied) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    ui.SetRef("Error");
    ui.ItemClick("Copy CSV");
    const std::string text = ImGui::GetClipboardText();
    EXPECT_TRUE(text.starts_with(
        "lane,sampler,process,steps,nfe,metric,median,low,high,floor,target_draws\n"))
        << text.substr(0, 200);
    // 2 lanes x 9 numbers of steps x 11 metrics, and the names.
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 199);
  });
}

TEST_F(ErrorWindow, OnlyTheLaneThatWasEditedIsSweptAgain) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    swept().count = 0;
    ui.SetRef("Scene");
    type(ui, "$$1/##steps", "37");
    EXPECT_EQ(swept().count, 0) << "the sweep has numbers of steps of its own";
    EXPECT_EQ(error_curves(*runs(), Metric::sliced_w1)[1].own_nfe, 37);
    type(ui, "$$0/##corrector", "1");
    EXPECT_EQ(swept().count, 9 * 5) << "one lane";
    EXPECT_EQ(runs()->sweep->progress, 1);
  });
}

TEST_F(ErrorWindow, AMutedLaneHasNoCurveAndTheOtherKeepsItsHue) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    swept().count = 0;
    ui.SetRef("Scene");
    ui.ItemClick("$$0/##mute");
    settle(ui);
    const auto curves = error_curves(*runs(), Metric::sliced_w1);
    ASSERT_EQ(curves.size(), 1u);
    EXPECT_EQ(curves[0].lane, 1u);
    EXPECT_GT(curves[0].own_value, 0);
    EXPECT_EQ(swept().count, 0);
  });
}

TEST_F(ErrorWindow, HidingItEndsTheSweep) {
  drive([&](ImGuiTestContext& ui) {
    swept().hold = true;
    ui.KeyPress(ImGuiKey_F5);
    while (swept().count == 0) ui.Yield();
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);  // the held run can end only by being cancelled
    EXPECT_EQ(swept().count, 1);
    EXPECT_LT(runs()->sweep->progress, 1);
    swept().hold = false;
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    EXPECT_EQ(runs()->sweep->progress, 1);
  });
}

TEST_F(ErrorWindow, WhatIsRunIsTypedAndUndone) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    swept().count = 0;
    ui.SetRef("Error");
    ui.ItemClick("##runs");
    ui.ItemInputValue("//$FOCUSED/##error_nfe", "4, 8");
    settle(ui);
    EXPECT_EQ(scene().view.error_nfe, (std::vector{4, 8}));
    EXPECT_EQ(swept().count, 2 * 5) << "8 steps were swept before";
    const auto curves = error_curves(*runs(), Metric::sliced_w1);
    EXPECT_THAT(curves[1].nfe, ElementsAre(4, 8));
    ui.KeyPress(ImGuiKey_Escape);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_TRUE(scene().view.error_nfe.empty());
  });
}

TEST_F(ErrorWindow, WhatIsNoListStaysInItsField) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    swept().count = 0;
    ui.SetRef("Error");
    ui.ItemClick("##runs");
    ui.ItemInputValue("//$FOCUSED/##error_nfe", "4, many");
    settle(ui);
    EXPECT_TRUE(scene().view.error_nfe.empty());
    EXPECT_NE(app().error_nfe.problem.find("many"), std::string::npos);
    EXPECT_EQ(swept().count, 0);
  });
}

TEST_F(ErrorWindow, ACoarseResultComesFirst) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Scene");
    type(ui, "##particles", "3000");
    swept().count = 0;
    ui.KeyPress(ImGuiKey_F5);
    while (!runs()->sweep || runs()->sweep->points.empty()) ui.Yield();
    EXPECT_TRUE(runs()->sweep->points.back().coarse);
    EXPECT_EQ(runs()->sweep->progress, 0);
    settle(ui);
    EXPECT_EQ(runs()->sweep->progress, 1);
    EXPECT_EQ(runs()->sweep->points.size(), 18u);
    for (const SweepPoint& point : runs()->sweep->points) EXPECT_FALSE(point.coarse);
    EXPECT_EQ(swept().count, 2 * 9 * (2 + 5)) << "seeds of few particles, and of all";
  });
}

TEST_F(ErrorWindow, TheShownReferenceIsSweptBeside) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_K);
    settle(ui);
    EXPECT_EQ(error_curves(*runs(), Metric::sliced_w1).size(), 2u) << "it is the scene still";
    ui.SetRef("Scene");
    type(ui, "$$0/##corrector", "1");
    const auto curves = error_curves(*runs(), Metric::sliced_w1);
    ASSERT_EQ(curves.size(), 3u) << "the lane that stayed is not drawn twice";
    EXPECT_EQ(curves[0].reference, "A");
    EXPECT_EQ(curves[0].nfe.size(), 9u);
    EXPECT_TRUE(curves[1].reference.empty());
    EXPECT_EQ(curves[1].lane, 0u);
    EXPECT_NE(curves[0].median, curves[1].median);
  });
}

TEST_F(ErrorWindow, LanesNameTheirDistanceWithoutIt) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("Scene");
    type(ui, "$$0/##steps", "2");
    type(ui, "$$1/##steps", "60");
    ASSERT_TRUE(runs()->results[0].distances);
    ASSERT_TRUE(runs()->results[1].distances);
    EXPECT_GT(runs()->results[0].distances->value[Metric::sliced_w1],
              2 * runs()->results[1].distances->value[Metric::sliced_w1]);
    EXPECT_FALSE(runs()->sweep);
  });
}

}  // namespace
}  // namespace alphabar
