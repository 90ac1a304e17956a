#include "core/figures/plots/shared_lines.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace alphabar {
namespace {

Curve line(double from, double to, int points = 11) {
  Curve curve;
  for (int i = 0; i < points; ++i) {
    const double u = i / (points - 1.0);
    curve.add(100 * u, std::lerp(from, to, u));
  }
  return curve;
}

std::vector<SharedLine> shared(const std::vector<Curve>& curves, const std::vector<int>& lanes) {
  std::vector<PlotLine> lines(lanes.size());
  for (std::size_t i = 0; i < lanes.size(); ++i) lines[i].lane = lanes[i];
  return shared_lines(curves, lines, 1);
}

TEST(SharedLines, EqualCurvesOfLanesTakeTurnsWhateverTheirPoints) {
  const auto three =
      shared({line(5, 5), line(5.5, 5.5, 41), line(80, 5), line(5, 5)}, {0, 1, 2, 3});
  EXPECT_EQ(three[0].of, 3);
  EXPECT_EQ(three[1].of, 3);
  EXPECT_EQ(three[3].of, 3);
  EXPECT_EQ(std::set<int>({three[0].place, three[1].place, three[3].place}),
            std::set<int>({0, 1, 2}));
  EXPECT_EQ(three[2].of, 1);
}

TEST(SharedLines, OneLaneDoesNotShareWithItselfNorWithTheProcess) {
  for (const SharedLine& each : shared({line(5, 5), line(5, 5), line(5, 5)}, {0, 0, -1}))
    EXPECT_EQ(each.of, 1);
  const auto end = shared({line(0, 100), line(0, 60)}, {0, 1});  // together at the start alone
  EXPECT_EQ(end[0].of, 1);
}

}  // namespace
}  // namespace alphabar
