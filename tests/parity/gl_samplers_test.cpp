#include <algorithm>
#include <cmath>

#include "core/plan/samplers.h"
#include "tests/parity/gl_parity.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

/// A sampler on a process that suits it, 50 steps (annealed Langevin: 10 levels of 5 steps).
Plan plan_for(const SamplerInfo& info) {
  ProcessSpec process;
  SamplerSpec sampler;
  sampler.kind = info.kind;
  if (info.kind == SamplerKind::euler_ancestral) sampler.eta = 1;
  switch (info.kind) {
    case SamplerKind::euler_maruyama:
    case SamplerKind::ancestral:
    case SamplerKind::probability_flow:
      process.kind = ProcessKind::vp_sde;
      break;
    case SamplerKind::reverse_diffusion:
      process.kind = ProcessKind::ve;
      break;
    case SamplerKind::annealed_langevin:
      process.kind = ProcessKind::ve;
      process.sigma_min = 0.1;
      process.sigma_max = 5;
      sampler.grid.steps = 10;
      sampler.steps_each = 5;
      break;
    case SamplerKind::langevin:
      process.kind = ProcessKind::clean;
      break;
    case SamplerKind::euler:
    case SamplerKind::euler_ancestral:
    case SamplerKind::heun:
    case SamplerKind::dpm2:
      process.kind = ProcessKind::edm;
      sampler.grid.spacing = Spacing::karras;
      break;
    default:
      break;
  }
  return build_plan(Process(process), sampler);
}

class GlSamplers : public GlParity, public ::testing::WithParamInterface<SamplerInfo> {};

TEST_P(GlSamplers, TenThousandParticlesEndWhereTheOracleDoes) {
  const Plan plan = plan_for(GetParam());
  const Mixture model(ring_of_circles());
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 10000;
  request.seed = 20240607;
  request.record.states = Record::States::last;
  const Trajectory<float> run = gl().run(request);
  expect_parity(run, plain_run(request), request);
}

INSTANTIATE_TEST_SUITE_P(Every, GlSamplers, ::testing::ValuesIn(samplers().begin(), samplers().end()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace alphabar
