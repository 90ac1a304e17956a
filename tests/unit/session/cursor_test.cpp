#include "core/runs/cursor.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

/// A run of `steps` rows from t = 100 to 0 that kept every `stride`-th state.
LaneRun run_of(int steps, int stride = 1) {
  LaneRun run;
  run.plan.start = {100, 0, 1};
  auto trajectory = std::make_shared<Trajectory<float>>();
  trajectory->particles = 1;
  trajectory->x_rows = {-1};
  for (int i = 0; i < steps; ++i) {
    Row row;
    const double t = 100.0 * (steps - 1 - i) / steps;
    row.to = {t, 1 - t / 100, t / 100};
    run.plan.rows.push_back(row);
    if ((i + 1) % stride == 0 || i + 1 == steps) trajectory->x_rows.push_back(i);
  }
  trajectory->x.resize(trajectory->x_rows.size() * 2);
  run.trajectory = trajectory;
  return run;
}

TEST(Cursor, IsBetweenTwoRowsWhilePlaying) {
  Runs runs;
  runs.lanes = {run_of(10)};
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
  runs.lanes = {run_of(10), run_of(4)};
  for (std::size_t lane : {0u, 1u}) {
    EXPECT_EQ(cursor(runs, lane, 0).upper, 0u);
    EXPECT_EQ(cursor(runs, lane, 0).plan_row, -1);
    EXPECT_EQ(cursor(runs, lane, 1).lower, runs.lanes[lane].plan.rows.size());
  }
}

TEST(Cursor, FollowsTheTimeOfTheFirstLane) {
  Runs runs;
  runs.lanes = {run_of(10), run_of(4)};
  const Cursor at = cursor(runs, 1, 0.5);
  EXPECT_EQ(at.lower, 2u);
  EXPECT_EQ(at.fraction, 0);
  EXPECT_NEAR(at.level.t, 50, 1e-9);
}

TEST(Cursor, InterpolatesAcrossRowsThatWereNotKept) {
  Runs runs;
  runs.lanes = {run_of(10, 4)};  // kept: x_T and steps 4, 8, 10
  const Cursor at = cursor(runs, 0, 0.5);
  EXPECT_EQ(at.lower, 1u);
  EXPECT_EQ(at.upper, 2u);
  EXPECT_NEAR(at.fraction, 0.25, 1e-12);
  EXPECT_EQ(cursor(runs, 0, 0.8).lower, 2u);
  EXPECT_EQ(cursor(runs, 0, 0.8).fraction, 0);
  EXPECT_EQ(cursor(runs, 0, 1).lower, 3u);
}

TEST(Cursor, NeverPassesThePicturesThatAreDone) {
  Runs runs;
  runs.lanes = {run_of(10)};
  PictureRun pictures;
  pictures.plan = run_of(5).plan;
  pictures.rows_done = 3;
  EXPECT_EQ(cursor(runs, pictures, 1).upper, 2u);
  EXPECT_EQ(cursor(runs, pictures, 0.2).upper, 1u);
}

}  // namespace
}  // namespace alphabar
