// What the program is given from outside and what it leaves behind: every form of scene, standard
// input, replays that do not fit, names of outputs, signals.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "core/files/arrays/npz.h"
#include "core/files/image/png.h"
#include "core/system/vector_target.h"
#include "tests/files/temp_folder.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

std::string scene(const std::string& fields) {
  return R"({"format": "alphabar-scene", "version": 1, )" + fields + "}";
}

class ProgramFiles : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& bytes) const {
    write_bytes(folder_ / name, bytes);
    return folder_ / name;
  }
  std::string path(const std::string& name) const { return folder_ / name; }

  /// Refused in one line that says so, with nothing left behind.
  void expect_refused(const std::vector<std::string>& arguments, const std::string& says,
                      int code = 2) const {
    const std::vector<std::string> before = folder_.names();
    const Outcome outcome = run_alphabar(arguments);
    EXPECT_EQ(outcome.code, code) << says;
    EXPECT_THAT(outcome.err, HasSubstr(says));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(folder_.names(), before);
  }

  const TempFolder folder_;
};

TEST_F(ProgramFiles, TakesASceneInEveryForm) {
  const std::string small = scene(R"("particles": 20)");
  const std::string json = file("a.json", small);
  Image image{1, 1, 3, {0, 0, 0}};
  write_png(path("a.png"), image, small);
  const auto expect_done = [&](const std::string& command, const std::string& given,
                               const std::string& input) {
    std::vector<std::string> arguments{command, given, "-o", path("out.csv")};
    if (command == "run") arguments = {command, given, "--rows", "last", "-o", path("out.npz")};
    const Outcome outcome = run_alphabar(arguments, input);
    EXPECT_EQ(outcome.code, 0) << command << " " << given << ": " << outcome.err;
  };
  for (const std::string command : {"run", "plan", "schedule"}) {
    expect_done(command, file("points.csv", "1,2\n3,4\n"), "/dev/null");
    expect_done(command, "ddim-is-a-flow", "/dev/null");
    expect_done(command, path("a.png"), "/dev/null");
    expect_done(command, "-", json);
  }
  NpzWriter at(path("at.npz"));
  at.add("x", std::vector<double>{0.5, 0.5}, {1, 2});
  at.finish();
  EXPECT_EQ(
      run_alphabar({"likelihood", "-", "--at", path("at.npz"), "-o", path("p.npz")}, json).code, 0);
  EXPECT_EQ(run_alphabar({"objectives", "-", "--points", "2", "-o", path("o.csv")}, json).code, 0);
}

TEST_F(ProgramFiles, SaysHowItUnderstoodATable) {
  const std::string out = path("out.csv"), npz = path("out.npz");
  const std::string german = file("a.csv", "Zeit;Spannung\r0;0,5\r1;0,7\r");
  const Outcome outcome = run_alphabar({"schedule", german, "-o", out});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "alphabar: " + german +
                ": 2 rows: x = column 1 \"Zeit\", y = column 2 \"Spannung\", no class; "
                "separated by semicolons, decimal comma, with a header; left out: "
                "nothing\n");

  const std::string tabs = file("b.tsv", "a\tb\tc\td\n1\t2\t3\t0\n4\t5\t6\t1\n");
  expect_refused({"schedule", tabs, "-o", out}, "columns = a, b, c, d");
  const Outcome chosen = run_alphabar({"schedule", "--columns", "c,2,d", tabs, "-o", out});
  EXPECT_EQ(chosen.code, 0) << chosen.err;
  EXPECT_THAT(chosen.err, HasSubstr("x = column 3 \"c\", y = column 2 \"b\", class = column 4"));
  expect_refused({"schedule", tabs, "--columns", "c,e", "-o", out}, "column = e");
  expect_refused({"schedule", tabs, "--separator", "comma", "-o", out}, "line 2");
  expect_refused({"schedule", tabs, "--separator", "dash", "-o", out}, "--separator");

  const std::string counting = file("c.csv", "0,0.5,1\n1,0.7,0\n2,0.9,1\n");
  expect_refused({"schedule", counting, "-o", out}, "--columns 1,2,3 or --columns 2,3");
  EXPECT_EQ(run_alphabar({"schedule", counting, "--columns", "2,3", "-o", out}).code, 0);
  const std::string names = file("d.csv", "0,1\n0.5,0.7\n");
  expect_refused({"schedule", names, "-o", out}, "--header no or --header yes");
  EXPECT_THAT(run_alphabar({"schedule", names, "--header", "yes", "-o", out}).err,
              HasSubstr(": 1 row: "));
  expect_refused({"schedule", file("e.csv", "0,5;1\n"), "--decimal", "point", "-o", out}, "0,5");

  const std::string scene_file = file("a.json", scene(R"("particles": 20)"));
  expect_refused({"schedule", scene_file, "--columns", "1,2", "-o", out}, "table of points");
  for (const char* command :
       {"run", "plan", "objectives", "likelihood", "sweep", "images", "render", "shot", "schedule"})
    EXPECT_THAT(run_alphabar({command, "--help"}).out, HasSubstr("--thin-seed")) << command;
}

TEST_F(ProgramFiles, ThinsATableOnRequest) {
  std::string rows;
  for (int i = 0; i < 100001; ++i) rows += "0." + std::to_string(i) + " 0.5\n";
  const std::string many = file("many.csv", rows), out = path("out.csv");
  expect_refused({"schedule", many, "-o", out},
                 "points = 100001; allowed: 1 to 100000; --thin 100000");
  const Outcome thinned =
      run_alphabar({"schedule", many, "--thin", "100", "--thin-seed", "7", "-o", out});
  EXPECT_EQ(thinned.code, 0);
  EXPECT_THAT(thinned.err, HasSubstr("100001 rows, thinned to 100 at random with seed 7"));
  for (const char* wrong : {"0", "-1", "100001", "1.5", ""})
    expect_refused({"schedule", many, "--thin", wrong, "-o", out}, "--thin");
  expect_refused({"schedule", many, "--thin-seed", "7", "-o", out}, "--thin-seed requires --thin");
}

TEST_F(ProgramFiles, WritesAWordAsATableThatItReads) {
  const std::string table = path("word.csv"), out = path("out.csv");
  EXPECT_EQ(
      run_alphabar({"word", "x\u2080 on", "--points", "300", "--seed", "5", "-o", table}).code, 0);
  const Outcome read = run_alphabar({"schedule", table, "-o", out});
  EXPECT_EQ(read.code, 0) << read.err;
  EXPECT_THAT(read.err, HasSubstr("300 rows: x = column 1 \"x\", y = column 2 \"y\", "
                                  "class = column 3 \"class\" (4 classes from 0 to 3)"));
  expect_refused({"word", "  ", "-o", path("no.csv")}, "blanks alone");
  expect_refused({"word", "a", "--points", "0", "-o", path("no.csv")}, "points = 0");
  expect_refused({"word", "a", "-o", path("no.json")}, "no.json");
}

TEST_F(ProgramFiles, StopsReadingStandardInputAtTheLimitOfAFile) {
  file("long", "");
  std::filesystem::resize_file(path("long"), (std::uintmax_t{64} << 20) + 1000);
  const Outcome outcome = run_alphabar({"run", "-", "-o", path("out.npz")}, path("long"));
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("size = more than"));
}

TEST_F(ProgramFiles, SaysWhatIsNoRegularFile) {
  for (const char* name : {"pipe.json", "pipe.csv", "pipe.png"}) {
    ASSERT_EQ(mkfifo(path(name).c_str(), 0600), 0);
    expect_refused({"run", path(name), "-o", path("out.npz")}, "this is a pipe");
  }
  expect_refused({"run", folder_.path(), "-o", path("out.npz")}, "this is a folder");
}

TEST_F(ProgramFiles, ChecksAReplayBeforeUnpackingIt) {
  const std::string two = file("two.json", scene(R"("lanes": [{}, {}])"));
  expect_refused({"run", two, "--replay", path("none.npz"), "-o", path("out.npz")}, "lanes = 2");

  const std::string one = file("one.json", scene(R"("lanes": [{"sampler": {"kind": "ddpm",
      "grid": {"steps": 3}}}])"));
  const auto replay = [&](std::int64_t particles, std::int64_t draws, double value) {
    NpzWriter writer(path("r.npz"));
    writer.add("x_init", std::vector<double>(static_cast<std::size_t>(2 * particles), value),
               {particles, 2});
    writer.add("noise", std::vector<double>(static_cast<std::size_t>(2 * particles * draws)),
               {draws, particles, 2});
    writer.finish();
  };
  const std::vector<std::string> run{"run", one, "--replay", path("r.npz"), "-o", path("out.npz")};
  replay(1, 7, 0);  // 3 rows can use no more than 6
  expect_refused(run, "noise = 7 draws");
  replay(1, 3, 1.7e308);
  expect_refused(run, "one.json: lane 1: 1 of 1 particles left the numbers there are", 1);

  // Far away and still a number: both precisions know where that ends.
  replay(1, 3, 1e30);
  std::vector<double> ends;
  for (const char* precision : {"float", "double"}) {
    std::vector<std::string> precise = run;
    precise.insert(precise.end(), {"--engine", "cpu", "--precision", precision});
    ASSERT_EQ(run_alphabar(precise).code, 0) << precision;
    ends.push_back(NpzFile(path("out.npz")).read().at("x").as_doubles().back());
  }
  EXPECT_GT(ends[1], 1e25);
  EXPECT_NEAR(ends[0] / ends[1], 1, 1e-5);
}

TEST_F(ProgramFiles, ChecksTheOutputBeforeTheWork) {
  const std::string small = file("a.json", scene(R"("particles": 20)"));
  for (const char* command : {"run", "plan", "schedule", "objectives", "shot", "images"})
    expect_refused({command, small, "-o", path("out.txt")}, "a name that ends in");
  expect_refused({"shot", small, "-o", path("none/a.png")}, "a folder that exists");
}

TEST_F(ProgramFiles, NamesTheFileOfAPlanThatCannotBe) {
  // With betas of nearly 1 all levels are noise alone: an Euler step from there is not defined.
  const std::string given = file("beta.json", scene(R"("process": {"T": 100000,
      "beta_start": 0.999999, "beta_end": 0.9999999}, "lanes": [{"sampler":
      {"kind": "euler_maruyama", "grid": {"spacing": "trailing", "steps": 100}}}])"));
  expect_refused({"run", given, "-o", path("out.npz")}, given);
  expect_refused({"plan", given, "-o", path("out.csv")}, given);
  expect_refused({"shot", given, "-o", path("out.png")}, given);
}

TEST_F(ProgramFiles, RefusesSeedsAndThreadsOutOfRange) {
  for (const char* seed : {"-1", "18446744073709551616", "1.5", ""}) {
    expect_refused({"images", "-o", path("out.npz"), "--seed", seed}, "0 to 2^64 - 1");
    expect_refused({"train-unet", "-o", path("net"), "--seed", seed}, "0 to 2^64 - 1");
  }
  expect_refused({"bench", "--threads", "-1"}, "--threads = -1");
}

/// ALPHABAR_VECTOR for the programs that this one starts, until it goes.
class VectorVariable {
 public:
  explicit VectorVariable(const std::string& value) {
    if (const char* before = std::getenv(vector_variable)) before_ = before;
    setenv(vector_variable, value.c_str(), 1);
  }
  ~VectorVariable() {
    if (before_)
      setenv(vector_variable, before_->c_str(), 1);
    else
      unsetenv(vector_variable);
  }
  VectorVariable(const VectorVariable&) = delete;

 private:
  std::optional<std::string> before_;
};

TEST_F(ProgramFiles, RefusesVectorInstructionsThatAreNone) {
  const VectorVariable set("AVX9");
  expect_refused({"run", "ddim-is-a-flow", "-o", path("out.npz")},
                 "ALPHABAR_VECTOR = AVX9; allowed:");
  expect_refused({"list", "samplers"}, compiled_vector_targets().back());
  const Outcome help = run_alphabar({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const std::string& name : compiled_vector_targets()) EXPECT_THAT(help.out, HasSubstr(name));
}

TEST_F(ProgramFiles, NamesItsVectorInstructionsAndWhyAnEngineRuns) {
  const std::string poorest = compiled_vector_targets().back();
  const VectorVariable set(poorest);
  const std::string small = file("a.json", scene(R"("particles": 20)"));
  const auto out = [&](const std::vector<std::string>& more) {
    std::vector<std::string> run{"run", small, "-o", path("out.npz"), "--threads", "1"};
    run.insert(run.end(), more.begin(), more.end());
    return run_alphabar(run).out;
  };
  const std::string cpu = "on CPU, 1 thread, " + poorest;
  EXPECT_THAT(out({"--engine", "cpu"}), HasSubstr(cpu + " (asked for)"));
  EXPECT_THAT(out({}), HasSubstr(cpu + " (only it has double precision)"));
  const Outcome bench =
      run_alphabar({"bench", "--particles", "1000", "--rows", "1", "--repetitions", "1", "--json"});
  EXPECT_THAT(bench.out, HasSubstr("\"target\": \"" + poorest + "\""));
}

TEST_F(ProgramFiles, LeavesNothingWhenItIsStopped) {
  // Half a minute of work where nobody stops it.
  const std::string given = file("long.json", scene(R"("particles": 5000000, "process": {"T": 4000},
      "lanes": [{"sampler": {"kind": "ddpm", "grid": {"steps": 4000}}}])"));
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Outcome outcome =
        interrupt_alphabar({"run", given, "--rows", "last", "-o", path("out.npz")}, signal);
    EXPECT_EQ(outcome.code, 1) << signal;
    EXPECT_THAT(outcome.err, HasSubstr("cancelled"));
    EXPECT_THAT(folder_.names(), ::testing::ElementsAre("long.json"));
  }
}

}  // namespace
}  // namespace alphabar
