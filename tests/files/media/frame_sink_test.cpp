#include "core/files/animation/frame_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "core/base/error.h"
#include "core/files/animation/recipe.h"
#include "core/files/image/png.h"
#include "tests/files/media/test_frames.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TempFolder;
using testing::test_frame;

constexpr int width = 96, height = 64;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string refusal(const std::filesystem::path& path) {
  try {
    open_sink(path, {width, height, 25}, "");
  } catch (const BadRequest& bad) {
    return bad.what();
  }
  return "accepted";
}

TEST(FrameSink, RefusesOtherExtensions) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder / "a.avi"),
              HasSubstr("extension = .avi; allowed: .mp4, .mov, .webm, "));
  EXPECT_THAT(refusal(folder / "a"), HasSubstr(".gif, .png"));
  EXPECT_THAT(refusal(folder / "a.MP4"), "accepted");
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(FrameSink, PngIsASequenceOfNumberedPicturesInAFolder) {
  const TempFolder folder;
  const auto sink = open_sink(folder / "out.png", {width, height, 25}, "{\"a\": 1}");
  for (int i = 0; i < 3; ++i) sink->add(test_frame(width, height, i, 0));
  EXPECT_THAT(folder.names(), IsEmpty()) << "nothing that a kill could leave";
  sink->finish();
  EXPECT_THAT(folder.names(), ElementsAre("out"));
  EXPECT_EQ(sink_target(folder / "out.png"), folder / "out");
  EXPECT_THAT(names_in(folder / "out"),
              ElementsAre("out-0001.png", "out-0002.png", "out-0003.png"));
  const PngContents third = read_png(folder / "out/out-0003.png");
  EXPECT_EQ(third.image.channels, 3);  // no transparency, whatever the alpha was
  EXPECT_EQ(testing::pixel(third.image.pixels, width, 12, height - 4),
            (testing::Colour{255, 255, 255}));
  EXPECT_EQ(read_recipe(folder / "out/out-0003.png"), "{\"a\": 1}");
}

TEST(FrameSink, ManyPicturesEncodedAtOnceAreInTheirOrder) {
  const TempFolder folder;
  const auto sink = open_sink(folder / "out.png", {width, height, 25}, "");
  constexpr int frames = 40;
  for (int i = 0; i < frames; ++i) sink->add(test_frame(width, height, i % 22));
  sink->finish();
  for (int i = 0; i < frames; ++i) {
    const std::string name = "out/out-00" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1);
    const Image image = read_png(folder / (name + ".png")).image;
    EXPECT_EQ(testing::pixel(image.pixels, width, 4 * (i % 22) + 4, height - 4),
              (testing::Colour{255, 255, 255}))
        << i;
  }
}

TEST(FrameSink, AShorterSequenceLeavesNothingOfALongerOne) {
  const TempFolder folder;
  const auto write = [&](int frames, const char* recipe) {
    const auto sink = open_sink(folder / "out.png", {width, height, 25}, recipe);
    for (int i = 0; i < frames; ++i) sink->add(test_frame(width, height, i));
    sink->finish();
  };
  write(5, "{\"a\": 1}");
  write(2, "{\"b\": 2}");
  EXPECT_THAT(folder.names(), ElementsAre("out"));
  EXPECT_THAT(names_in(folder / "out"), ElementsAre("out-0001.png", "out-0002.png"));
  EXPECT_EQ(read_recipe(folder / "out/out-0002.png"), "{\"b\": 2}");
}

TEST(FrameSink, AFolderOfOtherThingsIsNotReplaced) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "out");
  EXPECT_EQ(refusal(folder / "out.png"), "accepted") << "an empty one";
  testing::write_bytes(folder / "out/out-0001.png", "a picture");
  EXPECT_EQ(refusal(folder / "out.png"), "accepted");
  testing::write_bytes(folder / "out/notes.txt", "of value");
  EXPECT_THAT(refusal(folder / "out.png"), HasSubstr("output folder = notes.txt"));
  testing::write_bytes(folder / "file", "of value");
  EXPECT_THAT(refusal(folder / "file.png"), HasSubstr("output folder = a file"));
  EXPECT_EQ(testing::read_bytes(folder / "out/notes.txt"), "of value");
}

class EverySink : public ::testing::TestWithParam<const char*> {};

TEST_P(EverySink, MakesAFile) {
  const TempFolder folder;
  const auto sink = open_sink(folder / (std::string("a") + GetParam()), {width, height, 25}, "{}");
  sink->add(test_frame(width, height, 0));
  EXPECT_THAT(folder.names(), ::testing::Each(::testing::StartsWith(".alphabar-")));
  sink->finish();
  ASSERT_EQ(folder.names().size(), 1u);
  std::filesystem::path file = folder / folder.names()[0];
  if (std::filesystem::is_directory(file)) file /= names_in(file)[0];
  EXPECT_GT(std::filesystem::file_size(file), 100u);
}

TEST_P(EverySink, ACancelledExportLeavesNothing) {
  const TempFolder folder;
  const std::string name = std::string("a") + GetParam();
  for (const int frames : {0, 1, 5}) {
    const auto sink = open_sink(folder / name, {width, height, 25}, "{}");
    for (int i = 0; i < frames; ++i) sink->add(test_frame(width, height, i));
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST_P(EverySink, ACancelledExportKeepsTheOldFile) {
  const TempFolder folder;
  const std::string extension = GetParam();
  const std::string name = extension == ".png" ? "a/a-0001.png" : "a" + extension;
  std::filesystem::create_directories((folder / name).parent_path());
  testing::write_bytes(folder / name, "old");
  {
    const auto sink = open_sink(folder / ("a" + extension), {width, height, 25}, "{}");
    sink->add(test_frame(width, height, 0));
  }
  EXPECT_EQ(testing::read_bytes(folder / name), "old");
  EXPECT_EQ(folder.names().size(), 1u);
}

TEST_P(EverySink, PathsThatCannotBeWrittenAreToldBeforeTheFirstFrame) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder / "no" / (std::string("a") + GetParam())),
              HasSubstr("make the folder"));
}

TEST_P(EverySink, AFullDiskIsAFailureAndLeavesNothing) {
  // The kernel refuses to let any file grow beyond 3000 bytes, as a full disk would.
  const TempFolder folder;
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{3000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message = "success";
  try {
    const std::string recipe(100000, 'x');  // compresses well; the picture below does not
    const auto sink =
        open_sink(folder / (std::string("a") + GetParam()), {width, height, 25}, recipe);
    std::uint32_t state = 1;
    for (int i = 0; i < 10; ++i) {
      std::vector<std::uint8_t> frame = test_frame(width, height, i);
      for (std::uint8_t& byte : frame)
        byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
      sink->add(frame);
    }
    sink->finish();
  } catch (const Failed& failed) {
    message = failed.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_THAT(message, HasSubstr("File too large"));
  EXPECT_THAT(folder.names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Formats, EverySink,
                         ::testing::Values(".mp4", ".mov", ".webm", ".webp", ".apng", ".html",
                                           ".gif", ".png"));

TEST(FrameSink, AFullDeviceIsAFailure) {
  // A symbolic link gives the device, which is always full, a name with an extension.
  const TempFolder folder;
  for (const char* name : {"a.mp4", "a.gif"}) {
    std::filesystem::create_symlink("/dev/full", folder / name);
    EXPECT_THROW(
        {
          const auto sink = open_sink(folder / name, {width, height, 25}, "");
          for (int i = 0; i < 3; ++i) sink->add(test_frame(width, height, i));
          sink->finish();
        },
        Failed)
        << name;
  }
}

TEST(FrameSink, AGifCanBeCancelledWhileItIsEncoded) {
  const TempFolder folder;
  {
    const auto sink = open_sink(folder / "a.gif", {width, height, 25}, "");
    for (int i = 0; i < 4; ++i) sink->add(test_frame(width, height, i));
    std::vector<double> heard;
    EXPECT_THROW(sink->finish([&](double part) {
      heard.push_back(part);
      if (part >= 0.5) throw Cancelled();
    }),
                 Cancelled);
    EXPECT_THAT(heard, ElementsAre(0, 0.25, 0.5));
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

}  // namespace
}  // namespace alphabar
