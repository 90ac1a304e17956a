#include "app/export/render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/export/animation_painter.h"
#include "app/widgets/text.h"
#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/gl/context/gl_context.h"
#include "core/io/scene_file.h"
#include "core/plan/timeline.h"
#include "core/runs/cursor.h"
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

TEST_F(RenderTest, TheFilmstripHasEveryLane) {
  const auto context = make_headless_context();
  Runs runs = plain_runs(scene_);
  auto pictures = std::make_shared<PictureRuns>();
  auto first = plain_pictures(*runs.process, 11);
  add_lane(first->spec, PictureLane(first->spec));
  lane_of(first->spec, 0).name = "the first";
  lane_of(first->spec, 1).name = "the other";
  auto second = std::make_shared<PictureRun>(*first);
  second->lane = 1;
  pictures->lanes = {first, second};
  runs.pictures = pictures;
  spec_.subject = Subject::filmstrip;
  spec_.width = 960;
  spec_.height = 540;
  AnimationPainter painter(spec_);
  const DrawnTexts drawn;
  painter.paint(scene_, runs, 0.5);
  const auto times = [&](const char* words) {
    return std::ranges::count_if(drawn.texts(), [&](const DrawnTexts::Text& text) {
      return text.words.find(words) != std::string::npos;
    });
  };
  EXPECT_GE(times("the first"), 1);
  EXPECT_EQ(times("the other"), times("the first"));
  EXPECT_EQ(times("state x"), 2 * times("the first")) << "each has its current pictures";
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

TEST_F(RenderTest, GoesThereAndBackOrRoundWithoutASeam) {
  spec_.rest_first = 0.25;  // 2 frames; the way has 8, the rest 4
  spec_.ending = Ending::back;
  const std::vector<double> back = frame_positions(scene_, spec_, {});
  ASSERT_EQ(back.size(), 2u + 8 + 4 + 6 + 3);
  for (std::size_t i = 0; i + 4 < 8; ++i) EXPECT_EQ(back[14 + i], back[8 - i]) << i;
  EXPECT_EQ(back.front(), 0);
  EXPECT_EQ(back.back(), 0);
  spec_.ending = Ending::loop;
  const std::vector<double> loop = frame_positions(scene_, spec_, {});
  ASSERT_EQ(loop.size(), 14u);
  EXPECT_EQ(std::ranges::count(loop, 0.0), 1);
  EXPECT_EQ(std::ranges::count(loop, 1.0), 1);
}

TEST_F(RenderTest, PassesEvenlyInWhatIsAskedFor) {
  const Runs runs = plain_runs(scene_);
  const std::vector<Level> levels = leading_levels(runs);
  spec_.rest = 0;
  for (const Pace pace : {Pace::t, Pace::log_snr}) {
    spec_.pace = pace;
    const std::vector<double> positions = frame_positions(scene_, spec_, levels);
    std::vector<double> values;
    for (const double position : positions) {
      const double row = row_at(position, levels.size()).value();
      const auto lower = std::min(static_cast<std::size_t>(row), levels.size() - 2);
      const auto of = [&](std::size_t i) {
        return pace == Pace::t ? levels[i].t : log_snr(levels[i]);
      };
      if (row <= static_cast<double>(levels.size() - 2))  // clean data have no log SNR
        values.push_back(std::lerp(of(lower), of(lower + 1), row - static_cast<double>(lower)));
    }
    ASSERT_GE(values.size(), 5u);
    for (std::size_t i = 2; i < values.size(); ++i)
      EXPECT_NEAR(values[i] - values[i - 1], values[1] - values[0], 1e-6 * std::abs(values[0]))
          << static_cast<int>(pace) << " " << i;
  }
}

TEST_F(RenderTest, StopsAtBookmarksAndMakesAClipOfEach) {
  scene_.bookmarks = {{.name = "b", .position = 0.5}, {.name = "a", .position = 0.2}};
  spec_.stops = 0.5;
  const std::vector<double> positions = frame_positions(scene_, spec_, {});
  EXPECT_EQ(positions.size(), 12u + 2 * 4);
  EXPECT_EQ(std::ranges::count(positions, 0.2), 4);
  EXPECT_EQ(std::ranges::count(positions, 0.5), 4);
  const std::vector<AnimationSpec> parts = clips(scene_, spec_);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].from, 0.2);
  EXPECT_EQ(parts[0].to, 0.5);
  EXPECT_EQ(parts[1].to, 1);
  scene_.bookmarks.clear();
  EXPECT_THROW(clips(scene_, spec_), BadRequest);
}

TEST_F(RenderTest, OnePassWritesEveryFileAndATransparentGround) {
  spec_.paper = Paper::transparent;
  spec_.subject = Subject::beside;
  spec_.end = 2;
  const Runs runs = plain_runs(animated_scene(scene_, spec_));
  render(scene_, runs, spec_, std::vector{folder_ / "a.png", folder_ / "a.apng"});
  EXPECT_EQ(files(), 2u);
  const Image frame = read_png(folder_ / "a/a-0001.png").image;
  ASSERT_EQ(frame.channels, 4);
  EXPECT_EQ(frame.pixels[3], 0);
  EXPECT_EQ(read_png(folder_ / "a.apng").image.pixels, frame.pixels) << "the same first frame";
  std::size_t inked = 0;
  for (std::size_t i = 3; i < frame.pixels.size(); i += 4) inked += frame.pixels[i] > 128 ? 1 : 0;
  EXPECT_GT(inked, 1000u);
}

TEST_F(RenderTest, WhiteIsWhiteAndOneLaneIsAlone) {
  spec_.paper = Paper::white;
  spec_.lane = 2;
  spec_.end = 1;
  const Scene shown = animated_scene(scene_, spec_);
  EXPECT_EQ(shown.view.theme, Theme::light);
  EXPECT_TRUE(shown.lanes[0].muted);
  render(scene_, plain_runs(shown), spec_, folder_ / "a.png");
  const Image frame = read_png(folder_ / "a/a-0001.png").image;
  EXPECT_EQ(frame.pixels[0], 255);
  EXPECT_EQ(frame.pixels[2], 255);
}

}  // namespace
}  // namespace alphabar
