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
  EXPECT_EQ(sorted_lines(read_bytes(joined)).size(), 1u + 9 * 2 + 1) << "the scene is the last";

  // Of another sweep, or of as many parts as no other.
  EXPECT_EQ(run_alphabar(sweep(shards, "1/9")).code, 0);
  EXPECT_EQ(run_alphabar({"merge", shards, "-o", joined}).code, 2);
}

TEST(Shards, AGridIsTheListsInOne) {
  const TempFolder folder;
  const auto table = [&](const std::vector<std::string>& which, const char* name) {
    std::vector<std::string> words{
        "sweep", "one-gaussian", "--seeds", "1",  "--particles",
        "100",   "--metrics",    "energy",  "-o", (folder / name).string()};
    words.insert(words.end(), which.begin(), which.end());
    const Outcome outcome = run_alphabar(words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return read_bytes(folder / name);
  };
  const std::string lists = table({"--samplers", "ddim,heun", "--steps", "4,8"}, "a.csv");
  EXPECT_EQ(table({"--grid", "sampler=ddim,heun,steps=4,8"}, "b.csv"), lists);
  EXPECT_EQ(table({"--grid", "sampler=ddim,heun", "--grid", "steps=4,8"}, "c.csv"), lists);
  const std::string processes =
      table({"--grid", "process=linear,cosine,nfe=8,sampler=ddim"}, "d.csv");
  EXPECT_THAT(processes, HasSubstr(",ddim,linear,"));
  EXPECT_THAT(processes, HasSubstr(",ddim,cosine,"));
  for (const char* bad : {"sampler", "sampler=", "steps=4,x", "weather=1", "steps=4,steps=5", "",
                          "4,steps=5", "sampler=ddim,"}) {
    const Outcome outcome =
        run_alphabar({"sweep", "one-gaussian", "--grid", bad, "-o", (folder / "e.csv").string()});
    EXPECT_EQ(outcome.code, 2) << bad;
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "e.csv"));
}

TEST(Shards, WhatIsMergedIsPlottedWithItsBands) {
  const TempFolder folder;
  const std::string shards = (folder / "shards").string();
  for (const char* shard : {"1/2", "2/2"}) EXPECT_EQ(run_alphabar(sweep(shards, shard)).code, 0);
  const std::string csv = (folder / "a.csv").string(), svg = (folder / "a.svg").string(),
                    pdf = (folder / "a.pdf").string(), png = (folder / "a.png").string();
  const Outcome merged =
      run_alphabar({"merge", shards, "-o", csv, "-o", svg, "-o", pdf, "-o", png});
  EXPECT_EQ(merged.code, 0) << merged.err;
  EXPECT_THAT(merged.out, HasSubstr("18 rows"));
  EXPECT_THAT(read_bytes(svg), HasSubstr("NFE</tspan>"));
  EXPECT_EQ(read_bytes(pdf).substr(0, 4), "%PDF");
  // All of them, the table too, open again as the scene that was swept.
  const std::string scene = run_alphabar({"link", csv}).out;
  EXPECT_THAT(scene, HasSubstr("alphabar:"));
  for (const std::string& file : {svg, pdf, png}) EXPECT_EQ(run_alphabar({"link", file}).code, 0);
  EXPECT_EQ(run_alphabar({"merge", shards, "--metric", "energy", "-o", svg}).code, 0);
  EXPECT_EQ(run_alphabar({"merge", shards, "--metric", "mmd", "-o", svg}).code, 2);
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
