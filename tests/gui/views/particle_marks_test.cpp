// What is drawn around particles: marks, trails, chords, fields and the density behind them.

#include <gtest/gtest.h>

#include <cmath>

#include "app/views/particles/render/field_marks.h"
#include "app/views/particles/render/lane_marks.h"
#include "app/views/particles/render/particle_renderer.h"
#include "core/figures/fields/density_grid.h"
#include "core/figures/fields/vector_field.h"
#include "core/model/guided_model.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

TEST(LaneMarks, NearestParticleIsFoundWithinReachBetweenRows) {
  Trajectory<float> run;
  run.particles = 2;
  run.x_rows = {-1, 0};
  run.x = {0, 0, 5, 5, 2, 0, 5, 7};
  EXPECT_EQ(nearest_particle(run, 0.5, {1.1, 0}, 0.2), 0);
  EXPECT_EQ(nearest_particle(run, 0.5, {5, 6.1}, 0.2), 1);
  EXPECT_EQ(nearest_particle(run, 0.5, {0, 0}, 0.2), -1);
  EXPECT_DOUBLE_EQ(state_at(run, 1, 0.5)[1], 6);
}

TEST(LaneMarks, ATrailEndsAtTheParticleAndHasNoMoreThan300Strokes) {
  auto run = std::make_shared<Trajectory<float>>();
  run->particles = 1;
  for (int r = 0; r <= 1000; ++r) {
    run->x_rows.push_back(r - 1);
    run->x.push_back(static_cast<float>(r));
    run->x.push_back(0);
  }
  PaneFrame frame;
  frame.tracked = 1;
  frame.layers.resize(1);
  frame.layers[0].run = run;
  frame.layers[0].row = 999.5;
  const Marks marks = lane_marks(frame);
  ASSERT_FALSE(marks.strokes.empty());
  EXPECT_LE(marks.strokes.size(), 300u);
  EXPECT_FLOAT_EQ(marks.strokes.front().from[0], 0);
  EXPECT_FLOAT_EQ(marks.strokes.back().to[0], 999.5F);
}

TEST(LaneMarks, ChordsEndAtTheGuidedX0Hat) {
  const auto model = std::make_shared<const Mixture>(data_preset("five"));
  auto run = std::make_shared<Trajectory<float>>();
  run->particles = 1;
  run->x = {0.5F, -0.25F, 0.5F, -0.25F};
  run->x_rows = {-1, 0};
  PaneFrame frame;
  frame.target = model;
  frame.layers.resize(1);
  frame.layers[0].run = run;
  frame.trails = false;
  frame.chords = true;
  frame.layers[0].level = {500, 0.6, 0.8};
  frame.layers[0].model = model;
  frame.layers[0].guide.loss = Loss{.target = {1, 2}};
  const auto end = [&](double weight) {
    frame.layers[0].weight = weight;
    const Marks marks = lane_marks(frame);
    EXPECT_EQ(marks.strokes.size(), 1u);
    return Vec2{marks.strokes[0].to[0], marks.strokes[0].to[1]};
  };
  const Vec2 x{0.5, -0.25};
  for (const double weight : {0.0, 0.8}) {
    const Layer& layer = frame.layers[0];
    const Vec2 x0_hat = GuidedModel(*model, layer.level, layer.guide, weight)(x).x0_hat;
    EXPECT_NEAR(end(weight)[0], x0_hat[0], 1e-6);
    EXPECT_NEAR(end(weight)[1], x0_hat[1], 1e-6);
  }
  EXPECT_GT(std::abs(end(0.8)[1] - end(0)[1]), 0.05);
}

// Where p_t is above exp(-12) of its peak; what is left out beyond six standard deviations is less
// than 1e-3 of that.
TEST(DensityGrid, IsTheDensityOfManyCircles) {
  const Mixture model(data_preset("two moons"));
  const Camera camera{{0.3, -0.2}, 2};
  for (const Level& level : {Level{0, 1, 0}, Level{1, 0.9, 0.4}, Level{1, 0.1, 0.99}}) {
    const std::vector<DiffusedComponent> components = model.at(level);
    const double peak = log_peak(components);
    const DensityGrid grid = density_grid(components, peak, camera, 480, 320);
    ASSERT_LE(grid.columns, 240);
    ASSERT_GE(grid.rows, 16);
    int compared = 0;
    for (int j = 0; j < grid.rows; j += 7)
      for (int i = 0; i < grid.columns; i += 7) {
        const Vec2 x{camera.center[0] - 3 + 6 * (i + 0.5) / grid.columns,
                     camera.center[1] - 2 + 4 * (j + 0.5) / grid.rows};
        const double wanted = model.log_density(x, level) - peak;
        if (wanted < -12) continue;
        ++compared;
        EXPECT_NEAR(grid.log_p[static_cast<std::size_t>(j * grid.columns + i)], wanted, 2e-3);
      }
    EXPECT_GT(compared, 4);
  }
}

TEST(LaneMarks, ALongFadeShowsMoreOfTheWay) {
  auto run = std::make_shared<Trajectory<float>>();
  run->particles = 1;
  for (int r = 0; r <= 100; ++r) {  // a way without gain: its old part is all but invisible
    run->x_rows.push_back(r - 1);
    run->x.push_back(static_cast<float>(r % 2));
    run->x.push_back(0);
  }
  PaneFrame frame;
  frame.tracked = 1;
  frame.layers.resize(1);
  frame.layers[0].run = run;
  frame.layers[0].row = 100;
  const auto middle = [&](double fade) {
    frame.trail_fade = fade;
    return lane_marks(frame).strokes[50].from_rgba[3];
  };
  EXPECT_LT(middle(0.06), 0.1F);
  EXPECT_GT(middle(1), 0.45F);
}

TEST(LaneMarks, AChordOfNoisedDataEndsAtTheData) {
  auto samples = std::make_shared<Trajectory<float>>();
  samples->particles = 1;
  samples->x_rows = {-1, 0};
  samples->x = {2, 1, -1, 3};  // x_0, eps
  PaneFrame frame;
  frame.tracked = 1;
  frame.trails = false;
  frame.chords = true;
  frame.layers.push_back({.run = samples,
                          .row = 0,
                          .level = {.t = 5, .a = 0.5, .s = 2},
                          .first = {},
                          .last = {},
                          .hue = {},
                          .noised = {{0, 1, 0}, {5, 0.5, 2}}});
  const Marks marks = lane_marks(frame);
  ASSERT_EQ(marks.strokes.size(), 1u);
  EXPECT_FLOAT_EQ(marks.strokes[0].from[0], 0.5F * 2 + 2 * -1);
  EXPECT_FLOAT_EQ(marks.strokes[0].from[1], 0.5F * 1 + 2 * 3);
  EXPECT_FLOAT_EQ(marks.strokes[0].to[0], 2);
  EXPECT_FLOAT_EQ(marks.strokes[0].to[1], 1);
}

TEST(VectorField, ScoreAndFlowAreTheModels) {
  DataSpec data;
  data.components = {{.mean = {-1, 0.5}, .std = {0.2, 0.6}, .angle = 0.7, .weight = 0.3},
                     {.mean = {1, 0}, .weight = 0.7}};
  const Mixture model(data);
  const Level level{.t = 1, .a = 0.6, .s = 0.8};
  const Vec2 x{0.3, -0.4}, rate{0.02, -0.01};
  const Split split = model.split(x, level);
  const Point score = field_at(model.at(level), {Field::score, level, rate}, point_of(x));
  const Point flow = field_at(model.at(level), {Field::flow, level, rate}, point_of(x));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(score[i], split.score[i], 1e-12);
    EXPECT_NEAR(flow[i], rate[0] * split.x0_hat[i] + rate[1] * split.eps_hat[i], 1e-12);
  }
  const Point far = field_at(model.at(level), {Field::score, level, rate}, {300, 0});
  EXPECT_TRUE(std::isfinite(far[0]));
  EXPECT_LT(far[0], 0);
}

TEST(FieldMarks, OfGuidancePointWhereTheClassIsLikelier) {
  DataSpec data;
  data.components = {{.mean = {-1, 0}, .std = {0.4, 0.4}, .weight = 0.5, .label = 0},
                     {.mean = {1, 0}, .std = {0.4, 0.4}, .weight = 0.5, .label = 1}};
  PaneFrame frame;
  frame.width = frame.height = 300;
  frame.camera = {{0, 0}, 1.5};
  frame.target = std::make_shared<Mixture>(data);
  frame.level = {.t = 1, .a = 0.8, .s = 0.6};
  frame.field = Field::guidance;
  EXPECT_TRUE(field_marks(frame).strokes.empty()) << "nothing is guided";
  frame.guided = frame.target;
  frame.guide.label = 1;
  const Marks marks = field_marks(frame);
  ASSERT_GT(marks.strokes.size(), 30u);
  ASSERT_EQ(marks.strokes.size() % 3, 0u) << "a shaft and two barbs each";
  for (std::size_t i = 0; i < marks.strokes.size(); i += 3)
    EXPECT_GT(marks.strokes[i].to[0], marks.strokes[i].from[0]);
}

TEST(VectorField, StreamlinesFollowTheFieldAndKeepApart) {
  DataSpec data;
  data.components = {{.mean = {0, 0}, .std = {0.5, 0.5}}};
  const Mixture model(data);
  const FieldSpec spec{Field::score, {.t = 0, .a = 1, .s = 0}, {}};
  const FieldGrid grid(field_of(model.at(spec.level), spec), {-2, -2}, {2, 2}, 0.1);
  const Point middle = grid.at({0.63, -0.41});
  EXPECT_NEAR(middle[0], -0.63 / 0.25, 1e-9);  // a Gaussian's score is linear: the grid is exact
  const auto lines = streamlines(grid, 0.4);
  ASSERT_GT(lines.size(), 10u);
  std::vector<Point> ends;
  for (const auto& line : lines) {
    ASSERT_GE(line.size(), 3u);
    // Towards the mean along a ray.
    EXPECT_LT(std::hypot(line.back()[0], line.back()[1]),
              std::hypot(line.front()[0], line.front()[1]));
    const double turn = line.front()[0] * line.back()[1] - line.front()[1] * line.back()[0];
    EXPECT_NEAR(turn, 0, 0.02);
    for (const Point& other : ends)
      EXPECT_GT(std::hypot(line.front()[0] - other[0], line.front()[1] - other[1]), 0.1);
    ends.push_back(line.front());
  }
}

TEST(DensityPeak, IsThatOfTheMergedModeWhereNoiseHasMergedTwo) {
  DataSpec data;
  data.components = {{.mean = {-1, 0}, .weight = 0.5}, {.mean = {1, 0}, .weight = 0.5}};
  const Mixture model(data);
  const Level level{.t = 1, .a = 0.5, .s = 1};
  EXPECT_NEAR(log_peak(model.at(level)), model.log_density({0, 0}, level), 1e-9);
  const Level clean{.t = 0, .a = 1, .s = 0};
  EXPECT_NEAR(log_peak(model.at(clean)), model.log_density({1, 0}, clean), 1e-9);
}

}  // namespace
}  // namespace alphabar
