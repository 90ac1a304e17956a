// A step told as terms and as its paper's formula is what ran, for every sampler.
#include "core/engine/one_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/sde.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

struct Case {
  Process process;
  Mixture model{data_preset("ring")};
  Plan plan;
  Trajectory<float> run;
  SamplerSpec sampler;

  Case(ProcessKind kind, const SamplerSpec& spec, std::uint64_t seed)
      : process([&] {
          ProcessSpec p;
          p.kind = kind;
          p.T = 100;
          p.sigma_max = 5;
          return p;
        }()),
        plan(build_plan(process, spec)),
        sampler(spec) {
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = 3;
    request.seed = seed;
    const Trajectory<double> exact = plain_run(request);
    run.particles = exact.particles;
    run.x.assign(exact.x.begin(), exact.x.end());
    run.x_rows = exact.x_rows;
  }
};

SamplerSpec sampler_of(SamplerKind kind) {
  SamplerSpec spec;
  spec.kind = kind;
  spec.grid.steps = 12;
  spec.steps_each = 3;
  if (sampler_info(kind).uses(&SamplerSpec::eta)) spec.eta = 0.7;
  if (kind == SamplerKind::dpm_singlestep || kind == SamplerKind::dpmpp_2m) spec.eta = 0;
  return spec;
}

double apart(const Vec2& a, const Vec2& b) { return std::hypot(a[0] - b[0], a[1] - b[1]); }

constexpr ProcessKind processes[] = {ProcessKind::linear, ProcessKind::vp_sde, ProcessKind::ve,
                                     ProcessKind::edm, ProcessKind::flow};

// The states are kept in float, 6e-8 of 1 to 5; steps amplify that by no more than the samplers'
// largest coefficients, some hundreds (UniPC).
constexpr double tolerance = 1e-4;

TEST(OneStep, TermsAddUpToTheNextStateForEverySamplerOnEveryRow) {
  int steps = 0;
  for (const SamplerInfo& info : samplers())
    for (const ProcessKind kind : processes) {
      try {
        const Case c(kind, sampler_of(info.kind), 5);
        for (std::size_t r = 1; r < c.run.rows(); ++r)
          for (const std::size_t p : {0U, 2U}) {
            const auto step = one_step(c.plan, c.model, c.run, {p, 5, 0, {}}, c.run.x_rows[r]);
            ASSERT_TRUE(step) << info.name;
            const Point ran(c.run.state(r)[2 * p], c.run.state(r)[2 * p + 1]);
            if (!std::isfinite(ran[0])) break;  // Langevin steps that are too long for a process
            EXPECT_LT((step->next - ran).norm(), tolerance * (1 + ran.norm()))
                << info.name << " row " << r;
            ++steps;
          }
      } catch (const BadRequest&) {
        continue;  // a sampler that does not fit this process
      }
    }
  EXPECT_GT(steps, 1500);
}

TEST(OneStep, PapersFormulaWithTheStepsNumbersIsTheNextState) {
  // Rows that the formula tells, of all rows: first, last and trial rows of some samplers are
  // simpler ones, and the histories of the multistep ones stand in no closed formula.
  const std::map<SamplerKind, double> least{{SamplerKind::ddpm, 1},
                                            {SamplerKind::ddim, 1},
                                            {SamplerKind::ddim_inverse, 1},
                                            {SamplerKind::renoise, 1},
                                            {SamplerKind::euler_maruyama, 1},
                                            {SamplerKind::reverse_diffusion, 1},
                                            {SamplerKind::ancestral, 1},
                                            {SamplerKind::probability_flow, 1},
                                            {SamplerKind::langevin, 1},
                                            {SamplerKind::annealed_langevin, 1},
                                            {SamplerKind::euler, 0.9},  // not from a = 0
                                            {SamplerKind::euler_ancestral, 0.9},
                                            {SamplerKind::heun, 0.8},
                                            {SamplerKind::heun_flow, 0.8},
                                            {SamplerKind::dpm2, 0.8},
                                            {SamplerKind::dpm2_ancestral, 0.8},
                                            {SamplerKind::dpmpp_2s_ancestral, 0.8},
                                            {SamplerKind::dpmpp_sde, 0.8},
                                            {SamplerKind::dpm_singlestep, 0.5},
                                            {SamplerKind::dpmpp_2m, 0.7}};
  for (const auto& [kind, share] : least)
    for (const ProcessKind process : processes) {
      const bool flow = process == ProcessKind::flow;
      if (kind == SamplerKind::heun_flow && !flow) continue;         // told in t, which is s there
      if (kind == SamplerKind::annealed_langevin && flow) continue;  // ends beyond all numbers
      try {
        const Case c(process, sampler_of(kind), 9);
        const Equation equation = parse_equation(formula_of(sampler_info(kind), c.process));
        double told = 0;
        for (std::size_t r = 1; r < c.run.rows(); ++r) {
          const auto step = one_step(c.plan, c.model, c.run, {1, 9, 0, {}}, c.run.x_rows[r]);
          ASSERT_TRUE(step);
          FormulaValues values =
              formula_values(*step, c.process, step_time(c.process, c.sampler.grid, step->row));
          values.vectors["x'"] = vec2_of(step->next);
          const auto left = evaluate(equation.left, values),
                     right = evaluate(equation.right, values);
          // both sides are exact in double; differences of levels cancel some digits
          told += left && right &&
                  apart(*left, *right) < 1e-6 * (1 + std::hypot((*left)[0], (*left)[1]));
        }
        EXPECT_GE(told, share * static_cast<double>(c.run.rows() - 1))
            << sampler_info(kind).name << " on process " << static_cast<int>(process);
      } catch (const BadRequest&) {
        continue;
      }
    }
}

TEST(OneStep, AnSdesStepIsToldPerTimestepWithTheBetaOfATextbook) {
  for (const SamplerKind kind : {SamplerKind::euler_maruyama, SamplerKind::probability_flow})
    for (const ProcessKind on : {ProcessKind::linear, ProcessKind::vp_sde, ProcessKind::edm}) {
      SamplerSpec spec = sampler_of(kind);
      spec.grid.steps = 50;
      if (on != ProcessKind::edm) spec.grid.spacing = Spacing::trailing;
      const Case c(on, spec, 3);
      for (const std::size_t r : {10U, 25U, 40U}) {
        const auto step = one_step(c.plan, c.model, c.run, {0, 3, 0, {}}, c.run.x_rows[r]);
        ASSERT_TRUE(step);
        const Row& row = step->row;
        const double dt = step_time(c.process, spec.grid, row);
        const auto scalars = formula_values(*step, c.process, dt).scalars;
        const double f = scalars.at("f"), g2 = std::pow(scalars.at("g"), 2);
        const double middle = (row.from.t + row.to.t) / 2;
        if (on == ProcessKind::linear) {  // of the discrete schedule itself
          EXPECT_EQ(dt, row.from.t - row.to.t);
          const double beta = c.process.beta(static_cast<int>(std::ceil(middle)));
          EXPECT_NEAR(g2, beta, 0.05 * beta);  // to first order in the beta of the jump
          EXPECT_NEAR(f, -beta / 2, 0.05 * beta);
        } else if (on == ProcessKind::vp_sde) {
          EXPECT_EQ(dt, 1.0 / 50);
          EXPECT_NEAR(g2, c.process.diffusion_squared(row.from.t), 1e-9);
          EXPECT_NEAR(f, c.process.drift(row.from.t), 1e-9);
        } else {  // sigma is the time: g^2 = d sigma^2 / d sigma
          EXPECT_EQ(f, 0);
          EXPECT_NEAR(g2, 2 * middle, 1e-9 * middle);
        }
      }
    }
}

TEST(OneStep, DdimIsPredictedX0PlusDirectionPlusNoise) {
  const Case c(ProcessKind::linear, sampler_of(SamplerKind::ddim), 1);
  const auto step = one_step(c.plan, c.model, c.run, {0, 1, 0, {}}, 3);
  ASSERT_TRUE(step);
  ASSERT_EQ(step->terms.size(), 3u);
  const Row& row = step->row;
  EXPECT_EQ(step->terms[0].share, Share::predicted_x0);
  EXPECT_NEAR(step->terms[0].coefficient, row.to.a, 1e-12);
  EXPECT_EQ(step->terms[1].share, Share::direction);
  EXPECT_NEAR(step->terms[1].coefficient, std::sqrt(row.to.s * row.to.s - row.c_z * row.c_z),
              1e-12);
  EXPECT_EQ(step->terms[2].share, Share::noise);
  EXPECT_EQ(step->terms[2].coefficient, row.c_z);
}

/// The terms of a guided step add up as they do without, and `guidance` is what the weight is of.
TEST(OneStep, TellsWhatGuidanceAdds) {
  const Case c(ProcessKind::linear, sampler_of(SamplerKind::ddim), 1);
  Plan guided = c.plan;
  for (Row& row : guided.rows) row.w = 2;
  RunRequest request;
  request.plan = &guided;
  request.model = &c.model;
  request.particles = 1;
  request.seed = 1;
  request.labels = {0};
  Guide guide;
  guide.label = 0;
  const Trajectory<double> exact = plain_run(request);
  Trajectory<float> run;
  run.particles = 1;
  run.x.assign(exact.x.begin(), exact.x.end());
  run.x_rows = exact.x_rows;
  const auto step = one_step(guided, c.model, run, {0, 1, 0, guide}, 5);
  ASSERT_TRUE(step && step->plain);
  ASSERT_EQ(step->terms.size(), 4u);
  EXPECT_EQ(step->terms[2].share, Share::guidance);
  const Row& row = step->row;
  const Level level{0, row.a, row.s};
  const Split plain = c.model.split(vec2_of(step->y), level);
  const Split led = c.model.split(vec2_of(step->y), level, 0);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    EXPECT_NEAR(step->terms[0].vector[k], plain.x0_hat[i], 1e-9);
    EXPECT_NEAR(step->terms[1].vector[k], plain.eps_hat[i], 1e-9);
    const double shift = step->terms[0].coefficient * 2 * (led.x0_hat[i] - plain.x0_hat[i]) +
                         step->terms[1].coefficient * 2 * (led.eps_hat[i] - plain.eps_hat[i]);
    EXPECT_NEAR(step->terms[2].value()[k], shift, 1e-9);
  }
  const Point ran(run.state(6)[0], run.state(6)[1]);
  EXPECT_LT((step->next - ran).norm(), tolerance * (1 + ran.norm()));
}

TEST(OneStep, CorrectorsStepSizeIsFoundFromWhereItLed) {
  SamplerSpec spec = sampler_of(SamplerKind::euler_maruyama);
  spec.corrector.steps = 1;
  const Case c(ProcessKind::vp_sde, spec, 4);
  int correctors = 0;
  double h[2] = {};
  for (std::size_t r = 1; r < c.run.rows(); ++r) {
    if (c.plan.rows[static_cast<std::size_t>(c.run.x_rows[r])].snr == 0) continue;
    for (const std::size_t p : {0U, 1U}) {
      const auto step = one_step(c.plan, c.model, c.run, {p, 4, 0, {}}, c.run.x_rows[r]);
      ASSERT_TRUE(step && step->by_score);
      h[p] = step->row.c_s;
    }
    EXPECT_NEAR(h[0], h[1], 1e-3 * h[0]);  // one step size for all particles
    ++correctors;
  }
  EXPECT_GE(correctors, 5);
}

TEST(OneStep, HistoryIsRebuiltFromThinnedStates) {
  Case c(ProcessKind::linear, sampler_of(SamplerKind::pndm), 2);
  const auto whole = one_step(c.plan, c.model, c.run, {2, 2, 0, {}}, 10);
  Trajectory<float> thin;
  thin.particles = c.run.particles;
  for (std::size_t r = 0; r < c.run.rows(); r += 3) {
    thin.x_rows.push_back(c.run.x_rows[r]);
    const auto state = c.run.state(r);
    thin.x.insert(thin.x.end(), state.begin(), state.end());
  }
  const auto rebuilt = one_step(c.plan, c.model, thin, {2, 2, 0, {}}, 10);
  ASSERT_TRUE(whole && rebuilt);
  EXPECT_LT((whole->next - rebuilt->next).norm(), 1e-4);
  EXPECT_GT(whole->terms.size(), 3u);
}

}  // namespace
}  // namespace alphabar
