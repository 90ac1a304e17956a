// Tables of noise schedules against diffusers, improved-diffusion, k-diffusion and score_sde.

#include <gtest/gtest.h>

#include <cmath>

#include "core/io/scene_file.h"
#include "core/objectives/bound.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"
#include "tests/support/golden.h"

namespace alphabar {
namespace {

Process process_of(const GoldenCase& golden) {
  return Process(scene_from_json(golden.document.dump(), golden.name).process);
}

class Schedule : public testing::TestWithParam<const char*> {};

TEST_P(Schedule, AgreesWithItsReference) {
  const GoldenCase golden = read_golden(std::string("schedules/") + GetParam());
  const Process process = process_of(golden);
  ASSERT_EQ(process.T(), 1000);
  std::vector<double> beta, alpha_bar, a, s, sigma, snr, variance, of_x0, of_x;
  for (int t = 1; t <= process.T(); ++t) {
    const Level level = process.at(t);
    beta.push_back(process.beta(t));
    alpha_bar.push_back(process.alpha_bar(t));
    a.push_back(level.a);
    s.push_back(level.s);
    sigma.push_back(level.sigma());
    snr.push_back(log_snr(level));
    const Posterior q = posterior(process, t);
    variance.push_back(q.small);
    of_x0.push_back(q.of_x0);
    of_x.push_back(q.of_x);
  }
  const double tolerance = golden.tolerance("float64", "");
  const auto compare = [&](const char* name, const std::vector<double>& values) {
    EXPECT_LE(largest_error(values, golden.values(name)), tolerance) << name;
  };
  compare("beta", beta);
  compare("alpha_bar", alpha_bar);
  compare("sqrt_alpha_bar", a);
  compare("sqrt_one_minus_alpha_bar", s);
  compare("sigma", sigma);
  compare("log_snr", snr);
  compare("posterior_variance", variance);
  compare("posterior_mean_coef1", of_x0);
  compare("posterior_mean_coef2", of_x);
}

INSTANTIATE_TEST_SUITE_P(Golden, Schedule,
                         testing::Values("linear-1000", "scaled_linear-1000",
                                         "squaredcos_cap_v2-1000"),
                         [](const auto& chosen) {
                           std::string name = chosen.param;
                           for (char& c : name)
                             if (c == '-') c = '_';
                           return name;
                         });

TEST(DdimSigma, AgreesWithDiffusersAtEveryEtaAndSpacing) {
  const GoldenCase golden = read_golden("schedules/ddim-sigma-eta");
  const Process process = process_of(golden);
  for (const auto& table : golden.document.at("tables")) {
    const std::string key = table.at("key"), spacing = table.at("spacing");
    GridSpec grid;
    grid.steps = table.at("n");
    grid.spacing = spacing == "leading"    ? Spacing::leading
                   : spacing == "linspace" ? Spacing::linspace
                   : spacing == "trailing" ? Spacing::trailing
                                           : Spacing::quadratic;
    std::vector<double> steps = timesteps(process, grid, grid.steps);
    for (double& t : steps) t -= 1;
    EXPECT_EQ(steps, golden.values(key + "_timesteps")) << key;

    for (const bool stride : {false, true}) {
      if (stride && spacing == "quad") continue;
      for (const char* eta : {"0", "0.5", "1"}) {
        SamplerSpec sampler;
        sampler.grid = grid;
        sampler.grid.stride_targets = stride;
        sampler.eta = std::stod(eta);
        std::vector<double> sigma;
        for (const Row& row : build_plan(process, sampler).rows) sigma.push_back(row.c_z);
        const std::string in_list = stride ? "" : "_in_list";
        const std::string name = key + "_sigma" + in_list + "_eta" + eta;
        EXPECT_LE(largest_error(sigma, golden.values(name)), 1e-10) << name;
      }
    }
  }
}

TEST(SigmaLists, AgreeWithKDiffusionAndScoreSde) {
  const GoldenCase golden = read_golden("schedules/sigma-lists");
  const auto sigmas = [](const ProcessSpec& spec, const GridSpec& grid) {
    std::vector<double> list;
    for (const Level& level : run_levels(Process(spec), grid)) list.push_back(level.sigma());
    return list;
  };
  ProcessSpec edm;
  edm.kind = ProcessKind::edm;
  edm.sigma_min = 0.002;
  edm.sigma_max = 80;
  GridSpec grid;
  grid.spacing = Spacing::karras;
  grid.steps = 18;
  EXPECT_LE(largest_error(sigmas(edm, grid), golden.values("karras_18")), 1e-11);
  grid.rho = 1;  // linear in sigma
  const std::vector<double> linear = sigmas(edm, grid);
  for (std::size_t i = 0; i < 18; ++i)
    EXPECT_NEAR(linear[i], 80 + static_cast<double>(i) / 17 * (0.002 - 80), 1e-12);
  grid.steps = 20;
  grid.spacing = Spacing::exponential;
  EXPECT_LE(largest_error(sigmas(edm, grid), golden.values("exponential_20")), 1e-11);
  grid.spacing = Spacing::polyexponential;
  grid.rho = 1.5;
  EXPECT_LE(largest_error(sigmas(edm, grid), golden.values("polyexponential_20")), 1e-11);

  // k-diffusion's "vp" list is the VP SDE's own sigma at evenly spaced times.
  ProcessSpec vp;
  vp.kind = ProcessKind::vp_sde;
  grid.spacing = Spacing::linspace;
  EXPECT_LE(largest_error(sigmas(vp, grid), golden.values("vp_20")), 1e-10);

  ProcessSpec ve;
  ve.kind = ProcessKind::ve;
  std::vector<double> table;
  for (int i = 0; i < 50; ++i) table.push_back(Process(ve).at(i / 49.0).sigma());
  EXPECT_LE(largest_error(table, golden.values("ve_geometric_50")), 1e-11);
}

TEST(Equivalence, DdimAndProbabilityFlowCoefficients) {
  const GoldenCase golden = read_golden("equivalence/ddim-vs-vp-pf-coefficients");
  const Process process = process_of(golden);
  std::vector<double> x, eps;
  for (int t = 1; t <= process.T(); ++t) {
    const Row row = ddim_row(process.at(t), process.at(t - 1), 0);
    // In x and eps_hat, whichever form the row is stored in.
    const Decomposition d = decompose(row);
    x.push_back(d.predicted_x0 / row.a);
    eps.push_back(d.direction - row.s * d.predicted_x0 / row.a);
  }
  EXPECT_LE(largest_error(x, golden.values("ddim_x")), 1e-8);
  EXPECT_LE(largest_error(eps, golden.values("ddim_eps")), 1e-8);
}

}  // namespace
}  // namespace alphabar
