#include "app/views/error_data.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/engine/cpu/cpu_engine.h"
#include "tests/gui/window_driver.h"
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
      point.bands[static_cast<std::size_t>(Metric::energy)] = {value, 0.9 * value, 1.1 * value};
      point.floor[Metric::energy] = 0.01;
      sweep.points.push_back(point);
    }
  runs.sweep = std::make_shared<SweepRun>(sweep);
  return runs;
}

TEST(ErrorCurves, AreSortedAndLeaveOutWhatALogarithmCannotShow) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Runs runs = swept({{20, 0.2}, {5, 0.5}, {10, std::nan("")}, {40, infinity}, {50, 0}},
                          {{5, 0.3}});
  const auto curves = error_curves(runs, Metric::energy);
  ASSERT_EQ(curves.size(), 2u);
  EXPECT_THAT(curves[0].nfe, ElementsAre(5, 20));
  EXPECT_THAT(curves[0].median, ElementsAre(0.5, 0.2));
  EXPECT_DOUBLE_EQ(curves[0].floor, 0.01);
  EXPECT_EQ(curves[0].own_value, 0) << "not measured";
  EXPECT_EQ(curves[1].name, runs.lanes[1].title);
}

TEST(ErrorCurves, HaveTheLanesOwnRunWhereItIsTheSameSampler) {
  Runs runs = swept({{5, 0.5}}, {{5, 0.5}});
  for (LaneRun& lane : runs.lanes) {
    lane.distances.emplace();
    lane.distances->value[Metric::energy] = 0.25;
    lane.lane.sampler.grid.steps = 77;
  }
  runs.lanes[1].lane.sampler.eta = 0.5;
  const auto curves = error_curves(runs, Metric::energy);
  EXPECT_DOUBLE_EQ(curves[0].own_value, 0.25);
  EXPECT_EQ(curves[0].own_nfe, runs.lanes[0].plan.evaluations());
  EXPECT_EQ(curves[1].own_value, 0) << "the sweep is still of another sampler";
}

TEST(LogTicks, AreOneTwoFiveWhereThereIsRoom) {
  EXPECT_THAT(log_ticks(5, 200, 10), ElementsAre(5, 10, 20, 50, 100, 200));
  EXPECT_THAT(log_ticks(5, 200, 5), ElementsAre(10, 100));
  EXPECT_THAT(log_ticks(0.9e-6, 1.1, 4), ElementsAre(1e-6, 1e-4, 1e-2, 1));
}

class ErrorWindow : public WindowDriver {
 protected:
  ErrorWindow() : WindowDriver(Measured::yes) {}
};

TEST_F(ErrorWindow, SweepsWhenItIsShownAndNotBefore) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(runs()->sweep);
    EXPECT_TRUE(runs()->lanes[0].distances);
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    EXPECT_TRUE(scene().view.error);
    ASSERT_TRUE(runs()->sweep);
    EXPECT_EQ(runs()->sweep->progress, 1);
    EXPECT_EQ(error_curves(*runs(), Metric::sliced_w1)[1].nfe.size(), 9u);
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    EXPECT_FALSE(scene().view.error);
  });
}

TEST_F(ErrorWindow, MetricIsChosenAndUndone) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    ui.SetRef("Error");
    pick(ui, "##metric", "Energy distance");
    EXPECT_EQ(scene().view.metric, Metric::energy);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().view.metric, Metric::sliced_w1);
  });
}

TEST_F(ErrorWindow, NumbersAreCopied) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F5);
    settle(ui);
    ui.SetRef("Error");
    ui.ItemClick("Copy CSV");
    const std::string text = ImGui::GetClipboardText();
    EXPECT_TRUE(text.starts_with("lane,sampler,process,steps,nfe,metric,median,low,high,floor\n"))
        << text.substr(0, 200);
    // 2 lanes x 9 numbers of steps x 5 metrics, and the names.
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 91);
  });
}

}  // namespace
}  // namespace alphabar
