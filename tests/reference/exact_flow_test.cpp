// The adaptive solver against score_sde's ODE sampler and likelihood, redone by an order-8 method.

#include <gtest/gtest.h>

#include "core/engine/ode/flow.h"
#include "core/io/scene_file.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/golden.h"

namespace alphabar {
namespace {

struct FlowCase {
  explicit FlowCase(const std::string& name)
      : golden(read_golden(name)),
        scene(scene_from_json(golden.document.dump(), name)),
        process(scene.process),
        model(scene.data),
        plan(build_plan(process, scene.lanes[0].sampler)) {}

  GoldenCase golden;
  Scene scene;
  Process process;
  Mixture model;
  Plan plan;
};

class ExactFlow : public testing::TestWithParam<const char*> {};

TEST_P(ExactFlow, AgreesWithItsReferenceAtTheEndAndOnTheWay) {
  const FlowCase c(std::string("samplers/sde-") + GetParam() + "-ode-rk45");
  const double tolerance = c.golden.tolerance("float64", "x_final");
  const std::vector<double> x = c.golden.values("x_init");
  const std::vector<double> end = ode_end_points(c.model, c.plan.start, c.plan.rows.back().to, x);
  EXPECT_LE(largest_error(end, c.golden.values("x_final")), tolerance);
  // Both of eighth order at tolerances of 1e-12 and below: some hundred steps of that.
  EXPECT_LE(largest_error(end, c.golden.values("x_final_dop853")), 1e-10);

  std::vector<Level> path{c.plan.start};
  for (const double t : c.golden.values("t_path")) path.push_back(c.process.at(t));
  std::vector<double> states = flow_states(c.model, path, x);
  states.erase(states.begin(), states.begin() + static_cast<std::ptrdiff_t>(x.size()));
  EXPECT_LE(largest_error(states, c.golden.values("x_path")), tolerance);
}

INSTANTIATE_TEST_SUITE_P(Golden, ExactFlow, testing::Values("vp", "ve"),
                         [](const auto& of) { return std::string(of.param); });

TEST(ExactLikelihood, AgreesWithItsReference) {
  const FlowCase c("likelihood/vp");
  const double tolerance = c.golden.tolerance("float64", "");
  const FlowLikelihood got =
      flow_likelihood(c.model, c.plan.rows.back().to, c.plan.start, c.golden.values("x"));
  std::vector<double> log_p;
  for (std::size_t i = 0; i < got.delta_log_p.size(); ++i) log_p.push_back(got.log_p(i));
  EXPECT_LE(largest_error(got.z, c.golden.values("z")), tolerance);
  EXPECT_LE(largest_error(got.z, c.golden.values("z_dop853")), 1e-10);
  EXPECT_LE(largest_error(got.delta_log_p, c.golden.values("delta_log_p")), tolerance);
  EXPECT_LE(largest_error(got.end_log_p, c.golden.values("end_log_p")), tolerance);
  EXPECT_LE(largest_error(log_p, c.golden.values("log_p_ode_exact_end")), tolerance);
  EXPECT_LE(largest_error(log_p, c.golden.values("log_p_analytic")), tolerance);
}

}  // namespace
}  // namespace alphabar
