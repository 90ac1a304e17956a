#include "core/files/video/video.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/base/error.h"
#include "core/files/animation/recipe.h"
#include "tests/files/media/decode_video.h"
#include "tests/files/media/test_frames.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using testing::block_colours;
using testing::Colour;
using testing::decode_video;
using testing::Decoded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::pixel;
using testing::read_bytes;
using testing::TempFolder;
using testing::test_frame;

constexpr int width = 96, height = 64;

void write(const std::filesystem::path& path, int frames, double fps, std::uint8_t alpha = 255,
           const std::string& recipe = "") {
  VideoWriter writer(path, width, height, fps, {recipe});
  for (int i = 0; i < frames; ++i) writer.add(test_frame(width, height, i, alpha));
  writer.finish();
}

int distance(const Colour& a, const Colour& b) {
  int most = 0;
  for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(a[c] - b[c]));
  return most;
}

void expect_the_test_frames(const Decoded& video, int tolerance) {
  ASSERT_EQ(video.width, width);
  ASSERT_EQ(video.height, height);
  for (std::size_t i = 0; i < video.frames.size(); ++i) {
    for (int block = 0; block < 6; ++block) {
      const Colour found = pixel(video.frames[i], width, block * 16 + 8, 24);
      EXPECT_LE(distance(found, block_colours[block]), tolerance)
          << "frame " << i << " block " << block << ": " << int{found[0]} << " " << int{found[1]}
          << " " << int{found[2]};
    }
    const int square = 4 * static_cast<int>(i) + 4;
    EXPECT_LE(distance(pixel(video.frames[i], width, square, height - 4), {255, 255, 255}),
              tolerance)
        << "frame " << i;
    EXPECT_LE(distance(pixel(video.frames[i], width, square + 16, height - 4), {0, 0, 0}),
              tolerance)
        << "frame " << i;
  }
}

TEST(Mp4, DecodesToTheFramesThatWentIn) {
  const TempFolder folder;
  write(folder / "a.mp4", 10, 25);
  const Decoded video = decode_video(folder / "a.mp4");
  EXPECT_THAT(video.codec, ::testing::AnyOf("h264", "mpeg4"));
  ASSERT_EQ(video.frames.size(), 10u);
  EXPECT_NEAR(video.seconds, 0.4, 1e-3);
  for (std::size_t i = 0; i < 10; ++i)
    EXPECT_NEAR(video.times[i], 0.04 * static_cast<double>(i), 1e-4);
  EXPECT_TRUE(video.bt709_video_range);
  // Rounding to 8-bit YUV and back is worth 2 levels, the quantiser of flat blocks a few more; a
  // wrong matrix (BT.601) or range would be off by 10 to 20.
  expect_the_test_frames(video, 6);
  EXPECT_THAT(folder.names(), ElementsAre("a.mp4"));
}

TEST(Mp4, KeepsLinesOfOnePixel) {
  const TempFolder folder;
  VideoWriter writer(folder / "a.mp4", width, height, 30);
  std::vector<std::uint8_t> frame(std::size_t{width} * height * 4, 24);
  for (int y = 0; y < height; ++y)
    for (int c = 0; c < 3; ++c) frame[(std::size_t{width} * y + 41) * 4 + c] = 230;
  for (int i = 0; i < 5; ++i) writer.add(frame);
  writer.finish();
  for (const auto& rgb : decode_video(folder / "a.mp4").frames) {
    EXPECT_GT(pixel(rgb, width, 41, 30)[1], 215);  // within 15 levels of the line ...
    EXPECT_LT(pixel(rgb, width, 39, 30)[1], 39);   // ... and of the ground two pixels beside it
    EXPECT_LT(pixel(rgb, width, 43, 30)[1], 39);
  }
}

TEST(Mp4, HasItsIndexInFront) {
  const TempFolder folder;
  write(folder / "a.mp4", 3, 25);
  const std::string bytes = read_bytes(folder / "a.mp4");
  ASSERT_NE(bytes.find("moov"), std::string::npos);
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
}

TEST(Mp4, CarriesTheRecipe) {
  const TempFolder folder;
  const std::string recipe =
      "{\"name\": \"\xCE\xB7 = 0\", \"long\": \"" + std::string(100000, 'x') + "\"}";
  write(folder / "a.mp4", 3, 25, 255, recipe);
  EXPECT_EQ(read_recipe(folder / "a.mp4"), recipe);
  EXPECT_EQ(decode_video(folder / "a.mp4").frames.size(), 3u);
}

TEST(Mp4, AnOddSizeGetsItsLastRowAndColumnTwice) {
  const TempFolder folder;
  VideoWriter writer(folder / "a.mp4", 95, 63, 25);
  std::vector<std::uint8_t> frame(std::size_t{95} * 63 * 4, 20);
  for (std::size_t y = 0; y < 63; ++y)
    for (std::size_t x = 80; x < 95; ++x)
      for (std::size_t c = 0; c < 3; ++c) frame[(95 * y + x) * 4 + c] = 220;
  writer.add(frame);
  writer.finish();
  const Decoded video = decode_video(folder / "a.mp4");
  EXPECT_EQ(video.width, 96);
  EXPECT_EQ(video.height, 64);
  EXPECT_GT(pixel(video.frames.at(0), 96, 95, 63)[1], 200);
  EXPECT_LT(pixel(video.frames.at(0), 96, 10, 63)[1], 40);
}

TEST(Gif, DecodesToTheFramesThatWentIn) {
  const TempFolder folder;
  write(folder / "a.gif", 10, 25);
  const Decoded video = decode_video(folder / "a.gif");
  EXPECT_EQ(video.codec, "gif");
  ASSERT_EQ(video.frames.size(), 10u);
  EXPECT_NEAR(video.seconds, 0.4, 1e-6);
  for (std::size_t i = 0; i < 10; ++i)
    EXPECT_NEAR(video.times[i], 0.04 * static_cast<double>(i), 1e-6);
  // Eight colours fit the palette as they are; the dither may take a neighbour, one level off.
  expect_the_test_frames(video, 1);
  EXPECT_THAT(folder.names(), ElementsAre("a.gif"));
}

TEST(Gif, EqualFramesAreEqualBytes) {
  const TempFolder folder;
  write(folder / "a.gif", 3, 25, 255);
  write(folder / "b.gif", 3, 25, 0);
  EXPECT_TRUE(read_bytes(folder / "a.gif") == read_bytes(folder / "b.gif"));
}

/// Grey that rises by two levels a frame in one half, and stays in the other.
std::vector<std::uint8_t> rising(int frame, int from) {
  std::vector<std::uint8_t> rgba(std::size_t{4} * width * height, 255);
  for (std::size_t i = 0; i < rgba.size(); i += 4)
    std::fill_n(&rgba[i], 3,
                static_cast<std::uint8_t>(from + (i / 4 % width < width / 2 ? 2 * frame : 0)));
  return rgba;
}

TEST(Gif, HoldsWhatEyesDoNotNoticeAndNoErrorGrows) {
  const TempFolder folder;
  constexpr int frames = 40;
  for (const auto& [from, unnoticed] : {std::pair{5, 18}, std::pair{100, 26}}) {
    VideoWriter writer(folder / "a.gif", width, height, 25);
    for (int i = 0; i < frames; ++i) writer.add(rising(i, from));
    writer.finish();
    const Decoded video = decode_video(folder / "a.gif");
    ASSERT_EQ(video.frames.size(), static_cast<std::size_t>(frames));
    int changes = 0;
    for (int i = 0; i < frames; ++i) {
      const Colour left = pixel(video.frames[i], width, 8, 8);
      EXPECT_LE(std::abs(left[0] - (from + 2 * i)), unnoticed) << i;
      EXPECT_EQ(pixel(video.frames[i], width, width - 8, 8),
                pixel(video.frames[0], width, width - 8, 8));
      if (i > 0) changes += left != pixel(video.frames[i - 1], width, 8, 8) ? 1 : 0;
    }
    EXPECT_GT(changes, 2) << from;
    EXPECT_LT(changes, 12) << from;
  }
}

TEST(Gif, RepeatsForEver) {
  const TempFolder folder;
  write(folder / "a.gif", 3, 25);
  const std::string bytes = read_bytes(folder / "a.gif");
  const std::size_t at = bytes.find("NETSCAPE2.0");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(bytes.substr(at + 11, 5), std::string("\3\1\0\0\0", 5));  // 0 times: without end
}

TEST(Gif, KeepsTheSpeedOfAnyRateOverAll) {
  const TempFolder folder;
  write(folder / "a.gif", 20, 30);  // 3.33 hundredths of a second a frame
  const Decoded video = decode_video(folder / "a.gif");
  ASSERT_EQ(video.frames.size(), 20u);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_NEAR(video.times[i], static_cast<double>(i) / 30, 0.0051);  // half a hundredth
}

TEST(Gif, ASmoothRampStaysSmooth) {
  // 256 grays and 256 blues share 255 colours: the neighbours in the palette are at most 4 levels
  // apart, and the dither adds 1.
  const TempFolder folder;
  constexpr int side = 256;
  std::vector<std::uint8_t> frame;
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < side; ++x) {
      const auto v = static_cast<std::uint8_t>(x);
      frame.insert(frame.end(), {y < 16 ? v : std::uint8_t{0}, y < 16 ? v : std::uint8_t{0}, v, 0});
    }
  VideoWriter writer(folder / "a.gif", side, 32, 10);
  writer.add(frame);
  writer.finish();
  const Decoded video = decode_video(folder / "a.gif");
  ASSERT_EQ(video.frames.size(), 1u);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < side; ++x) {
      const std::size_t at = (static_cast<std::size_t>(y) * side + x) * 4;
      ASSERT_LE(
          distance(pixel(video.frames[0], side, x, y), {frame[at], frame[at + 1], frame[at + 2]}),
          8)
          << x << " " << y;
    }
}

class EveryVideo : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryVideo, IgnoresAlpha) {
  // By the pictures, not the bytes: libx264's choices depend on memory that it does not set.
  const TempFolder folder;
  const std::string name = GetParam();
  write(folder / ("a" + name), 3, 25, 0);
  const Decoded video = decode_video(folder / ("a" + name));
  ASSERT_EQ(video.frames.size(), 3u);
  expect_the_test_frames(video, name == ".mp4" ? 6 : 1);
}

TEST_P(EveryVideo, RefusesImpossibleRequests) {
  const TempFolder folder;
  const std::string name = std::string("a") + GetParam();
  for (const double fps : {0.0, -1.0, 1000.0, std::nan(""), HUGE_VAL})
    EXPECT_THROW(VideoWriter(folder / name, width, height, fps), BadRequest) << fps;
  for (const int size : {-2, 0, 2, 100000})
    EXPECT_THROW(VideoWriter(folder / name, size, height, 25), BadRequest) << size;
  EXPECT_THROW(VideoWriter(folder / "no" / name, width, height, 25), BadRequest);
  EXPECT_THAT(folder.names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryVideo, ::testing::Values(".mp4", ".gif"));

TEST(Recipe, FilesWithoutOneAreRefused) {
  const TempFolder folder;
  write(folder / "plain.mp4", 2, 25);
  write(folder / "plain.gif", 2, 25);
  write(folder / "comment.mp4", 2, 25, 255, "made on a Tuesday");
  testing::write_bytes(folder / "broken.mp4", read_bytes(folder / "plain.mp4").substr(0, 40));
  testing::write_bytes(folder / "empty.png", "");
  for (const char* name :
       {"plain.mp4", "plain.gif", "comment.mp4", "broken.mp4", "empty.png", "missing.mp4", ""})
    EXPECT_THROW(read_recipe(folder / name), BadRequest) << name;
}

}  // namespace
}  // namespace alphabar
