#include <gtest/gtest.h>

#include <cmath>

#include "core/figures/pictures/picture_plane.h"
#include "core/figures/pictures/picture_stats.h"
#include "core/plan/samplers/samplers.h"
#include "core/plan/timeline.h"
#include "core/runs/picture_rows.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

/// A run of DDIM whose pictures of 2 x 2 are what `value(row, picture, pixel)` says.
PictureRun made(int steps, int pictures, const std::function<float(int, int, int)>& value,
                SamplerKind kind = SamplerKind::ddim) {
  SamplerSpec sampler;
  sampler.kind = kind;
  sampler.grid.steps = steps;
  sampler.round_trip = kind == SamplerKind::ddim_inverse;
  PictureRun run;
  run.spec.sampler = sampler;
  run.plan = build_plan(Process(ProcessSpec{}), sampler);
  run.pictures = pictures;
  run.channels = 1;
  run.height = run.width = 2;
  const int rows = static_cast<int>(reported_levels(run.plan).size());
  const auto filled = [&](int count) {
    std::vector<float> all;
    for (int row = 0; row < count; ++row)
      for (int picture = 0; picture < pictures; ++picture)
        for (int pixel = 0; pixel < 4; ++pixel) all.push_back(value(row, picture, pixel));
    GrowingList<float> list(all.size());
    list.append(all);
    return list;
  };
  run.rows_done = rows;
  run.x = filled(rows);
  run.x0 = run.eps = filled(run.plan.evaluations());
  return run;
}

TEST(PictureFigures, FindOnePictureOfARun) {
  const PictureRun run = made(3, 2, [](int row, int picture, int pixel) {
    return static_cast<float>(100 * row + 10 * picture + pixel);
  });
  const auto picture = picture_of(run, PictureRows::x, 3, 1);
  ASSERT_EQ(picture.size(), 4u);
  EXPECT_EQ(picture[2], 312);
  EXPECT_TRUE(picture_of(run, PictureRows::x, 4, 0).empty());
  EXPECT_TRUE(picture_of(run, PictureRows::x, 0, 2).empty());
  EXPECT_TRUE(picture_of(run, PictureRows::x0_hat, -1, 0).empty());
  EXPECT_EQ(evaluations_at_rows(run.plan), (std::vector<int>{0, 1, 2, 2}));
  const std::vector<Level> levels = reported_levels(run.plan);
  EXPECT_EQ(row_with_noise(run, levels[1].sigma() * 1.01), 1);
  EXPECT_EQ(row_with_noise(run, 0), 3);
}

TEST(PictureFigures, TellMeanAndSpreadOfThePrediction) {
  const PictureRun run = made(4, 1, [](int row, int, int pixel) {
    return static_cast<float>(row) + (pixel % 2 == 0 ? 0.5F : -0.5F);
  });
  const std::vector<PictureMoments> moments = moments_of_x0_hat(run, 0);
  ASSERT_EQ(moments.size(), 4u);
  for (int i = 0; i < 4; ++i) {
    const PictureMoments& at = moments[static_cast<std::size_t>(i)];
    EXPECT_NEAR(at.mean, i, 1e-6);
    EXPECT_NEAR(at.deviation, 0.5, 1e-6);
    if (i > 0) {
      EXPECT_LT(at.sigma, moments[static_cast<std::size_t>(i - 1)].sigma);
    }
  }
  const std::vector<int> counts = histogram_of(std::vector<float>{-2, -0.4F, 0.1F, 5, NAN}, 4, 1);
  EXPECT_EQ(counts, (std::vector<int>{1, 1, 1, 1}));
}

TEST(PictureFigures, TellTheErrorOfAnInversion) {
  // There in rows 0 to 3, back in rows 4 to 6, where each pixel is off by as much as it went back.
  const auto off = [](int row, int, int) {
    return row <= 3 ? static_cast<float>(row)
                    : static_cast<float>(6 - row) + 0.1F * static_cast<float>(row - 3);
  };
  const PictureRun run = made(3, 1, off, SamplerKind::ddim_inverse);
  ASSERT_EQ(run.rows_done, 7);
  const std::vector<PictureMoments> errors = round_trip_errors(run, 0);
  ASSERT_EQ(errors.size(), 3u);
  for (int i = 0; i < 3; ++i)
    EXPECT_NEAR(errors[static_cast<std::size_t>(i)].deviation, 0.1 * (i + 1), 1e-6) << i;
  EXPECT_TRUE(round_trip_errors(made(3, 1, off), 0).empty()) << "no inversion";
}

TEST(PictureFigures, LayStatesIntoThePlaneInWhichTheyVary) {
  // Along (1, 1, 1, 1) / 2 by the row, along (1, -1, 0, 0) / sqrt(2) by the picture; over their
  // level's size, so that what is asked for is multiplied by it first.
  const std::vector<Level> levels =
      reported_levels(made(5, 3, [](int, int, int) { return 0.0F; }).plan);
  const auto value = [&](int row, int picture, int pixel) {
    const Level& level = levels[static_cast<std::size_t>(row)];
    const double side = pixel == 0 ? 1 : pixel == 1 ? -1 : 0;
    return static_cast<float>(std::hypot(level.a, level.s) *
                              (4.0 * row / 2 + (picture - 1) * side / std::sqrt(2.0)));
  };
  const auto run = std::make_shared<PictureRun>(made(5, 3, value));
  const PicturePlane plane = picture_plane(only_lane(run), {});
  ASSERT_EQ(plane.points.size(), 1u);
  ASSERT_EQ(plane.points[0].size(), 18u);
  EXPECT_NEAR(plane.shares[0] + plane.shares[1], 1, 1e-5);
  EXPECT_GT(plane.shares[0], plane.shares[1]);
  for (int row = 0; row + 1 < 6; ++row)
    for (int picture = 0; picture < 3; ++picture) {
      const Vec2& a = plane.points[0][static_cast<std::size_t>(3 * row + picture)];
      const Vec2& b = plane.points[0][static_cast<std::size_t>(3 * row + 3 + picture)];
      EXPECT_NEAR(std::abs(b[0] - a[0]), 4, 1e-3);
      EXPECT_NEAR(b[1], a[1], 1e-3);
    }
  const Vec2& low = plane.points[0][0];
  const Vec2& high = plane.points[0][2];
  EXPECT_NEAR(std::abs(high[1] - low[1]), 2, 1e-3);
}

}  // namespace
}  // namespace alphabar
