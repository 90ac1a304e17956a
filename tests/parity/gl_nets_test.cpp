// Learned nets on the GPU: every shape of the kernel, and what every objective's net returns.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/engine/cpu/cpu_engine.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/plan/samplers/samplers.h"
#include "core/scene/training/objective_table.h"
#include "tests/parity/gl_parity.h"

namespace alphabar {
namespace {

ProcessSpec of_kind(ProcessKind kind) {
  ProcessSpec process;
  process.kind = kind;
  return process;
}

/// A net with first weights, its output as large as a trained one's.
LearnedNet some_net(const TrainingSpec& training, ProcessKind process = ProcessKind::linear) {
  LearnedNet net;
  net.form = {training, of_kind(process), 1.3, 0};
  const MlpShape shape = NetLevels(net.form).shape();
  const std::vector<double> first = first_weights(shape, 7);
  net.weights.assign(first.begin(), first.end());
  for (std::size_t i = 0; i < shape.units; ++i)
    for (std::size_t o = 0; o < shape.outputs; ++o)
      net.weights[shape.out_weight() + i * shape.columns() + o] *= 8;
  for (std::size_t l = 0; l < shape.layers; ++l)
    for (std::size_t u = 0; u < shape.units; ++u)
      net.weights[shape.bias(l) + u] = 0.1f * static_cast<float>(static_cast<int>(u % 7) - 3);
  for (std::size_t o = 0; o < shape.outputs; ++o) net.weights[shape.out_bias() + o] = 0.2f;
  return net;
}

Plan ddim(const ProcessSpec& process, int steps, double eta) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.eta = eta;
  sampler.grid.steps = steps;
  return build_plan(Process(process), sampler);
}

/// Every particle of every row within 1e-4 of the row's scale; fewer than 1000 particles.
void expect_near(const Trajectory<float>& run, const Trajectory<double>& oracle) {
  ASSERT_EQ(run.x_rows, oracle.x_rows);
  ASSERT_EQ(run.eval_rows, oracle.eval_rows);
  const auto within = [&](const auto& values, const auto& wanted, const char* what) {
    const Distance off = distance(values, wanted, oracle.particles);
    EXPECT_LE(off.largest, 1e-4) << what;
  };
  within(run.x, oracle.x, "x");
  within(run.x0_plain, oracle.x0_plain, "x0_hat");
  within(run.eps_plain, oracle.eps_plain, "eps_hat");
  within(run.score_plain, oracle.score_plain, "score");
}

class GlNets : public GlParity {
 protected:
  /// The GPU's run, and the CPU engine's in float, beside the CPU's in double.
  void compare(const RunRequest& request) {
    ASSERT_TRUE(GlEngine::runs_here(request));
    CpuEngine cpu;
    const Trajectory<double> oracle = cpu.run_double(request);
    expect_near(gl().run_on_gpu(request).read_back(), oracle);
    expect_near(gl().run(request), oracle);
    expect_near(cpu.run(request), oracle);
  }
  void compare(const LearnedNet& net, const Plan& plan, std::size_t particles) {
    const LearnedDenoiser model(net);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = particles;
    request.seed = 3;
    compare(request);
  }
};

TEST_F(GlNets, RunEveryShape) {
  struct Shape {
    int layers, units;
    Activation activation;
    TimeFeatures time;
    int time_features;
  };
  for (const Shape& shape : {Shape{3, 64, Activation::silu, TimeFeatures::sinusoidal, 32},
                             Shape{2, 16, Activation::relu, TimeFeatures::fourier, 2},
                             Shape{5, 48, Activation::tanh, TimeFeatures::fourier, 64},
                             Shape{4, 128, Activation::softplus, TimeFeatures::sinusoidal, 16},
                             Shape{8, 256, Activation::silu, TimeFeatures::fourier, 32}}) {
    SCOPED_TRACE(std::to_string(shape.layers) + " x " + std::to_string(shape.units));
    TrainingSpec training;
    training.net.layers = shape.layers;
    training.net.units = shape.units;
    training.net.activation = shape.activation;
    training.net.time = shape.time;
    training.net.time_features = shape.time_features;
    const bool large = shape.units > 128;
    compare(some_net(training), ddim({}, large ? 2 : 8, 0.5), large ? 131 : 300);
  }
}

TEST_F(GlNets, RunWhatEveryObjectiveReturns) {
  for (const ObjectiveInfo& objective : objectives()) {
    if (objective.kind == Objective::classifier) continue;
    const ProcessKind process = objective.levels == Levels::sigmas       ? ProcessKind::ve
                                : objective.levels == Levels::flow       ? ProcessKind::flow
                                : objective.levels == Levels::continuous ? ProcessKind::vp_sde
                                                                         : ProcessKind::linear;
    for (const Prediction prediction : {Prediction::eps, Prediction::x0, Prediction::v}) {
      if (!objective.uses(&TrainingSpec::prediction) && prediction != Prediction::eps) continue;
      for (const Activation activation :
           {Activation::silu, Activation::relu, Activation::tanh, Activation::softplus}) {
        // Of an energy the derivatives of every activation are asked for.
        if (objective.kind != Objective::energy && activation != Activation::silu) continue;
        SCOPED_TRACE(std::string(objective.name) + ", " + name_of(prediction));
        TrainingSpec training;
        training.objective = objective.kind;
        training.prediction = prediction;
        training.net.units = 32;
        training.net.activation = activation;
        const LearnedNet net = some_net(training, process);
        compare(net, ddim(net.form.process, 6, 0), 200);
      }
    }
  }
}

/// Evaluations, steps by means over all particles, rows that try and do not commit, and noise.
TEST_F(GlNets, RunEveryKindOfRow) {
  TrainingSpec training;
  training.objective = Objective::continuous;
  training.net.units = 32;
  const LearnedNet net = some_net(training, ProcessKind::vp_sde);
  const LearnedDenoiser model(net);
  for (const SamplerKind kind :
       {SamplerKind::heun, SamplerKind::dpmpp_2m, SamplerKind::reverse_diffusion}) {
    SamplerSpec sampler;
    sampler.kind = kind;
    sampler.grid.steps = 20;
    if (kind == SamplerKind::reverse_diffusion) sampler.corrector.steps = 1;
    const Plan plan = build_plan(Process(of_kind(ProcessKind::vp_sde)), sampler);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = 257;
    request.first_particle = 1;
    request.seed = 4;
    request.record.evaluations = true;
    compare(request);
  }
}

/// A net that is led runs on the CPU.
TEST_F(GlNets, LeaveGuidedNetsToTheCpu) {
  const LearnedDenoiser model(some_net({}));
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = 4;
  const Plan plan =
      build_plan(Process({}), sampler, {.kind = GuidanceKind::loss_point, .scale = 0.5});
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 100;
  request.loss = Loss{.target = {0.5, -0.3}};
  EXPECT_FALSE(GlEngine::runs_here(request));
  EXPECT_THROW(gl().run_on_gpu(request), Failed);
  EXPECT_EQ(gl().run(request).x, CpuEngine().run(request).x);
}

}  // namespace
}  // namespace alphabar
