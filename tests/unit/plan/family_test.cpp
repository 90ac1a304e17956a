// Samplers that are the same where their formulas meet.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

/// Of all coefficients of two plans.
double largest_difference(const Plan& a, const Plan& b) {
  EXPECT_EQ(a.rows.size(), b.rows.size());
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.rows.size(), b.rows.size()); ++i) {
    const Row &p = a.rows[i], &q = b.rows[i];
    largest = std::max({largest, std::abs(p.c_x - q.c_x), std::abs(p.c_z - q.c_z)});
    for (std::size_t j = 0; j < Row::history; ++j)
      largest = std::max({largest, std::abs(p.c_d[j] - q.c_d[j]), std::abs(p.c_e[j] - q.c_e[j])});
  }
  return largest;
}

TEST(Family, MeetsWhereItsFormulasDo) {
  ProcessSpec edm;
  edm.kind = ProcessKind::edm;
  const Process process(edm);
  const auto plan_of = [&](SamplerKind kind, void (*set)(SamplerSpec&)) {
    SamplerSpec spec;
    spec.kind = kind;
    spec.grid.steps = 20;
    spec.grid.spacing = Spacing::karras;
    spec.lower_order_final = false;
    set(spec);
    return build_plan(process, spec);
  };
  const auto plain = [](SamplerSpec&) {};
  const auto heun = [](SamplerSpec& s) { s.solver_type = SolverType::heun; };
  // RES without noise is 2M with the line's exact integral.
  EXPECT_LT(largest_difference(plan_of(SamplerKind::res_multistep, plain),
                               plan_of(SamplerKind::dpmpp_2m, heun)),
            1e-13);
  // Predicting alone, SA-Solver in x0 with order 1, or in eps with order 2, is the multistep
  // DPM-Solver of the same SDE.
  const auto first = [](SamplerSpec& s) {
    s.order = 1;
    s.eta = 1;
    s.corrector_order = 0;
  };
  const auto second = [](SamplerSpec& s) {
    s.form = SolverForm::eps;
    s.solver_type = SolverType::heun;
    s.eta = 0.5;
    s.corrector_order = 0;
    s.grid.end_clean = false;
  };
  for (const auto set : {+first, +second})
    EXPECT_LT(largest_difference(plan_of(SamplerKind::sa_solver, set),
                                 plan_of(SamplerKind::dpmpp_2m, set)),
              1e-12);
  EXPECT_EQ(largest_difference(plan_of(SamplerKind::tcd, plain), plan_of(SamplerKind::ddim, plain)),
            0);
  // gamma = 1 is Euler.
  const Plan estimated =
      plan_of(SamplerKind::gradient_estimation, [](SamplerSpec& s) { s.gamma = 1; });
  for (const Row& row : estimated.rows) {
    EXPECT_EQ(row.c_e[1], 0);
    EXPECT_NEAR(decompose(row).predicted_x0, row.to.a, 1e-12);
  }
}

}  // namespace
}  // namespace alphabar
