#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
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
    case SamplerKind::probability_flow: process.kind = ProcessKind::vp_sde; break;
    case SamplerKind::reverse_diffusion: process.kind = ProcessKind::ve; break;
    case SamplerKind::annealed_langevin:
      process.kind = ProcessKind::ve;
      process.sigma_min = 0.1;
      process.sigma_max = 5;
      sampler.grid.steps = 10;
      sampler.steps_each = 5;
      break;
    case SamplerKind::langevin: process.kind = ProcessKind::clean; break;
    case SamplerKind::euler:
    case SamplerKind::euler_ancestral:
    case SamplerKind::heun:
    case SamplerKind::dpm2:
      process.kind = ProcessKind::edm;
      sampler.grid.spacing = Spacing::karras;
      break;
    default: break;
  }
  return build_plan(Process(process), sampler);
}

std::vector<std::string> sampler_names() {
  std::vector<std::string> names;
  for (const SamplerInfo& info : samplers()) names.push_back(info.name);
  return names;
}

class GlSamplers : public GlParity, public ::testing::WithParamInterface<std::string> {
 protected:
  const SamplerInfo& info() const {
    return *std::ranges::find(samplers(), GetParam(), &SamplerInfo::name);
  }
};

TEST_P(GlSamplers, TenThousandParticlesEndWhereTheOracleDoes) {
  const Plan plan = plan_for(info());
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

// Both engines, in float, on every process that the sampler can run on; the oracle in double is the
// CPU engine's, which has a test of its own against the plain run.
TEST_P(GlSamplers, AgreesWithTheCpuEngineOnEveryProcess) {
  const Mixture model(five_ellipses());
  CpuEngine cpu;
  int processes = 0;
  for (const ProcessKind kind :
       {ProcessKind::linear, ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::subvp_sde,
        ProcessKind::ve, ProcessKind::edm, ProcessKind::flow, ProcessKind::clean}) {
    ProcessSpec process;
    process.kind = kind;
    SamplerSpec sampler;
    sampler.kind = info().kind;
    sampler.eta = 1;
    sampler.restart = {.times = 1, .sigma_high = 0.6};  // each way up spreads what rounding does
    if (sampler.kind == SamplerKind::annealed_langevin) {
      if (kind != ProcessKind::ve && kind != ProcessKind::edm) continue;  // it would diverge
      process.sigma_min = 0.1;
      process.sigma_max = 5;
      sampler.grid.steps = 10;
      sampler.steps_each = 5;
    }
    SCOPED_TRACE("process " + std::to_string(static_cast<int>(kind)));
    Plan plan;
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = 2001;
    request.seed = 4;
    request.record.states = Record::States::last;
    try {
      plan = build_plan(Process(process), sampler);
      check(request);
    } catch (const BadRequest&) {
      continue;  // the two do not fit
    }
    ++processes;
    const Trajectory<float> run = gl().run(request);
    const Trajectory<float> other = cpu.run(request);
    expect_parity(run, cpu.run_double(request), request);
    const std::vector<double> reference(other.x.begin(), other.x.end());
    const Distance off = distance(run.x, reference, request.particles);
    EXPECT_LE(off.rms, 1e-4);
    EXPECT_LE(off.most, 1e-4);
  }
  EXPECT_GE(processes, 2);
}

INSTANTIATE_TEST_SUITE_P(Every, GlSamplers, ::testing::ValuesIn(sampler_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace alphabar
