// What the rows of a plan come to as steps, for every engine.
#include "core/engine/lowering.h"

#include <gtest/gtest.h>

#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

Row row_of(std::initializer_list<double> c_d) {
  Row row;
  row.a = 0.6;
  row.s = 0.8;
  std::ranges::copy(c_d, row.c_d.begin());
  return row;
}

TEST(Lowering, NumbersDrawsStatesAndEvaluations) {
  Plan plan;
  plan.rows = {row_of({1}), row_of({1}), row_of({1}), row_of({1})};
  plan.rows[0].draw = true;  // consumed for nothing
  plan.rows[1].snr = 0.1;
  plan.rows[2].evaluate = false;
  plan.rows[2].report = Report::none;
  plan.rows[3].c_z = 0.2;
  Record record;
  record.evaluations = true;
  const std::vector<Step> steps = steps_of(plan, record);
  ASSERT_EQ(steps.size(), 5u);
  const auto numbers = [&](int Step::*number) {
    std::vector<int> all;
    for (const Step& step : steps) all.push_back(step.*number);
    return all;
  };
  EXPECT_EQ(numbers(&Step::row), (std::vector{0, 1, 1, 2, 3}));
  EXPECT_EQ(numbers(&Step::draw), (std::vector{0, 1, 1, -1, 2}));
  EXPECT_EQ(numbers(&Step::state), (std::vector{1, -1, 2, -1, 3}));
  EXPECT_EQ(numbers(&Step::evaluation), (std::vector{0, 1, -1, -1, 2}));
  EXPECT_FALSE(steps[0].of(plan).reads_draw());
  EXPECT_TRUE(steps[1].of(plan).reads_draw() && steps[2].of(plan).reads_draw() &&
              steps[4].of(plan).reads_draw());
  EXPECT_TRUE(steps[1].asks(plan) && !steps[1].moves() && !steps[2].asks(plan));
  EXPECT_TRUE(has_corrector(plan));
  EXPECT_FALSE(is_guided(plan));
}

TEST(Lowering, AnOutputStaysInItsPlaceWhileItCanBeRead) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Plan plan = random_plan(seed);
    const OutputHistory history(plan);
    std::array<std::size_t, Row::history> ring{};  // which row's output is in each place
    std::size_t filled = 0;
    for (std::size_t i = 0; i < plan.rows.size(); ++i) {
      const Row& row = plan.rows[i];
      if (row.evaluate) {
        ring[history.place(i)] = i;
        EXPECT_EQ(history.output(i, 0), i);
        if (!row.replace_newest || filled == 0)
          filled = std::min<std::size_t>(filled + 1, Row::history);
      }
      for (std::size_t age = 0; age < filled; ++age)
        EXPECT_EQ(ring[history.place(i, age)], history.output(i, age)) << seed << " row " << i;
    }
  }
}

TEST(Lowering, KnowsWhatIsReadLater) {
  Plan plan;
  plan.rows = {row_of({1}), row_of({1, 0.5}), row_of({1}), row_of({0})};
  plan.rows[2].c_e[2] = 0.1;
  plan.rows[3].snr = 0.1;
  const std::vector<ReadLater> read = read_later(plan, OutputHistory(plan));
  EXPECT_TRUE(read[0].x0_hat && read[0].eps_hat && !read[0].score);
  EXPECT_FALSE(read[1].x0_hat || read[1].eps_hat || read[1].score);
  EXPECT_FALSE(read[2].x0_hat || read[2].eps_hat || read[2].score);
  EXPECT_TRUE(read[3].score && !read[3].x0_hat && !read[3].eps_hat);
}

}  // namespace
}  // namespace alphabar
