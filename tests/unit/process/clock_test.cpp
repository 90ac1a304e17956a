#include "core/process/clock.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

Process process(ProcessKind kind, int T = 1000) {
  ProcessSpec spec;
  spec.kind = kind;
  spec.T = T;
  return Process(spec);
}

TEST(Clock, IsTheSameShareOfBothRanges) {
  const Process linear = process(ProcessKind::linear), cosine = process(ProcessKind::cosine),
                few = process(ProcessKind::linear, 100), vp = process(ProcessKind::vp_sde);
  EXPECT_EQ(time_on(linear, linear, linear.at(300)), 300);
  EXPECT_EQ(time_on(linear, cosine, cosine.at(300)), 300);
  EXPECT_DOUBLE_EQ(time_on(few, linear, linear.at(300)), 30);
  EXPECT_DOUBLE_EQ(time_on(vp, linear, linear.at(300)), 0.3);
}

TEST(Clock, IsTheSameNoiseWhereTimeIsSigma) {
  const Process linear = process(ProcessKind::linear), edm = process(ProcessKind::edm);
  EXPECT_NEAR(time_on(edm, linear, linear.at(300)), linear.at(300).sigma(), 1e-12);
  EXPECT_NEAR(linear.at(time_on(linear, edm, edm.at(2))).sigma(), 2, 1e-9);
}

TEST(Clock, GoesBothWays) {
  for (const ProcessKind shown : {ProcessKind::linear, ProcessKind::vp_sde, ProcessKind::edm})
    for (const ProcessKind own : {ProcessKind::cosine, ProcessKind::edm, ProcessKind::linear}) {
      const Process a = process(shown), b = process(own);
      const double t = a.t_min() + 0.3 * (a.t_max() - a.t_min());
      EXPECT_NEAR(time_on(a, b, level_shown_at(a, b, t)), t, 1e-6 * t)
          << static_cast<int>(shown) << " " << static_cast<int>(own);
    }
}

}  // namespace
}  // namespace alphabar
