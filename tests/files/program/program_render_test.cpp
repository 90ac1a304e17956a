#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "core/files/image/png.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

const std::vector<std::string> names{"a.mp4",  "a.mov",  "a.webm", "a.webp",
                                     "a.apng", "a.html", "a.gif"};

/// `alphabar render` into all formats, killed by SIGKILL when so many frames are done.
void killed_render(const TempFolder& folder, int frames) {
  std::vector<std::string> words{"alphabar", "render",  "one-gaussian",
                                 "--size",   "320x180", "--background"};
  for (const std::string& name : names) words.insert(words.end(), {"-o", (folder / name).string()});
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(alphabar_program(), arguments.data());
    _exit(127);
  }
  close(ends[1]);
  char letter = 0;
  int lines = 0;
  while (lines < frames && read(ends[0], &letter, 1) == 1) lines += letter == '\n' ? 1 : 0;
  kill(child, SIGKILL);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it had ended by itself";
}

TEST(Render, KilledAtAnyMomentItLeavesTheFilesThatWereThere) {
  const TempFolder folder;
  for (const std::string& name : names) write_bytes(folder / name, "old " + name);
  for (const int frames : {1, 7, 30}) {
    killed_render(folder, frames);
    for (const std::string& name : names)
      EXPECT_EQ(read_bytes(folder / name), "old " + name) << frames;
    EXPECT_EQ(folder.names().size(), names.size()) << frames;
  }
}

TEST(Render, TheWholeWindowIsAFilmOfWhatAShotShows) {
  const TempFolder folder;
  const auto film = [&](const char* name) {
    const Outcome outcome =
        run_alphabar({"render", "one-gaussian", "--what", "window", "--size", "640x400", "--frames",
                      "0:3", "--from", "0.5", "-o", (folder / name).string()});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
  };
  film("a.png");
  film("b.png");
  for (const char* frame : {"0001", "0002", "0003"})
    EXPECT_EQ(read_bytes(folder / ("a/a-" + std::string(frame) + ".png")),
              read_bytes(folder / ("b/b-" + std::string(frame) + ".png")))
        << frame;
  const Image first = read_png(folder / "a/a-0001.png").image;
  EXPECT_NE(first.pixels, read_png(folder / "a/a-0003.png").image.pixels);
  // The same as a picture of the window at that moment, whose recipe is the scene.
  const Outcome moment = run_alphabar({"render", "one-gaussian", "--view", "chain", "--at", "0.5",
                                       "-o", (folder / "at.svg").string()});
  EXPECT_EQ(moment.code, 0) << moment.err;
  EXPECT_EQ(run_alphabar({"shot", (folder / "at.svg").string(), "--size", "640x400", "-o",
                          (folder / "shot.png").string()})
                .code,
            0);
  const Image shot = read_png(folder / "shot.png").image;
  ASSERT_EQ(shot.width, first.width);
  std::size_t other = 0;
  for (std::size_t i = 0; i < first.pixels.size() / 3; ++i)
    for (std::size_t c = 0; c < 3; ++c)
      if (first.pixels[3 * i + c] != shot.pixels[static_cast<std::size_t>(shot.channels) * i + c]) {
        ++other;
        break;
      }
  EXPECT_EQ(other, 0u);
  EXPECT_EQ(run_alphabar({"render", "--what", "window", "--paper", "transparent", "-o",
                          (folder / "c.webm").string()})
                .code,
            2);
}

TEST(Render, ALearnedNetIsAFigureOfItsLossItsErrorAndItsField) {
  const TempFolder folder;
  const std::string svg = (folder / "net.svg").string();
  const Outcome drawn = run_alphabar(
      {"render", "learned-returns", "--view", "learn", "--size", "two-columns", "-o", svg});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  const std::string text = read_bytes(svg);
  for (const char* words : {">loss ", ">score", ">exact", ">\u03C3<"})
    EXPECT_NE(text.find(words), std::string::npos) << words;
  for (const char* scene : {"few-steps", "learned-classifier"}) {
    const std::string none = (folder / "none.svg").string();
    EXPECT_EQ(run_alphabar({"render", scene, "--view", "learn", "-o", none}).code, 2) << scene;
    EXPECT_FALSE(std::filesystem::exists(none));
  }
}

TEST(Render, ProgressIsALineAFrameForWhoReadsIt) {
  const TempFolder folder;
  const Outcome made = run_alphabar({"render", "one-gaussian", "--size", "160x120", "--frames",
                                     "0:3", "--progress", "-o", (folder / "a.gif").string()});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.err, "1 3\n2 3\n3 3\n");
  EXPECT_NE(made.out.find("a.gif: 3 frames of 160 x 120"), std::string::npos) << made.out;
}

TEST(Render, FiguresThatCannotBeWrittenAreToldBeforeTheWork) {
  const TempFolder folder;
  EXPECT_EQ(run_alphabar({"render", "-o", (folder / "no/a.svg").string()}).code, 2);
  EXPECT_EQ(run_alphabar({"render", "--view", "clouds", "-o", (folder / "a.svg").string()}).code,
            2);
  EXPECT_EQ(run_alphabar({"render", "--at", "2", "-o", (folder / "a.pdf").string()}).code, 2);
  const Outcome both = run_alphabar(
      {"render", "-o", (folder / "a.svg").string(), "-o", (folder / "a.mp4").string()});
  EXPECT_EQ(both.code, 2);
  // No file may grow beyond some kilobytes, as on a full disk.
  const Outcome full = run_alphabar_after(
      "ulimit -f 8", {"render", "one-gaussian", "-o", (folder / "a.svg").string()});
  EXPECT_EQ(full.code, 1) << full.err;
  EXPECT_NE(full.err.find("too large"), std::string::npos) << full.err;
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace alphabar
