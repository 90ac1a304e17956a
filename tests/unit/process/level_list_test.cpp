// Levels by hand: what ran is what they start from, and what editing makes of them.
#include "core/process/levels/level_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/plan/notes/plan_notes.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

Process process(ProcessKind kind) {
  ProcessSpec spec;
  spec.kind = kind;
  return Process(spec);
}

GridSpec list(LevelUnit unit, std::vector<double> values) {
  GridSpec grid;
  grid.spacing = Spacing::by_hand;
  grid.values_in = unit;
  grid.values = std::move(values);
  return grid;
}

const std::vector<ProcessKind> kinds{
    ProcessKind::linear, ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::subvp_sde,
    ProcessKind::ve,     ProcessKind::edm,    ProcessKind::flow};

TEST(LevelList, StartsFromThePlanThatRan) {
  int compared = 0;
  for (const ProcessKind kind : kinds) {
    const Process on = process(kind);
    for (const SamplerInfo& info : samplers())
      for (const SpacingInfo& spacing : spacings()) {
        if (spacing.kind == Spacing::by_hand) continue;
        SamplerSpec sampler;
        sampler.kind = info.kind;
        sampler.grid.spacing = spacing.kind;
        sampler.grid.steps = 9;
        SamplerSpec hand = sampler;
        Plan ran;
        try {
          ran = build_plan(on, sampler);
          hand.grid = by_hand(on, sampler);
        } catch (const BadRequest&) {
          continue;  // the sampler has no run there
        }
        const std::string which = std::string(info.name) + " " + spacing.name + " " +
                                  std::to_string(static_cast<int>(kind));
        EXPECT_NO_THROW(check(hand.grid)) << which;
        const std::vector<Level> levels = visited_levels(on, sampler),
                                 again = visited_levels(on, hand);
        ASSERT_EQ(again.size(), levels.size()) << which;
        for (std::size_t i = 0; i < levels.size(); ++i)
          EXPECT_NEAR(again[i].s, levels[i].s, 1e-9 * (1 + levels[i].s)) << which << " " << i;
        // On its own grids of continuous time score_sde's steps have the length 1 / n, whatever
        // their levels.
        if (on.has_sde() && spacing.even) continue;
        const Plan by_hand = build_plan(on, hand);
        const PlanDifference apart = difference(ran, by_hand);
        EXPECT_LT(apart.largest, 1e-5) << which << ", row " << apart.where;
        EXPECT_EQ(ran.rows.size(), by_hand.rows.size()) << which;
        ++compared;
      }
  }
  EXPECT_GT(compared, 1000);
}

TEST(LevelList, UnitsSayTheSameLevels) {
  for (const ProcessKind kind : kinds) {
    const Process on = process(kind);
    SamplerSpec sampler;
    sampler.grid.spacing = Spacing::trailing;
    sampler.grid.steps = 8;
    const GridSpec first = by_hand(on, sampler);
    const std::vector<Level> levels = run_levels(on, first);
    for (const LevelUnit unit : {LevelUnit::sigma, LevelUnit::lambda, LevelUnit::t}) {
      GridSpec grid = first;
      set_unit(on, grid, unit);
      if (std::isinf(grid.values[0]) && on.variance_exploding()) continue;
      const std::vector<Level> again = run_levels(on, grid);
      ASSERT_EQ(again.size(), levels.size());
      for (std::size_t i = 0; i < levels.size(); ++i) {
        EXPECT_NEAR(again[i].a, levels[i].a, 1e-9 * (1 + levels[i].a));
        EXPECT_NEAR(again[i].s, levels[i].s, 1e-9 * (1 + levels[i].s));
      }
      set_unit(on, grid, first.values_in);
      for (std::size_t i = 0; i < grid.values.size(); ++i)
        EXPECT_NEAR(grid.values[i], first.values[i], 1e-9 * (1 + std::abs(first.values[i])));
    }
  }
}

TEST(LevelList, WholeTimestepsStayWholeThroughOtherUnits) {
  const Process linear = process(ProcessKind::linear);
  GridSpec grid = list(LevelUnit::t, {1000, 731, 3, 1});
  set_unit(linear, grid, LevelUnit::lambda);
  set_unit(linear, grid, LevelUnit::t);
  EXPECT_THAT(grid.values, testing::ElementsAre(1000, 731, 3, 1));
}

TEST(LevelList, ALevelGoesToItsPlace) {
  const Process linear = process(ProcessKind::linear);
  GridSpec grid = list(LevelUnit::t, {900, 600, 300});
  EXPECT_EQ(set_level(linear, grid, 0, LevelUnit::t, 500), 1u);
  EXPECT_THAT(grid.values, testing::ElementsAre(600, 500, 300));
  EXPECT_EQ(set_level(linear, grid, 2, LevelUnit::lambda, -3), 0u);
  EXPECT_EQ(grid.values_in, LevelUnit::lambda);
  EXPECT_TRUE(std::ranges::is_sorted(grid.values));
  EXPECT_EQ(grid.values.front(), -3);
  EXPECT_NO_THROW(check(grid));
  EXPECT_EQ(add_level(grid, 2.5), 3u);
}

TEST(LevelList, ALevelMoreIsHalfWayInLogSigma) {
  const Process edm = process(ProcessKind::edm);
  GridSpec grid = list(LevelUnit::sigma, {16, 4});
  EXPECT_EQ(add_level_after(edm, grid, 0), 1u);
  EXPECT_NEAR(grid.values[1], 8, 1e-12);
  EXPECT_EQ(add_level_after(edm, grid, 2), 3u);
  EXPECT_NEAR(grid.values[3], std::sqrt(4 * edm.t_min()), 1e-12);
  const Process flow = process(ProcessKind::flow);
  GridSpec noise = list(LevelUnit::sigma, {infinite, 1});
  add_level_after(flow, noise, 0);
  EXPECT_NEAR(flow.at_sigma(noise.values[1]).t, 0.75, 1e-12) << "half way in time";
  EXPECT_NO_THROW(check(noise));
}

TEST(LevelList, ARunKeepsTheLevelsThatItNeeds) {
  GridSpec grid = list(LevelUnit::t, {900, 600});
  remove_level(grid, 0);
  remove_level(grid, 0);
  EXPECT_THAT(grid.values, testing::ElementsAre(600));
  GridSpec jump = list(LevelUnit::t, {900, 600});
  jump.end_clean = false;
  remove_level(jump, 1);
  EXPECT_EQ(jump.values.size(), 2u);
}

TEST(LevelList, IsSpreadEvenlyBetweenTwo) {
  const Process linear = process(ProcessKind::linear);
  GridSpec grid = list(LevelUnit::t, {900, 899, 898, 300, 20});
  EXPECT_TRUE(spread_levels(linear, grid, 0, 3, LevelUnit::t));
  EXPECT_THAT(grid.values, testing::ElementsAre(900, 700, 500, 300, 20));
  EXPECT_TRUE(spread_levels(linear, grid, 1, 4, LevelUnit::lambda));
  const auto lambda_of = [&](std::size_t i) { return lambda(linear.at(grid.values[i])); };
  EXPECT_NEAR(lambda_of(2) - lambda_of(1), lambda_of(3) - lambda_of(2), 1e-9);
  EXPECT_NEAR(lambda_of(3) - lambda_of(2), lambda_of(4) - lambda_of(3), 1e-9);
  EXPECT_FALSE(spread_levels(linear, grid, 1, 2, LevelUnit::t)) << "nothing is between them";
  GridSpec noise = list(LevelUnit::sigma, {infinite, 5, 1});
  EXPECT_FALSE(spread_levels(process(ProcessKind::flow), noise, 0, 2, LevelUnit::sigma));
  EXPECT_TRUE(spread_levels(process(ProcessKind::flow), noise, 0, 2, LevelUnit::t));
}

TEST(LevelList, SnapsToWholeTimestepsEachOnce) {
  const Process linear = process(ProcessKind::linear);
  GridSpec grid = list(LevelUnit::t, {900.4, 899.7, 300.2, 0.3});
  snap_levels(linear, grid);
  EXPECT_THAT(grid.values, testing::ElementsAre(900, 300, 1));
}

TEST(LevelList, LambdasRiseAndAreRefusedElsewise) {
  EXPECT_NO_THROW(check(list(LevelUnit::lambda, {-infinite, -3, 0, 4})));
  EXPECT_THROW(check(list(LevelUnit::lambda, {-3, -4})), BadRequest);
  EXPECT_THROW(check(list(LevelUnit::lambda, {-3, 40})), BadRequest);
  EXPECT_THROW(check(list(LevelUnit::lambda, {infinite, 3})), BadRequest);
  EXPECT_THROW(run_levels(process(ProcessKind::ve), list(LevelUnit::lambda, {-infinite, -3, 0})),
               BadRequest);
}

TEST(LevelList, SaysWhatLiesOutsideTheProcess) {
  const Process edm = process(ProcessKind::edm);
  EXPECT_TRUE(is_outside(edm, edm.at_sigma(edm.t_max() * 2)));
  EXPECT_TRUE(is_outside(edm, edm.at_sigma(edm.t_min() / 2)));
  EXPECT_FALSE(is_outside(edm, edm.at(edm.t_max())));
  EXPECT_FALSE(is_outside(edm, {0, 1, 0})) << "clean data";
}

}  // namespace
}  // namespace alphabar
