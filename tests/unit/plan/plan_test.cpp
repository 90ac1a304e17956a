// Invariants of plans: they hold for every sampler, process and grid, not for chosen cases.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/plan/invariants.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/ddpm.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

ProcessSpec process_of(ProcessKind kind) {
  ProcessSpec spec;
  spec.kind = kind;
  return spec;
}

SamplerSpec sampler_of(SamplerKind kind, int steps) {
  SamplerSpec spec;
  spec.kind = kind;
  spec.grid.steps = steps;
  return spec;
}

// The exact samplers keep both invariants on every row. The bound is rounding: the largest
// coefficients here are about 1e3 (UniPC), and 1e3 * 1e-16 * a few terms is below 1e-12.
void expect_invariants(const Process& process, const SamplerSpec& spec) {
  for (const Row& row : build_plan(process, spec).rows) {
    const double scale = 1 + row.to.s * row.to.s + row.from.s * row.from.s;
    EXPECT_LE(std::abs(miss(row).signal), 1e-12 * scale)
        << sampler_info(spec.kind).name << " from t = " << row.from.t;
    EXPECT_LE(std::abs(miss(row).noise), 1e-12 * scale)
        << sampler_info(spec.kind).name << " from t = " << row.from.t;
  }
}

TEST(Invariants, HoldForEveryExactSampler) {
  for (const ProcessKind kind : {ProcessKind::linear, ProcessKind::scaled_linear,
                                 ProcessKind::cosine, ProcessKind::sigmoid, ProcessKind::edm}) {
    for (const SamplerKind sampler : {SamplerKind::ddpm,
                                      SamplerKind::ddim,
                                      SamplerKind::ddim_inverse,
                                      SamplerKind::renoise,
                                      SamplerKind::euler,
                                      SamplerKind::euler_ancestral,
                                      SamplerKind::heun,
                                      SamplerKind::heun_flow,
                                      SamplerKind::dpm2,
                                      SamplerKind::dpm2_ancestral,
                                      SamplerKind::dpmpp_2s_ancestral,
                                      SamplerKind::dpmpp_sde,
                                      SamplerKind::dpm_singlestep,
                                      SamplerKind::dpmpp_2m,
                                      SamplerKind::pndm,
                                      SamplerKind::ipndm,
                                      SamplerKind::lms,
                                      SamplerKind::deis,
                                      SamplerKind::unipc,
                                      SamplerKind::res_singlestep,
                                      SamplerKind::dpm_fast,
                                      SamplerKind::res_multistep,
                                      SamplerKind::sa_solver,
                                      SamplerKind::er_sde,
                                      SamplerKind::seeds,
                                      SamplerKind::restart,
                                      SamplerKind::tcd,
                                      SamplerKind::gradient_estimation}) {
      for (const Spacing spacing : {Spacing::leading, Spacing::trailing, Spacing::linspace,
                                    Spacing::quadratic, Spacing::karras}) {
        for (const double eta : {0.0, 0.5, 1.0}) {
          SamplerSpec spec = sampler_of(sampler, 20);
          spec.grid.spacing = spacing;
          spec.eta = eta;
          expect_invariants(Process(process_of(kind)), spec);
        }
      }
    }
  }
}

TEST(Invariants, HoldForEveryOption) {
  const Process process(process_of(ProcessKind::linear));
  for (const int steps : {1, 2, 3, 4, 10, 20}) {
    for (const int order : {1, 2, 3}) {
      for (const SolverForm form : {SolverForm::x0, SolverForm::eps}) {
        for (const bool plain : {true, false}) {
          SamplerSpec spec = sampler_of(SamplerKind::dpmpp_2m, steps);
          spec.order = order;
          spec.form = form;
          spec.solver_type = plain ? SolverType::midpoint : SolverType::heun;
          spec.lower_order_final = plain;
          spec.grid.end_clean = plain;
          expect_invariants(process, spec);
          spec.kind = SamplerKind::dpm_singlestep;
          expect_invariants(process, spec);
          spec.kind = SamplerKind::unipc;
          spec.unipc_b = plain ? UniPcB::bh2 : UniPcB::bh1;
          if (!plain) spec.uncorrected = {0, 2};
          expect_invariants(process, spec);
          spec.kind = SamplerKind::deis;
          expect_invariants(process, spec);
          spec.kind = SamplerKind::er_sde;
          expect_invariants(process, spec);
          spec.kind = SamplerKind::sa_solver;
          for (const int corrector_order : {0, 1, 2, 3, 4}) {
            spec.corrector_order = corrector_order;
            expect_invariants(process, spec);
          }
        }
      }
    }
    SamplerSpec spec = sampler_of(SamplerKind::lms, steps);
    spec.order = 4;
    expect_invariants(process, spec);
    spec.kind = SamplerKind::pndm;
    spec.runge_kutta = true;
    expect_invariants(process, spec);
    for (const SamplerKind kind :
         {SamplerKind::dpmpp_2s_ancestral, SamplerKind::dpmpp_sde, SamplerKind::res_singlestep}) {
      spec = sampler_of(kind, steps);
      spec.eta = 0.5;
      spec.middle = 0.7;
      expect_invariants(process, spec);
    }
    for (const int order : {1, 3, 4}) {
      spec = sampler_of(SamplerKind::res_singlestep, steps);
      spec.order = order;
      expect_invariants(process, spec);
    }
    for (const SamplerKind kind : {SamplerKind::euler, SamplerKind::heun, SamplerKind::dpm2}) {
      spec = sampler_of(kind, steps);
      spec.churn = {8, 0.1, 50};
      expect_invariants(process, spec);
      spec.frame = Frame::sigma;
      expect_invariants(process, spec);
    }
  }
}

TEST(Invariants, MissTheNoiseWhereTheSamplerIsFirstOrder) {
  const Process process(process_of(ProcessKind::linear));
  for (const SamplerKind kind : {SamplerKind::euler_maruyama, SamplerKind::reverse_diffusion}) {
    double largest = 0;
    for (const Row& row : build_plan(process, sampler_of(kind, 50)).rows)
      largest = std::max(largest, std::abs(miss(row).noise));
    EXPECT_GT(largest, 1e-6);
    EXPECT_LT(largest, 0.5);
  }
}

TEST(Ddim, IsDdpmAtEtaOneOnEveryTimestep) {
  for (const ProcessKind kind : {ProcessKind::linear, ProcessKind::scaled_linear,
                                 ProcessKind::cosine, ProcessKind::sigmoid}) {
    const Process process(process_of(kind));
    for (int t = 2; t <= process.T(); ++t) {
      const Row ddim = ddim_row(process.at(t), process.at(t - 1), 1);
      const Row ddpm = ddpm_row(process.at(t), process.at(t - 1), Variance::small);
      EXPECT_NEAR(ddim.c_x, ddpm.c_x, 1e-10) << static_cast<int>(kind) << " t = " << t;
      EXPECT_NEAR(ddim.c_d[0], ddpm.c_d[0], 1e-10) << static_cast<int>(kind) << " t = " << t;
      EXPECT_NEAR(ddim.c_z, ddpm.c_z, 1e-12) << static_cast<int>(kind) << " t = " << t;
    }
  }
}

TEST(Ddpm, EpsFormEqualsX0Form) {
  // [x - beta / sqrt(1 - ab) eps_hat] / sqrt(alpha) (Ho et al. 2020, eq. 11) against eq. 7.
  const Process process(process_of(ProcessKind::linear));
  for (int t = 1; t <= process.T(); ++t) {
    const Row row = ddpm_mean_row(process.at(t), process.at(t - 1));
    const double alpha = 1 - process.beta(t), ab = process.alpha_bar(t);
    const Decomposition d = decompose(row);
    EXPECT_NEAR(d.predicted_x0 / row.a, 1 / std::sqrt(alpha), 1e-10);
    EXPECT_NEAR(d.direction - row.s * d.predicted_x0 / row.a,
                -process.beta(t) / std::sqrt(1 - ab) / std::sqrt(alpha), 1e-10);
  }
}

TEST(Ddim, JumpsAnywhereAndReversesItself) {
  const Process process(process_of(ProcessKind::cosine));
  const Row row = ddim_row(process.at(800), process.at(123), 0);
  EXPECT_LE(std::abs(miss(row).signal), 1e-13);
  EXPECT_LE(std::abs(miss(row).noise), 1e-13);
  const Row back = ddim_row(process.at(123), process.at(800), 0);
  EXPECT_LE(std::abs(miss(back).signal), 1e-13);
  EXPECT_LE(std::abs(miss(back).noise), 1e-13);
  // Of a point whose split the model keeps, there and back is the identity.
  const double x = 0.7, eps = -1.3;
  const auto take = [&](const Row& r, double from, double x0) {
    return r.c_x * from + r.c_d[0] * x0 + r.c_e[0] * eps;
  };
  const Level k = process.at(800);
  const double x0 = (x - k.s * eps) / k.a;
  EXPECT_NEAR(take(back, take(row, x, x0), x0), x, 1e-12);
}

TEST(Ddim, OneJumpIsAListOfTwoSigmas) {
  const Process process(process_of(ProcessKind::linear));
  SamplerSpec sampler = sampler_of(SamplerKind::ddim, 1);
  sampler.grid.spacing = Spacing::by_hand;
  sampler.grid.values = {process.at(800).sigma(), process.at(123).sigma()};
  sampler.grid.end_clean = false;
  const Plan plan = build_plan(process, sampler);
  ASSERT_EQ(plan.rows.size(), 1u);
  EXPECT_EQ(plan.start.t, 800);
  EXPECT_EQ(plan.rows[0].to.t, 123);
  const Row row = ddim_row(process.at(800), process.at(123), 0);
  EXPECT_NEAR(plan.rows[0].c_x, row.c_x, 1e-12);
  EXPECT_NEAR(plan.rows[0].c_d[0], row.c_d[0], 1e-12);
  sampler.grid.values.pop_back();
  EXPECT_THROW(build_plan(process, sampler), BadRequest);
}

TEST(Plan, StoresWhatIsDefinedAtZeroTerminalSnr) {
  ProcessSpec spec = process_of(ProcessKind::linear);
  spec.zero_terminal_snr = true;
  const Process process(spec);
  ASSERT_LT(process.alpha_bar(1000), 1e-30);
  SamplerSpec sampler = sampler_of(SamplerKind::ddim, 10);
  sampler.grid.spacing = Spacing::trailing;
  const Plan plan = build_plan(process, sampler);
  EXPECT_LE(std::abs(miss(plan.rows[0]).signal), 1e-13);
  EXPECT_LE(std::abs(miss(plan.rows[0]).noise), 1e-13);
}

TEST(Plan, OneStepAndOneTimestepAreDefined) {
  ProcessSpec spec = process_of(ProcessKind::linear);
  spec.T = 1;
  for (const SamplerInfo& info : samplers()) {
    const Plan plan = build_plan(Process(spec), sampler_of(info.kind, 1));
    EXPECT_GE(plan.rows.size(), 1u) << info.name;
    for (const Row& row : plan.rows)
      EXPECT_TRUE(std::isfinite(row.c_x) && std::isfinite(row.c_d[0]) &&
                  std::isfinite(row.c_e[0]) && std::isfinite(row.c_z))
          << info.name;
  }
}

// Whatever is asked for, a plan comes out whole (finite, never reaching back to outputs that are
// not there yet) or the request is refused by name.
TEST(Plan, IsWholeOrRefusedOnEveryProcess) {
  int built = 0, refused = 0;
  for (int kind = 0; kind <= static_cast<int>(ProcessKind::clean); ++kind) {
    ProcessSpec process = process_of(static_cast<ProcessKind>(kind));
    process.betas.assign(40, 0.1);
    for (const bool zero_snr : {false, true}) {
      process.zero_terminal_snr = zero_snr;
      for (const SamplerInfo& info : samplers()) {
        for (const int steps : {1, 2, 3, 20}) {
          for (const Spacing spacing : {Spacing::leading, Spacing::trailing, Spacing::karras}) {
            SamplerSpec sampler = sampler_of(info.kind, steps);
            sampler.grid.spacing = spacing;
            sampler.order = 3;
            Plan plan;
            try {
              plan = build_plan(Process(process), sampler);
              ++built;
            } catch (const BadRequest&) {
              ++refused;
              continue;
            }
            std::size_t outputs = 0;
            for (const Row& row : plan.rows) {
              if (row.evaluate && !(row.replace_newest && outputs > 0)) ++outputs;
              for (std::size_t j = outputs; j < Row::history; ++j) {
                EXPECT_EQ(row.c_d[j], 0) << info.name << " process " << kind;
                EXPECT_EQ(row.c_e[j], 0) << info.name << " process " << kind;
              }
            }
          }
        }
      }
    }
  }
  EXPECT_GT(built, 1000);
  EXPECT_GT(refused, 50);
}

// On levels even in lambda the third order is DPM-Solver-3 itself (Lu et al. 2022, algorithm 2,
// with r_1 = 1/3 and r_2 = 2/3), and the second DPM-Solver-2 with r_1 = 1/2, whose share of the
// middle is then all of it.
TEST(Singlestep, HasThePapersCoefficientsOnLevelsEvenInLambda) {
  const Process process(process_of(ProcessKind::vp_sde));
  SamplerSpec spec = sampler_of(SamplerKind::dpm_singlestep, 7);
  spec.grid.spacing = Spacing::exponential;
  spec.grid.end_clean = false;
  spec.form = SolverForm::eps;
  spec.order = 3;
  const std::vector<Row> third = build_plan(process, spec).rows;
  const double h = std::log(third[2].to.a / third[2].to.s) - std::log(third[0].a / third[0].s);
  const auto phi = [&](double r) { return std::expm1(r * h) / (r * h) - 1; };
  EXPECT_EQ(third[0].commit, false);
  EXPECT_EQ(third[1].commit, false);
  EXPECT_EQ(third[2].commit, true);
  // u_2 of the paper has the slope's weight (r_2 / r_1) phi(r_2 h): diffusers takes half of
  // e^(r_2 h) - 1 there by midpoint, and this very weight by heun.
  EXPECT_NEAR(third[2].c_e[0], -third[2].to.s * phi(1) * 1.5, 1e-12);
  EXPECT_EQ(third[2].c_e[1], 0);
  EXPECT_NEAR(third[2].c_e[0] + third[2].c_e[2], -third[2].to.s * std::expm1(h), 1e-12);
  spec.solver_type = SolverType::heun;
  const Row second = build_plan(process, spec).rows[1];
  EXPECT_NEAR(second.c_e[0], -second.to.s * 2 * phi(2.0 / 3), 1e-12);

  spec.order = 2;
  spec.solver_type = SolverType::midpoint;
  const Row row = build_plan(process, spec).rows[1];
  EXPECT_NEAR(row.c_e[1], 0, 1e-12);
}

TEST(Singlestep, DividesTheRunIntoStepsAsTheLibraryDoes) {
  const Process process(process_of(ProcessKind::linear));
  // '.' a point in between, '|' the end of a step
  const auto steps = [&](int order, int n, bool lower_order_final, bool end_clean) {
    SamplerSpec spec = sampler_of(SamplerKind::dpm_singlestep, n);
    spec.order = order;
    spec.lower_order_final = lower_order_final;
    spec.grid.end_clean = end_clean;
    std::string text;
    for (const Row& row : build_plan(process, spec).rows) text += row.commit ? '|' : '.';
    return text;
  };
  EXPECT_EQ(steps(1, 3, true, true), "|||");
  EXPECT_EQ(steps(2, 6, true, true), ".|.|||");
  EXPECT_EQ(steps(2, 6, false, false), ".|.|.|");
  EXPECT_EQ(steps(2, 5, false, false), ".|.||");
  EXPECT_EQ(steps(3, 6, true, true), "..|.||");
  EXPECT_EQ(steps(3, 7, true, true), "..|..||");
  EXPECT_EQ(steps(3, 8, true, true), "..|..|||");
  EXPECT_EQ(steps(3, 8, true, false), "..|..|.|");
  EXPECT_EQ(steps(3, 6, false, false), "..|..|");
}

TEST(Plan, RefusesMoreStepsThanTimesteps) {
  ProcessSpec spec = process_of(ProcessKind::linear);
  spec.T = 10;
  EXPECT_THROW(build_plan(Process(spec), sampler_of(SamplerKind::ddim, 11)), BadRequest);
  EXPECT_THROW(build_plan(Process(spec), sampler_of(SamplerKind::ddim, 0)), BadRequest);
}

TEST(Plan, CountsEvaluationsAndDraws) {
  const Process process(process_of(ProcessKind::linear));
  const Plan heun = build_plan(process, sampler_of(SamplerKind::heun, 10));
  EXPECT_EQ(heun.evaluations(), 19);
  EXPECT_EQ(heun.draws(), 0);
  EXPECT_EQ(build_plan(process, sampler_of(SamplerKind::ddpm, 50)).draws(), 49);
  EXPECT_EQ(build_plan(process, sampler_of(SamplerKind::unipc, 20)).evaluations(), 20);
}

TEST(Samplers, AreListedInTheOrderOfTheirKind) {
  for (const SamplerInfo& info : samplers()) EXPECT_EQ(&sampler_info(info.kind), &info);
}

TEST(Processes, AndSpacingsAreListedInTheOrderOfTheirKind) {
  ASSERT_EQ(processes().size(), static_cast<std::size_t>(ProcessKind::clean) + 1);
  for (std::size_t i = 0; i < processes().size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(processes()[i].kind), i);
  ASSERT_EQ(spacings().size(), static_cast<std::size_t>(Spacing::by_hand) + 1);
  for (const SpacingInfo& info : spacings()) EXPECT_EQ(&spacing_info(info.kind), &info);
}

TEST(Grid, TimeOfSigmaInvertsTheSchedule) {
  for (const ProcessKind kind :
       {ProcessKind::linear, ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::subvp_sde,
        ProcessKind::ve, ProcessKind::edm, ProcessKind::flow}) {
    const Process process(process_of(kind));
    for (int i = 1; i < 200; ++i) {
      const double t = process.t_min() + (process.t_max() - process.t_min()) * i / 200.0;
      const Level level = process.at(t);
      const Level back = process.at_sigma(level.sigma());
      EXPECT_NEAR(back.t, t, 1e-9 * process.t_max());
      EXPECT_NEAR(back.a, level.a, 1e-12);
      EXPECT_NEAR(back.s, level.s, 1e-9 * (1 + level.s));
      const Level from_snr = process.at_log_snr(log_snr(level));
      EXPECT_NEAR(from_snr.t, t, 1e-9 * process.t_max());
      EXPECT_NEAR(log_snr(from_snr), log_snr(level), 1e-9 * (1 + std::abs(log_snr(level))));
    }
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(process.at_log_snr(infinity).s, 0);
    if (!process.variance_exploding()) {
      EXPECT_EQ(process.at_log_snr(-infinity).a, 0);
      EXPECT_EQ(process.at_log_snr(-infinity).t, process.t_max());
    }
  }
}

// Every timestep of a discrete process is found again from its sigma and from its log-SNR.
TEST(Grid, TimestepsAreFoundAgainFromSigmaAndLogSnr) {
  for (const ProcessKind kind : {ProcessKind::linear, ProcessKind::scaled_linear,
                                 ProcessKind::cosine, ProcessKind::sigmoid, ProcessKind::formula})
    for (const bool zero_snr : {false, true}) {
      ProcessSpec spec = process_of(kind);
      spec.zero_terminal_snr = zero_snr;
      const Process process(spec);
      for (int t = 1; t <= process.T(); ++t) {
        const Level level = process.at(t);
        EXPECT_NEAR(level.alpha_bar(), process.alpha_bar(t), 1e-15);
        EXPECT_NEAR(process.at_sigma(level.sigma()).t, t, 1e-6);
        EXPECT_NEAR(process.at_log_snr(log_snr(level)).t, t, 1e-6);
      }
      EXPECT_EQ(process.at_sigma(0).t, 0);
    }
}

}  // namespace
}  // namespace alphabar
