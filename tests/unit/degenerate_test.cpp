// The corners of what can be asked for, run to their end: one step, one timestep, one component, one
// particle, no signal at T, no noise at the end. And the story of one noise level against many.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/plan/samplers.h"
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

// One Gaussian of standard deviation 0.4 around (0.8, 0.5): a single particle ends within 6 of them
// of the mean, however few the steps, with every sampler that denoises.
TEST(Degenerate, OneParticleOfOneComponentInFewSteps) {
  const Mixture model(data_preset("one"));
  CpuEngine engine;
  for (const int T : {1, 2, 1000})
    for (const SamplerInfo& info : samplers()) {
      if (info.kind == SamplerKind::ddim_inverse || info.kind == SamplerKind::langevin ||
          info.kind == SamplerKind::annealed_langevin)
        continue;  // these do not end at the data
      ProcessSpec process;
      process.T = T;
      if (T < 1000) process.beta_end = 0.5;
      SamplerSpec sampler;
      sampler.kind = info.kind;
      sampler.grid.steps = std::min(T, 3);
      sampler.grid.spacing = Spacing::trailing;
      const Plan plan = build_plan(Process(process), sampler);
      EXPECT_LT(reach(engine.run(request_of(plan, model, 1))), 0.8 + 6 * 0.4)
          << info.name << " T = " << T;
    }
}

// Where a run ends at sigma = 0 the last step of a first-order sampler is x0_hat itself, without
// noise.
TEST(Degenerate, ALastSigmaOfZeroIsX0Hat) {
  for (const ProcessKind kind : {ProcessKind::edm, ProcessKind::linear}) {
    ProcessSpec process;
    process.kind = kind;
    for (const SamplerKind sampler_kind :
         {SamplerKind::ddim, SamplerKind::ddpm, SamplerKind::euler, SamplerKind::euler_ancestral,
          SamplerKind::heun, SamplerKind::dpm2, SamplerKind::dpmpp_2m, SamplerKind::unipc}) {
      SamplerSpec sampler;
      sampler.kind = sampler_kind;
      sampler.grid.steps = 8;
      sampler.grid.spacing = Spacing::karras;
      sampler.eta = 1;
      const Plan plan = build_plan(Process(process), sampler);
      const Row& last = plan.rows.back();
      const char* name = sampler_info(sampler_kind).name;
      EXPECT_EQ(last.to.s, 0) << name;
      EXPECT_EQ(last.to.a, 1) << name;
      EXPECT_EQ(last.c_z, 0) << name;
      EXPECT_NEAR(decompose(last).predicted_x0, 1, 1e-12) << name;
      EXPECT_NEAR(decompose(last).direction, 0, 1e-12) << name;
    }
  }
}

// alpha_bar = 0 at T: a sampler is refused by name or ends at the data.
TEST(Degenerate, NoSignalAtTheStart) {
  ProcessSpec process;
  process.zero_terminal_snr = true;
  const Mixture model(data_preset("ring"));
  CpuEngine engine;
  int run = 0;
  for (const SamplerInfo& info : samplers()) {
    if (info.kind == SamplerKind::ddim_inverse || info.kind == SamplerKind::langevin ||
        info.kind == SamplerKind::annealed_langevin)
      continue;
    SamplerSpec sampler;
    sampler.kind = info.kind;
    sampler.grid.steps = 40;
    sampler.grid.spacing = Spacing::trailing;
    try {
      const Plan plan = build_plan(Process(process), sampler);
      ++run;
      EXPECT_LT(reach(engine.run(request_of(plan, model, 500))), 3.5) << info.name;
    } catch (const BadRequest& error) {
      EXPECT_NE(std::string(error.what()).find(info.name), std::string::npos) << error.what();
    }
  }
  EXPECT_GE(run, 6);
}

TEST(Degenerate, WeightsThatAreNoSharesAreRefused) {
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
  const Mixture model(DataSpec{
      "far", {{{0, 0}, {0.3, 0.3}, 0, 0.2, 0}, {{4, 0}, {0.3, 0.3}, 0, 0.8, 0}}});
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
