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

/// Every array of the run is one of the script's, to 1e-9 of its scale.
void expect_repeated(const std::string& scene) {
  const TempFolder folder;
  const std::string file = (folder / "scene.json").string(), script = (folder / "run.py").string();
  const std::string ran = (folder / "ran.npz").string(), again = (folder / "again.npz").string();
  write_text(file, scene);
  ASSERT_EQ(run_alphabar({"run", file, "--precision", "double", "-o", ran}).code, 0);
  const Outcome written = run_alphabar({"script", file, "-o", script});
  ASSERT_EQ(written.code, 0) << written.err;
  ASSERT_EQ(std::system(("/usr/bin/python3 " + script + " " + again + " > /dev/null").c_str()), 0);
  const Npz expected = Npz::read(ran), got = Npz::read(again);
  int compared = 0;
  for (const std::string name : {"x", "lane1_x", "lane2_x"}) {
    if (!expected.has(name)) continue;
    ASSERT_EQ(expected.at(name).shape, got.at(name).shape) << name;
    const std::vector<double> a = expected.at(name).as_doubles(), b = got.at(name).as_doubles();
    double scale = 1;
    for (const double value : a) scale = std::max(scale, std::abs(value));
    for (std::size_t i = 0; i < a.size(); ++i)
      ASSERT_NEAR(a[i], b[i], 1e-9 * scale) << name << " " << i;
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
  const Outcome net = run_alphabar({"script", "learned-one-level", "-o", out});
  EXPECT_EQ(net.code, 2);
  EXPECT_THAT(net.err, HasSubstr("a mixture in closed form"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace alphabar
