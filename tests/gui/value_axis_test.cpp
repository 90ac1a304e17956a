// What a plot's value axis spans, and which lines lie on one another.
#include "app/views/value_axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>

#include "tests/support/view_runs.h"

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

ValueAxis axis_of(const std::vector<Curve>& curves, bool log, const PlotData& data = {}) {
  return value_axis(data, curves, log);
}

TEST(ValueAxis, CurvesThatAreNothingButZeroHaveAnAxisToOne) {
  const ValueAxis axis = axis_of({line(0, 0)}, false);
  EXPECT_LT(axis.low, 0);
  EXPECT_GT(axis.low, -0.1);
  EXPECT_NEAR(axis.high, 1.1, 1e-12);
}

TEST(ValueAxis, ALaneThatAddsNoNoiseOnItsWayUpHasOneToo) {
  Scene scene = small_scene(1, 20);
  scene.lanes.resize(1);
  scene.lanes[0].sampler.kind = SamplerKind::ddim_inverse;
  const PlotData data = plot_info(PlotKind::noise).make(plain_runs(scene));
  std::vector<Curve> curves;
  for (const PlotLine& each : data.lines) curves.push_back(each.curve);
  EXPECT_GT(axis_of(curves, false, data).high, 0.5);
}

TEST(ValueAxis, NearlyConstantCurvesHaveNumbersThatDiffer) {
  for (const double value : {-4.2, 1.0, 31234.0}) {
    PlotData data;
    data.zero_line = true;
    const ValueAxis axis = axis_of({line(value, value * (1 + 1e-9))}, false, data);
    std::set<std::string> texts;
    for (int i = 0; i <= 4; ++i) {  // as many ticks as a small plot has, as they are printed
      char text[32];
      std::snprintf(text, sizeof text, "%g", std::lerp(axis.low, axis.high, i / 4.0));
      texts.insert(text);
    }
    EXPECT_EQ(texts.size(), 5u) << value;
    EXPECT_LT(axis.low, value);
    EXPECT_GT(axis.high, value);
  }
}

TEST(ValueAxis, ALogarithmicOneSpansAFactorOfFourToATrillion) {
  const ValueAxis flat = axis_of({line(0.01, 0.01)}, true);
  EXPECT_NEAR(flat.high / flat.low, 4, 1e-9);
  EXPECT_TRUE(flat.low < 0.01 && 0.01 < flat.high);
  const ValueAxis deep = axis_of({line(1e-40, 1)}, true);
  EXPECT_NEAR(std::log10(deep.high / deep.low), 12.1, 0.2);
  PlotData data;
  data.reach = 1e-6;
  EXPECT_GE(axis_of({line(1e-17, 1e-16)}, true, data).high, 1e-6);
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
