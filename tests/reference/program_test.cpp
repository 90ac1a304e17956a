// The program itself, from the command line: reference cases through `run --replay`, and what it
// says to requests that are wrong.

#include "tests/support/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/files/arrays/npz.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/golden.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

class Program : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              (std::string("program_test_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  static std::string golden(const std::string& name) {
    return fs::path(test_data()) / "golden" / name;
  }
  bool empty_but(std::size_t files) const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {})) == files;
  }

 private:
  fs::path folder_;
};

/// Array by array, in a precision of the case.
void expect_agreement(const GoldenCase& golden, const Npz& out, const char* precision) {
  for (const char* name : {"x", "x0", "eps", "score", "denoised", "velocity", "x_corrected",
                           "x_mean_last", "eps_cond", "grad"}) {
    if (!golden.has(name)) continue;
    const Array& array = out.at(name);
    ASSERT_EQ(array.shape, golden.arrays.at(name).shape) << golden.name << " " << name;
    EXPECT_LE(largest_error(array.as_doubles(), golden.values(name)),
              golden.tolerance(precision, name))
        << golden.name << " " << name;
  }
}

TEST_F(Program, RepeatsEveryReferenceRunInBothPrecisions) {
  for (const std::string& name : golden_cases("samplers")) {
    if (name.ends_with("-rk45")) continue;
    const GoldenCase reference = read_golden(name);
    for (const bool single : {false, true}) {
      std::vector<std::string> arguments{"run",      golden(name) + "/case.json",
                                         "--replay", golden(name) + "/arrays.npz",
                                         "-o",       path("out.npz")};
      if (single) arguments.insert(arguments.end(), {"--precision", "float"});
      const Outcome outcome = run_alphabar(arguments);
      ASSERT_EQ(outcome.code, 0) << name << ": " << outcome.err;
      expect_agreement(reference, Npz::read(path("out.npz")), single ? "float32" : "float64");
    }
  }
}

TEST_F(Program, FollowsTheFlowOfReferenceCases) {
  for (const std::string process : {"vp", "ve"}) {
    const std::string name = "samplers/sde-" + process + "-ode-rk45";
    const GoldenCase reference = read_golden(name);
    const Outcome outcome = run_alphabar({"run", golden(name) + "/case.json", "--replay",
                                          golden(name) + "/arrays.npz", "-o", path("out.npz")});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const Npz out = Npz::read(path("out.npz"));
    for (const char* array : {"x_final", "x_path"}) {
      ASSERT_EQ(out.at(array).shape, reference.arrays.at(array).shape);
      EXPECT_LE(largest_error(out.at(array).as_doubles(), reference.values(array)),
                reference.tolerance("float64", array));
    }
  }
}

TEST_F(Program, WritesLikelihoods) {
  const GoldenCase reference = read_golden("likelihood/vp");
  const Outcome outcome =
      run_alphabar({"likelihood", golden("likelihood/vp") + "/case.json", "--at",
                    golden("likelihood/vp") + "/arrays.npz", "-o", path("out.npz")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Npz out = Npz::read(path("out.npz"));
  for (const char* array : {"z", "delta_log_p", "end_log_p", "prior_log_p", "log_p_ode_prior",
                            "log_p_ode_exact_end", "log_p_analytic"}) {
    ASSERT_EQ(out.at(array).shape, reference.arrays.at(array).shape);
    EXPECT_LE(largest_error(out.at(array).as_doubles(), reference.values(array)),
              reference.tolerance("float64", array))
        << array;
  }
}

// A run and the flow in its place: the same start, the same levels, and ends that are near for a
// solver as good as UniPC with 40 steps.
TEST_F(Program, FollowsTheFlowThroughTheLevelsOfALane) {
  const std::string scene = file("scene.json", R"({"format": "alphabar-scene", "version": 1,
      "particles": 100, "lanes": [{"sampler": {"kind": "unipc", "grid": {"steps": 40}}}]})");
  ASSERT_EQ(run_alphabar({"run", scene, "-o", path("a.npz")}).code, 0);
  ASSERT_EQ(run_alphabar({"run", scene, "--flow", "-o", path("b.npz")}).code, 0);
  const Array a = Npz::read(path("a.npz")).take("x"), b = Npz::read(path("b.npz")).take("x");
  ASSERT_EQ(a.shape, b.shape);
  EXPECT_LE(largest_error(a.as_doubles(), b.as_doubles()), 0.1);
  EXPECT_GE(largest_error(a.as_doubles(), b.as_doubles()), 1e-9);
}

TEST_F(Program, RunsASceneWithItsOwnNoise) {
  const std::string scene = file("scene.json", R"({"format": "alphabar-scene", "version": 1,
      "particles": 100, "lanes": [{"sampler": {"kind": "ddpm", "grid": {"steps": 10}}}]})");
  ASSERT_EQ(run_alphabar({"run", scene, "-o", path("a.npz")}).code, 0);
  ASSERT_EQ(run_alphabar({"run", scene, "-o", path("b.npz"), "--threads", "1"}).code, 0);
  const Npz a = Npz::read(path("a.npz")), b = Npz::read(path("b.npz"));
  EXPECT_EQ(a.at("x").shape, (std::vector<std::int64_t>{11, 100, 2}));
  EXPECT_EQ(a.at("x").as_doubles(), b.at("x").as_doubles());
}

TEST_F(Program, WritesObjectives) {
  const std::string scene = file("scene.json", R"({"format": "alphabar-scene", "version": 1,
      "data": {"name": "one"}, "process": {"kind": "linear", "T": 50, "beta_start": 0.002,
      "beta_end": 0.4}, "lanes": [{"sampler": {"grid": {"steps": 10}}}],
      "pictures": {"sampler": {"grid": {"steps": 10}}}})");
  const Outcome outcome =
      run_alphabar({"objectives", scene, "--no-scene", "-o", path("objectives.csv")});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("variational bound:"), std::string::npos) << outcome.out;
  std::ifstream in(path("objectives.csv"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 52u);  // names, every timestep, and L_T
  EXPECT_NE(lines[0].find(",gamma,gamma_as_printed,denoising_score_matching,fisher_information,"
                          "fisher_divergence,implicit_score_matching"),
            std::string::npos)
      << lines[0];
  EXPECT_TRUE(lines.back().starts_with("51,nan,")) << lines.back();
}

TEST_F(Program, WritesSchedulesAndPlans) {
  const std::string scene = file("scene.json", R"({"format": "alphabar-scene", "version": 1})");
  EXPECT_EQ(run_alphabar({"schedule", scene, "-o", path("schedule.csv")}).code, 0);
  EXPECT_EQ(run_alphabar({"plan", scene, "-o", path("plan.csv")}).code, 0);
  std::ifstream in(path("schedule.csv"));
  std::string line;
  std::getline(in, line);
  EXPECT_TRUE(line.starts_with("t,beta,alpha,alpha_bar,a,s,sigma,log_snr,")) << line;
  std::getline(in, line);
  EXPECT_TRUE(line.starts_with("1,1e-04,0.9999,0.9999,")) << line;
}

TEST_F(Program, SweepsSamplersOverStepsAndProcesses) {
  const std::string scene = file("scene.json", R"({"format": "alphabar-scene", "version": 1,
      "particles": 50, "lanes": [{"name": "mine", "sampler": {"kind": "ddim", "eta": 0.5}}]})");
  const Outcome outcome =
      run_alphabar({"sweep", scene, "--no-scene", "-o", path("out.csv"), "--samplers", "ddim,heun",
                    "--processes", "linear,edm", "--steps", "4,2", "--seeds", "2", "--metrics",
                    "energy,ode_end"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::ifstream in(path("out.csv"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 17u);  // 2 samplers x 2 processes x 2 numbers of steps x 2 metrics
  EXPECT_EQ(lines[0], "lane,sampler,process,steps,nfe,metric,median,low,high,floor,target_draws");
  EXPECT_TRUE(lines[1].starts_with("mine,ddim,linear,2,2,energy,")) << lines[1];
  EXPECT_TRUE(lines[2].starts_with("mine,ddim,linear,2,2,ode_end,")) << lines[2];
  EXPECT_TRUE(lines[3].starts_with("Heun,heun,linear,2,3,energy,")) << lines[3];
}

TEST_F(Program, ListsDistancesBetweenLanes) {
  const std::string scene = file("scene.json", R"({"format": "alphabar-scene", "version": 1,
      "particles": 50, "lanes": [{"name": "mine", "sampler": {"kind": "ddim", "grid": {"steps": 4}}},
      {"sampler": {"kind": "ddim", "grid": {"steps": 4}}}, {"sampler": {"kind": "ddpm"}}]})");
  const Outcome outcome = run_alphabar({"distances", scene, "--no-scene", "-o", path("out.csv")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("0  mine and DDIM, at the end\n")) << outcome.out;
  std::ifstream in(path("out.csv"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_GT(lines.size(), 7u);
  EXPECT_EQ(lines[0], "lane,other,place,t,rms");
  EXPECT_TRUE(lines[1].starts_with("mine,DDIM,step,")) << lines[1];
  EXPECT_EQ(lines[6], "mine,DDIM,end,0,0");
  const std::string alone = file("alone.json", R"({"format": "alphabar-scene", "version": 1,
      "lanes": [{}]})");
  const Outcome refused = run_alphabar({"distances", alone, "-o", path("alone.csv")});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("lanes = 1"), std::string::npos) << refused.err;
}

struct Wrong {
  std::vector<std::string> arguments;
  std::string says;
};

TEST_F(Program, RefusesWhatIsWrongInOneLineWithCode2) {
  const auto scene = [this](const std::string& name, const std::string& fields) {
    return file(name, R"({"format": "alphabar-scene", "version": 1, )" + fields + "}");
  };
  const std::string good = scene("good.json", R"("particles": 4)");
  const std::string out = path("out.npz");
  const std::vector<Wrong> wrong{
      {{"run", path("missing.json"), "-o", out}, "missing.json"},
      {{"run", file("broken.json", "{"), "-o", out}, "broken.json"},
      {{"run", scene("steps0.json", R"("lanes": [{"sampler": {"grid": {"steps": 0}}}])"), "-o",
        out},
       "steps = 0"},
      {{"run", scene("steps2000.json", R"("lanes": [{"sampler": {"grid": {"steps": 2000}}}])"),
        "-o", out},
       "steps = 2000"},
      {{"run", scene("nobody.json", R"("particles": 0)"), "-o", out}, "particles = 0"},
      {{"run", scene("beta.json", R"("process": {"beta_start": 1.5})"), "-o", out},
       "beta_start = 1.5"},
      {{"run", scene("nan.json", R"("process": {"beta_start": NaN})"), "-o", out}, "nan.json"},
      {{"run", scene("one.json", R"("lanes": [{}])"), "--replay", path("missing.npz"), "-o", out},
       "missing.npz"},
      {{"run", good, "-o", path("no/such/folder/out.npz")}, "no/such/folder"},
      {{"run", good}, "--output"},
      {{"run", good, "--flow", "--precision", "float", "-o", out}, "--flow"},
      {{"likelihood", good, "--at", path("missing.npz"), "-o", out}, "missing.npz"},
      {{"schedule", good}, "--output"},
      {{"objectives", good, "--eta", "2", "-o", path("o.csv")}, "--eta = 2"},
      {{"plan", good, "--lane", "9", "-o", path("p.csv")}, "--lane = 9"},
      {{"sweep", good, "--samplers", "ddim,swim", "-o", path("s.csv")}, "--samplers = swim"},
      {{"sweep", good, "--metrics", "feet", "-o", path("s.csv")}, "--metrics = feet"},
      {{"sweep", good, "--seeds", "0", "-o", path("s.csv")}, "seeds = 0"},
      {{"fly"}, "fly"},
      {{"list", "birds"}, "birds"},
  };
  for (const Wrong& request : wrong) {
    const Outcome outcome = run_alphabar(request.arguments);
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_NE(outcome.err.find(request.says), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_FALSE(fs::exists(out)) << "half-written output";
  }
  EXPECT_TRUE(empty_but(8));  // the scenes above, no temporary file
}

TEST_F(Program, AcceptsASingleTimestep) {
  const std::string scene = file("one.json", R"({"format": "alphabar-scene", "version": 1,
      "particles": 1, "process": {"T": 1}, "lanes": [{"sampler": {"grid": {"steps": 1}}}],
      "pictures": {"sampler": {"grid": {"steps": 1}}}})");
  const Outcome outcome = run_alphabar({"run", scene, "-o", path("out.npz")});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
}

TEST_F(Program, ListsWhatThereIs) {
  EXPECT_NE(run_alphabar({"list", "samplers"}).out.find("euler_maruyama"), std::string::npos);
  EXPECT_NE(run_alphabar({"list", "schedules"}).out.find("cosine"), std::string::npos);
  EXPECT_NE(run_alphabar({"list", "data"}).out.find("ring"), std::string::npos);
  EXPECT_EQ(run_alphabar({"--help"}).code, 0);

  // All at once: whatever a scene may say by name.
  const std::string all = run_alphabar({"list"}).out;
  const auto named = [&](const std::string& name) {
    EXPECT_NE(all.find("\n" + name + " "), std::string::npos) << name;
  };
  for (const auto& [kind, name] : names_of<SamplerKind>()) named(name);
  for (const auto& [kind, name] : names_of<ProcessKind>()) named(name);
  for (const auto& [kind, name] : names_of<Spacing>()) named(name);
  for (const Preset& preset : presets()) named(preset.name);
  for (const char* option : {"eta", "order", "solver_type", "corrector.snr", "corrector.step_size",
                             "churn.amount", "grid.rho", "beta_start", "t_end"})
    named(option);
  for (const char* value : {"midpoint | heun", "snr | annealed | fixed", "x0 | eps"})
    EXPECT_NE(all.find(value), std::string::npos) << value;
  EXPECT_EQ(run_alphabar({"list", "nothing"}).code, 2);
}

}  // namespace
}  // namespace alphabar
