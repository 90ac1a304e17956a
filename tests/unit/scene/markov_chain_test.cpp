#include "core/chain/markov_chain.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <initializer_list>
#include <numbers>

#include "core/base/error.h"

namespace alphabar {
namespace {

using Eigen::MatrixXd, Eigen::VectorXd, Eigen::Vector2d, Eigen::Vector3d;

MarkovChain chain_of(std::initializer_list<std::initializer_list<double>> p) {
  return {MatrixXd(p)};
}

const MarkovChain two = chain_of({{0.4, 0.5}, {0.6, 0.5}});

/// Three states, each of which leads on to the next.
const MarkovChain wheel = chain_of({{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});

// P^n = pi 1^T + lambda^n (1 - pi 1^T) with lambda = 0.4 + 0.5 - 1 = -0.1.
TEST(MarkovChain, PowersReachTheStationaryDistribution) {
  const double pi[2] = {5.0 / 11, 6.0 / 11};
  for (int n = 0; n <= 30; ++n) {
    const MarkovChain jump = power(two, n);
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j)
        EXPECT_NEAR(jump.p(i, j), pi[i] + std::pow(-0.1, n) * ((i == j) - pi[i]), 1e-14) << n;
  }
  const VectorXd found = stationary(two);
  EXPECT_NEAR(found[0], pi[0], 1e-15);
  EXPECT_NEAR(found[1], pi[1], 1e-15);
}

TEST(MarkovChain, ForgetsWhereItStarted) {
  const MatrixXd a = evolve(two, Vector2d(1, 0), 20), b = evolve(two, Vector2d(0, 1), 20);
  ASSERT_EQ(a.cols(), 21);
  EXPECT_EQ(a(0, 0) - b(0, 0), 1);
  for (int n = 0; n <= 20; ++n) EXPECT_NEAR(a(0, n) - b(0, n), std::pow(-0.1, n), 1e-14);
}

// Memorylessness: m steps and then n are m + n (Chapman and Kolmogorov).
TEST(MarkovChain, StepsAddUp) {
  const MarkovChain chain = chain_of({{0.1, 0.7, 0.2}, {0.3, 0.3, 0.2}, {0.6, 0, 0.6}});
  const MatrixXd whole = evolve(chain, Vector3d(0.2, 0.5, 0.3), 12);
  const MatrixXd rest = evolve(power(chain, 5), whole.col(2), 2);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(rest(i, 2), whole(i, 12), 1e-14);
}

TEST(MarkovChain, StationaryIsLeftAsItIs) {
  for (const MarkovChain& chain :
       {chain_of({{1}}), two, wheel,
        chain_of({{0.1, 0.7, 0.2, 0}, {0.3, 0.3, 0.2, 0}, {0.6, 0, 0.6, 0.5}, {0, 0, 0, 0.5}}),
        chain_of({{1, 0.25}, {0, 0.75}})}) {
    const VectorXd pi = stationary(chain);
    const VectorXd next = evolve(chain, pi, 1).col(1);
    double sum = 0;
    for (Eigen::Index i = 0; i < pi.size(); ++i) {
      EXPECT_GE(pi[i], 0);
      EXPECT_NEAR(next[i], pi[i], 1e-14);
      sum += pi[i];
    }
    EXPECT_NEAR(sum, 1, 1e-14);
  }
  EXPECT_EQ(stationary(chain_of({{1, 0.25}, {0, 0.75}})), Vector2d(1, 0));  // it absorbs
}

TEST(MarkovChain, APeriodicOneNeverSettles) {
  EXPECT_EQ(power(wheel, 3).p, power(wheel, 0).p);
  EXPECT_NE(power(wheel, 1'000'000).p, power(wheel, 0).p);
  for (const double share : stationary(wheel)) EXPECT_NEAR(share, 1.0 / 3, 1e-15);
}

TEST(MarkovChain, TellsWhatLastsAndHowItReturns) {
  EXPECT_EQ(long_run(two).period, 1);
  EXPECT_EQ(long_run(wheel).period, 3);
  EXPECT_EQ(long_run(chain_of({{1}})).period, 1);
  // Cycles of 2 and 4 steps, entered from a state that is left for good.
  const LongRun run = long_run(chain_of({{0, 0.5, 0, 1, 0.2},
                                         {1, 0, 0, 0, 0},
                                         {0, 0.5, 0, 0, 0},
                                         {0, 0, 1, 0, 0},
                                         {0, 0, 0, 0, 0.8}}));
  EXPECT_EQ(run.period, 2);
  EXPECT_EQ(run.lasting, (std::vector<bool>{true, true, true, true, false}));
  EXPECT_EQ(run.pi[4], 0);
  EXPECT_THROW(long_run(chain_of({{1, 0}, {0, 1}})), BadRequest);
}

// A circulant matrix has the discrete Fourier transform of its first column for eigenvalues.
TEST(MarkovChain, EigenvaluesComeByFallingModulus) {
  const Eigen::VectorXcd of_two = eigenvalues(two);
  ASSERT_EQ(of_two.size(), 2);
  EXPECT_NEAR(std::abs(of_two[0] - 1.0), 0, 1e-14);
  EXPECT_NEAR(std::abs(of_two[1] + 0.1), 0, 1e-14);
  const Eigen::VectorXcd of_wheel = eigenvalues(wheel);
  for (const std::complex<double>& value : of_wheel) {
    EXPECT_NEAR(std::abs(value), 1, 1e-14);
    EXPECT_NEAR(std::abs(value * value * value - 1.0), 0, 1e-13);
  }
  const Eigen::VectorXcd turning =
      eigenvalues(chain_of({{0.5, 0.2, 0.3}, {0.3, 0.5, 0.2}, {0.2, 0.3, 0.5}}));
  const std::complex<double> root = std::polar(1.0, 2 * std::numbers::pi / 3);
  const double second = std::abs(0.5 + 0.3 * root + 0.2 * root * root);
  EXPECT_NEAR(std::abs(turning[1]), second, 1e-14);
  EXPECT_NEAR(std::abs(turning[2]), second, 1e-14);
  EXPECT_NEAR(std::abs(eigenvalues(chain_of({{1, 0}, {0, 1}}))[1]), 1, 1e-15);  // two parts
}

TEST(MarkovChain, TheSecondEigenvalueIsTheSpeedOfMixing) {
  const MarkovChain chain = chain_of({{0.1, 0.7, 0.2}, {0.3, 0.3, 0.2}, {0.6, 0, 0.6}});
  const VectorXd pi = stationary(chain);
  const MatrixXd path = evolve(chain, Vector3d(1, 0, 0), 20);
  const double once = total_variation(path.col(0), pi), later = total_variation(path.col(20), pi);
  EXPECT_NEAR(std::pow(later / once, 1.0 / 20), std::abs(eigenvalues(chain)[1]), 0.02);
}

TEST(MarkovChain, TotalVariationIsTheMostThatASetDiffersBy) {
  EXPECT_EQ(total_variation(Vector3d(1, 0, 0), Vector3d(0, 0.5, 0.5)), 1);
  EXPECT_NEAR(total_variation(Vector3d(0.5, 0.3, 0.2), Vector3d(0.2, 0.3, 0.5)), 0.3, 1e-15);
  EXPECT_EQ(total_variation(Vector2d(0.4, 0.6), Vector2d(0.4, 0.6)), 0);
}

TEST(MarkovChain, RefusesWhatIsNone) {
  EXPECT_THROW(check(MarkovChain{}), BadRequest);
  EXPECT_THROW(check(chain_of({{0.5, 0.5}})), BadRequest);
  EXPECT_THROW(check(chain_of({{0.4, 0.6}, {0.5, 0.5}})), BadRequest);  // row-stochastic
  EXPECT_THROW(check(chain_of({{1.4, 0.5}, {-0.4, 0.5}})), BadRequest);
  EXPECT_THROW(check(chain_of({{std::nan(""), 0.5}, {0.6, 0.5}})), BadRequest);
  EXPECT_THROW(stationary(chain_of({{1, 0}, {0, 1}})), BadRequest);  // two parts
  EXPECT_THROW(evolve(two, Vector2d(0.5, 0.4), 3), BadRequest);
  EXPECT_THROW(evolve(two, VectorXd::Ones(1), 3), BadRequest);
  EXPECT_THROW(evolve(two, Vector2d(1, 0), -1), BadRequest);
  EXPECT_THROW(power(two, -1), BadRequest);
}

}  // namespace
}  // namespace alphabar
