#include "core/files/atomic_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::read_bytes;
using ::testing::StartsWith;
using testing::TempFolder;
using testing::write_bytes;

bool is_own(const std::string& name) { return name.ends_with(".own"); }

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write(const std::filesystem::path& target, std::initializer_list<const char*> names,
           std::string_view text) {
  AtomicFolder folder(target, is_own);
  for (const char* name : names) folder.write(name, bytes(text));
  folder.commit();
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

TEST(AtomicFolder, IsThereWholeOrAsItWas) {
  const TempFolder in;
  {
    AtomicFolder folder(in / "a", is_own);
    folder.write("1.own", bytes("new"));
    EXPECT_THAT(in.names(), ElementsAre(StartsWith(".alphabar-")));
  }
  EXPECT_THAT(in.names(), IsEmpty());
  write(in / "a", {"1.own", "2.own", "3.own"}, "first");
  EXPECT_THAT(in.names(), ElementsAre("a"));
  { AtomicFolder(in / "a", is_own).write("1.own", bytes("lost")); }
  EXPECT_EQ(read_bytes(in / "a/1.own"), "first");
  write(in / "a", {"1.own"}, "second");
  EXPECT_THAT(in.names(), ElementsAre("a"));
  EXPECT_THAT(names_in(in / "a"), ElementsAre("1.own"));
  EXPECT_EQ(read_bytes(in / "a/1.own"), "second");
}

TEST(AtomicFolder, ReplacesNothingOfValue) {
  const TempFolder in;
  std::filesystem::create_directory(in / "a");
  write_bytes(in / "a/notes.txt", "of value");
  EXPECT_THROW(write(in / "a", {"1.own"}, "new"), BadRequest);
  std::filesystem::create_directory(in / "b");
  std::filesystem::create_directory(in / "b/1.own");
  EXPECT_THROW(write(in / "b", {"1.own"}, "new"), BadRequest) << "a folder in it";
  write_bytes(in / "c", "of value");
  EXPECT_THROW(write(in / "c", {"1.own"}, "new"), BadRequest);
  EXPECT_THROW(write(in / "none/d", {"1.own"}, "new"), BadRequest);
  EXPECT_THAT(in.names(), ElementsAre("a", "b", "c"));
  // Somebody puts a file there meanwhile.
  std::filesystem::create_directory(in / "e");
  {
    AtomicFolder folder(in / "e", is_own);
    folder.write("1.own", bytes("new"));
    write_bytes(in / "e/notes.txt", "of value");
    EXPECT_THROW(folder.commit(), BadRequest);
  }
  EXPECT_THAT(names_in(in / "e"), ElementsAre("notes.txt"));
  EXPECT_THAT(in.names(), ElementsAre("a", "b", "c", "e"));
}

TEST(AtomicFolder, FollowsALink) {
  const TempFolder in;
  std::filesystem::create_directory(in / "real");
  std::filesystem::create_directory_symlink("real", in / "link");
  write(in / "link", {"1.own"}, "new");
  EXPECT_TRUE(std::filesystem::is_symlink(in / "link"));
  EXPECT_EQ(read_bytes(in / "real/1.own"), "new");
}

TEST(AtomicFolder, TakesAwayWhatAKilledProgramLeft) {
  const TempFolder in;
  write(in / "a", {"1.own"}, "old");
  const pid_t child = fork();
  if (child == 0) {
    AtomicFolder folder(in / "a", is_own);
    folder.write("1.own", bytes("new"));
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_THAT(in.names(), ElementsAre(StartsWith(".alphabar-"), "a"));
  EXPECT_EQ(read_bytes(in / "a/1.own"), "old");
  const AtomicFolder other(in / "other", is_own);  // somebody who is at work
  EXPECT_EQ(in.names().size(), 2u);
  write(in / "a", {"1.own"}, "new");
  EXPECT_THAT(in.names(), ElementsAre(StartsWith(".alphabar-"), "a")) << "which is not disturbed";
  EXPECT_EQ(read_bytes(in / "a/1.own"), "new");
}

}  // namespace
}  // namespace alphabar
