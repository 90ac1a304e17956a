// The Python program that repeats a run is run, and comes to the same states.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "core/files/arrays/npz.h"
#include "tests/files/temp_folder.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;

void write_text(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

/// A scene of 40 particles; `lanes` and `more` as a file has them.
std::string scene_of(const std::string& process, const std::string& lanes,
                     const std::string& more = "") {
  return R"({"format": "alphabar-scene", "version": 1, "particles": 40, "seed": 7,
             "data": {"name": "five"}, "process": )" +
         process + R"(, "lanes": [)" + lanes + "]" + more + "}";
}

std::string lane_of(const std::string& sampler) { return R"({"sampler": )" + sampler + "}"; }

/// How a run is repeated: by which Python, and how near it comes, in shares of its scale.
struct Repeat {
  std::string python = "/usr/bin/python3";
  std::string with = "numpy";
  double near = 1e-9;
};

/// Every array of the run is one of the script's.
void expect_repeated(const std::string& scene, const Repeat& by = {}) {
  const TempFolder folder;
  const std::string file = (folder / "scene.json").string(), script = (folder / "run.py").string();
  const std::string ran = (folder / "ran.npz").string(), again = (folder / "again.npz").string();
  write_text(file, scene);
  ASSERT_EQ(run_alphabar({"run", file, "--precision", "double", "-o", ran}).code, 0);
  const Outcome written = run_alphabar({"script", file, "--with", by.with, "-o", script});
  ASSERT_EQ(written.code, 0) << written.err;
  ASSERT_EQ(std::system((by.python + " " + script + " " + again + " > /dev/null").c_str()), 0);
  const Npz expected = Npz::read(ran), got = Npz::read(again);
  int compared = 0;
  for (int lane = 0; lane <= 9; ++lane) {
    const std::string name = lane == 0 ? "x" : "lane" + std::to_string(lane) + "_x";
    if (!expected.has(name)) continue;
    ASSERT_EQ(expected.at(name).shape, got.at(name).shape) << name;
    const std::vector<double> a = expected.at(name).as_doubles(), b = got.at(name).as_doubles();
    double scale = 1;
    for (const double value : a) scale = std::max(scale, std::abs(value));
    for (std::size_t i = 0; i < a.size(); ++i)
      ASSERT_NEAR(a[i], b[i], by.near * scale) << name << " " << i;
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

const char* const ddpm_process = R"({"kind": "linear"})";

TEST(RunScript, RepeatsSamplersOfEveryForm) {
  for (const char* sampler :
       {R"({"kind": "ddim", "eta": 0.5, "grid": {"steps": 12}})",
        R"({"kind": "ddpm", "grid": {"steps": 12}})", R"({"kind": "pndm", "grid": {"steps": 12}})",
        R"({"kind": "dpmpp_2m", "grid": {"steps": 12}})",
        R"({"kind": "heun", "grid": {"steps": 8}})", R"({"kind": "unipc", "grid": {"steps": 8}})",
        R"({"kind": "ddim_inverse", "grid": {"steps": 10}})",
        R"({"kind": "euler_maruyama", "grid": {"steps": 10}, "corrector": {"steps": 1}})"}) {
    SCOPED_TRACE(sampler);
    expect_repeated(scene_of(ddpm_process, lane_of(sampler)));
  }
}

TEST(RunScript, RepeatsOtherProcessesAndStarts) {
  expect_repeated(scene_of(R"({"kind": "flow"})", lane_of(R"({"kind": "euler"})")));
  expect_repeated(scene_of(R"({"kind": "ve"})", lane_of(R"({"kind": "reverse_diffusion"})")));
  expect_repeated(
      scene_of(R"({"kind": "clean"})", lane_of(R"({"kind": "langevin", "step_size": 0.01,
                                       "grid": {"steps": 20}})")));
}

TEST(RunScript, RepeatsGuidanceAndSeveralLanes) {
  const std::string lanes = lane_of(R"({"kind": "ddim", "grid": {"steps": 10}})") + "," +
                            lane_of(R"({"kind": "ddpm", "grid": {"steps": 10}})");
  for (const char* guidance :
       {R"({"kind": "classifier_ddim", "scale": 3, "label": 1})",
        R"({"kind": "classifier_ddpm", "scale": 2, "label": 0})",
        R"({"kind": "loss_point", "scale": 2, "target": [1, 0.5]})",
        R"({"kind": "loss_half_plane", "scale": 1.5, "angle": 0.7, "mean_shift": true})"}) {
    SCOPED_TRACE(guidance);
    expect_repeated(scene_of(ddpm_process, lanes, std::string(R"(, "guidance": )") + guidance));
  }
}

TEST(RunScript, NamesArraysAsARunDoesWhereALaneIsMuted) {
  expect_repeated(scene_of(
      ddpm_process, lane_of(R"({"kind": "ddim", "grid": {"steps": 5}})") +
                        R"(, {"muted": true, "sampler": {"kind": "ddpm", "grid": {"steps": 5}}})"));
}

const char* const ddim_lane = R"({"kind": "ddim", "eta": 0.5, "grid": {"steps": 10}})";

TEST(RunScript, WithDiffusersIsAProgramThatNamesItsScheduler) {
  const TempFolder folder;
  const std::string file = (folder / "scene.json").string(), out = (folder / "run.py").string();
  write_text(file, scene_of(ddpm_process, lane_of(ddim_lane)));
  const Outcome made = run_alphabar({"script", file, "--with", "diffusers", "-o", out});
  ASSERT_EQ(made.code, 0) << made.err;
  std::ifstream in(out);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(text, HasSubstr(R"("class":"DDIMScheduler")"));
  EXPECT_THAT(text, HasSubstr(R"("step":{"eta":0.5})"));
  EXPECT_EQ(std::system(("/usr/bin/python3 -m py_compile " + out).c_str()), 0);
  std::filesystem::remove(out);
  write_text(file, scene_of(ddpm_process, lane_of(R"({"kind": "res_multistep"})")));
  const Outcome none = run_alphabar({"script", file, "--with", "diffusers", "-o", out});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("a sampler that diffusers has"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(RunScript, DiffusersComesToTheSameStates) {
  if (std::system("python3 -c 'import diffusers, scipy, torch' > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "python3 on PATH has no diffusers, torch and scipy: nothing was repeated with "
                    "them (python3 -m venv D; D/bin/pip install diffusers torch scipy; PATH=D/bin)";
  // Schedulers keep their tables in float, and those of sigma their states too. Many lanes are one
  // program: it is loading torch that takes time.
  const Repeat by{"python3", "diffusers", 2e-3};
  std::string lanes;
  for (const char* sampler :
       {ddim_lane, R"({"kind": "ddpm", "grid": {"steps": 12, "spacing": "quadratic"}})",
        R"({"kind": "pndm", "grid": {"steps": 12}})",
        R"({"kind": "dpmpp_2m", "eta": 1, "grid": {"steps": 12, "spacing": "linspace"}})",
        R"({"kind": "unipc", "grid": {"steps": 10, "spacing": "linspace"}})",
        R"({"kind": "euler", "grid": {"steps": 20, "spacing": "linspace"}})",
        R"({"kind": "heun", "grid": {"steps": 10, "spacing": "linspace"}})",
        R"({"kind": "lms", "order": 4, "grid": {"steps": 10, "spacing": "linspace"}})",
        R"({"kind": "renoise", "boundary": 10, "grid": {"steps": 8}})"})
    lanes += (lanes.empty() ? "" : ",") + lane_of(sampler);
  expect_repeated(scene_of(ddpm_process, lanes), by);
  expect_repeated(
      scene_of(R"({"kind": "flow"})", lane_of(R"({"kind": "euler", "grid": {"steps": 9}})") + "," +
                                          lane_of(R"({"kind": "heun_flow"})")),
      by);
  expect_repeated(
      scene_of(R"({"kind": "edm"})",
               lane_of(R"({"kind": "euler", "grid": {"spacing": "karras", "steps": 9}})")),
      by);
  expect_repeated(scene_of(ddpm_process, lane_of(ddim_lane),
                           R"(, "guidance": {"kind": "classifier_ddim", "scale": 3, "label": 1})"),
                  by);
}

TEST(RunScript, RepeatsARunOfALearnedNetWithItsWeightsBeside) {
  const TempFolder folder;
  const std::string ran = (folder / "ran.npz").string(), again = (folder / "again.npz").string();
  const auto lane_on = [](const std::string& net, const std::string& sampler) {
    return R"({"model": {"kind": "learned", "net": ")" + net + R"("}, "sampler": )" + sampler + "}";
  };
  expect_repeated(scene_of(ddpm_process, lane_on("returns-v", ddim_lane) + "," +
                                             lane_on("returns-eps", ddim_lane) + "," +
                                             lane_of(ddim_lane)));
  const char* const langevin =
      R"({"kind": "annealed_langevin", "steps_each": 4, "grid": {"steps": 5, "spacing": "exponential"}})";
  expect_repeated(
      scene_of(R"({"kind": "ve", "sigma_min": 0.2, "sigma_max": 5})",
               lane_on("energy-persistent", langevin) + "," + lane_on("one-level", langevin)));
}

TEST(RunScript, HoldsAnyNameAndRefusesWhatIsNoMixture) {
  const TempFolder folder;
  const std::string file = (folder / "scene.json").string(), out = (folder / "run.py").string();
  write_text(file, scene_of(ddpm_process, R"({"name": "it's '''quoted''' \\ \"so\" η",
                                              "sampler": {"kind": "ddim", "grid": {"steps": 2}}})"));
  ASSERT_EQ(run_alphabar({"script", file, "-o", out}).code, 0);
  EXPECT_EQ(
      std::system(
          ("/usr/bin/python3 " + out + " " + (folder / "a.npz").string() + " > /dev/null").c_str()),
      0);
  std::filesystem::remove(out);
  const Outcome net = run_alphabar({"script", "learned-classifier", "-o", out});
  EXPECT_EQ(net.code, 2);
  EXPECT_THAT(net.err, HasSubstr("a mixture in closed form"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace alphabar
