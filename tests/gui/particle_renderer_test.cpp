#include "app/views/particle_renderer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/platform/gl_context.h"

namespace alphabar {
namespace {

struct Pixel {
  int r, g, b;
};

/// One Gaussian around (1, 0) in a pane of 200 x 100 pixels that shows [-4, 4] x [-2, 2].
class ParticleRendererTest : public testing::Test {
 protected:
  ParticleRendererTest() {
    DataSpec data;
    data.components = {{.mean = {1, 0}, .std = {0.3, 0.3}}};
    model_ = std::make_shared<Mixture>(data);
    frame_.width = 200;
    frame_.height = 100;
    frame_.camera.half_height = 2;
    frame_.trails = false;
    frame_.tracked = 0;
    frame_.colors = view_colors(Theme::dark);
    frame_.hue = frame_.colors.lane(0);
  }

  /// Rows of states; every row holds the same number of particles.
  static std::shared_ptr<Trajectory<float>> run_of(std::vector<std::vector<float>> rows) {
    auto run = std::make_shared<Trajectory<float>>();
    run->particles = rows.front().size() / 2;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      run->x_rows.push_back(static_cast<int>(r) - 1);
      run->x.insert(run->x.end(), rows[r].begin(), rows[r].end());
    }
    return run;
  }

  void draw(std::shared_ptr<const Trajectory<float>> run) {
    const GLuint texture = renderer_.draw(picture_, std::move(run), model_, frame_);
    pixels_.resize(static_cast<std::size_t>(frame_.width * frame_.height * 4));
    glBindTexture(GL_TEXTURE_2D, texture);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels_.data());
    glBindTexture(GL_TEXTURE_2D, 0);
    EXPECT_EQ(glGetError(), static_cast<GLenum>(GL_NO_ERROR));
  }

  Pixel at(const Vec2& x) const {
    const Vec2 p = frame_.camera.to_pixel(x, frame_.width, frame_.height);
    const int column = static_cast<int>(p[0]), row = frame_.height - 1 - static_cast<int>(p[1]);
    const auto i = static_cast<std::size_t>((row * frame_.width + column) * 4);
    return {pixels_[i], pixels_[i + 1], pixels_[i + 2]};
  }
  /// Distance of a pixel from a colour, the largest of the channels, 0..255.
  static int apart(const Pixel& p, const Rgb& c) {
    const auto channel = [](int a, float b) {
      return std::abs(a - static_cast<int>(std::lround(b * 255)));
    };
    return std::max({channel(p.r, c.r), channel(p.g, c.g), channel(p.b, c.b)});
  }

  std::unique_ptr<GlContext> context_ = make_headless_context();
  ParticleRenderer renderer_;
  LanePicture picture_;
  std::shared_ptr<const Mixture> model_;
  LaneFrame frame_;
  std::vector<unsigned char> pixels_;
};

TEST_F(ParticleRendererTest, AParticleIsWhereItIsInItsLanesHue) {
  frame_.density = false;
  draw(run_of({{-1.02F, 1.02F}}));
  // A lone particle covers 0.9 of what is under it, in 1 - exp(-0.9) of its hue: more than half.
  EXPECT_LT(apart(at({-1.02, 1.02}), frame_.hue), apart(at({-1.02, 1.02}), frame_.colors.ground));
  EXPECT_LE(apart(at({1.02, -1.02}), frame_.colors.ground), 1);
  EXPECT_LE(apart(at({-1.02, -1.02}), frame_.colors.ground), 1);  // y is not upside down
}

TEST_F(ParticleRendererTest, BetweenTwoRowsAParticleIsBetweenItsPlaces) {
  frame_.density = false;
  frame_.row = 1.25;
  draw(run_of({{0.02F, 1.5F}, {-3.02F, 0.02F}, {0.98F, 0.02F}}));
  EXPECT_GT(apart(at({-2.02, 0.02}), frame_.colors.ground), 40);
  EXPECT_LE(apart(at({-3.02, 0.02}), frame_.colors.ground), 1);
  EXPECT_LE(apart(at({0.98, 0.02}), frame_.colors.ground), 1);
}

TEST_F(ParticleRendererTest, DensityIsBrighterAtTheModeAndNeutral) {
  draw(nullptr);
  const Pixel mode = at({1.02, 0.02}), side = at({1.35, 0.02}), far = at({-3, 1});
  EXPECT_GT(mode.r, side.r + 10);
  EXPECT_GT(side.r, far.r + 5);
  EXPECT_LE(apart(far, frame_.colors.ground), 2);
  EXPECT_LT(std::abs(mode.r - mode.b), 30);  // a grey
}

TEST_F(ParticleRendererTest, TheDensityIsThatOfTheLevel) {
  frame_.level = {.t = 500, .a = 0.1, .s = 1};
  draw(nullptr);
  const Pixel middle = at({0.1, 0.02}), data = at({2.2, 0.02});
  EXPECT_GT(middle.r, data.r + 10);  // the mode has moved to a * mean
}

TEST_F(ParticleRendererTest, TheHighlightedParticleIsMarkedInTheTextColour) {
  const auto run = run_of({{-2, 1, 0, -1}});
  frame_.density = false;
  frame_.highlighted = 1;
  draw(run);
  int near = 255;
  for (double r = 0; r < 0.5; r += 0.01)
    near = std::min(near, apart(at({r, -1}), frame_.colors.text));
  EXPECT_LT(near, 40);
  int other = 255;
  for (double r = 0; r < 0.5; r += 0.01)
    other = std::min(other, apart(at({-2 + r, 1}), frame_.colors.text));
  EXPECT_GT(other, 60);
}

TEST_F(ParticleRendererTest, NothingIsDrawnTwiceAndScrubbingUploadsARowOnce) {
  const auto run = run_of({{0, 0}, {1, 0}, {2, 0}});
  draw(run);
  draw(run);
  EXPECT_EQ(picture_.times_drawn(), 1);
  frame_.row = 1;
  draw(run);
  frame_.row = 0;
  draw(run);
  EXPECT_EQ(picture_.times_drawn(), 3);
}

TEST_F(ParticleRendererTest, GlStateIsLeftAsItWas) {
  glEnable(GL_SCISSOR_TEST);
  glViewport(3, 4, 50, 60);
  draw(run_of({{0, 0}}));
  GLint viewport[4], framebuffer = -1;
  glGetIntegerv(GL_VIEWPORT, viewport);
  glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer);
  EXPECT_EQ(viewport[0], 3);
  EXPECT_EQ(viewport[3], 60);
  EXPECT_EQ(framebuffer, 0);
  EXPECT_TRUE(glIsEnabled(GL_SCISSOR_TEST));
}

TEST_F(ParticleRendererTest, ALargeRunKeepsTwoRowsOnTheGpu) {
  const auto run = run_of({{0, 0, 1, 1}, {1, 0, 1, 1}, {2, 0, 1, 1}, {3, 0, 1, 1}});
  RowBuffer rows(2 * 2 * 2 * sizeof(float));
  rows.show(run);
  EXPECT_NE(rows.offset(1), rows.offset(2));
  EXPECT_EQ(rows.uploads(), 2u);
  EXPECT_EQ(rows.offset(2), rows.offset(2));
  EXPECT_EQ(rows.uploads(), 2u);
  rows.offset(3);
  EXPECT_EQ(rows.uploads(), 3u);
  rows.show(run);
  EXPECT_EQ(rows.uploads(), 3u);
}

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
  Trajectory<float> run;
  run.particles = 1;
  for (int r = 0; r <= 1000; ++r) {
    run.x_rows.push_back(r - 1);
    run.x.push_back(static_cast<float>(r));
    run.x.push_back(0);
  }
  LaneFrame frame;
  frame.tracked = 1;
  frame.row = 999.5;
  const Marks marks = lane_marks(run, nullptr, frame);
  ASSERT_FALSE(marks.strokes.empty());
  EXPECT_LE(marks.strokes.size(), 300u);
  EXPECT_FLOAT_EQ(marks.strokes.front().from[0], 0);
  EXPECT_FLOAT_EQ(marks.strokes.back().to[0], 999.5F);
}

TEST(LaneMarks, ChordsEndAtTheGuidedX0Hat) {
  const Mixture model(data_preset("five"));
  Trajectory<float> run;
  run.particles = 1;
  run.x = {0.5F, -0.25F, 0.5F, -0.25F};
  run.x_rows = {-1, 0};
  LaneFrame frame;
  frame.trails = false;
  frame.chords = true;
  frame.level = {500, 0.6, 0.8};
  frame.guide.loss = Loss{.target = {1, 2}};
  const auto end = [&](double weight) {
    frame.weight = weight;
    const Marks marks = lane_marks(run, &model, frame);
    EXPECT_EQ(marks.strokes.size(), 1u);
    return Vec2{marks.strokes[0].to[0], marks.strokes[0].to[1]};
  };
  const Vec2 x{0.5, -0.25};
  for (const double weight : {0.0, 0.8}) {
    const Vec2 x0_hat = GuidedModel(model, frame.level, frame.guide, weight)(x).x0_hat;
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
