#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::read_bytes;
using testing::TempFolder;

/// A sweep of nine combinations.
std::vector<std::string> sweep(const std::string& out, const std::string& shard = "") {
  std::vector<std::string> words{"sweep",     "three-cases",      "--steps", "5,10,20",   "--seeds",
                                 "2",         "--particles",      "200",     "--threads", "1",
                                 "--metrics", "sliced_w1,energy", "-o",      out};
  if (!shard.empty()) words.insert(words.end(), {"--shard", shard});
  return words;
}

std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::ranges::sort(lines);
  return lines;
}

TEST(Shards, EightProcessesOneKilledAndRunAgainAreTheWholeSweep) {
  const TempFolder folder;
  const std::string shards = (folder / "shards").string();
  std::vector<pid_t> children;
  for (int i = 1; i <= 8; ++i) {
    const std::vector<std::string> words = sweep(shards, std::to_string(i) + "/8");
    const pid_t child = fork();
    if (child == 0) {
      std::vector<char*> arguments{const_cast<char*>("alphabar")};
      for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      execv(alphabar_program(), arguments.data());
      _exit(127);
    }
    if (i == 5) kill(child, SIGKILL);
    children.push_back(child);
  }
  for (const pid_t child : children) waitpid(child, nullptr, 0);
  const std::string joined = (folder / "joined.csv").string(), whole = (folder / "a.csv").string();
  const Outcome early = run_alphabar({"merge", shards, "-o", joined});
  EXPECT_EQ(early.code, 2);
  EXPECT_THAT(early.err, HasSubstr("missing shards = 5;"));
  EXPECT_FALSE(std::filesystem::exists(joined));
  EXPECT_EQ(run_alphabar(sweep(shards, "5/8")).code, 0);
  EXPECT_EQ(run_alphabar({"merge", shards, "-o", joined}).code, 0);
  EXPECT_EQ(run_alphabar(sweep(whole)).code, 0);
  EXPECT_EQ(sorted_lines(read_bytes(joined)), sorted_lines(read_bytes(whole)));
  EXPECT_EQ(sorted_lines(read_bytes(joined)).size(), 1u + 9 * 2);

  // Of another sweep, or of as many parts as no other.
  EXPECT_EQ(run_alphabar(sweep(shards, "1/9")).code, 0);
  EXPECT_EQ(run_alphabar({"merge", shards, "-o", joined}).code, 2);
}

TEST(Shards, WhatCannotBeIsRefused) {
  const TempFolder folder;
  for (const char* shard : {"0/8", "9/8", "1", "a/b", "1/0"})
    EXPECT_EQ(run_alphabar(sweep((folder / "s").string(), shard)).code, 2) << shard;
  EXPECT_EQ(
      run_alphabar({"merge", (folder / "none").string(), "-o", (folder / "a.csv").string()}).code,
      2);
}

}  // namespace
}  // namespace alphabar
