#include "app/export/render.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/export/animation_painter.h"
#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/gl/context/gl_context.h"
#include "core/io/scene_file.h"
#include "tests/gui/export/export_fixture.h"

namespace alphabar {
namespace {

class RenderTest : public ExportFixture {};

TEST_F(RenderTest, FramesSpanThePassAndTheRest) {
  EXPECT_EQ(frame_count(scene_, spec_), 12);
  EXPECT_EQ(frame_position(scene_, spec_, 0), 0);
  EXPECT_EQ(frame_position(scene_, spec_, 7), 1);
  EXPECT_EQ(frame_position(scene_, spec_, 11), 1);
  EXPECT_LT(frame_position(scene_, spec_, 6), 1);
}

TEST_F(RenderTest, NumberedPicturesAreTheFramesAskedForWithTheirRecipe) {
  spec_.first = 2;
  spec_.end = 5;
  int heard = 0;
  const int frames = render(scene_, plain_runs(scene_), spec_, folder_ / "a.png",
                            {.progress = [&](int done, int total) {
                              EXPECT_EQ(done, ++heard);
                              EXPECT_EQ(total, 3);
                            }});
  EXPECT_EQ(frames, 3);
  EXPECT_EQ(heard, 3);
  ASSERT_EQ(files(), 1u);
  const PngContents first = read_png(folder_ / "a/a-0001.png");
  EXPECT_EQ(first.image.width, 320);
  EXPECT_EQ(first.image.height, 180);
  ASSERT_TRUE(first.recipe.has_value());
  EXPECT_EQ(scene_from_json(*first.recipe, "recipe"), scene_);
  EXPECT_NE(first.image.pixels, read_png(folder_ / "a/a-0003.png").image.pixels);
}

TEST_F(RenderTest, AnMp4AppearsWhole) {
  EXPECT_EQ(render(scene_, plain_runs(scene_), spec_, folder_ / "a.mp4"), 12);
  EXPECT_EQ(files(), 1u);
  EXPECT_GT(std::filesystem::file_size(folder_ / "a.mp4"), 1000u);
}

TEST_F(RenderTest, TheFilmstripIsAnAnimationToo) {
  Runs runs = plain_runs(scene_);
  spec_.subject = Subject::filmstrip;
  EXPECT_THROW(render(scene_, runs, spec_, folder_ / "a.gif"), BadRequest);
  runs.pictures = only_lane(plain_pictures(*runs.process, 11));
  EXPECT_EQ(render(scene_, runs, spec_, folder_ / "a.gif"), 12);
}

TEST_F(RenderTest, CancellingLeavesNothing) {
  std::stop_source stop;
  const RenderOptions options{.progress =
                                  [&](int done, int) {
                                    if (done == 3) stop.request_stop();
                                  },
                              .stop = stop.get_token()};
  EXPECT_THROW(render(scene_, plain_runs(scene_), spec_, folder_ / "a.mp4", options), Cancelled);
  EXPECT_EQ(files(), 0u);
}

TEST_F(RenderTest, BadRequestsAreRefusedBeforeAnyWork) {
  const Runs runs = plain_runs(scene_);
  const auto refused = [&](AnimationSpec spec, const char* file) {
    EXPECT_THROW(render(scene_, runs, spec, folder_ / file), BadRequest);
  };
  AnimationSpec small = spec_, fast = spec_, backwards = spec_, beyond = spec_;
  small.width = 3;
  fast.fps = 0;
  backwards.first = 5;
  backwards.end = 5;
  beyond.end = 13;
  refused(small, "a.mp4");
  refused(fast, "a.mp4");
  refused(backwards, "a.mp4");
  refused(beyond, "a.mp4");
  refused(spec_, "a.xyz");
  for (const char* text : {"12", "a:b", "1:2:3", "1.5:2"})
    EXPECT_THROW(read_frames(text, small), BadRequest) << text;
  read_frames(":7", small);
  EXPECT_EQ(small.first, 0);
  EXPECT_EQ(small.end, 7);
  EXPECT_EQ(files(), 0u);
}

TEST_F(RenderTest, APictureIsTheSameWheneverItIsPainted) {
  const auto context = make_headless_context();
  const Runs runs = plain_runs(scene_);
  AnimationPainter painter(spec_);
  const Image first = painter.paint(scene_, runs, 0.3);
  painter.paint(scene_, runs, 0.9);
  EXPECT_EQ(painter.paint(scene_, runs, 0.3).pixels, first.pixels);
}

}  // namespace
}  // namespace alphabar
