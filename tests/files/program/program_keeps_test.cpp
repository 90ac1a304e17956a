// Whatever goes wrong while a file is written, the one before is as it was, nothing half is under
// the name, nothing is left beside it, and one line says why.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

/// A command that writes a file of more than 4 KiB of a kind.
struct Case {
  const char* name;  ///< of the file
  std::vector<std::string> words;
};

std::vector<Case> cases() {
  const std::vector<std::string> film{"render",  "one-gaussian", "--size",
                                      "320x240", "--frames",     "0:12"};
  std::vector<Case> all{{"a.npz", {"run", "one-gaussian"}},
                        {"a.csv", {"schedule", "one-gaussian"}},
                        {"a.svg", {"render", "one-gaussian"}},
                        {"a.pdf", {"render", "one-gaussian"}},
                        {"a.py", {"script", "one-gaussian"}}};
  for (const char* name : {"a.mp4", "a.mov", "a.webm", "a.webp", "a.apng", "a.html", "a.gif"})
    all.push_back({name, film});
  return all;
}

class Keeps : public ::testing::TestWithParam<Case> {
 protected:
  std::vector<std::string> words_to(const std::string& file) const {
    std::vector<std::string> words = GetParam().words;
    words.insert(words.end(), {"-o", file});
    return words;
  }
};

void expect_one_line(const Outcome& outcome, const char* says) {
  EXPECT_NE(outcome.code, 0);
  EXPECT_LE(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr(says));
  const std::size_t message = outcome.err.rfind("alphabar: ");
  ASSERT_NE(message, std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find('\n', message), outcome.err.size() - 1) << outcome.err;
}

TEST_P(Keeps, TheOldFileWhereFilesMayNotGrow) {
  const TempFolder folder;
  const std::string name = GetParam().name;
  write_bytes(folder / name, "old");
  expect_one_line(run_alphabar_after("ulimit -f 4", words_to((folder / name).string())),
                  "File too large");
  EXPECT_EQ(read_bytes(folder / name), "old");
  EXPECT_THAT(folder.names(), ElementsAre(name));
}

TEST_P(Keeps, TheOldFileOnAFullDisk) {
  const TempFolder folder;
  const std::string name = GetParam().name, disk = (folder / "disk").string();
  std::filesystem::create_directory(disk);
  // A disk of the test's own, where a user may have one: the program sees it, nobody else does.
  const std::string mount = "mount -t tmpfs -o size=16k tmpfs " + disk;
  if (std::system(("unshare -Urm sh -c '" + mount + "' 2> /dev/null").c_str()) != 0)
    GTEST_SKIP() << "no file system can be mounted here by who runs this";
  std::string command =
      mount + " && printf old > " + disk + "/" + name + " && { " + alphabar_program();
  for (const std::string& word : words_to(disk + "/" + name)) command += " " + word;
  command += " 2> " + (folder / "err").string() + "; echo $? > " + (folder / "code").string() +
             "; cp " + disk + "/" + name + " " + (folder / "left").string() + "; ls -A " + disk +
             " > " + (folder / "names").string() + "; }";
  ASSERT_EQ(std::system(("unshare -Urm sh -c '" + command + "'").c_str()), 0);
  EXPECT_EQ(read_bytes(folder / "code"), "1\n");
  EXPECT_THAT(read_bytes(folder / "err"), HasSubstr("No space left on device"));
  EXPECT_EQ(read_bytes(folder / "left"), "old");
  EXPECT_EQ(read_bytes(folder / "names"), name + "\n");
}

TEST_P(Keeps, SilentAboutNothingOnAFullDevice) {
  const TempFolder folder;
  const std::string name = GetParam().name;
  std::filesystem::create_symlink("/dev/full", folder / name);
  const Outcome outcome = run_alphabar(words_to((folder / name).string()));
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("No space left on device"));
  EXPECT_THAT(folder.names(), ElementsAre(name));
}

TEST_P(Keeps, TheOldFileInAFolderThatCannotBeWritten) {
  const TempFolder folder;
  const std::string name = GetParam().name;
  const std::filesystem::path inner = folder / "inner";
  std::filesystem::create_directory(inner);
  write_bytes(inner / name, "old");
  chmod(inner.c_str(), 0500);
  if (access(inner.c_str(), W_OK) == 0) {
    chmod(inner.c_str(), 0700);
    GTEST_SKIP() << "who runs this may write everywhere";
  }
  const Outcome outcome = run_alphabar(words_to((inner / name).string()));
  chmod(inner.c_str(), 0700);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("Permission denied"));
  EXPECT_EQ(read_bytes(inner / name), "old");
}

INSTANTIATE_TEST_SUITE_P(Files, Keeps, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return std::string(test.param.name + 2); });

TEST(KeepsNothing, OfAFilmWhoseFolderVanishes) {
  const TempFolder folder;
  const std::filesystem::path inner = folder / "inner";
  std::filesystem::create_directory(inner);
  const std::string out = (inner / "a.mp4").string(), err = (folder / "err").string();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    if (!std::freopen(err.c_str(), "w", stderr)) _exit(126);
    close(ends[0]);
    execl(alphabar_program(), "alphabar", "render", "one-gaussian", "--size", "320x240", "--frames",
          "0:30", "--background", "-o", out.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  char letter = 0;
  while (read(ends[0], &letter, 1) == 1 && letter != '\n') {  // the first frame is done
  }
  std::filesystem::remove_all(inner);
  while (read(ends[0], &letter, 1) == 1) {
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_THAT(read_bytes(err), HasSubstr("a.mp4"));
  EXPECT_THAT(read_bytes(err), HasSubstr("No such file or directory"));
  EXPECT_THAT(folder.names(), ElementsAre("err"));
}

}  // namespace
}  // namespace alphabar
