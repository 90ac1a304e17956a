#include "core/scene/chain_spec.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/chain/markov_chain.h"

namespace alphabar {
namespace {

TEST(ChainSpec, TheUsualOneForgetsItsStartInItsSteps) {
  const ChainSpec chain;
  EXPECT_NO_THROW(check(chain));
  const LongRun run = long_run(chain_of(chain));
  EXPECT_EQ(run.period, 1);
  const Eigen::Map<const Eigen::VectorXd> start(chain.start.data(), chain.start.size());
  const Eigen::MatrixXd path = evolve(chain_of(chain), start, chain.steps);
  EXPECT_GT(total_variation(path.leftCols<1>(), run.pi), 0.9);
  EXPECT_LT(total_variation(path.rightCols<1>(), run.pi), 0.001);
}

TEST(ChainSpec, AColumnKeepsItsSumAndTheRestItsProportions) {
  const auto column = with_share({0.2, 0.6, 0.2}, 0, 0.6);
  EXPECT_EQ(column[0], 0.6);
  EXPECT_NEAR(column[1], 0.3, 1e-15);
  EXPECT_NEAR(column[2], 0.1, 1e-15);
  EXPECT_EQ(with_share({0.2, 0.6, 0.2}, 1, 1), (std::vector<double>{0, 1, 0}));
  EXPECT_EQ(with_share({0.5, 0.5, 0}, 0, 0), (std::vector<double>{0, 1, 0}));
  EXPECT_EQ(with_share({0, 1, 0}, 1, 0.5), (std::vector<double>{0.25, 0.5, 0.25}));
}

TEST(ChainSpec, StatesComeAndGoAndItStaysAChain) {
  ChainSpec chain;
  while (chain.p.size() < 8) {
    add_state(chain);
    ASSERT_NO_THROW(check(chain)) << chain.p.size();
    EXPECT_EQ(long_run(chain_of(chain)).period, 1);
    EXPECT_GT(stationary(chain_of(chain)).tail<1>()[0], 0) << "the new state is led to";
  }
  while (chain.p.size() > 2) {
    remove_state(chain);
    ASSERT_NO_THROW(check(chain)) << chain.p.size();
  }
  EXPECT_EQ(chain.start, (std::vector<double>{1, 0})) << "it was D, which is gone";
  ChainSpec to_the_last{{{0, 0, 0}, {0, 0.5, 1}, {1, 0.5, 0}}, {0.25, 0.25, 0.5}};
  remove_state(to_the_last);
  EXPECT_EQ(to_the_last.p, (std::vector<std::vector<double>>{{1, 0}, {0, 1}}));
  EXPECT_EQ(to_the_last.start, (std::vector<double>{0.5, 0.5}));
}

TEST(ChainSpec, RefusesWhatIsOutOfRange) {
  ChainSpec chain;
  add_state(chain);
  chain.p.resize(4);
  EXPECT_THROW(check(chain), BadRequest);
  EXPECT_THROW(check(ChainSpec{{{1}}, {1}}), BadRequest);
  EXPECT_THROW(check(ChainSpec{{{0.4, 0.5}, {0.6}}, {1, 0}}), BadRequest);
  EXPECT_THROW(check(ChainSpec{.steps = 1001}), BadRequest);
  EXPECT_THROW(check(ChainSpec{.start = {1, 0}}), BadRequest);
}

}  // namespace
}  // namespace alphabar
