#include "core/plan/invariants.h"

#include <gtest/gtest.h>

#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

TEST(InvariantsOfARow, SharesOfOneEvaluationAreTheLecturesReading) {
  const Row row = ddim_row({700, 0.2, 0.98}, {500, 0.5, 0.86}, 0.4);
  const Decomposition read = decompose(row);
  const Shares made = shares(row);
  EXPECT_NEAR(made.signal, read.predicted_x0, 1e-15);
  EXPECT_NEAR(made.direction, read.direction, 1e-15);
  EXPECT_EQ(made.noise, read.noise);
}

TEST(InvariantsOfARow, LargeVarianceMissesTheNoiseAndSmallDoesNot) {
  const Process process{ProcessSpec{}};
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddpm;
  for (const Variance variance : {Variance::small, Variance::large}) {
    sampler.variance = variance;
    const Row row = build_plan(process, sampler).rows[20];
    EXPECT_NEAR(miss(row).signal, 0, 1e-14);
    if (variance == Variance::small) {
      EXPECT_NEAR(miss(row).noise, 0, 1e-14);
    } else {  // beta in place of beta_tilde
      const double beta = 1 - row.from.a * row.from.a / (row.to.a * row.to.a);
      const double tilde = beta * row.to.s * row.to.s / (row.from.s * row.from.s);
      EXPECT_NEAR(miss(row).noise, beta - tilde, 1e-14);
    }
  }
}

TEST(InvariantsOfARow, EveryRowOfAHistoryCounts) {
  Row row;
  row.from = {1, 0.6, 0.8};
  row.to = {0, 0.9, 0.3};
  row.c_x = 0.5;
  row.c_d = {0.1, 0.2, 0.3, 0.4};
  row.c_e = {-0.1, 0, 0, 0.2};
  row.c_z = 0.1;
  EXPECT_NEAR(miss(row).signal, 0.3 + 1.0 - 0.9, 1e-15);
  EXPECT_NEAR(miss(row).noise, 0.5 * 0.5 + 0.01 - 0.09, 1e-15);
}

}  // namespace
}  // namespace alphabar
