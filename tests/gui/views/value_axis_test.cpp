#include "core/figures/plots/value_axis.h"

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
  return value_axis(data, curves, log ? Scale::logarithmic : Scale::linear);
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
  EXPECT_NEAR(deep.high / deep.low, 4e12 / 3, 1);
  for (const ValueAxis& none : {axis_of({line(0, 0)}, true), axis_of({line(-2, 0)}, true)}) {
    EXPECT_GT(none.low, 0);
    EXPECT_GT(none.high, none.low);
  }
  PlotData data;
  data.reach = 1e-6;
  EXPECT_GE(axis_of({line(1e-17, 1e-16)}, true, data).high, 1e-6);
}

}  // namespace
}  // namespace alphabar
