#include "core/process/levels/schedule_list.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/process/process.h"

namespace alphabar {
namespace {

using Form = ScheduleList::Form;
using Places = std::vector<std::size_t>;

TEST(ScheduleList, FaultsAreNamedByTheirPlace) {
  EXPECT_EQ(faults({Form::betas, {0.1, 0, 0.2, 1, -1, std::nan("")}}), (Places{1, 3, 4, 5}));
  EXPECT_EQ(faults({Form::alpha_bar, {0.9, 0.95, 0.8, 1.2, 0.8, 0.5}}), (Places{1, 3, 4}));
  EXPECT_EQ(faults({Form::sigmas, {10, 3, 5, 1, 0}}), (Places{2}));
  EXPECT_EQ(faults({Form::sigmas, {10, 0, 5}}), (Places{1}));
  EXPECT_TRUE(faults({Form::sigmas, {10, 10, 1}}).empty()) << "a level may be visited twice";
}

TEST(ScheduleList, ARepairChangesTheLeast) {
  const ScheduleList good{Form::alpha_bar, {0.9, 0.7, 0.4, 0.1}};
  EXPECT_EQ(repaired(good), good);
  const ScheduleList fixed = repaired({Form::alpha_bar, {0.9, 0.5, 0.6, 0.1}});
  EXPECT_EQ(fixed.values[0], 0.9);
  EXPECT_NEAR(fixed.values[1], 0.55, 1e-8);  // the two share their mean: least squares
  EXPECT_NEAR(fixed.values[2], 0.55, 1e-8);
  EXPECT_LT(fixed.values[2], fixed.values[1]);
  EXPECT_EQ(repaired({Form::sigmas, {1, 5, 3, 0}}).values, (std::vector<double>{5, 3, 1, 0}));
  EXPECT_EQ(repaired({Form::betas, {0.1, 2, 0.3}}).values[2], 0.3);
}

TEST(ScheduleList, WhatIsRepairedHasNoFaultsAndRuns) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> anything(-3, 3);
  for (int round = 0; round < 200; ++round)
    for (const Form form : {Form::betas, Form::alpha_bar, Form::sigmas}) {
      ScheduleList list{form, {}};
      for (unsigned i = 0; i < 1 + random() % 60; ++i)
        list.values.push_back(random() % 5 == 0 ? std::round(anything(random)) : anything(random));
      const ScheduleList fixed = repaired(list);
      ASSERT_TRUE(faults(fixed).empty());
      ASSERT_EQ(fixed.values.size(), list.values.size());
      if (form == Form::sigmas) continue;
      ASSERT_NO_THROW(Process(process_of(fixed)));
    }
}

TEST(ScheduleList, AlphasCumprodComeBackAsTheyWere) {
  const Process before{ProcessSpec{}};
  ScheduleList list{Form::alpha_bar, {}};
  for (int t = 1; t <= 1000; ++t) list.values.push_back(before.alpha_bar(t));
  const Process after(process_of(list));
  for (int t = 1; t <= 1000; ++t) EXPECT_NEAR(after.alpha_bar(t) / before.alpha_bar(t), 1, 1e-12);
}

}  // namespace
}  // namespace alphabar
