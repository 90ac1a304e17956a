#include <algorithm>

#include "core/base/error.h"
#include "core/engine/bench/bare_kernel.h"
#include "core/gl/shader_source.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "tests/parity/gl_parity.h"

namespace alphabar {
namespace {

class GlLimitsTest : public GlParity {
 protected:
  void SetUp() override {
    GlParity::SetUp();
    ProcessSpec process;
    process.kind = ProcessKind::ve;
    SamplerSpec sampler;
    sampler.kind = SamplerKind::reverse_diffusion;
    sampler.corrector.steps = 1;
    corrected_ = build_plan(Process(process), sampler);
    sampler = {};
    sampler.kind = SamplerKind::pndm;  // the longest history, a replaced output, a trial point
    multistep_ = build_plan(Process({}), sampler);
    sampler.kind = SamplerKind::unipc;
    predicted_ = build_plan(Process({}), sampler);
  }
  RunRequest request(const Plan& plan, std::size_t particles = 1001) {
    RunRequest r;
    r.plan = &plan;
    r.model = &model_;
    r.particles = particles;
    r.seed = 11;
    return r;
  }

  Mixture model_{ring_of_circles()};
  Plan corrected_, multistep_, predicted_;
};

// However a run is cut, the bits are the same: the plans need all that can be carried over a cut.
TEST_F(GlLimitsTest, ASmallDeviceGivesTheSameBits) {
  for (const Plan* plan : {&corrected_, &multistep_, &predicted_}) {
    RunRequest r = request(*plan);
    r.record.evaluations = true;
    const Trajectory<float> expected = gl().run(r);
    for (const std::size_t storage : {80'000, 100'000, 300'000}) {  // a row of states is 8 kB
      GlEngine small({.source = {},
                      .limits = GlLimits{storage, 16384, 16, 256, 65535},
                      .first_work = 1e4});  // a dispatch of one group at first
      const Trajectory<float> run = small.run(r);
      EXPECT_EQ(run.x, expected.x) << storage;
      EXPECT_EQ(run.x0_plain, expected.x0_plain) << storage;
      EXPECT_EQ(run.score_plain, expected.score_plain) << storage;
    }
  }
}

TEST_F(GlLimitsTest, APlanIsOneDispatchWhereNothingCutsIt) {
  EXPECT_EQ(gl().run_on_gpu(request(multistep_)).dispatches, 1);
  const int correctors = static_cast<int>(
      std::ranges::count_if(corrected_.rows, [](const Row& row) { return row.snr > 0; }));
  EXPECT_EQ(gl().run_on_gpu(request(corrected_)).dispatches, correctors + 1);
}

TEST_F(GlLimitsTest, WhatCannotFitIsRefusedWithAReason) {
  GlEngine small({.source = {}, .limits = GlLimits{40'000, 16384, 16, 256, 65535}});
  const RunRequest wide = request(multistep_, 5001);  // a row of states is 40,008 bytes
  EXPECT_THROW(small.run_on_gpu(wide), Failed);
  EXPECT_THROW(small.run(request(corrected_, 5001)), Failed);  // wants all particles at once
  EXPECT_EQ(small.run(wide).x, gl().run(wide).x);              // in parts
}

TEST_F(GlLimitsTest, WhatStaysOnTheGpuIsWhatIsReadBack) {
  RunRequest r = request(multistep_);
  r.record.states = Record::States::stride;
  r.record.stride = 10;
  const GlRun run = gl().run_on_gpu(r);
  const Trajectory<float> all = gl().run(r);
  EXPECT_EQ(run.x_rows, all.x_rows);
  EXPECT_EQ(run.read_back().x, all.x);
  std::vector<float> row(2 * r.particles);
  run.states.read_back(std::span(row), run.state_offset(2));
  EXPECT_TRUE(std::ranges::equal(row, all.state(2)));
}

TEST_F(GlLimitsTest, ProgressRisesToOneAndAStopIsObeyed) {
  GlEngine slow({.source = {}, .limits = {}, .first_work = 1e4});
  RunRequest r = request(multistep_, 50000);
  std::vector<double> seen;
  r.progress = [&](double done) { seen.push_back(done); };
  slow.run(r);
  ASSERT_GT(seen.size(), 2u);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_NEAR(seen.back(), 1, 1e-12);
  std::stop_source stop;
  r.stop = stop.get_token();
  int calls = 0;
  r.progress = [&](double) {
    ++calls;
    stop.request_stop();
  };
  EXPECT_THROW(GlEngine({.source = {}, .limits = {}, .first_work = 1e4}).run(r), Cancelled);
  EXPECT_EQ(calls, 1);
}

TEST_F(GlLimitsTest, AShaderThatDoesNotCompileShowsItsLogAndNumberedLines) {
  bool broken = true;
  GlEngine engine({.source =
                       [&](std::string_view name) {
                         std::string text = shader_source(name);
                         if (broken && name == "step.comp") text += "\nthis is no GLSL;\n";
                         return text;
                       },
                   .limits = {}});
  try {
    engine.run(request(multistep_));
    FAIL() << "the broken shader compiled";
  } catch (const ShaderError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("step.comp"), text.npos);
    EXPECT_NE(text.find("syntax error"), text.npos) << text;
    EXPECT_NE(text.find("   1 | #version 430 core"), text.npos) << text;
    EXPECT_NE(text.find("| this is no GLSL;"), text.npos) << text;
  }
  broken = false;
  EXPECT_EQ(engine.run(request(multistep_)).x, gl().run(request(multistep_)).x);
}

// Not how fast: that is for `alphabar bench`. The engine and the kernel that it is measured against
// must do the same work: the difference is rounding, multiplied where two flows part.
TEST_F(GlLimitsTest, TheSpeedLimitDoesTheSameWork) {
  const GlSpeed speed = measure_gl_speed(gl(), 2001, 50, 1);
  EXPECT_GT(speed.engine, 0);
  EXPECT_GT(speed.bare, 0);
  EXPECT_LE(speed.difference, 1e-3);
}

}  // namespace
}  // namespace alphabar
