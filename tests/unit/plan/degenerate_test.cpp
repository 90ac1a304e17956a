// The corners of what can be asked for, run to their end: one step, one timestep, one component,
// one particle, no signal at T, no noise at the end. And the story of one noise level against many.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "core/scene/scene.h"

namespace alphabar {
namespace {

RunRequest request_of(const Plan& plan, const Mixture& model, std::size_t particles) {
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = particles;
  request.seed = 5;
  return request;
}

/// The largest coordinate of the last states; infinite where one is not finite.
double reach(const Trajectory<float>& run) {
  double reach = 0;
  for (const float x : run.state(run.rows() - 1))
    reach = std::isfinite(x) ? std::max(reach, std::abs(double(x))) : INFINITY;
  return reach;
}

using enum SamplerKind;

bool one_of(SamplerKind kind, std::initializer_list<SamplerKind> list) {
  return std::ranges::find(list, kind) != list.end();
}

/// Those that take the noise away until there is none.
bool ends_at_data(SamplerKind kind) {
  return !one_of(kind, {ddim_inverse, langevin, annealed_langevin, corrector_only});
}

/// Those whose steps are of first order in time: a long one misses the level it goes to.
bool first_order(SamplerKind kind) {
  return one_of(kind, {euler_maruyama, reverse_diffusion, ancestral, probability_flow});
}

/// With `all` the noise, the order, the churn and the corrector that the sampler may have.
SamplerSpec spec_of(SamplerKind kind, int steps, Spacing spacing, bool all) {
  SamplerSpec s;
  s.kind = kind;
  s.grid.steps = steps;
  s.grid.spacing = spacing;
  s.steps_each = 2;
  if (!all) return s;
  s.order = 3;
  s.runge_kutta = true;
  if (sampler_info(kind).uses(&SamplerSpec::eta)) s.eta = 1;
  s.churn.amount = 0.5;
  s.corrector.steps = 2;
  return s;
}

class Degenerate : public testing::TestWithParam<SamplerKind> {};

// One Gaussian of standard deviation 0.4 around (0.8, 0.5): a single particle ends within 6 of them
// of the mean, however few the steps, with every sampler whose steps are exact, and within 10 with
// those of first order. Langevin steps may be too long for so few levels, but are numbers.
TEST_P(Degenerate, OneParticleOfOneComponentInFewSteps) {
  const Mixture model(data_preset("one"));
  CpuEngine engine;
  for (const int T : {1, 2, 1000})
    for (const bool all : {false, true}) {
      ProcessSpec process;
      process.T = T;
      if (T < 1000) process.beta_end = 0.5;
      const SamplerSpec sampler = spec_of(GetParam(), std::min(T, 3), Spacing::trailing, all);
      const Plan plan = build_plan(Process(process), sampler);
      const double reached = reach(engine.run(request_of(plan, model, 1)));
      if (ends_at_data(GetParam()))
        EXPECT_LT(reached, 0.8 + (first_order(GetParam()) ? 10 : 6) * 0.4) << "T = " << T;
      else
        EXPECT_TRUE(std::isfinite(reached)) << "T = " << T;
    }
}

// What a newcomer gets who picks a sampler and a process and changes nothing else.
TEST_P(Degenerate, DefaultsWorkOnTheDefaultSceneAndEveryProcess) {
  const Mixture model(default_scene().data);
  CpuEngine engine;
  SamplerSpec sampler;
  sampler.kind = GetParam();
  for (const ProcessInfo& info : processes()) {
    ProcessSpec process;
    process.kind = info.kind;
    if (info.kind == ProcessKind::betas) process.betas.assign(200, 0.03);
    if (info.kind == ProcessKind::drawn) {
      process.drawn_t = {0.5, 1};
      process.drawn_alpha_bar = {0.3, 0.001};
    }
    try {
      const Plan plan = build_plan(Process(process), sampler);
      // An inversion ends in noise, all others within reach of the data.
      double most = GetParam() == ddim_inverse ? 6 * plan.rows.back().to.s + 12 : 12;
      if (GetParam() == corrector_only) most = 6 * plan.start.s + 12;  // its steps lag behind
      EXPECT_LT(reach(engine.run(request_of(plan, model, 400))), most) << info.name;
    } catch (const BadRequest& error) {
      // No noise to take away, or no such step on a flow: said so, with what to choose.
      EXPECT_TRUE(info.kind == ProcessKind::clean || info.kind == ProcessKind::flow ||
                  info.kind == ProcessKind::subvp_sde)
          << info.name << ": " << error.what();
      EXPECT_FALSE(error.advice().empty()) << error.what();
    }
  }
}

// One step on every process and spacing. What is refused has no sigma to begin with (flow matching
// starts at pure noise), a beta above 1 in one step of the SDE, or a list of flow times elsewhere.
TEST_P(Degenerate, OneStepIsDefinedOnEveryProcess) {
  const Mixture model(data_preset("one"));
  CpuEngine engine;
  const SamplerKind kind = GetParam();
  for (int p = 0; p <= static_cast<int>(ProcessKind::flow); ++p) {
    ProcessSpec process;
    process.kind = static_cast<ProcessKind>(p);
    process.betas.assign(100, 0.05);
    if (process.kind == ProcessKind::formula)
      process.formula = "cos(pi * u / 2)^2 * 0.999 + 0.0005";
    if (process.kind == ProcessKind::drawn) {
      process.drawn_t = {0.5, 1};
      process.drawn_alpha_bar = {0.5, 0.001};
    }
    for (int spacing = 0; spacing < static_cast<int>(Spacing::by_hand); ++spacing)
      for (const bool all : {false, true}) {
        const SamplerSpec sampler = spec_of(kind, 1, static_cast<Spacing>(spacing), all);
        try {
          const Plan plan = build_plan(Process(process), sampler);
          const double reached = reach(engine.run(request_of(plan, model, 1)));
          // Langevin dynamics stays at its level, however noisy that is; a corrector's step grows
          // as the score of the one particle there is vanishes.
          const double level = kind == annealed_langevin ? std::max(1.0, plan.start.s) : 1;
          if (first_order(kind) || kind == corrector_only)
            EXPECT_TRUE(std::isfinite(reached)) << "process " << p << " spacing " << spacing;
          else
            EXPECT_LT(reached, 6 * level) << "process " << p << " spacing " << spacing;
        } catch (const BadRequest& error) {
          EXPECT_TRUE(process.kind == ProcessKind::flow ||
                      one_of(kind, {ancestral, reverse_diffusion}) ||
                      sampler.grid.spacing == Spacing::bong_tangent)
              << error.what();
        }
      }
  }
}

// Where a run ends at sigma = 0 its last step draws no noise and is x0_hat itself: one of them
// alone, or in the linear multistep samplers with earlier outputs whose weights cancel. The
// first-order ones end at that level too.
TEST_P(Degenerate, ALastSigmaOfZeroIsX0Hat) {
  if (!ends_at_data(GetParam())) return;
  for (const ProcessKind kind :
       {ProcessKind::linear, ProcessKind::vp_sde, ProcessKind::ve, ProcessKind::edm}) {
    if (kind == ProcessKind::vp_sde && one_of(GetParam(), {ancestral, reverse_diffusion})) continue;
    ProcessSpec process;
    process.kind = kind;
    const Plan plan = build_plan(Process(process), spec_of(GetParam(), 8, Spacing::karras, true));
    const Row& last = plan.rows.back();
    EXPECT_EQ(last.to.s, 0);
    EXPECT_EQ(last.to.a, 1);
    if (first_order(GetParam())) continue;
    EXPECT_EQ(last.c_z, 0);
    double of_x0 = decompose(last).predicted_x0, of_eps = decompose(last).direction;
    for (std::size_t j = 1; j < Row::history; ++j) {
      of_x0 += last.c_d[j];
      of_eps += last.c_e[j];
    }
    EXPECT_NEAR(of_x0, 1, 1e-12);
    EXPECT_NEAR(of_eps, 0, 1e-12);
  }
}

// alpha_bar = 0 at T: three samplers that divide by it are refused with what to do, the others end
// at the data; in a single step at its mean, which is (0, 0).
TEST_P(Degenerate, NoSignalAtTheStart) {
  ProcessSpec process;
  process.zero_terminal_snr = true;
  const Mixture model(data_preset("ring"));
  CpuEngine engine;
  for (const bool all : {false, true}) {
    const SamplerSpec once = spec_of(GetParam(), 1, Spacing::trailing, all);
    const SamplerSpec often = spec_of(GetParam(), 40, Spacing::trailing, all);
    if (one_of(GetParam(), {ancestral, unipc, sa_solver})) {
      try {
        build_plan(Process(process), often);
        FAIL() << "not refused";
      } catch (const BadRequest& error) {
        EXPECT_EQ(error.value(), sampler_info(GetParam()).name);
        EXPECT_NE(error.advice().find("zero terminal SNR"), std::string::npos) << error.what();
      }
      EXPECT_THROW(build_plan(Process(process), once), BadRequest);
      continue;
    }
    const Plan plan = build_plan(Process(process), often);
    EXPECT_LT(reach(engine.run(request_of(plan, model, 500))), 3.5);
    const Plan single = build_plan(Process(process), once);
    const bool exact = ends_at_data(GetParam()) && !first_order(GetParam());
    EXPECT_LT(reach(engine.run(request_of(single, model, 500))), exact ? 1e-5 : 8);
  }
}

TEST_P(Degenerate, SigmasThatRiseAreRefused) {
  ProcessSpec process;
  process.kind = ProcessKind::edm;
  SamplerSpec sampler = spec_of(GetParam(), 3, Spacing::by_hand, false);
  sampler.grid.values = {2, 1, 0.5};
  EXPECT_NO_THROW(build_plan(Process(process), sampler));
  for (const std::vector<double>& values :
       {std::vector<double>{1, 2, 0.5}, {2, 0.5, 1}, {2, std::nan(""), 0.5}, {2, 1, -1}, {}}) {
    sampler.grid.values = values;
    EXPECT_THROW(build_plan(Process(process), sampler), BadRequest);
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Degenerate, testing::ValuesIn([] {
                           std::vector<SamplerKind> kinds;
                           for (const SamplerInfo& each : samplers()) kinds.push_back(each.kind);
                           return kinds;
                         }()),
                         [](const auto& of) { return std::string(sampler_info(of.param).name); });

TEST(Weights, ThatAreNoSharesAreRefused) {
  Scene scene = default_scene();
  scene.data = data_preset("two modes");
  scene.data.components[0].weight = 0.5;
  EXPECT_THROW(check(scene), BadRequest);
  scene.data.components[1].weight = 0.5;
  EXPECT_NO_THROW(check(scene));
  scene.data.components[1].weight = 0;
  EXPECT_THROW(check(scene), BadRequest);
  scene.data.components[1].weight = std::nan("");
  EXPECT_THROW(check(scene), BadRequest);
}

/// How much of the last states lies to the left of x = 2.
double left_share(const Trajectory<float>& run) {
  const auto last = run.state(run.rows() - 1);
  double left = 0;
  for (std::size_t p = 0; p < run.particles; ++p) left += last[2 * p] < 2;
  return left / static_cast<double>(run.particles);
}

// Two modes four apart, of weights 0.2 and 0.8, all particles begun at the lighter one (Song and
// Ermon 2019, section 3.2.2): the score of the data knows nothing of the weights and no particle
// crosses; noise that joins the modes and is taken away slowly finds them. 4000 particles: one
// standard error of a share is 0.006, and the discretisation's own error is some 0.01.
TEST(Langevin, OneNoiseLevelNeverFindsTheWeightsAndManyDo) {
  const Mixture model(
      DataSpec{"far", {{{0, 0}, {0.3, 0.3}, 0, 0.2, 0}, {{4, 0}, {0.3, 0.3}, 0, 0.8, 0}}});
  CpuEngine engine;
  const auto from_the_left = [&](Plan plan) {
    plan.begin = Start::prior;
    plan.init_scale = 0.3;
    RunRequest request = request_of(plan, model, 4000);
    request.record.states = Record::States::last;
    return left_share(engine.run(request));
  };
  ProcessSpec clean;
  clean.kind = ProcessKind::clean;
  SamplerSpec langevin;
  langevin.kind = SamplerKind::langevin;
  langevin.grid.steps = 2000;
  langevin.step_size = 0.01;
  EXPECT_GT(from_the_left(build_plan(Process(clean), langevin)), 0.99);

  ProcessSpec ve;
  ve.kind = ProcessKind::ve;
  ve.sigma_min = 0.05;
  ve.sigma_max = 8;
  SamplerSpec annealed;
  annealed.kind = SamplerKind::annealed_langevin;
  annealed.grid.steps = 40;
  annealed.grid.spacing = Spacing::exponential;
  annealed.steps_each = 50;
  annealed.step_size = 0.1 * ve.sigma_min * ve.sigma_min;
  EXPECT_NEAR(from_the_left(build_plan(Process(ve), annealed)), 0.2, 0.03);
}

// In the scene as a user has it, from a box around both: half and half, whatever the weights.
TEST(Langevin, FromABoxTheSharesAreThoseOfTheBox) {
  const Mixture model(data_preset("two modes"));  // 0.8 at x = -2, 0.2 at x = 2
  ProcessSpec clean;
  clean.kind = ProcessKind::clean;
  SamplerSpec langevin;
  langevin.kind = SamplerKind::langevin;
  langevin.grid.steps = 1000;
  langevin.step_size = 0.01;
  const Plan plan = build_plan(Process(clean), langevin);
  CpuEngine engine;
  const auto run = engine.run(request_of(plan, model, 4000));
  double left = 0;
  for (std::size_t p = 0; p < run.particles; ++p) left += run.state(run.rows() - 1)[2 * p] < 0;
  EXPECT_NEAR(left / 4000, 0.5, 0.06);
}

}  // namespace
}  // namespace alphabar
