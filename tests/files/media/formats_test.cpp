#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "core/files/animation/frame_sink.h"
#include "core/files/animation/recipe.h"
#include "tests/files/media/test_frames.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/tools/tools.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;

constexpr int width = 96, height = 64, frames = 9;

/// What somebody else's reader makes of an animation, as tests/data/read_animation.py prints it.
std::string read_by_others(const std::filesystem::path& file) {
  return output_of(
      {"/usr/bin/python3", std::string(test_data()) + "/read_animation.py", file.string()});
}

/// Nine frames at 25 a second: a white square on a transparent ground that moves, but not in the
/// last three.
void write(const std::filesystem::path& file, bool alpha, const std::string& recipe) {
  const auto sink = open_sink(file, {width, height, 25, alpha}, recipe);
  for (int i = 0; i < frames; ++i) {
    std::vector<std::uint8_t> rgba(std::size_t{4} * width * height, 0);
    const int left = 8 + 8 * std::min(i, frames - 3);
    for (int y = 16; y < 48; ++y)
      for (int x = left; x < left + 16; ++x)
        std::fill_n(&rgba[4 * (static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x))],
                    4, std::uint8_t{255});
    sink->add(rgba);
  }
  sink->finish();
}

/// What a format makes of frames whose opacity is asked for.
struct Format {
  const char* ending;
  bool alpha;  ///< it keeps it
  int shown;   ///< frames that are stored: equal ones may be once
};

class EveryFormat : public ::testing::TestWithParam<Format> {};

TEST_P(EveryFormat, IsReadByOthers) {
  const auto [ending, alpha, shown] = GetParam();
  const TempFolder folder;
  const std::filesystem::path file = folder / (std::string("a") + ending);
  write(file, true, "{\"a\": \"<b> & c\"}");
  const std::string seen = read_by_others(file);
  EXPECT_THAT(seen, HasSubstr("size 96x64\n"));
  EXPECT_THAT(seen, HasSubstr("frames " + std::to_string(shown) + "\n"));
  EXPECT_THAT(seen, HasSubstr("seconds 0.36\n"));
  EXPECT_THAT(seen, HasSubstr(alpha ? "corner clear\n" : "corner opaque\n"));
  EXPECT_THAT(seen, HasSubstr("square white\n"));
}

TEST_P(EveryFormat, GivesItsRecipeBack) {
  const TempFolder folder;
  const std::filesystem::path file = folder / (std::string("a") + GetParam().ending);
  const std::string recipe = "{\"\xCE\xB7\": \"<b> & </script> \\\"\\\" ]]>\", \"long\": \"" +
                             std::string(70000, 'x') + "\"}";
  write(file, false, recipe);
  std::string read = read_recipe(file);
  if (file.extension() == ".html")  // JSON has two ways to write it
    for (std::size_t at = 0; (at = read.find("\\u003c")) != std::string::npos;)
      read.replace(at, 6, "<");
  EXPECT_TRUE(read == recipe) << read.substr(0, 100);
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat,
                         ::testing::Values(Format{".mp4", false, 9}, Format{".mov", true, 9},
                                           Format{".webm", true, 9}, Format{".webp", true, 7},
                                           Format{".apng", true, 7}, Format{".html", true, 7},
                                           Format{".gif", true, 9}),
                         [](const auto& test) { return std::string(test.param.ending + 1); });

/// Where the frames of an animation have nothing and where white, as Pillow shows them one after
/// the other: the corner, the square, and where the square was at first.
constexpr const char* look_at_frames = R"(
import sys
from PIL import Image
image = Image.open(sys.argv[1])
for i in range(image.n_frames):
    image.seek(i)
    frame = image.convert("RGBA")
    at = 16 + 8 * i
    print(*("clear" if frame.getpixel(p)[3] < 8 else min(frame.getpixel(p)[:3]) > 235
            for p in [(1, 1), (min(at, 64), 32), (10, 32)]))
)";

TEST(Transparency, IsKeptInEveryFrameOfAGifAndAWebp) {
  const TempFolder folder;
  for (const char* name : {"a.gif", "a.webp"}) {
    write(folder / name, true, "");
    const std::string seen =
        output_of({"/usr/bin/python3", "-c", look_at_frames, (folder / name).string()});
    EXPECT_TRUE(seen.starts_with("clear True True\nclear True clear\nclear True clear\n"))
        << name << "\n"
        << seen;
  }
}

TEST(Webp, OpaqueFramesShowWhatDidNotChange) {
  const TempFolder folder;
  write(folder / "a.webp", false, "");
  const std::string seen = output_of({"/usr/bin/python3", "-c", R"(
import sys
from PIL import Image
image = Image.open(sys.argv[1])
for i in range(image.n_frames):
    image.seek(i)
    frame = image.convert("RGBA")
    print(frame.getpixel((1, 1))[3], max(frame.getpixel((90, 60))[:3]) < 20,
          sum(1 for p in frame.getdata() if min(p[:3]) > 200))
)",
                                      (folder / "a.webp").string()});
  std::istringstream lines(seen);
  int frames_seen = 0, opaque = 0, white = 0;
  std::string black;
  while (lines >> opaque >> black >> white) {
    ++frames_seen;
    EXPECT_EQ(opaque, 255);
    EXPECT_EQ(black, "True");
    EXPECT_NEAR(white, 16 * 32, 60) << "frame " << frames_seen;
  }
  EXPECT_EQ(frames_seen, 7);
}

/// The most memory, in MiB, that a process needs for an animation of so many frames.
double memory_of(const std::filesystem::path& file, int count) {
  const pid_t child = fork();
  if (child == 0) {
    const auto sink = open_sink(file, {320, 240, 25, false}, "");
    std::uint32_t state = 1;
    std::vector<std::uint8_t> frame(std::size_t{4} * 320 * 240);
    for (int i = 0; i < count; ++i) {
      for (std::uint8_t& byte : frame)
        byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
      sink->add(frame);
    }
    sink->finish();
    _exit(0);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

TEST(Webp, MemoryDoesNotGrowWithItsLength) {
  const TempFolder folder;
  const double few = memory_of(folder / "few.webp", 20), many = memory_of(folder / "a.webp", 320);
  const double written = static_cast<double>(std::filesystem::file_size(folder / "a.webp")) / 1e6;
  ASSERT_GT(written, 15) << "such frames compress badly";
  EXPECT_LT(many - few, 0.4 * written);
}

TEST(Remark, OddSizesAndLostOpacityAreTold) {
  EXPECT_THAT(sink_remark("a.mp4", {95, 64, 25, false}), HasSubstr("95 x 64 becomes 96 x 64"));
  EXPECT_THAT(sink_remark("a.mp4", {96, 64, 25, true}), HasSubstr("no opacity"));
  EXPECT_EQ(sink_remark("a.mp4", {96, 64, 25, false}), "");
  EXPECT_THAT(sink_remark("a.gif", {96, 64, 25, true}), HasSubstr("edges are hard"));
  EXPECT_EQ(sink_remark("a.apng", {95, 63, 25, true}), "");
}

}  // namespace
}  // namespace alphabar
