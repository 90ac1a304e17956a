#include <numeric>

#include "core/base/error.h"
#include "core/plan/samplers/samplers.h"
#include "core/rng/noise.h"
#include "tests/parity/gl_parity.h"
#include "tests/support/models/opaque_mixture.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

/// DDPM-like noise on every row but the last: DDIM with eta = 1 on the linear process.
Plan stochastic(int steps = 50) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.eta = 1;
  sampler.grid.steps = steps;
  return build_plan(Process({}), sampler);
}

Plan sde(SamplerKind kind, ProcessKind process_kind, int corrector_steps) {
  ProcessSpec process;
  process.kind = process_kind;
  SamplerSpec sampler;
  sampler.kind = kind;
  sampler.corrector.steps = corrector_steps;
  return build_plan(Process(process), sampler);
}

Plan guided(SamplerKind kind, GuidanceKind guidance, double scale, int steps = 50) {
  SamplerSpec sampler;
  sampler.kind = kind;
  sampler.grid.steps = steps;
  return build_plan(Process({}), sampler, {guidance, scale, 0});
}

class GlRequests : public GlParity {
 protected:
  RunRequest request(std::size_t particles, std::uint64_t seed = 7) {
    RunRequest r;
    r.plan = &plan_;
    r.model = &model_;
    r.particles = particles;
    r.seed = seed;
    return r;
  }
  void expect_same_as_oracle(const RunRequest& r) { expect_parity(gl().run(r), plain_run(r), r); }

  Plan plan_ = stochastic();
  Mixture model_{ring_of_circles()};
};

TEST_F(GlRequests, EveryRowOfARunIsKept) { expect_same_as_oracle(request(1000)); }

TEST_F(GlRequests, StatesStayOnTheDeviceWhereThatIsAskedFor) {
  EXPECT_EQ(gl().run(request(300)).on_device.buffer, 0u);
  GlEngine::Options options;
  options.keep_states = true;
  GlEngine engine(options);
  const Trajectory<float> run = engine.run(request(300));
  ASSERT_NE(run.on_device.buffer, 0u);
  Values<float> there(run.x.size());
  glBindBuffer(GL_COPY_READ_BUFFER, run.on_device.buffer);
  glGetBufferSubData(GL_COPY_READ_BUFFER, 0, static_cast<GLsizeiptr>(there.size() * sizeof(float)),
                     there.data());
  glBindBuffer(GL_COPY_READ_BUFFER, 0);
  EXPECT_EQ(there, run.x);
}

TEST_F(GlRequests, EverySecondOfAStrideIsKeptAndTheLast) {
  RunRequest r = request(500);
  r.record.states = Record::States::stride;
  r.record.stride = 7;
  EXPECT_EQ(gl().run(r).x_rows, (std::vector<int>{-1, 6, 13, 20, 27, 34, 41, 48, 49}));
  expect_same_as_oracle(r);
  r.record.also = {20, 21, 22};
  EXPECT_EQ(gl().run(r).x_rows, (std::vector<int>{-1, 6, 13, 19, 20, 21, 27, 34, 41, 48, 49}));
  expect_same_as_oracle(r);
}

TEST_F(GlRequests, OneParticleAndOddNumbersOfThem) {
  for (const std::size_t particles : {1, 2, 3, 127, 129, 257})
    expect_same_as_oracle(request(particles));
}

TEST_F(GlRequests, SeedsAndLanesAreTheGeneratorsOwn) {
  for (const std::uint64_t seed : {0ull, 1ull, 0xFFFFFFFFull, 0x123456789ABCDEFull}) {
    RunRequest r = request(200, seed);
    r.lane = 3;
    expect_same_as_oracle(r);
  }
}

TEST_F(GlRequests, APartOfARunIsThatPartToTheBit) {
  const RunRequest whole = request(1001);
  const Trajectory<float> all = gl().run(whole);
  for (const std::size_t begin : {1, 2, 500, 777}) {  // odd ones start within a block of noise
    RunRequest part = request(100);
    part.first_particle = begin;
    const Trajectory<float> some = gl().run(part);
    for (std::size_t row = 0; row < all.rows(); ++row) {
      const auto expected = all.state(row).subspan(2 * begin, 200);
      ASSERT_TRUE(std::ranges::equal(some.state(row), expected)) << "row " << row;
    }
  }
}

TEST_F(GlRequests, ParticleNumbersReachBeyond32Bits) {
  RunRequest r = request(300);
  r.first_particle = 0x1'FFFF'FFFFull - 100;  // the block's low word overflows on the way
  expect_same_as_oracle(r);
}

TEST_F(GlRequests, StartsFromTheDataAndFromABox) {
  const Mixture ellipses(five_ellipses());
  for (const Mixture* model : {static_cast<const Mixture*>(&model_), &ellipses}) {
    for (const Start begin : {Start::data, Start::box, Start::prior}) {
      plan_ = stochastic(2);
      plan_.begin = begin;
      plan_.init_scale = 2.5;
      RunRequest r = request(20000);
      r.first_particle = 1;
      r.model = model;
      expect_same_as_oracle(r);
    }
  }
}

TEST_F(GlRequests, ReplayTakesItsArraysInsteadOfTheGenerator) {
  const std::size_t n = 301;
  Replay replay;
  replay.x_init.resize(2 * n);
  replay.noise.resize(2 * n * static_cast<std::size_t>(plan_.draws()));
  for (std::size_t i = 0; i < replay.x_init.size(); ++i)
    replay.x_init[i] = normal(99, i, 0, Stream::start);
  for (std::size_t i = 0; i < replay.noise.size(); ++i)
    replay.noise[i] = normal(99, i, 1, Stream::start);
  RunRequest r = request(n);
  r.replay = &replay;
  expect_same_as_oracle(r);
  plan_ = sde(SamplerKind::reverse_diffusion, ProcessKind::ve, 1);
  replay.noise.resize(2 * n * static_cast<std::size_t>(plan_.draws()));
  for (std::size_t i = 0; i < replay.noise.size(); ++i)
    replay.noise[i] = normal(98, i, 1, Stream::start);
  expect_same_as_oracle(r);
}

TEST_F(GlRequests, CorrectorsTakeTheirStepFromAllParticles) {
  plan_ = sde(SamplerKind::euler_maruyama, ProcessKind::vp_sde, 1);
  expect_same_as_oracle(request(2001));
  plan_ = sde(SamplerKind::reverse_diffusion, ProcessKind::ve, 2);
  expect_same_as_oracle(request(2001));
  expect_same_as_oracle(request(1));
}

TEST_F(GlRequests, GuidanceTowardsOneClassAndTowardsEachParticlesOwn) {
  for (const GuidanceKind kind : {GuidanceKind::classifier_ddim, GuidanceKind::classifier_free}) {
    plan_ = guided(SamplerKind::ddim, kind, 2);
    RunRequest r = request(1000);
    r.labels = {1};
    expect_same_as_oracle(r);
    r.labels.resize(1000);
    for (std::size_t p = 0; p < r.labels.size(); ++p) r.labels[p] = static_cast<int>(p % 3);
    expect_same_as_oracle(r);
  }
  plan_ = guided(SamplerKind::ddpm, GuidanceKind::classifier_ddpm, 3);
  RunRequest r = request(1000);
  r.labels = {2};
  expect_same_as_oracle(r);
}

TEST_F(GlRequests, EvaluationsAreKeptPlainAndGuided) {
  const auto expect_array = [](std::span<const float> run, std::span<const double> oracle,
                               const char* what) {
    const Distance off = distance(run, oracle, 400);
    EXPECT_LE(off.rms, 1e-4) << what;
    EXPECT_LE(off.most, 1e-3) << what;  // 400 particles: the largest of them
  };
  plan_ = guided(SamplerKind::ddim, GuidanceKind::classifier_free, 2, 20);
  RunRequest r = request(400);
  r.labels = {1};
  r.record.evaluations = true;
  for (const char* kind : {"class", "loss", "plain"}) {
    const bool is_guided = *kind != 'p';
    r.loss = *kind == 'l' ? std::optional(Loss{.target = {0.5, 1}}) : std::nullopt;
    if (!is_guided) plan_ = sde(SamplerKind::reverse_diffusion, ProcessKind::ve, 1);
    const Trajectory<float> run = gl().run(r);
    const Trajectory<double> oracle = plain_run(r);
    EXPECT_EQ(run.eval_rows, oracle.eval_rows);
    expect_parity(run, oracle, r);
    expect_array(run.x0_plain, oracle.x0_plain, "x0 plain");
    expect_array(run.eps_plain, oracle.eps_plain, "eps plain");
    expect_array(run.score_plain, oracle.score_plain, "score plain");
    expect_array(run.x0, oracle.x0, "x0");
    expect_array(run.eps, oracle.eps, "eps");
    expect_array(run.score, oracle.score, "score");
  }
}

TEST_F(GlRequests, APlanWithoutRowsKeepsItsStart) {
  plan_.rows.clear();
  expect_same_as_oracle(request(10));
}

TEST_F(GlRequests, TwoRunsOfOneRequestAreEqualToTheBit) {
  plan_ = sde(SamplerKind::euler_maruyama, ProcessKind::vp_sde, 1);
  EXPECT_EQ(gl().run(request(5000)).x, gl().run(request(5000)).x);
}

TEST_F(GlRequests, AModelWithoutAClosedFormRunsBesideTheDevice) {
  const OpaqueMixture opaque(model_.data());
  const RunRequest r = request(300);
  RunRequest other = r;
  other.model = &opaque;
  expect_parity(gl().run(other), plain_run(r), r);
  EXPECT_THROW(gl().run_on_gpu(other), Failed);
}

TEST_F(GlRequests, WhatDoesNotFitTogetherIsRefused) {
  RunRequest r = request(0);
  EXPECT_THROW(gl().run(r), BadRequest);
  EXPECT_THROW(gl().run_on_gpu(r), BadRequest);
  plan_ = guided(SamplerKind::ddim, GuidanceKind::classifier_free, 2);
  EXPECT_THROW(gl().run(request(10)), BadRequest);  // no labels
}

}  // namespace
}  // namespace alphabar
