#include "core/files/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::read_bytes;
using testing::TempFolder;

std::string message_for(const std::filesystem::path& path) {
  try {
    AtomicFile file(path);
  } catch (const BadRequest& bad) {
    return bad.what();
  }
  return "no BadRequest";
}

TEST(AtomicFile, AppearsOnlyWhenCommitted) {
  const TempFolder folder;
  AtomicFile file(folder / "out.txt");
  file.write("hello");
  EXPECT_FALSE(std::filesystem::exists(folder / "out.txt"));
  EXPECT_THAT(folder.names(), IsEmpty());  // so nothing can be left, not by SIGKILL either
  EXPECT_EQ(read_bytes(file.readable()), "hello");
  file.commit();
  EXPECT_EQ(read_bytes(folder / "out.txt"), "hello");
  EXPECT_THAT(folder.names(), ElementsAre("out.txt"));
}

TEST(AtomicFile, SeekPatchesEarlierBytes) {
  const TempFolder folder;
  AtomicFile file(folder / "out.txt");
  file.write("0000 body");
  file.seek(0);
  file.write("1234");
  EXPECT_EQ(file.position(), 4u);
  file.commit();
  EXPECT_EQ(read_bytes(folder / "out.txt"), "1234 body");
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const TempFolder folder;
  { AtomicFile(folder / "out.txt").write("half"); }
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(AtomicFile, KeepsTheOldFileWithoutCommitAndReplacesItWithOne) {
  const TempFolder folder;
  testing::write_bytes(folder / "out.txt", "old");
  { AtomicFile(folder / "out.txt").write("half"); }
  EXPECT_EQ(read_bytes(folder / "out.txt"), "old");
  AtomicFile file(folder / "out.txt");
  file.write("new");
  file.commit();
  EXPECT_EQ(read_bytes(folder / "out.txt"), "new");
}

TEST(AtomicFile, FollowsASymbolicLink) {
  const TempFolder folder;
  testing::write_bytes(folder / "real.txt", "old");
  std::filesystem::create_symlink("real.txt", folder / "link.txt");
  AtomicFile file(folder / "link.txt");
  file.write("new");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.txt"));
  EXPECT_EQ(read_bytes(folder / "real.txt"), "new");
}

TEST(AtomicFile, HonoursTheUsersMask) {
  const TempFolder folder;
  const mode_t before = umask(027);
  AtomicFile file(folder / "out.txt");
  file.commit();
  umask(before);
  EXPECT_EQ(std::filesystem::status(folder / "out.txt").permissions(),
            std::filesystem::perms(0640));
}

TEST(AtomicFile, RefusesImpossiblePaths) {
  const TempFolder folder;
  EXPECT_THAT(message_for(folder / "missing" / "out.txt"), HasSubstr("make the folder"));
  EXPECT_THAT(message_for(folder.path()), HasSubstr("this is a folder"));
  EXPECT_THAT(message_for(""), HasSubstr("give a file name"));
  EXPECT_THAT(message_for(folder / std::string(300, 'x')), HasSubstr("a shorter name"));
  testing::write_bytes(folder / "file", "");
  EXPECT_THAT(message_for(folder / "file" / "out.txt"), HasSubstr("a folder that exists"));
  EXPECT_THAT(folder.names(), ElementsAre("file"));
}

TEST(AtomicFile, RefusesAFolderWithoutPermission) {
  const TempFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  const uid_t user = geteuid();  // root may write anywhere, so be nobody for a moment
  if (user == 0 && seteuid(65534) != 0) GTEST_SKIP() << "root cannot become another user here";
  const std::string message = message_for(folder / "out.txt");
  ASSERT_EQ(seteuid(user), 0);
  EXPECT_THAT(message, HasSubstr("a folder that can be written"));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
}

TEST(AtomicFile, AFullDeviceIsAFailure) {
  AtomicFile file("/dev/full");
  try {
    file.write("x");
    FAIL() << "the write succeeded";
  } catch (const Failed& failed) {
    EXPECT_THAT(failed.what(), HasSubstr("/dev/full: cannot write: No space left on device"));
  }
}

TEST(AtomicFile, AFullDiskIsAFailureAndLeavesNothing) {
  // A limit on the size of files makes the kernel refuse a write in the middle, as a full disk
  // does, without one.
  const TempFolder folder;
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(
      {
        AtomicFile file(folder / "out.txt");
        file.write(std::string(2000, 'x'));
      },
      Failed);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_THAT(folder.names(), IsEmpty());
}

}  // namespace
}  // namespace alphabar
