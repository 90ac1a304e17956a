#include "core/plan/notes/plan_notes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

Plan ddim(int steps, Spacing spacing = Spacing::leading, double eta = 0) {
  SamplerSpec sampler;
  sampler.grid.steps = steps;
  sampler.grid.spacing = spacing;
  sampler.eta = eta;
  return build_plan(Process{ProcessSpec{}}, sampler);
}

TEST(PlanNotes, EvaluationsAreCountedUpToEachRow) {
  SamplerSpec heun;
  heun.kind = SamplerKind::heun;
  heun.grid.steps = 10;
  const Plan plan = build_plan(Process{ProcessSpec{}}, heun);
  const std::vector<RowNote> read = notes(plan);
  ASSERT_EQ(read.size(), plan.rows.size());
  EXPECT_EQ(read.front().evaluations, 1);
  EXPECT_EQ(read.back().evaluations, plan.evaluations());
}

TEST(PlanNotes, ATrialAndTheStepBehindItSayThatTheyAreFromOneX) {
  SamplerSpec pndm;
  pndm.kind = SamplerKind::pndm;
  pndm.grid.steps = 10;
  const Plan plan = build_plan(Process{ProcessSpec{}}, pndm);
  const std::vector<RowNote> read = notes(plan);
  ASSERT_EQ(plan.rows[0].to, plan.rows[1].to) << "the first step is made twice";
  EXPECT_STREQ(read[0].flag, "a trial: x stays");
  EXPECT_STREQ(read[1].flag, "from the same x");
  for (std::size_t i = 2; i < read.size(); ++i) EXPECT_STREQ(read[i].flag, "");
}

TEST(PlanNotes, StepsOfNoLengthAreFlagged) {
  // The squares of a fine linear list repeat near 0.
  const std::vector<RowNote> read = notes(ddim(200, Spacing::quadratic));
  int flagged = 0;
  for (const RowNote& note : read) flagged += std::string(note.flag) == "zero length";
  EXPECT_GT(flagged, 5);
  for (const RowNote& note : notes(ddim(200))) EXPECT_STREQ(note.flag, "");
}

TEST(PlanNotes, ALevelAskedTwiceIsFlagged) {
  Plan plan = ddim(10);
  plan.rows.insert(plan.rows.begin() + 4, plan.rows[3]);
  const std::vector<RowNote> read = notes(plan);
  EXPECT_STREQ(read[4].flag, "repeats a level");
  EXPECT_STREQ(read[5].flag, "");
}

TEST(PlanNotes, LangevinRowsHaveNoMiss) {
  ProcessSpec clean;
  clean.kind = ProcessKind::clean;
  SamplerSpec langevin;
  langevin.kind = SamplerKind::langevin;
  for (const RowNote& note : notes(build_plan(Process(clean), langevin))) {
    EXPECT_TRUE(std::isnan(note.miss.signal));
    EXPECT_STREQ(note.flag, "");
  }
}

TEST(PlanDifferences, OfAPlanFromItselfAreNone) {
  const PlanDifference none = difference(ddim(20), ddim(20));
  EXPECT_EQ(none.largest, 0);
  EXPECT_EQ(none.rows, std::vector<double>(20, 0.0));
}

TEST(PlanDifferences, NameTheRowAndTheSize) {
  const Plan a = ddim(20);
  Plan b = a;
  b.rows[7].c_z = 0.25;
  b.rows[9].c_e[2] = -0.125;
  b.rows.push_back(b.rows.back());
  const PlanDifference found = difference(a, b);
  EXPECT_EQ(found.largest, 0.25);
  EXPECT_EQ(found.where, 7u);
  EXPECT_EQ(found.rows[9], 0.125);
  ASSERT_EQ(found.rows.size(), 21u);
  EXPECT_TRUE(std::isinf(found.rows[20]));
}

TEST(Presets, AreNamedOnceAndRunOnAProcessThatSuitsThem) {
  std::set<std::string> names;
  ProcessSpec flow;
  flow.kind = ProcessKind::flow;
  for (const Preset& preset : presets()) {
    EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
    const bool of_flow = preset.name.find("flow") != std::string::npos;
    EXPECT_NO_THROW(build_plan(Process(of_flow ? flow : ProcessSpec{}), preset.sampler))
        << preset.name;
    EXPECT_EQ(find_preset(preset.name), preset.sampler);
  }
  EXPECT_FALSE(find_preset("no such library"));
}

}  // namespace
}  // namespace alphabar
