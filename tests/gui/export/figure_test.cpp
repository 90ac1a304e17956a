#include "app/export/figure/figure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/export/figure/draw_reader.h"
#include "core/base/error.h"
#include "core/files/animation/recipe.h"
#include "core/files/image/png.h"
#include "core/io/scene_file.h"
#include "tests/files/temp_folder.h"
#include "tests/support/tools/tools.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::read_bytes;
using testing::TempFolder;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++found;
  return found;
}

class FigureTest : public ::testing::Test {
 protected:
  void draw(const std::string& name) {
    const Runs runs = runs_of();
    draw_figure(scene_, runs, spec_, folder_ / name);
  }
  Runs runs_of() {
    const Scene shown = figure_scene(scene_, spec_);
    Runs runs = plain_runs(shown);
    auto pictures = std::make_shared<PictureRuns>();
    pictures->lanes = {plain_pictures(*runs.process, 11)};
    auto net = std::make_shared<NetOutline>();
    net->name = "a net";
    net->height = net->width = 8;
    net->time_channels = 2;
    for (int t = 1; t <= 60; ++t) net->embedding_t.push_back(t);
    for (int i = 0; i < 2 * 60; ++i)
      net->embedding.push_back(0.8F);  // how few values are smoothed
                                       // is each program's own
    net->down = {{"down 1", 24, 8, 8, 1, 0, 1000}};
    net->up = {{"up 1", 24, 8, 8, 2, 0, 5000}};
    pictures->net = net;
    runs.pictures = pictures;
    return runs;
  }
  std::string text_of(const std::string& name) { return read_bytes(folder_ / name); }

  const TempFolder folder_;
  Scene scene_ = small_scene(300, 10);
  FigureSpec spec_{.position = 0.6};
};

TEST_F(FigureTest, EveryViewIsTheSameInEveryFormat) {
  for (const char* view : {"lanes", "curves", "step", "space_time", "plan", "chain", "filmstrip",
                           "contact", "batch", "picture", "points", "network", "time_embedding"}) {
    spec_.view = view;
    spec_.dpi = 200;
    // librsvg knows no place for each letter, which shows where a page is all figures.
    spec_.text = view == std::string("plan") ? TextAs::paths : TextAs::text;
    const std::string name = view;
    for (const char* ending : {".svg", ".pdf", ".png"}) draw(name + ending);
    const Image window = read_png(folder_ / (name + ".png")).image;
    // Other programs smooth edges and hint letters in other ways.
    const Image svg = drawn_by_rsvg(folder_ / (name + ".svg"), 200);
    const Image pdf = drawn_by_poppler(folder_ / (name + ".pdf"), 200);
    EXPECT_LT(mean_difference(svg, pdf), 5) << view;
    // A table's rows have whole pixels on a screen, so that they lie elsewhere.
    EXPECT_LT(name == "plan" ? 0 : mean_difference(window, svg), 5) << view;
    for (const char* ending : {".svg", ".pdf", ".png"}) {
      Scene expected = scene_;
      expected.playback.position = 0.6;
      EXPECT_EQ(scene_from_json(read_recipe(folder_ / (name + ending)), "recipe"), expected);
    }
  }
}

TEST_F(FigureTest, ALaneOfPicturesIsChosenAmongThem) {
  spec_.view = "filmstrip";
  spec_.lane = 2;
  EXPECT_THROW(check(scene_, spec_), BadRequest);
  add_lane(scene_.pictures, PictureLane(scene_.pictures));
  check(scene_, spec_);
  const Scene shown = figure_scene(scene_, spec_);
  EXPECT_TRUE(lane_of(shown.pictures, 0).muted);
  EXPECT_FALSE(lane_of(shown.pictures, 1).muted);
  for (const LaneSpec& lane : shown.lanes) EXPECT_FALSE(lane.muted);
}

TEST_F(FigureTest, TextIsTextAndParticlesAreCircles) {
  spec_.lane = 1;
  draw("a.svg");
  draw("a.pdf");
  const std::string svg = text_of("a.svg");
  EXPECT_THAT(svg, HasSubstr("font-family=\"Inter"));
  EXPECT_THAT(svg, HasSubstr(">NFE </tspan>"));
  // All particles are in sight, beside a few rings.
  EXPECT_GE(count(svg, "<circle"), 280u);
  EXPECT_THAT(output_of({"pdftotext", (folder_ / "a.pdf").string(), "-"}), HasSubstr("NFE"));
  EXPECT_THAT(output_of({"pdffonts", (folder_ / "a.pdf").string()}), HasSubstr("Inter"));
}

TEST_F(FigureTest, TextAsPathsNeedsNoFont) {
  spec_.text = TextAs::paths;
  draw("a.svg");
  draw("a.pdf");
  EXPECT_EQ(count(text_of("a.svg"), "<text"), 0u);
  EXPECT_THAT(output_of({"pdffonts", (folder_ / "a.pdf").string()}), Not(HasSubstr("Inter")));
  draw("again.pdf");
  EXPECT_EQ(text_of("a.pdf"), text_of("again.pdf"));
}

TEST_F(FigureTest, VeryManyParticlesAreOnePicture) {
  spec_.lane = 1;
  spec_.most_points = 299;
  draw("many.svg");
  spec_.most_points = 300;
  draw("few.svg");
  EXPECT_LT(count(text_of("many.svg"), "<circle"), 100u);
  EXPECT_GE(count(text_of("few.svg"), "<circle"), 280u);
  EXPECT_LT(mean_difference(drawn_by_rsvg(folder_ / "many.svg", 150),
                            drawn_by_rsvg(folder_ / "few.svg", 150)),
            6);
}

TEST_F(FigureTest, TransparentPaperHasNoGround) {
  spec_.paper = Paper::transparent;
  draw("a.png");
  const Image image = read_png(folder_ / "a.png").image;
  ASSERT_EQ(image.channels, 4);
  EXPECT_EQ(image.pixels[3], 0) << "the corner";
  std::size_t inked = 0;
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) inked += image.pixels[i] > 128 ? 1 : 0;
  EXPECT_GT(inked, 1000u);
  draw("a.svg");
  EXPECT_EQ(count(text_of("a.svg"), "fill=\"#ffffff\" d"), 0u);
}

TEST_F(FigureTest, SizesAreOnPaper) {
  read_figure_size("60x40", spec_);
  draw("a.pdf");
  EXPECT_THAT(output_of({"pdfinfo", (folder_ / "a.pdf").string()}), HasSubstr("170.079 x 113.386"));
  EXPECT_THAT(output_of({"pdfinfo", "-meta", (folder_ / "a.pdf").string()}),
              HasSubstr("alphabar-scene"));
  spec_.dpi = 254;
  draw("a.png");
  const Image image = read_png(folder_ / "a.png").image;
  EXPECT_NEAR(image.width, 600, 6);
  EXPECT_NEAR(image.height, 400, 6);
}

TEST_F(FigureTest, WhatCannotBeIsRefused) {
  EXPECT_THROW(read_figure_size("84 x 60", spec_), BadRequest);
  EXPECT_THROW(read_figure_size("broad", spec_), BadRequest);
  EXPECT_THROW(draw("a.eps"), BadRequest);
  spec_.view = "clouds";
  EXPECT_THROW(check(scene_, spec_), BadRequest);
  spec_ = {.view = "error"};  // of runs that have no sweep
  EXPECT_THROW(draw("a.svg"), BadRequest);
  spec_ = {.lane = 9};
  EXPECT_THROW(check(scene_, spec_), BadRequest);
  EXPECT_TRUE(folder_.names().empty());
}

}  // namespace
}  // namespace alphabar
