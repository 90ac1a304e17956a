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

}  // namespace
}  // namespace alphabar
