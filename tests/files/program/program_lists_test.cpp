// Lists of numbers and configurations as SCENE: what people paste and drop, from the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

std::string pasted(const std::string& name) {
  return std::filesystem::path(test_data()) / "pasted" / name;
}

class ProgramLists : public ::testing::Test {
 protected:
  /// A column of the table that `schedule` writes of a file.
  std::vector<double> column(std::vector<std::string> arguments, const std::string& wanted) {
    arguments.insert(arguments.begin(), "schedule");
    arguments.insert(arguments.end(), {"--no-scene", "-o", folder_ / "out.csv"});
    const Outcome outcome = run_alphabar(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    said_ = outcome.err;
    std::ifstream in(folder_ / "out.csv");
    std::string line, cell;
    std::getline(in, line);
    std::istringstream names(line);
    std::size_t index = 0;
    while (std::getline(names, cell, ',') && cell != wanted) ++index;
    std::vector<double> values;
    while (std::getline(in, line)) {
      std::istringstream cells(line);
      for (std::size_t i = 0; i <= index; ++i) std::getline(cells, cell, ',');
      values.push_back(std::stod(cell));
    }
    return values;
  }

  void expect_refused(std::vector<std::string> arguments, const std::string& says) {
    arguments.insert(arguments.begin(), "schedule");
    arguments.insert(arguments.end(), {"-o", folder_ / "out.csv"});
    const Outcome outcome = run_alphabar(arguments);
    EXPECT_EQ(outcome.code, 2) << says;
    EXPECT_THAT(outcome.err, HasSubstr(says));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.csv"));
  }

  const TempFolder folder_;
  std::string said_;
};

TEST_F(ProgramLists, ReadsWhatCanOnlyBeOneThing) {
  const std::vector<double> ays = column({pasted("ays-svd.txt")}, "sigma");
  ASSERT_EQ(ays.size(), 12u);
  EXPECT_NEAR(ays.front(), 700, 1e-9);
  EXPECT_NEAR(ays[10], 0.002, 1e-15);
  EXPECT_EQ(ays.back(), 0);
  EXPECT_THAT(said_, HasSubstr("outside the process's"));
  EXPECT_EQ(column({pasted("arrows.txt")}, "sigma").size(), 5u);
  write_bytes(folder_ / "steps.txt", "999, 850, 736, 645, 545, 455, 343, 233, 124, 24");
  EXPECT_EQ(column({folder_ / "steps.txt"}, "t").front(), 1000);
  const std::vector<double> svd = column({pasted("svd-linspace.json")}, "sigma");
  EXPECT_NEAR(*std::ranges::max_element(svd), 700, 1e-9);
  EXPECT_NEAR(*std::ranges::min_element(svd), 0.002, 1e-15);
  EXPECT_THAT(said_, HasSubstr("timestep_type"));
}

TEST_F(ProgramLists, AsksWhatCanBeSeveralThings) {
  expect_refused({pasted("flow-bare.txt")}, "one of flow");
  expect_refused({pasted("acp0.txt")}, "one of alphas_cumprod");
  expect_refused({pasted("inf.txt")}, "inf may come first");
  expect_refused({pasted("acp0.txt"), "--as", "betas"}, "number 4 = 0");
  expect_refused({pasted("acp0.txt"), "--as", "gammas"}, "betas, alphas_cumprod, timesteps");
  expect_refused({pasted("flow-bare.txt"), "--as", "sigmas", "--process", "square"}, "linear");
  const std::vector<double> bar =
      column({pasted("acp0.txt"), "--as", "alphas_cumprod"}, "alpha_bar");
  ASSERT_EQ(bar.size(), 4u);
  EXPECT_EQ(bar.back(), 0);
  EXPECT_EQ(column({pasted("flow-bare.txt"), "--as", "flow"}, "t").front(), 1);
  EXPECT_EQ(column({pasted("flow-bare.txt"), "--process", "flow"}, "t")[1], 0.6509);
  EXPECT_EQ(column({pasted("flow-bare.txt"), "--as", "sigmas"}, "sigma").front(), 1);
}

TEST_F(ProgramLists, AreScenesForEveryCommand) {
  const std::string sigmas = folder_ / "sigmas.txt";
  write_bytes(sigmas, "sigmas = [14.6, 5, 1, 0.1, 0]");
  for (const char* command : {"run", "plan"}) {
    const std::string out = folder_ / (command == std::string("run") ? "out.npz" : "out.csv");
    EXPECT_EQ(run_alphabar({command, sigmas, "-o", out}).code, 0) << command;
    EXPECT_EQ(run_alphabar({command, pasted("svd-linspace.json"), "-o", out}).code, 0) << command;
    EXPECT_EQ(run_alphabar({command, "-", "-o", out}, sigmas).code, 0) << command;
  }
}

TEST_F(ProgramLists, SayWhereALibraryIsOdd) {
  const std::string config = folder_ / "ddim.json";
  write_bytes(config, R"({"_class_name": "DDIMScheduler", "timestep_spacing": "linspace"})");
  const Outcome outcome = run_alphabar({"run", config, "-o", folder_ / "out.npz"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("lane 1: As in diffusers, each step goes T // n"));
}

}  // namespace
}  // namespace alphabar
