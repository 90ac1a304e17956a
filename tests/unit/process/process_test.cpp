// Schedules that are drawn, and the curve that they are drawn with.

#include "core/process/process.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/process/monotone_curve.h"

namespace alphabar {
namespace {

ProcessSpec drawn() {
  ProcessSpec spec;
  spec.kind = ProcessKind::drawn;
  spec.drawn_t = {0.1, 0.35, 0.7, 1};
  spec.drawn_alpha_bar = {0.95, 0.4, 0.35, 0.01};
  return spec;
}

// Reference values: scipy 1.17.1, PchipInterpolator, which is this very curve. Tolerance: rounding.
TEST(MonotoneCurve, AgreesWithScipy) {
  const MonotoneCurve falling({0, 0.1, 0.35, 0.7, 1}, {1, 0.95, 0.4, 0.35, 0.01});
  const MonotoneCurve turning({0, 1, 2, 4}, {0, 2, 1, 1.5});
  const auto expect = [](const MonotoneCurve& curve, double x, double y) {
    EXPECT_NEAR(curve(x), y, 1e-14) << x;
  };
  expect(falling, 0.05, 0.9841660887656033);
  expect(falling, 0.2, 0.73625660941000737);
  expect(falling, 0.5, 0.37601593992871313);
  expect(falling, 0.69, 0.35248484553189824);
  expect(falling, 0.9, 0.16308301775306844);
  expect(falling, 0.999, 0.011590338768297015);
  expect(turning, 0.25, 0.8046875);
  expect(turning, 0.9, 1.9754999999999998);
  expect(turning, 1.5, 1.5);
  expect(turning, 2.5, 1.0078125);
  expect(turning, 3.9, 1.4286874999999999);
}

TEST(MonotoneCurve, StaysBetweenNeighbours) {
  const MonotoneCurve curve({0, 0.1, 0.35, 0.7, 1}, {1, 0.95, 0.4, 0.35, 0.01});
  for (int i = 1; i <= 10000; ++i) EXPECT_LT(curve(i / 10000.0), curve((i - 1) / 10000.0));
  EXPECT_EQ(curve(-1), 1);
  EXPECT_EQ(curve(2), 0.01);
}

TEST(Drawn, PassesThroughItsPoints) {
  const Process process(drawn());
  ASSERT_EQ(process.T(), 1000);
  EXPECT_NEAR(process.alpha_bar(100), 0.95, 1e-12);
  EXPECT_NEAR(process.alpha_bar(350), 0.4, 1e-12);
  EXPECT_NEAR(process.alpha_bar(1000), 0.01, 1e-12);
  for (int t = 1; t <= 1000; ++t) {
    EXPECT_GT(process.beta(t), 0);
    EXPECT_LT(process.beta(t), 1);
  }
}

TEST(Drawn, EndsAtZeroWithZeroTerminalSnr) {
  ProcessSpec spec = drawn();
  spec.zero_terminal_snr = true;
  EXPECT_LT(Process(spec).alpha_bar(1000), 1e-30);
}

TEST(Drawn, RefusesPointsOutOfOrder) {
  ProcessSpec spec = drawn();
  spec.drawn_t[1] = 0.05;
  EXPECT_THROW(Process{spec}, BadRequest);
  spec = drawn();
  spec.drawn_alpha_bar[2] = 0.5;
  EXPECT_THROW(Process{spec}, BadRequest);
  spec = drawn();
  spec.drawn_t.back() = 0.9;
  EXPECT_THROW(Process{spec}, BadRequest);
  spec = drawn();
  spec.drawn_alpha_bar.pop_back();
  EXPECT_THROW(Process{spec}, BadRequest);
  spec.drawn_alpha_bar.push_back(std::nan(""));
  EXPECT_THROW(Process{spec}, BadRequest);
}

TEST(Sigmoid, IsSymmetricAboutItsMiddle) {
  ProcessSpec spec;
  spec.kind = ProcessKind::sigmoid;
  const Process process(spec);
  for (int t = 1; t <= 1000; ++t)
    EXPECT_NEAR(process.beta(t) + process.beta(1001 - t), spec.beta_start + spec.beta_end, 1e-15);
}

}  // namespace
}  // namespace alphabar
