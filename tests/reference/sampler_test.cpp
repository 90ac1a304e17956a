// Every reference case of a sampler: built as a scene, run with the case's own start and noise, and
// compared array by array with what the published implementation gave.

#include <gtest/gtest.h>

#include "core/engine/cpu/cpu_engine.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/golden_run.h"
#include "tests/support/models/opaque_mixture.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

class Sampler : public testing::TestWithParam<std::string> {};

TEST_P(Sampler, AgreesWithItsReferenceInDouble) {
  const GoldenRun run(GetParam());
  expect_agrees(run, plain_run(run.request), "float64");
}

TEST_P(Sampler, AgreesWithItsReferenceOnTheCpuEngineInDouble) {
  const GoldenRun run(GetParam());
  expect_agrees(run, CpuEngine().run_double(run.request), "float64");
}

TEST_P(Sampler, AgreesWithItsReferenceOnTheCpuEngineInSingle) {
  const GoldenRun run(GetParam());
  expect_agrees(run, CpuEngine().run(run.request), "float32");
}

/// The same of a model of which nothing is known but its split: it runs in batches.
TEST_P(Sampler, AgreesWithItsReferenceWhateverTheModelIs) {
  GoldenRun run(GetParam());
  const OpaqueMixture opaque(run.scene.data);
  run.request.model = &opaque;
  expect_agrees(run, CpuEngine().run_double(run.request), "float64");
  expect_agrees(run, CpuEngine().run(run.request), "float32");
}

TEST(RoundTrip, GoesUpAndComesBackAsTheLibraryDoes) {
  GoldenRun up("samplers/ddim-inverse-50");
  const GoldenCase back = read_golden("samplers/ddim-inverse-50-round-trip");
  SamplerSpec sampler = up.scene.lanes[0].sampler;
  sampler.round_trip = true;
  const Plan plan = build_plan(up.process, sampler);
  up.request.plan = &plan;
  const Values<double> x = plain_run(up.request).x;
  std::vector<double> wanted = up.golden.values("x");
  const std::vector<double> rest = back.values("x");  // its first row is our last one of the way up
  wanted.insert(wanted.end(), rest.begin() + static_cast<std::ptrdiff_t>(2 * up.request.particles),
                rest.end());
  EXPECT_LT(largest_error(x, wanted), back.tolerance("float64", "x"));
}

INSTANTIATE_TEST_SUITE_P(Golden, Sampler, testing::ValuesIn(table_cases()),
                         [](const auto& of) { return test_name(of.param); });

}  // namespace
}  // namespace alphabar
