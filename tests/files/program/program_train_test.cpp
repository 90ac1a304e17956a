// alphabar train, score and run --model: what they leave behind, refuse and go
// on from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "core/files/arrays/npz.h"
#include "tests/files/temp_folder.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::TempFolder;
using testing::write_bytes;

class ProgramTrain : public ::testing::Test {
 protected:
  std::string scene(const std::string& name, const std::string& fields) const {
    write_bytes(folder_ / name,
                R"({"format": "alphabar-scene", "version": 1, "particles": 30, )" + fields + "}");
    return folder_ / name;
  }
  std::string small(const std::string& more = "", int steps = 30) const {
    return scene("small.json", R"("training": {"steps": )" + std::to_string(steps) +
                                   R"(, "batch": 16, "net": {"units": 16})" + more + "}");
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  std::string bytes(const std::string& name) const { return testing::read_bytes(folder_ / name); }

  void expect_refused(const std::vector<std::string>& arguments, const std::string& says,
                      int code = 2) const {
    const Outcome outcome = run_alphabar(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.out;
    EXPECT_THAT(outcome.err, HasSubstr(says));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }

  const TempFolder folder_;
};

TEST_F(ProgramTrain, ComesToTheSameNetTwice) {
  for (const char* name : {"a", "b"}) {
    const Outcome outcome = run_alphabar({"train", small(), "-o", path(name)});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("least loss"));
    EXPECT_THAT(outcome.out, HasSubstr("step 30 of 30"));
    EXPECT_THAT(outcome.out, HasSubstr("saved"));
  }
  for (const char* file : {"weights.safetensors", "training.safetensors", "config.json"})
    EXPECT_EQ(bytes(std::string("a/") + file), bytes(std::string("b/") + file)) << file;
}

TEST_F(ProgramTrain, GoesOnAndRefusesAnotherTraining) {
  ASSERT_EQ(run_alphabar({"train", small(), "-o", path("whole"), "--steps", "30"}).code, 0);
  const std::string constant = R"(, "schedule": "constant", "warm_up": 0)";
  ASSERT_EQ(run_alphabar({"train", small(constant), "-o", path("c")}).code, 0);
  ASSERT_EQ(run_alphabar({"train", small(constant, 12), "-o", path("d")}).code, 0);
  ASSERT_EQ(run_alphabar({"train", small(constant), "-o", path("d")}).code, 0);
  EXPECT_EQ(bytes("c/weights.safetensors"), bytes("d/weights.safetensors"));
  expect_refused({"train", small(R"(, "seed": 2)"), "-o", path("whole")}, "--restart");
  const Outcome anew =
      run_alphabar({"train", small(R"(, "seed": 2)"), "-o", path("whole"), "--restart"});
  EXPECT_EQ(anew.code, 0) << anew.err;
}

TEST_F(ProgramTrain, StopsAtASignalAndGoesOn) {
  const std::string given = small("", 1000000);
  const Outcome stopped = interrupt_alphabar({"train", given, "-o", path("net")}, SIGINT);
  EXPECT_EQ(stopped.code, 1);
  EXPECT_THAT(stopped.err, HasSubstr("stopped"));
  const Outcome later = run_alphabar({"train", given, "-o", path("net"), "--seconds", "0.2"});
  EXPECT_EQ(later.code, 0) << later.err;
  EXPECT_THAT(later.out, Not(HasSubstr("step 1 of")));
}

/// A disk that is full at a checkpoint: it is told, and the one before is as it was.
TEST_F(ProgramTrain, KeepsTheLastCheckpointWhereTheNextCannotBeWritten) {
  const std::string constant = R"(, "schedule": "constant", "warm_up": 0)";
  ASSERT_EQ(run_alphabar({"train", small(constant, 12), "-o", path("net")}).code, 0);
  const std::string before = bytes("net/weights.safetensors");
  const Outcome full =
      run_alphabar_after("ulimit -f 4", {"train", small(constant), "-o", path("net")});
  EXPECT_EQ(full.code, 1) << full.out;
  EXPECT_THAT(full.err, HasSubstr("net"));
  EXPECT_EQ(std::count(full.err.begin(), full.err.end(), '\n'), 1) << full.err;
  EXPECT_EQ(bytes("net/weights.safetensors"), before);
  EXPECT_EQ(run_alphabar({"train", small(constant), "-o", path("net")}).code, 0);
}

TEST_F(ProgramTrain, RefusesWhatCannotBeTrained) {
  expect_refused({"train", small(R"(, "objective": "flow_matching")"), "-o", path("net")}, "flow");
  expect_refused({"train", small(R"(, "objective": "guessing")"), "-o", path("net")},
                 "flow_matching");
  expect_refused({"train", small(), "--objective", "guessing", "-o", path("net")}, "ddpm_simple");
  expect_refused(
      {"train", scene("one.json", R"("data": {"points": [[1, 1], [1, 1]]})"), "-o", path("net")},
      "one place");
  const std::string wild = small(
      R"(, "objective": "ddpm_bound", "learning_rate": 10, "clip": 0, "weight_decay": 10,
          "schedule": "constant")",
      3000);
  const Outcome outcome = run_alphabar({"train", wild, "-o", path("wild")});
  EXPECT_EQ(outcome.code, 1) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("diverges at step"));
  NpzWriter at(path("at.npz"));
  at.add("x", std::vector<double>{0.5, 0.5}, {1, 2});
  at.finish();
  EXPECT_EQ(run_alphabar({"score", path("wild"), "--at", path("at.npz"), "-o", path("o.npz")}).code,
            0)
      << "the last good state is there";
}

TEST_F(ProgramTrain, ScoresBesideTheExactAnswer) {
  ASSERT_EQ(run_alphabar({"train", small(), "-o", path("net")}).code, 0);
  NpzWriter at(path("at.npz"));
  at.add("x", std::vector<double>{0.5, 0.5, -1, 0, 2, 1}, {3, 2});
  at.finish();
  const Outcome outcome = run_alphabar(
      {"score", path("net"), "--at", path("at.npz"), "--sigma", "0.5,2", "-o", path("out.npz")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Npz out = Npz::read(path("out.npz"));
  for (const char* name :
       {"score", "eps_hat", "x0_hat", "exact_score", "exact_eps_hat", "exact_x0_hat"})
    EXPECT_EQ(out.at(name).shape, (std::vector<std::int64_t>{2, 3, 2})) << name;
  EXPECT_EQ(out.at("exact_log_p").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_FALSE(out.has("energy"));
  EXPECT_FALSE(out.has("log_z"));
  // The scene that it was trained in comes with it.
  EXPECT_EQ(run_alphabar({"link", path("out.npz")}).out,
            run_alphabar({"link", path("net") + "/scene.json"}).out);
  const Outcome energy =
      run_alphabar({"score", "energy-persistent", "--at", path("at.npz"), "-o", path("e.npz")});
  ASSERT_EQ(energy.code, 0) << energy.err;
  EXPECT_THAT(energy.out, HasSubstr("log Z = "));
  const Npz of_energy = Npz::read(path("e.npz"));
  EXPECT_EQ(of_energy.at("energy").shape, (std::vector<std::int64_t>{3}));
  const std::vector<double> z = of_energy.at("log_z").as_doubles();
  ASSERT_EQ(z.size(), 3u);
  EXPECT_LT(z[1], 1e-4) << "its error";
  EXPECT_EQ(of_energy.at("log_z_square").shape, (std::vector<std::int64_t>{3}));
  // A net that has learned says about the log density of the data smoothed by its sigma.
  const std::vector<double> e = of_energy.at("energy").as_doubles(),
                            exact = of_energy.at("exact_log_p").as_doubles();
  EXPECT_NEAR(-e[0] - z[0], exact[0], 1);
  expect_refused({"score", path("nothing"), "--at", path("at.npz"), "-o", path("o.npz")},
                 "assets/nets");
  expect_refused({"run", "-o", path("o.npz")}, "--model");
}

}  // namespace
}  // namespace alphabar
