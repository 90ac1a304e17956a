// The ticks of a time axis stand where the unit's round values are, and none touches another.
#include "app/views/curves/time_ticks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "core/figures/captions.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

TimeAxis axis_of(const Process& process, double pixels) {
  const double low = process.discrete() ? 0 : process.t_min(), high = process.t_max();
  const bool log_time = process.spec().kind == ProcessKind::edm;  // as the panel has it
  const auto share = [=](double t) {
    return log_time ? std::log(t / low) / std::log(high / low) : (t - low) / (high - low);
  };
  return {low, high, pixels, [=](double t) { return pixels * share(t); },
          [](const std::string& text) { return 8.0 * static_cast<double>(text.size()); }};
}

Process process_of(ProcessKind kind) {
  ProcessSpec spec;
  spec.kind = kind;
  return Process(spec);
}

double number(const std::string& text) {
  const std::string minus = "\u2212";
  return text.starts_with(minus) ? -std::atof(text.c_str() + minus.size())
                                 : std::atof(text.c_str());
}

constexpr ProcessKind kinds[] = {ProcessKind::linear,    ProcessKind::cosine, ProcessKind::vp_sde,
                                 ProcessKind::subvp_sde, ProcessKind::ve,     ProcessKind::edm,
                                 ProcessKind::flow};

TEST(TimeTicks, StandWhereTheProcessHasThatSigmaOrLambda) {
  for (const ProcessKind kind : kinds)
    for (const double pixels : {120.0, 300.0, 900.0})
      for (const TimeUnit unit : {TimeUnit::sigma, TimeUnit::lambda}) {
        const Process process = process_of(kind);
        const auto ticks = time_ticks(process, {}, unit, axis_of(process, pixels));
        EXPECT_GE(ticks.size(), 2u) << static_cast<int>(kind) << " " << pixels;
        for (const TimeTick& tick : ticks) {
          const Level level = process.at(tick.t);
          const double value = unit == TimeUnit::sigma ? std::log(level.sigma()) : lambda(level);
          const double told =
              unit == TimeUnit::sigma ? std::log(number(tick.text)) : number(tick.text);
          EXPECT_NEAR(value, told, 1e-6) << tick.text << " at " << tick.t;
        }
      }
}

TEST(TimeTicks, DoNotTouch) {
  const std::vector<Level> levels = [] {
    std::vector<Level> out;
    for (int i = 100; i >= 0; --i) out.push_back({10.0 * i, 1, 0});
    return out;
  }();
  for (const ProcessKind kind : kinds)
    for (const double pixels : {120.0, 300.0, 900.0})
      for (const TimeUnit unit :
           {TimeUnit::index, TimeUnit::sigma, TimeUnit::lambda, TimeUnit::step}) {
        const Process process = process_of(kind);
        const TimeAxis axis = axis_of(process, pixels);
        double end = -1e9;
        for (const TimeTick& tick : time_ticks(process, levels, unit, axis)) {
          const double half = axis.width(tick.text) / 2;
          EXPECT_GT(axis.place(tick.t) - half, end) << tick.text << " of " << pixels;
          end = axis.place(tick.t) + half;
        }
      }
}

TEST(TimeTicks, CountTheStepsOfTheRunThatLeads) {
  const Process process = process_of(ProcessKind::linear);
  std::vector<Level> levels;
  for (const double t : {1000.0, 700.0, 300.0, 100.0, 0.0}) levels.push_back(process.at(t));
  const auto ticks = time_ticks(process, levels, TimeUnit::step, axis_of(process, 600));
  ASSERT_EQ(ticks.size(), 5u);
  EXPECT_EQ(ticks[0].text, "4");
  EXPECT_EQ(ticks[0].t, 0);
  EXPECT_EQ(ticks[3].text, "1");
  EXPECT_EQ(ticks[3].t, 700);
}

TEST(TimeTicks, ARowsTimesAreToldInTheUnit) {
  const Process process = process_of(ProcessKind::linear);
  SamplerSpec sampler;
  sampler.kind = SamplerKind::heun;  // two rows a step, the first of which is no state
  sampler.grid.spacing = Spacing::trailing;
  sampler.grid.steps = 100;
  const Plan plan = build_plan(process, sampler);
  const int row = 3;
  ASSERT_EQ(plan.rows[row].report, Report::state);
  const auto told = [&](TimeUnit unit) { return times_text(process, plan, row, unit); };
  EXPECT_EQ(told(TimeUnit::t), "t = 990  \u2192  t = 980");
  EXPECT_EQ(told(TimeUnit::index), "i = 989  \u2192  i = 979");
  EXPECT_EQ(told(TimeUnit::step), "step 1  \u2192  step 2");
  EXPECT_TRUE(told(TimeUnit::sigma).starts_with("\u03C3 = ")) << told(TimeUnit::sigma);
  EXPECT_TRUE(told(TimeUnit::lambda).starts_with("\u03BB = \u2212"));
}

TEST(TimeTicks, TheAxisSaysWhatItsNumbersAre) {
  const Process linear = process_of(ProcessKind::linear), edm = process_of(ProcessKind::edm);
  EXPECT_EQ(time_axis_text(linear, TimeUnit::t), "timestep t");
  EXPECT_EQ(time_axis_text(linear, TimeUnit::index), "timestep i = t \u2212 1");
  EXPECT_EQ(time_axis_text(edm, TimeUnit::index), "noise level \u03C3");
  EXPECT_EQ(time_axis_text(linear, TimeUnit::lambda), "\u03BB = log(a / s) over t");
  EXPECT_EQ(time_axis_text(edm, TimeUnit::sigma), "noise level \u03C3");
  EXPECT_EQ(time_axis_text(edm, TimeUnit::step), "step over \u03C3");
}

}  // namespace
}  // namespace alphabar
