#include <gtest/gtest.h>

#include <numeric>

#include "core/engine/gl/pace.h"
#include "core/engine/gl/steps.h"
#include "core/engine/gl/tables.h"
#include "core/model/mixture.h"

namespace alphabar::gl {
namespace {

constexpr SegmentLimits unlimited{1000, 1000, 1000, 1000, 1000};

Row ddim_row() {
  Row row;
  row.a = 0.6;
  row.s = 0.8;
  row.c_x = 0.9;
  row.c_d[0] = 0.1;
  return row;
}

Row corrector_row() {
  Row row;
  row.a = 0.6;
  row.s = 0.8;
  row.snr = 0.16;
  row.report = Report::corrected;
  return row;
}

TEST(GlSteps, ARowIsAStepAndDrawsAreCounted) {
  Plan plan;
  plan.rows = {ddim_row(), ddim_row(), ddim_row()};
  plan.rows[1].c_z = 0.1;
  plan.rows[2].draw = true;
  const auto steps = steps_of(plan, {});
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].draw, -1);
  EXPECT_EQ(steps[1].draw, 0);
  EXPECT_EQ(steps[2].draw, 1);
  EXPECT_EQ(steps[0].state, 1);  // 0 is x_T
  EXPECT_EQ(steps[2].state, 3);
  EXPECT_EQ(steps[0].evaluation, -1);
}

TEST(GlSteps, ACorrectorAsksThenMovesWithTheSameDraw) {
  Plan plan;
  plan.rows = {corrector_row(), ddim_row()};
  Record record;
  record.evaluations = true;
  const auto steps = steps_of(plan, record);
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].part, Step::Part::ask);
  EXPECT_EQ(steps[1].part, Step::Part::move);
  EXPECT_EQ(steps[0].draw, 0);
  EXPECT_EQ(steps[1].draw, 0);
  EXPECT_EQ(steps[0].state, -1);
  EXPECT_EQ(steps[1].state, 1);
  EXPECT_EQ(steps[0].evaluation, 0);
  EXPECT_EQ(steps[1].evaluation, -1);
  EXPECT_EQ(steps[2].evaluation, 1);
  const auto segments = segments_of(plan, steps, unlimited);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_TRUE(segments[0].norms);
  EXPECT_FALSE(segments[1].norms);
  // The move needs x and the score that was asked for, nothing else.
  const Carried& carried = segments[0].store;
  EXPECT_EQ(carried.planes, 2);
  EXPECT_GE(carried.plane[Carried::x], 0);
  EXPECT_GE(carried.plane[Carried::s], 0);
  EXPECT_EQ(carried.plane[Carried::y], -1);
}

TEST(GlSteps, OneDispatchWhereNothingCuts) {
  Plan plan;
  plan.rows.assign(50, ddim_row());
  const auto segments = segments_of(plan, steps_of(plan, {}), unlimited);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].count, 50u);
  EXPECT_EQ(segments[0].load.planes, 1);
  EXPECT_EQ(segments[0].store.planes, 0);
}

TEST(GlSteps, EveryLimitCutsAndOneStepMethodsCarryOnlyX) {
  Plan plan;
  plan.rows.assign(10, ddim_row());
  for (Row& row : plan.rows) row.c_z = 0.1;
  Record record;
  record.evaluations = true;
  const auto steps = steps_of(plan, record);
  for (std::size_t SegmentLimits::*limit :
       {&SegmentLimits::steps, &SegmentLimits::evaluated, &SegmentLimits::states,
        &SegmentLimits::evaluations, &SegmentLimits::draws}) {
    SegmentLimits limits = unlimited;
    limits.*limit = 3;
    const auto segments = segments_of(plan, steps, limits);
    ASSERT_EQ(segments.size(), 4u);
    std::size_t next = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(segments[i].first, next);
      next += segments[i].count;
      EXPECT_EQ(segments[i].store.planes, i + 1 < 4 ? 1 : 0);  // x and y share a plane
    }
    EXPECT_EQ(next, 10u);
  }
}

TEST(GlSteps, HistoryIsCarriedAsFarAsLaterRowsReachBack) {
  Plan plan;
  plan.rows.assign(6, ddim_row());
  plan.rows[4].c_d[2] = 0.2;  // two rows before its own
  SegmentLimits limits = unlimited;
  limits.steps = 1;
  const auto segments = segments_of(plan, steps_of(plan, {}), limits);
  ASSERT_EQ(segments.size(), 6u);
  const auto live_d = [&](std::size_t after) {
    std::vector<int> live;
    for (int i = 0; i < Row::history; ++i)
      if (segments[after].store.plane[Carried::d + i] >= 0) live.push_back(i);
    return live;
  };
  EXPECT_EQ(live_d(1), (std::vector<int>{}));
  EXPECT_EQ(live_d(2), (std::vector<int>{0}));
  EXPECT_EQ(live_d(3), (std::vector<int>{1}));
  EXPECT_EQ(live_d(4), (std::vector<int>{}));
}

TEST(GlSteps, TwoStageMethodsCarryBothPoints) {
  Plan plan;
  plan.rows = {ddim_row(), ddim_row()};
  plan.rows[0].commit = false;
  SegmentLimits limits = unlimited;
  limits.steps = 1;
  const auto segments = segments_of(plan, steps_of(plan, {}), limits);
  EXPECT_EQ(segments[0].store.planes, 2);
  EXPECT_NE(segments[0].store.plane[Carried::x], segments[0].store.plane[Carried::y]);
}

TEST(GlShape, SaysOnlyWhatThePlanUses) {
  Plan plan;
  plan.rows = {ddim_row(), ddim_row()};
  Record last;
  last.states = Record::States::last;
  Shape shape = shape_of(plan, last);
  EXPECT_EQ(shape.terms_d, 1);
  EXPECT_EQ(shape.terms_e, 0);
  EXPECT_TRUE(shape.need_d);
  EXPECT_FALSE(shape.need_s || shape.draws || shape.guided() || shape.corrector || shape.skips ||
               shape.trials || shape.replaces || shape.all_states);
  EXPECT_TRUE(shape_of(plan, {}).all_states);
  plan.rows.push_back(corrector_row());
  shape = shape_of(plan, last);
  EXPECT_TRUE(shape.need_s && shape.score && shape.draws && shape.corrector && shape.skips &&
              shape.trials);
}

TEST(GlTables, LastBlockIsFilledWithComponentsOfNoWeight) {
  DataSpec data;
  for (int k = 0; k < 11; ++k)
    data.components.push_back({{0.1 * k, 0}, {0.2, 0.2}, 0, 1.0 / 11, k});
  const Mixture model(data);
  const Layout layout = layout_of(model, Points::near);
  EXPECT_EQ(layout.block, 8);
  EXPECT_EQ(layout.blocks, 2);
  Plan plan;
  plan.rows = {ddim_row()};
  const auto steps = steps_of(plan, {});
  const Tables tables = tables_of(plan, model, layout, steps, Noise::generated);
  ASSERT_EQ(tables.components.size(), 16 * sizeof(GpuCircle) / 4);
  EXPECT_EQ(tables.components.size() / 4, layout.vec4s());
  const auto level = [&](std::size_t k) { return tables.components[8 * k + 3]; };
  EXPECT_GT(level(10), -100);
  EXPECT_LT(level(11), -1e29);
}

TEST(GlTables, TheWordsThatPickAComponentAreThoseOfTheStart) {
  DataSpec data;
  for (const double weight : {0.25, 0.5, 0.125, 0.125})
    data.components.push_back({{0, 0}, {1, 1}, 0, weight, 0});
  const auto sources = sources_of(data);
  ASSERT_EQ(sources.size(), 4u);
  EXPECT_EQ(sources[0].below, 0x40000000u);
  EXPECT_EQ(sources[1].below, 0xC0000000u);
  EXPECT_EQ(sources[2].below, 0xE0000000u);
}

TEST(GlPace, FindsTheWorkOfATenthOfASecond) {
  Pace pace;
  double total = 0;
  for (int i = 0; i < 20; ++i) {  // a device that does 1e11 a second
    const double work = pace.budget();
    total = work / 1e11 + 20e-6;
    pace.took(work, total);
  }
  EXPECT_NEAR(total, Pace::target, 0.2 * Pace::target);
  pace.took(pace.budget(), 1.5);  // suddenly slow: at most an eighth of it next
  EXPECT_LE(pace.budget(), 1e10 / 7);
}

TEST(GlPace, OneStepAtLeastAndNoMoreThanEightTimesAsMuch) {
  Pace pace;
  EXPECT_EQ(pace.particles(1e12, 128), 128u);
  EXPECT_EQ(pace.particles(400, 128) % 128, 0u);
  pace.took(Pace::first, 1e-9);
  EXPECT_LE(pace.budget(), Pace::growth * Pace::first);
}

}  // namespace
}  // namespace alphabar::gl
