#include "core/process/drawn_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/process/process.h"

namespace alphabar {
namespace {

ProcessSpec spec_of(ProcessKind kind, int T = 1000) {
  ProcessSpec spec;
  spec.kind = kind;
  spec.T = T;
  if (kind == ProcessKind::betas) spec.betas.assign(static_cast<std::size_t>(T), 0.01);
  return spec;
}

TEST(DrawnCurve, StaysNearTheScheduleItIsTakenFrom) {
  for (const ProcessKind kind : {ProcessKind::linear, ProcessKind::scaled_linear,
                                 ProcessKind::cosine, ProcessKind::sigmoid, ProcessKind::betas}) {
    const Process before(spec_of(kind)), after(as_drawn(spec_of(kind)));
    ASSERT_EQ(after.T(), before.T());
    double worst = 0;
    for (int t = 0; t <= before.T(); ++t)
      worst = std::max(worst, std::abs(before.alpha_bar(t) - after.alpha_bar(t)));
    EXPECT_LT(worst, 0.01) << static_cast<int>(kind);
  }
}

TEST(DrawnCurve, HasThePointsThatWereAskedForAndIsLeftAloneWhenDrawn) {
  const ProcessSpec drawn = as_drawn(spec_of(ProcessKind::cosine), 7);
  EXPECT_EQ(drawn.drawn_t.size(), 7u);
  EXPECT_EQ(drawn.drawn_t.back(), 1);
  EXPECT_EQ(as_drawn(drawn), drawn);
}

TEST(DrawnCurve, CanBeTakenFromAScheduleThatEndsInNoise) {
  ProcessSpec zero = spec_of(ProcessKind::linear);
  zero.zero_terminal_snr = true;
  const Process drawn(as_drawn(zero));
  EXPECT_EQ(drawn.alpha_bar(1000), 0);
  EXPECT_NEAR(drawn.alpha_bar(500), Process(zero).alpha_bar(500), 0.01);
}

TEST(DrawnCurve, ShortAndSteepSchedulesCanBeDrawnToo) {
  for (const int T : {1, 2, 5}) EXPECT_NO_THROW(Process(as_drawn(spec_of(ProcessKind::linear, T))));
  ProcessSpec steep = spec_of(ProcessKind::betas, 100);
  steep.betas.assign(100, 0.99);  // alpha_bar falls below everything a point may have
  EXPECT_NO_THROW(Process(as_drawn(steep)));
}

TEST(DrawnCurve, ANewPointLiesOnTheCurve) {
  ProcessSpec drawn = as_drawn(spec_of(ProcessKind::linear));
  const Process before(drawn);
  const std::size_t index = add_point(drawn, 0.345);
  EXPECT_EQ(drawn.drawn_t.size(), 11u);
  EXPECT_NEAR(drawn.drawn_alpha_bar[index], before.at(345).alpha_bar(), 1e-12);
  EXPECT_EQ(add_point(drawn, 0.345), index) << "not a second time";
  EXPECT_EQ(drawn.drawn_t.size(), 11u);
}

TEST(DrawnCurve, AMovedPointIsWhereItWasPut) {
  ProcessSpec drawn = as_drawn(spec_of(ProcessKind::linear));
  const double wanted = std::log(0.2 / 0.8);
  move_point(drawn, 4, 0.42, wanted);
  EXPECT_EQ(drawn.drawn_t[4], 0.42);
  EXPECT_NEAR(drawn.drawn_alpha_bar[4], 0.2, 1e-12);
  EXPECT_NEAR(Process(drawn).alpha_bar(420), 0.2, 1e-9);
}

TEST(DrawnCurve, NoDragMakesAnInvalidCurve) {
  ProcessSpec drawn = as_drawn(spec_of(ProcessKind::cosine));
  std::mt19937 random(7);
  std::uniform_real_distribution<double> anywhere(-0.5, 1.5), level(-60, 60);
  for (int i = 0; i < 3000; ++i) {
    switch (random() % 3) {
      case 0: add_point(drawn, anywhere(random)); break;
      case 1: remove_point(drawn, random() % drawn.drawn_t.size()); break;
      default: move_point(drawn, random() % drawn.drawn_t.size(), anywhere(random), level(random));
    }
    if (drawn.drawn_t.size() > 30) remove_point(drawn, 3);
    ASSERT_NO_THROW(check(drawn)) << i;
  }
}

TEST(DrawnCurve, TheLastPointStays) {
  ProcessSpec drawn = as_drawn(spec_of(ProcessKind::linear));
  EXPECT_FALSE(remove_point(drawn, 9));
  while (drawn.drawn_t.size() > 1) EXPECT_TRUE(remove_point(drawn, 0));
  move_point(drawn, 0, 0.3, -2);
  EXPECT_EQ(drawn.drawn_t[0], 1);
  EXPECT_NO_THROW(check(drawn));
}

}  // namespace
}  // namespace alphabar
