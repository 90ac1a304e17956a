#include <cmath>

#include "core/engine/cpu/cpu_engine.h"
#include "core/model/draws/data_draws.h"
#include "core/model/mixture.h"
#include "core/model/points/point_model.h"
#include "core/plan/samplers/samplers.h"
#include "core/rng/noise.h"
#include "tests/parity/gl_parity.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

/// `count` Gaussians anywhere in [-3, 3]^2; circles, or ellipses up to twenty times as long as
/// wide.
DataSpec scattered(int count, bool ellipses) {
  DataSpec data;
  for (int k = 0; k < count; ++k) {
    const auto u = [&](std::uint32_t what) {
      return unit_of_word(philox_block(5, static_cast<std::uint64_t>(k), what, Stream::pick)[0]);
    };
    Component c;
    c.mean = {6 * u(0) - 3, 6 * u(1) - 3};
    c.std = {0.02 + 0.2 * u(2), 0};
    c.std[1] = ellipses ? c.std[0] * (1 + 19 * u(3)) : c.std[0];
    c.angle = 3 * u(4);
    c.weight = 1.0 / count;
    c.label = k % 4;
    data.components.push_back(c);
  }
  return data;
}

struct ModelCase {
  int components;
  bool ellipses;
  std::size_t particles;
  int steps;
};

void PrintTo(const ModelCase& model, std::ostream* out) { *out << model.components; }

class GlModels : public GlParity, public ::testing::WithParamInterface<ModelCase> {};

TEST_P(GlModels, EndWhereTheOracleDoes) {
  const auto [components, ellipses, particles, steps] = GetParam();
  const Mixture model(scattered(components, ellipses));
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.eta = 0.5;
  sampler.grid.steps = steps;
  for (const bool guided : {false, true}) {
    const Plan plan =
        build_plan(Process({}), sampler,
                   {guided ? GuidanceKind::classifier_free : GuidanceKind::none, 1.5, 0});
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = particles;
    request.labels = {components > 1 ? 1 : 0};
    request.seed = 3;
    expect_parity(gl().run(request), plain_run(request), request);
  }
  for (const bool plane : {false, true}) {
    const Plan plan =
        build_plan(Process({}), sampler, {.kind = GuidanceKind::loss_point, .scale = 0.5});
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = particles;
    request.loss = plane ? Loss{.plane = true, .normal = {0.6, 0.8}, .offset = 0.2, .softness = 0.3}
                         : Loss{.target = {0.5, -0.3}};
    request.seed = 3;
    expect_parity(gl().run(request), plain_run(request), request);
  }
}

INSTANTIATE_TEST_SUITE_P(
    SmallAndLarge, GlModels,
    ::testing::Values(ModelCase{1, false, 1000, 50}, ModelCase{1, true, 1000, 50},
                      ModelCase{2, true, 500, 50}, ModelCase{5, true, 1000, 50},
                      ModelCase{8, true, 1000, 50},
                      ModelCase{9, false, 500, 50},   // the second block is filled up
                      ModelCase{19, true, 300, 50},   // so is the third
                      ModelCase{70, false, 300, 50},  // two dispatches: uniform tables are full
                      ModelCase{300, false, 60, 50},  // tables in storage
                      ModelCase{1000, true, 40, 20}, ModelCase{4096, false, 10, 20},
                      ModelCase{4096, true, 10, 10},
                      // more rounds of loops than llvmpipe takes in one dispatch
                      ModelCase{4096, false, 2, 150}),
    [](const auto& test) {
      return std::to_string(test.param.components) +
             (test.param.ellipses ? "ellipses" : "circles") + std::to_string(test.param.steps);
    });

class GlCleanData : public GlParity {};

TEST_F(GlCleanData, LangevinDynamicsOnThinEllipsesWithoutAnyNoiseLevel) {
  const Mixture model(five_ellipses());
  ProcessSpec process;
  process.kind = ProcessKind::clean;
  SamplerSpec sampler;
  sampler.kind = SamplerKind::langevin;
  const Plan plan = build_plan(Process(process), sampler);
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 1000;
  request.record.evaluations = true;
  const Trajectory<float> run = gl().run(request);
  expect_parity(run, plain_run(request), request);
  for (const float eps : run.eps_plain) ASSERT_EQ(eps, 0);  // s = 0
}

/// Sets of points are merged on both engines (core/model/points/merged.h): what that leaves out,
/// over a whole run, against all their circles in double.
TEST_F(GlParity, SetsOfPointsEndWhereAllTheirCirclesTakeThem) {
  CpuEngine cpu;
  for (const char* name : {"two moons", "checkerboard"}) {
    const Mixture model(data_preset(name));
    for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::ddpm}) {
      SamplerSpec sampler;
      sampler.kind = kind;
      sampler.grid.steps = 25;
      const Plan plan = build_plan(Process({}), sampler, {});
      RunRequest request;
      request.plan = &plan;
      request.model = &model;
      request.particles = 600;
      request.seed = 3;
      const Trajectory<double> oracle = plain_run(request);
      for (const Trajectory<float>& run : {gl().run(request), cpu.run(request)}) {
        const Distance off = distance(run.x, oracle.x, request.particles);
        EXPECT_LT(off.rms, 1e-4) << name;
        EXPECT_LT(off.most, 2e-3) << name;
      }
    }
  }
}

/// A model of very many points runs in the same kernels; of as many as a mixture may have it ends
/// where the mixture does.
TEST_F(GlParity, AModelOfManyPointsIsTheirMixture) {
  CpuEngine cpu;
  const DataSpec data = drawn_points(data_preset("spiral"), 3000, 1);
  const PointModel points(data.points, data.bandwidth, data.point_labels);
  const Mixture mixture(data);
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = 20;
  const Plan plan = build_plan(Process({}), sampler, {});
  RunRequest request;
  request.plan = &plan;
  request.model = &mixture;
  request.particles = 200;
  request.seed = 3;
  const Trajectory<double> oracle = plain_run(request);
  request.model = &points;
  for (const Trajectory<float>& run : {gl().run(request), cpu.run(request)})
    EXPECT_LT(distance(run.x, oracle.x, request.particles).rms, 2e-4);
}

/// So do its classes.
TEST_F(GlParity, AModelOfManyPointsHasTheirClasses) {
  CpuEngine cpu;
  const DataSpec data = drawn_points(data_preset("two moons"), 3000, 1);
  const PointModel points(data.points, data.bandwidth, data.point_labels);
  const Mixture mixture(data);
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = 20;
  const Plan plan = build_plan(Process({}), sampler, {GuidanceKind::classifier_free, 1.5, 0});
  RunRequest request;
  request.plan = &plan;
  request.model = &mixture;
  request.particles = 200;
  request.labels = {1};
  request.seed = 3;
  const Trajectory<double> oracle = plain_run(request);
  request.model = &points;
  for (const Trajectory<float>& run : {gl().run(request), cpu.run(request)})
    EXPECT_LT(distance(run.x, oracle.x, request.particles).rms, 2e-4);
  EXPECT_LT(distance(cpu.run(request).x, cpu.run_double(request).x, request.particles).rms, 2e-3);
  request.labels = {2};
  EXPECT_THROW(cpu.run(request), BadRequest);
}

}  // namespace
}  // namespace alphabar
