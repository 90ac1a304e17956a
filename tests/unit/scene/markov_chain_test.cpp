#include "core/chain/markov_chain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace alphabar {
namespace {

const MarkovChain two{{{0.4, 0.5}, {0.6, 0.5}}};

/// Three states, each of which leads on to the next.
const MarkovChain wheel{{{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}};

// P^n = pi 1^T + lambda^n (1 - pi 1^T) with lambda = 0.4 + 0.5 - 1 = -0.1.
TEST(MarkovChain, PowersReachTheStationaryDistribution) {
  const double pi[2] = {5.0 / 11, 6.0 / 11};
  for (int n = 0; n <= 30; ++n) {
    const MarkovChain jump = power(two, n);
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j)
        EXPECT_NEAR(jump.p[i][j], pi[i] + std::pow(-0.1, n) * ((i == j) - pi[i]), 1e-14) << n;
  }
  const std::vector<double> found = stationary(two);
  EXPECT_NEAR(found[0], pi[0], 1e-15);
  EXPECT_NEAR(found[1], pi[1], 1e-15);
}

TEST(MarkovChain, ForgetsWhereItStarted) {
  const auto a = evolve(two, {1, 0}, 20), b = evolve(two, {0, 1}, 20);
  ASSERT_EQ(a.size(), 21u);
  EXPECT_EQ(a[0][0] - b[0][0], 1);
  for (int n = 0; n <= 20; ++n) EXPECT_NEAR(a[n][0] - b[n][0], std::pow(-0.1, n), 1e-14);
}

// Memorylessness: m steps and then n are m + n (Chapman and Kolmogorov).
TEST(MarkovChain, StepsAddUp) {
  const MarkovChain chain{{{0.1, 0.7, 0.2}, {0.3, 0.3, 0.2}, {0.6, 0, 0.6}}};
  const std::vector<double> start{0.2, 0.5, 0.3};
  const auto whole = evolve(chain, start, 12);
  const auto rest = evolve(power(chain, 5), whole[2], 2);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(rest[2][i], whole[12][i], 1e-14);
}

TEST(MarkovChain, StationaryIsLeftAsItIs) {
  for (const MarkovChain& chain :
       {MarkovChain{{{1}}}, two, wheel,
        MarkovChain{{{0.1, 0.7, 0.2, 0}, {0.3, 0.3, 0.2, 0}, {0.6, 0, 0.6, 0.5}, {0, 0, 0, 0.5}}},
        MarkovChain{{{1, 0.25}, {0, 0.75}}}}) {
    const std::vector<double> pi = stationary(chain);
    const std::vector<double> next = evolve(chain, pi, 1)[1];
    double sum = 0;
    for (std::size_t i = 0; i < pi.size(); ++i) {
      EXPECT_GE(pi[i], 0);
      EXPECT_NEAR(next[i], pi[i], 1e-14);
      sum += pi[i];
    }
    EXPECT_NEAR(sum, 1, 1e-14);
  }
  EXPECT_EQ(stationary({{{1, 0.25}, {0, 0.75}}}), (std::vector<double>{1, 0}));  // it absorbs
}

TEST(MarkovChain, APeriodicOneNeverSettles) {
  EXPECT_EQ(power(wheel, 3), power(wheel, 0));
  EXPECT_NE(power(wheel, 1'000'000), power(wheel, 0));
  for (const double share : stationary(wheel)) EXPECT_NEAR(share, 1.0 / 3, 1e-15);
}

TEST(MarkovChain, TellsWhatLastsAndHowItReturns) {
  EXPECT_EQ(long_run(two).period, 1);
  EXPECT_EQ(long_run(wheel).period, 3);
  EXPECT_EQ(long_run({{{1}}}).period, 1);
  // Cycles of 2 and 4 steps, entered from a state that is left for good.
  const LongRun run = long_run({{{0, 0.5, 0, 1, 0.2},
                                 {1, 0, 0, 0, 0},
                                 {0, 0.5, 0, 0, 0},
                                 {0, 0, 1, 0, 0},
                                 {0, 0, 0, 0, 0.8}}});
  EXPECT_EQ(run.period, 2);
  EXPECT_EQ(run.lasting, (std::vector<bool>{true, true, true, true, false}));
  EXPECT_EQ(run.pi[4], 0);
  EXPECT_THROW(long_run({{{1, 0}, {0, 1}}}), BadRequest);
}

TEST(MarkovChain, TotalVariationIsTheMostThatASetDiffersBy) {
  EXPECT_EQ(total_variation({1, 0, 0}, {0, 0.5, 0.5}), 1);
  EXPECT_NEAR(total_variation({0.5, 0.3, 0.2}, {0.2, 0.3, 0.5}), 0.3, 1e-15);
  EXPECT_EQ(total_variation({0.4, 0.6}, {0.4, 0.6}), 0);
}

TEST(MarkovChain, RefusesWhatIsNone) {
  EXPECT_THROW(check({{}}), BadRequest);
  EXPECT_THROW(check({{{0.5, 0.5}}}), BadRequest);
  EXPECT_THROW(check({{{0.4, 0.5}, {0.6}}}), BadRequest);
  EXPECT_THROW(check({{{0.4, 0.6}, {0.5, 0.5}}}), BadRequest);  // row-stochastic
  EXPECT_THROW(check({{{1.4, 0.5}, {-0.4, 0.5}}}), BadRequest);
  EXPECT_THROW(check({{{std::nan(""), 0.5}, {0.6, 0.5}}}), BadRequest);
  EXPECT_THROW(stationary({{{1, 0}, {0, 1}}}), BadRequest);  // two parts
  EXPECT_THROW(evolve(two, {0.5, 0.4}, 3), BadRequest);
  EXPECT_THROW(evolve(two, {1}, 3), BadRequest);
  EXPECT_THROW(evolve(two, {1, 0}, -1), BadRequest);
  EXPECT_THROW(power(two, -1), BadRequest);
}

}  // namespace
}  // namespace alphabar
