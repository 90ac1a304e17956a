// Every reference case of a sampler: built as a scene, run with the case's own start and noise, and
// compared array by array with what the published implementation gave.

#include <gtest/gtest.h>

#include <filesystem>

#include "core/files/run_arrays.h"
#include "core/files/scene_json.h"
#include "core/plan/samplers.h"
#include "tests/support/golden.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

/// Cases of adaptive solvers are no tables; ode_test.cpp has them.
std::vector<std::string> table_cases() {
  std::vector<std::string> names = golden_cases("samplers");
  std::erase_if(names, [](const std::string& name) { return name.ends_with("-rk45"); });
  return names;
}

class Sampler : public testing::TestWithParam<std::string> {};

TEST_P(Sampler, AgreesWithItsReferenceInDouble) {
  const GoldenCase golden = read_golden(GetParam());
  const Scene scene = scene_from_json(golden.document.dump(), GetParam());
  const Process process(scene.process);
  const Mixture model(scene.data);
  const Plan plan = build_plan(process, scene.lanes[0].sampler, scene.guidance);
  const Replay replay = read_replay(golden.arrays, plan);

  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = replay.x_init.size() / 2;
  request.replay = &replay;
  request.record.evaluations = true;
  if (golden.has("labels")) request.labels = read_labels(golden.arrays, request.particles);
  const Trajectory<double> run = plain_run(request);

  int compared = 0;
  for (const auto& [name, array] :
       run_arrays(process, scene.guidance, request, run, &golden.arrays)) {
    if (!golden.has(name)) continue;
    EXPECT_EQ(array.shape, golden.arrays.at(name).shape) << name;
    if (array.shape != golden.arrays.at(name).shape) continue;
    EXPECT_LE(largest_error(array.as_doubles(), golden.values(name)),
              golden.tolerance("float64", name))
        << name;
    ++compared;
  }
  EXPECT_GE(compared, 2);  // x and an output of the model at least
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).filename().string();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Golden, Sampler, testing::ValuesIn(table_cases()), test_name);

}  // namespace
}  // namespace alphabar
