#include "core/runs/cursor.h"

#include <gtest/gtest.h>

#include "core/engine/engine.h"

namespace alphabar {
namespace {

/// A plan of `steps` rows from t = 100 to 0.
Plan plan_of(int steps) {
  Plan plan;
  plan.start = {100, 0, 1};
  for (int i = 0; i < steps; ++i) {
    Row row;
    const double t = 100.0 * (steps - 1 - i) / steps;
    row.to = {t, 1 - t / 100, t / 100};
    plan.rows.push_back(row);
  }
  return plan;
}

/// A lane of such a plan, which ran; of the states every `stride`-th was kept, and the last.
void add_lane(Runs& runs, int steps, int stride = 1) {
  Lane& lane = runs.lanes.emplace_back();
  lane.plan = std::make_shared<const Plan>(plan_of(steps));
  auto trajectory = std::make_shared<Trajectory<float>>();
  trajectory->particles = 1;
  trajectory->x_rows = {-1};
  for (int i = 0; i < steps; ++i)
    if ((i + 1) % stride == 0 || i + 1 == steps) trajectory->x_rows.push_back(i);
  trajectory->x.resize(trajectory->x_rows.size() * 2);
  runs.results.push_back({.plan = lane.plan, .trajectory = trajectory, .current = true});
}

TEST(Cursor, IsBetweenTwoRowsWhilePlaying) {
  Runs runs;
  add_lane(runs, 10);
  const Cursor at = cursor(runs, 0, 0.25);
  EXPECT_EQ(at.lower, 2u);
  EXPECT_EQ(at.upper, 3u);
  EXPECT_NEAR(at.fraction, 0.5, 1e-12);
  EXPECT_EQ(at.plan_row, 2);
  EXPECT_EQ(at.steps, 11u);
  EXPECT_NEAR(at.level.t, 75, 1e-9);
}

TEST(Cursor, IsOnTheFirstAndLastRowAtTheEnds) {
  Runs runs;
  add_lane(runs, 10);
  add_lane(runs, 4);
  for (std::size_t lane : {0u, 1u}) {
    EXPECT_EQ(cursor(runs, lane, 0).upper, 0u);
    EXPECT_EQ(cursor(runs, lane, 0).plan_row, -1);
    EXPECT_EQ(cursor(runs, lane, 1).lower, runs.lanes[lane].plan->rows.size());
  }
}

TEST(Cursor, FollowsTheTimeOfTheFirstLane) {
  Runs runs;
  add_lane(runs, 10);
  add_lane(runs, 4);
  const Cursor at = cursor(runs, 1, 0.5);
  EXPECT_EQ(at.lower, 2u);
  EXPECT_EQ(at.fraction, 0);
  EXPECT_NEAR(at.level.t, 50, 1e-9);
}

TEST(Cursor, InterpolatesAcrossRowsThatWereNotKept) {
  Runs runs;
  add_lane(runs, 10, 4);  // kept: x_T and steps 4, 8, 10
  const Cursor at = cursor(runs, 0, 0.5);
  EXPECT_EQ(at.lower, 1u);
  EXPECT_EQ(at.upper, 2u);
  EXPECT_NEAR(at.fraction, 0.25, 1e-12);
  EXPECT_EQ(cursor(runs, 0, 0.8).lower, 2u);
  EXPECT_EQ(cursor(runs, 0, 0.8).fraction, 0);
  EXPECT_EQ(cursor(runs, 0, 1).lower, 3u);
}

TEST(Cursor, IsAtTheSameTimeInStatesOfAnEarlierScene) {
  Runs runs;
  add_lane(runs, 10);
  runs.results[0].plan = std::make_shared<const Plan>(plan_of(20));
  auto trajectory = std::make_shared<Trajectory<float>>();
  trajectory->particles = 1;
  trajectory->x_rows = kept_rows(*runs.results[0].plan, {});
  trajectory->x.resize(trajectory->x_rows.size() * 2);
  runs.results[0].trajectory = trajectory;
  runs.results[0].current = false;
  const Cursor at = cursor(runs, 0, 0.5);
  EXPECT_EQ(at.plan_row, 4) << "of the plan as it is now";
  EXPECT_NEAR(at.level.t, 50, 1e-9);
  EXPECT_EQ(at.lower, 10u) << "of the states that there are";
  EXPECT_EQ(at.fraction, 0);
}

TEST(Cursor, NeverPassesThePicturesThatAreDone) {
  Runs runs;
  add_lane(runs, 10);
  PictureRun pictures;
  pictures.plan = plan_of(5);
  pictures.rows_done = 3;
  EXPECT_EQ(cursor(runs, pictures, 1).upper, 2u);
  EXPECT_EQ(cursor(runs, pictures, 0.2).upper, 1u);
}

}  // namespace
}  // namespace alphabar
