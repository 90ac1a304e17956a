#include "core/io/scripts/scheduler_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "core/base/error.h"
#include "core/io/diffusers/case_json.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::vector<std::filesystem::path> library_cases() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"reference/samplers", "golden/samplers"})
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(test_data()) / folder))
      files.push_back(entry.path() / "case.json");
  std::ranges::sort(files);
  return files;
}

json read_json(const std::filesystem::path& file) { return json::parse(std::ifstream(file)); }

/// What a program calls the library with is what the library was called with when it made the
/// arrays that this program's runs are compared with: each of the case's own options that the
/// configuration has.
void expect_options(const SchedulerCall& call, const json& of_case) {
  for (const auto& [key, value] : of_case.items()) {
    const auto& config = call.json.at("config");
    if (key == "prediction_type" || key == "shift" || value == "fixed_small_log")
      continue;  // a shift may be in a list of sigmas; fixed_small is the same variance
    if (config.contains(key)) {
      EXPECT_EQ(json(config[key]), value) << key;
    }
    if (call.json["step"].contains(key)) {
      EXPECT_EQ(json(call.json["step"][key]), value) << key;
    }
  }
}

TEST(SchedulerCall, SaysWhatTheLibrarysOwnRunsWereMadeWith) {
  std::set<std::string> classes;
  int called = 0, refused = 0;
  for (const std::filesystem::path& file : library_cases()) {
    const json document = read_json(file);
    const std::string source = document.at("reference");
    // Of one step all spacings are one.
    if (!source.starts_with("diffusers") ||
        document["sampler"].value("num_inference_steps", 0) == 1)
      continue;
    SCOPED_TRACE(file.parent_path().filename());
    const Scene scene = scene_from_case(document, file.string());
    const Process process(scene.process);
    const SamplerSpec& sampler = scene.lanes[0].sampler;
    try {
      const SchedulerCall call = scheduler_call(process, sampler);
      const std::string name = call.json["class"];
      // Two names of one step, with fresh noise for each.
      if (!document["sampler"].contains("stochastic_sampling")) {
        EXPECT_THAT(source, HasSubstr(name + "."));
      }
      classes.insert(name);
      expect_options(call, document.at("sampler"));
      expect_options(call, document.at("schedule"));
      EXPECT_EQ(call.plan.rows.size(), build_plan(process, sampler).rows.size());
      ++called;
    } catch (const BadRequest& error) {
      EXPECT_THAT(error.advice() + error.allowed(), HasSubstr("NumPy alone"));
      ++refused;
    }
  }
  EXPECT_GE(classes.size(), 18u);
  EXPECT_GT(called, 2 * refused);
}

TEST(SchedulerCall, RefusesByNameWhatTheLibraryHasNot) {
  SamplerSpec restart;
  restart.kind = SamplerKind::gradient_estimation;
  const Process linear{ProcessSpec{}};
  try {
    scheduler_call(linear, restart);
    FAIL() << "called";
  } catch (const BadRequest& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("Gradient estimation"));
    EXPECT_THAT(refused.what(), HasSubstr("a sampler that diffusers has"));
  }
  SamplerSpec quadratic;
  quadratic.grid.spacing = Spacing::quadratic;
  quadratic.grid.steps = 10;
  try {
    scheduler_call(linear, quadratic);
    FAIL() << "called";
  } catch (const BadRequest& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("DDIMScheduler makes; it has row 1: a = "));
  }
}

TEST(SchedulerCall, GivesAListWhereTheLibraryTakesOne) {
  SamplerSpec ddpm;
  ddpm.kind = SamplerKind::ddpm;
  ddpm.noise_at_end = true;
  ddpm.grid.spacing = Spacing::by_hand;
  ddpm.grid.values_in = LevelUnit::t;
  ddpm.grid.values = {901, 500, 77};
  const SchedulerCall call = scheduler_call(Process{ProcessSpec{}}, ddpm);
  EXPECT_EQ(json(call.json["set_timesteps"]), (json{{"timesteps", {900, 499, 76}}}));
}

}  // namespace
}  // namespace alphabar
