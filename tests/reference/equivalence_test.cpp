// Two samplers that are one, and two that nearly are.

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "core/engine/cpu/cpu_engine.h"
#include "core/io/scene_file.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"
#include "core/rng/noise.h"
#include "tests/support/golden.h"

namespace alphabar {
namespace {

/// States of Euler's method for dy/dsigma = eps_hat, the probability flow of the VE process in
/// y = x / a, through the sigmas of the levels: [levels][n][2]. eps_hat is asked at (1, sigma).
std::vector<double> ve_euler(const Mixture& model, const std::vector<Level>& levels,
                             std::vector<double> y) {
  std::vector<double> states = y;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const double sigma = levels[i].s / levels[i].a, next = levels[i + 1].s / levels[i + 1].a;
    for (std::size_t p = 0; p < y.size(); p += 2) {
      const Split split = model.split({y[p], y[p + 1]}, {0, 1, sigma});
      y[p] += (next - sigma) * split.eps_hat[0];
      y[p + 1] += (next - sigma) * split.eps_hat[1];
    }
    states.insert(states.end(), y.begin(), y.end());
  }
  return states;
}

/// The levels that a plan without trials goes through.
std::vector<Level> levels_of(const Plan& plan) {
  std::vector<Level> levels{plan.start};
  for (const Row& row : plan.rows) levels.push_back(row.to);
  return levels;
}

Values<double> run(const Mixture& model, const Plan& plan, const std::vector<double>& x) {
  const Replay replay{x, {}};
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = x.size() / 2;
  request.replay = &replay;
  return CpuEngine().run_double(request).x;
}

/// The largest |x - a y| over all states.
double largest_gap(std::span<const double> x, const std::vector<Level>& levels,
                   std::span<const double> y) {
  EXPECT_EQ(x.size(), y.size());
  const std::size_t width = x.size() / levels.size();
  double largest = 0;
  for (std::size_t e = 0; e < x.size(); ++e)
    largest = std::max(largest, std::abs(x[e] - levels[e / width].a * y[e]));
  return largest;
}

TEST(Equivalence, DdimWithoutNoiseIsEulerOnTheVeFlow) {
  const GoldenCase golden = read_golden("equivalence/ddim-vs-ve-euler");
  const Scene scene = scene_from_json(golden.document.dump(), golden.name);
  const Mixture model(scene.data);
  const Plan plan = build_plan(Process(scene.process), scene.lanes[0].sampler);
  const std::vector<Level> levels = levels_of(plan);
  std::vector<double> start = golden.values("x_ddim");
  start.resize(start.size() / levels.size());
  const Values<double> x = run(model, plan, start);
  for (double& value : start) value /= levels[0].a;
  const std::vector<double> y = ve_euler(model, levels, start);

  const double tolerance = golden.tolerance("float64", "");
  EXPECT_LE(largest_error(x, golden.values("x_ddim")), tolerance);
  EXPECT_LE(largest_error(y, golden.values("xbar_ve_euler")), tolerance);
  EXPECT_LE(largest_gap(x, levels, y), 1e-12);
}

// The same on other processes and sub-sequences. Nothing divides by s, and |x| is of order 1, so
// the two forms differ by rounding: steps times 1e-16 times how much the flow magnifies, below 100.
// (Cosine's y starts at 2e4, where rounding alone is more than that.)
TEST(Equivalence, HoldsOnEveryProcessAndSubsequence) {
  const Mixture model(data_preset("spiral"));
  std::vector<double> z;
  for (std::size_t e = 0; e < 64; ++e) z.push_back(normal(3, e, 0, Stream::start));
  for (const ProcessKind kind : {ProcessKind::linear, ProcessKind::scaled_linear,
                                 ProcessKind::sigmoid, ProcessKind::vp_sde, ProcessKind::edm}) {
    ProcessSpec spec;
    spec.kind = kind;
    for (const Spacing spacing :
         {Spacing::leading, Spacing::trailing, Spacing::quadratic, Spacing::karras}) {
      if (spec.kind > ProcessKind::betas && spacing != Spacing::karras) continue;
      SamplerSpec sampler;
      sampler.grid.spacing = spacing;
      sampler.grid.steps = 40;
      const Plan plan = build_plan(Process(spec), sampler);
      const std::vector<Level> levels = levels_of(plan);
      std::vector<double> x = z;
      for (double& value : x) value *= plan.init_scale;
      std::vector<double> y = x;
      for (double& value : y) value /= levels[0].a;
      EXPECT_LE(largest_gap(run(model, plan, x), levels, ve_euler(model, levels, y)), 1e-12)
          << "process " << static_cast<int>(kind) << " spacing " << static_cast<int>(spacing);
    }
  }
}

/// A row that evaluates where x is, written as y = x_share x + eps_share eps_hat.
struct EpsForm {
  double x, eps;
};
EpsForm eps_form(const Row& row) {
  return {row.c_x + row.c_d[0] / row.a, row.c_e[0] - row.c_d[0] * row.s / row.a};
}

TEST(Equivalence, DdimsCoefficientsNearlyAreTheVpFlows) {
  const GoldenCase golden = read_golden("equivalence/ddim-vs-vp-pf-coefficients");
  const Process process(scene_from_json(golden.document.dump(), golden.name).process);
  SamplerSpec every;
  every.grid.steps = process.T();
  SamplerSpec euler = every, reverse_diffusion = every;
  euler.kind = reverse_diffusion.kind = SamplerKind::probability_flow;
  reverse_diffusion.flow_form = FlowForm::reverse_diffusion;
  const auto rows = [&](const SamplerSpec& sampler) {
    std::vector<EpsForm> forms;
    for (const Row& row : build_plan(process, sampler).rows) forms.push_back(eps_form(row));
    std::ranges::reverse(forms);  // from t = 1 up
    return forms;
  };
  const std::vector<EpsForm> ddim = rows(every), flow = rows(euler),
                             reverse = rows(reverse_diffusion);
  ASSERT_EQ(ddim.size(), 1000u);
  const auto expect = [&](const char* name, std::size_t i, double value) {
    const double reference = golden.values(name)[i];
    EXPECT_NEAR(value, reference, 1e-14 + 1e-8 * std::abs(reference)) << name << " " << i;
  };
  for (std::size_t i = 0; i < ddim.size(); i += 9) {
    expect("ddim_x", i, ddim[i].x);
    expect("ddim_eps", i, ddim[i].eps);
    expect("pf_euler_x", i, flow[i].x);
    expect("pf_euler_eps", i, flow[i].eps);
    expect("pf_reverse_diffusion_x", i, reverse[i].x);
    expect("pf_euler_eps", i, reverse[i].eps);
    expect("ratio_eps", i, ddim[i].eps / flow[i].eps);
  }
}

}  // namespace
}  // namespace alphabar
