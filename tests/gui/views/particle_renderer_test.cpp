#include "app/views/particles/render/particle_renderer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "app/views/particles/render/lane_marks.h"
#include "core/figures/fields/vector_field.h"
#include "core/gl/context/gl_context.h"
#include "core/model/mixture.h"

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
    frame_.target = std::make_shared<Mixture>(data);
    frame_.width = 200;
    frame_.height = 100;
    frame_.camera.half_height = 2;
    frame_.trails = false;
    frame_.tracked = 0;
    frame_.colors = view_colors(Theme::dark);
    frame_.layers.resize(1);
    frame_.layers[0].hue = frame_.colors.lane(0);
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
    frame_.layers[0].run = std::move(run);
    draw();
  }
  void draw() {
    const GLuint texture = renderer_.draw(picture_, frame_);
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
  PanePicture picture_;
  PaneFrame frame_;
  std::vector<unsigned char> pixels_;
};

TEST_F(ParticleRendererTest, AParticleIsWhereItIsInItsLanesHue) {
  frame_.backdrop = Backdrop::none;
  draw(run_of({{-1.02F, 1.02F}}));
  // A lone particle covers 0.9 of what is under it, in 1 - exp(-0.9) of its hue: more than half.
  EXPECT_LT(apart(at({-1.02, 1.02}), frame_.layers[0].hue),
            apart(at({-1.02, 1.02}), frame_.colors.ground));
  EXPECT_LE(apart(at({1.02, -1.02}), frame_.colors.ground), 1);
  EXPECT_LE(apart(at({-1.02, -1.02}), frame_.colors.ground), 1);  // y is not upside down
}

TEST_F(ParticleRendererTest, BetweenTwoRowsAParticleIsBetweenItsPlaces) {
  frame_.backdrop = Backdrop::none;
  frame_.layers[0].row = 1.25;
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

TEST_F(ParticleRendererTest, ContoursAreLinesAtHalfSigmas) {
  frame_.backdrop = Backdrop::contours;
  frame_.camera = {{1, 0}, 0.6};  // 25 pixels a sigma
  draw(nullptr);
  const auto ink = [&](double sigmas) {
    return apart(at({1 + 0.3 * sigmas, 0.005}), frame_.colors.ground);
  };
  for (const double sigmas : {1.0, 2.0}) {
    int most = 0;  // at a pixel's place
    for (const double off : {-0.04, 0.0, 0.04}) most = std::max(most, ink(sigmas + off));
    EXPECT_GT(most, 40) << sigmas;
  }
  EXPECT_LE(ink(0.25), 2);
  EXPECT_LE(ink(1.25), 2);
}

TEST_F(ParticleRendererTest, TheEnergyLandscapeHasItsWellAtTheModeAndLightFromTheUpperLeft) {
  frame_.backdrop = Backdrop::energy;
  draw(nullptr);
  // A wall that faces the light, at the lower right of the well, is brighter than the one across.
  const Pixel lit = at({1.35, -0.35}), dark = at({0.65, 0.35});
  EXPECT_GT(lit.r, dark.r + 10);
  EXPECT_GT(at({1.02, 0.02}).r, dark.r);
}

TEST_F(ParticleRendererTest, TheLandscapeIsThereFarFromAllDataToo) {
  // 40 sigma out e^-800 is nothing in float, but E and its slope are numbers.
  frame_.backdrop = Backdrop::energy;
  frame_.camera = {{13, 0}, 1};
  draw(nullptr);
  std::set<int> shades;
  for (double x = 11.5; x < 14.5; x += 0.01) shades.insert(at({x, 0}).r);
  EXPECT_GT(shades.size(), 2u);  // lines of equal energy
}

TEST_F(ParticleRendererTest, TheLandscapeOfManyPointsHasNoEdge) {
  frame_.target = std::make_shared<Mixture>(data_preset("two moons"));
  frame_.backdrop = Backdrop::energy;
  frame_.level = {.t = 100, .a = 0.95, .s = 0.3};
  frame_.camera = {{0, 5}, 2};  // 8 to 20 sigma above the data
  draw(nullptr);
  std::set<int> shades;
  for (double y = 3.5; y < 6.5; y += 0.01) shades.insert(at({0, y}).r);
  EXPECT_GT(shades.size(), 2u);
}

TEST_F(ParticleRendererTest, ColourTellsTheComponentTheStartOrTheMode) {
  DataSpec data;
  data.components = {{.mean = {-2, 0}, .weight = 0.5}, {.mean = {2, 0}, .weight = 0.5}};
  frame_.target = std::make_shared<Mixture>(data);
  frame_.backdrop = Backdrop::none;
  // From the upper left to the right, and from the lower right to the left; now near their starts.
  const auto run = run_of({{-1.02F, 1.02F, 1.02F, -1.02F}, {2, 0, -2, 0}});
  const auto nearest = [&](const Vec2& x, auto colors) {
    int best = -1, least = 1000;
    for (int i = 0; i < static_cast<int>(colors.size()); ++i) {
      const int off =
          apart(at(x), mix(frame_.colors.ground, colors[static_cast<std::size_t>(i)], 0.6F));
      if (off < least) {
        least = off;
        best = i;
      }
    }
    return best;
  };
  const Vec2 first{-1.02, 1.02}, second{1.02, -1.02};
  frame_.color_by = ColorBy::component;
  draw(run);
  EXPECT_EQ(nearest(first, frame_.colors.classes), 0);
  EXPECT_EQ(nearest(second, frame_.colors.classes), 1);
  frame_.color_by = ColorBy::mode;
  draw(run);
  EXPECT_EQ(nearest(first, frame_.colors.classes), 1);
  EXPECT_EQ(nearest(second, frame_.colors.classes), 0);
  frame_.color_by = ColorBy::start;
  draw(run);
  EXPECT_EQ(nearest(first, frame_.colors.corners), 2);   // high left
  EXPECT_EQ(nearest(second, frame_.colors.corners), 1);  // low right
}

TEST_F(ParticleRendererTest, LanesInOnePaneKeepTheirHues) {
  frame_.backdrop = Backdrop::none;
  frame_.layers.push_back(frame_.layers[0]);
  frame_.layers[1].hue = frame_.colors.lane(1);
  frame_.layers[1].run = run_of({{1.02F, 1.02F}});
  draw(run_of({{-1.02F, 1.02F}}));
  const Pixel left = at({-1.02, 1.02}), right = at({1.02, 1.02});
  EXPECT_LT(apart(left, frame_.colors.lane(0)), apart(left, frame_.colors.lane(1)));
  EXPECT_LT(apart(right, frame_.colors.lane(1)), apart(right, frame_.colors.lane(0)));
}

TEST_F(ParticleRendererTest, NoisedDataAreWhereTheLevelPutsThem) {
  frame_.backdrop = Backdrop::none;
  frame_.layers[0].level = {.t = 5, .a = 0.5, .s = 1};
  frame_.layers[0].noised = {{0, 1, 0}, frame_.layers[0].level};
  draw(run_of({{2.04F, 2}, {1, -0.5F}}));
  EXPECT_GT(apart(at({2.02, 0.5}), frame_.colors.ground), 40);
  EXPECT_LE(apart(at({2.02, 1.9}), frame_.colors.ground), 1);
}

TEST_F(ParticleRendererTest, TheDensityIsThatOfTheLevel) {
  frame_.level = {.t = 500, .a = 0.1, .s = 1};
  draw(nullptr);
  const Pixel middle = at({0.1, 0.02}), data = at({2.2, 0.02});
  EXPECT_GT(middle.r, data.r + 10);  // the mode has moved to a * mean
}

TEST_F(ParticleRendererTest, TheHighlightedParticleIsMarkedInTheTextColour) {
  const auto run = run_of({{-2, 1, 0, -1}});
  frame_.backdrop = Backdrop::none;
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
  EXPECT_EQ(picture_.uploads(), 1u);
  frame_.layers[0].row = 1;
  draw(run);
  EXPECT_EQ(picture_.uploads(), 2u);
  frame_.layers[0].row = 0;
  draw(run);
  frame_.layers[0].row = 0.5;
  draw(run);
  EXPECT_EQ(picture_.times_drawn(), 4);
  EXPECT_EQ(picture_.uploads(), 2u);
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

TEST_F(ParticleRendererTest, StatesOnTheDeviceAreDrawnFromThere) {
  const auto run = run_of({{0, 0, 1, 1}, {1, 0, 1, 1}, {2, 0.5F, -1, 1}});
  frame_.color_by = ColorBy::mode;  // which asks for the last row as well
  frame_.layers[0].row = 0.5;
  draw(run);
  const std::vector<unsigned char> uploaded = pixels_;
  const auto kept = std::make_shared<Trajectory<float>>(*run);
  const auto buffer = std::make_shared<GlBuffer>(run->x.size() * sizeof(float), "states");
  buffer->upload(std::span<const float>(run->x));
  kept->on_device = {buffer->id(), buffer};
  RowBuffer rows;
  rows.show(kept);
  EXPECT_EQ(rows.offset(2), 2 * 4 * sizeof(float));
  EXPECT_EQ(rows.buffer(), buffer->id());
  EXPECT_EQ(rows.uploads(), 0u);
  draw(kept);
  EXPECT_EQ(pixels_, uploaded);
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
  const std::size_t first = rows.first_offset(), last = rows.last_offset();
  EXPECT_NE(first, last);
  EXPECT_NE(first, rows.offset(2));
  EXPECT_NE(last, rows.offset(3));
  const std::size_t uploads = rows.uploads();
  rows.show(run);
  EXPECT_EQ(rows.uploads(), uploads);
}

}  // namespace
}  // namespace alphabar
