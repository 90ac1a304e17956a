#include "core/plan/timeline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace alphabar {
namespace {

std::vector<Level> times(std::initializer_list<double> list) {
  std::vector<Level> levels;
  for (double t : list) levels.push_back({t, 1 - t / 1000, t / 1000});
  return levels;
}

TEST(Timeline, ShowsTheStartAndWhatRowsReport) {
  Plan plan;
  plan.start = {1000, 0, 1};
  Row row;
  row.to = {500, 0.5, 0.5};
  row.report = Report::none;
  plan.rows.push_back(row);
  row.report = Report::corrected;
  plan.rows.push_back(row);
  row.report = Report::state;
  row.to = {0, 1, 0};
  plan.rows.push_back(row);
  const auto levels = reported_levels(plan);
  ASSERT_EQ(levels.size(), 3u);
  EXPECT_EQ(levels[0].t, 1000);
  EXPECT_EQ(levels[1].t, 500);
  EXPECT_EQ(levels[2].t, 0);
}

TEST(Timeline, SpreadsRowsEvenly) {
  EXPECT_EQ(row_at(0, 51), (RowPosition{0, 0}));
  EXPECT_EQ(row_at(1, 51), (RowPosition{50, 0}));
  EXPECT_EQ(row_at(0.5, 51), (RowPosition{25, 0}));
  EXPECT_NEAR(row_at(0.51, 51).value(), 25.5, 1e-12);
  EXPECT_EQ(row_at(0.7, 1), (RowPosition{0, 0}));
  for (std::size_t row = 0; row < 51; ++row)
    EXPECT_EQ(row_at(position_of(static_cast<double>(row), 51), 51), (RowPosition{row, 0}));
}

TEST(Timeline, ClampsWhatLiesOutside) {
  EXPECT_EQ(row_at(-3, 5), (RowPosition{0, 0}));
  EXPECT_EQ(row_at(7, 5), (RowPosition{4, 0}));
  EXPECT_EQ(row_at(std::numeric_limits<double>::quiet_NaN(), 5), (RowPosition{0, 0}));
}

TEST(Timeline, StepsToWholeRowsAndStopsAtTheEnds) {
  EXPECT_DOUBLE_EQ(step_position(0, 51, 1), 1.0 / 50);
  EXPECT_DOUBLE_EQ(step_position(0.5, 51, -10), 15.0 / 50);
  EXPECT_DOUBLE_EQ(step_position(0.51, 51, 1), 26.0 / 50) << "25.5 goes on to 26";
  EXPECT_DOUBLE_EQ(step_position(0.51, 51, -1), 25.0 / 50) << "25.5 goes back to 25";
  EXPECT_EQ(step_position(0.99, 51, 10), 1);
  EXPECT_EQ(step_position(0.01, 51, -10), 0);
}

TEST(Timeline, OtherRunsShowTheSameTime) {
  const auto lead = times({1000, 750, 500, 250, 0});
  const auto other = times({1000, 500, 0});
  EXPECT_EQ(follow(lead, other, 0.5), (RowPosition{1, 0}));
  EXPECT_NEAR(follow(lead, other, 0.25).value(), 0.5, 1e-12);
  EXPECT_EQ(follow(lead, lead, 0.75), (RowPosition{3, 0}));
}

TEST(Timeline, AllRunsEndTogether) {
  const auto lead = times({1000, 500, 1});
  const auto other = times({981, 400, 100, 0});
  EXPECT_EQ(follow(lead, other, 0), (RowPosition{0, 0}));
  EXPECT_EQ(follow(lead, other, 1), (RowPosition{3, 0}));
  EXPECT_EQ(follow(other, lead, 1), (RowPosition{2, 0}));
}

TEST(Timeline, UsesTheEndWhereTimesDoNotReach) {
  const auto levels = times({800, 400, 100});
  EXPECT_EQ(row_at_time(levels, 900), (RowPosition{0, 0}));
  EXPECT_EQ(row_at_time(levels, 5), (RowPosition{2, 0}));
  const auto rising = times({0, 500, 1000});
  EXPECT_NEAR(row_at_time(rising, 250).value(), 0.5, 1e-12);
}

TEST(Timeline, TakesTheLastOfRowsOfOneTime) {
  EXPECT_EQ(row_at_time(times({1000, 500, 500, 500, 0}), 500), (RowPosition{3, 0}));
}

TEST(Timeline, SpreadsRowsWhereTimeDoesNotPass) {
  const auto langevin = times({0, 0, 0, 0, 0});
  const auto sampling = times({1000, 500, 0});
  EXPECT_EQ(follow(langevin, langevin, 0.5), (RowPosition{2, 0}));
  EXPECT_EQ(follow(sampling, langevin, 0.5), (RowPosition{2, 0}));
  EXPECT_EQ(follow(sampling, times({0, 500, 1000}), 0.5), (RowPosition{1, 0}))
      << "an inversion runs the other way";
}

TEST(Timeline, KnowsTheWeightOfGuidanceAtAPlace) {
  Plan plan;
  plan.rows.resize(3);
  plan.rows[0].w = 1;
  plan.rows[1].evaluate = false;
  plan.rows[2].w = 3;
  EXPECT_EQ(guidance_weight_after(plan, -1), 1);  // x_T: the first step's
  EXPECT_EQ(guidance_weight_at(plan, 0), 1);
  EXPECT_EQ(guidance_weight_after(plan, 0), 3);  // row 1 does not ask
  EXPECT_EQ(guidance_weight_at(plan, 2), 3);
  EXPECT_EQ(guidance_weight_after(plan, 2), 0);  // the end
  EXPECT_EQ(guidance_weight_at(Plan{}, -1), 0);
}

TEST(Timeline, InterpolatesLevels) {
  const auto levels = times({1000, 500, 0});
  EXPECT_EQ(level_at(levels, {1, 0}), levels[1]);
  EXPECT_NEAR(level_at(levels, {0, 0.5}).t, 750, 1e-9);
  EXPECT_EQ(level_at(levels, {2, 0}), levels[2]);
}

}  // namespace
}  // namespace alphabar
