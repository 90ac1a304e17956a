#include "core/figures/chain_data.h"

#include <algorithm>
#include <complex>

#include "core/base/error.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

/// The state in which a point of (0, 1) falls, each as wide as its share.
int state_at(const Eigen::VectorXd& shares, double place) {
  Eigen::Index state = 0, last = 0;
  for (Eigen::Index i = 0; i < shares.size(); ++i)
    if (shares[i] > 0) last = i;
  for (double sum = shares[0]; state < last && place >= sum; sum += shares[state]) ++state;
  return static_cast<int>(state);
}

/// One walk, by as many draws as it has states.
void walk(const ChainSpec& spec, const MarkovChain& chain, ChainData& data) {
  const auto draw = [&](int n) {
    const auto place = static_cast<std::uint64_t>(n);
    return unit_of_word(philox_block(spec.seed, place, 0, Stream::walk)[0]);
  };
  data.walk.push_back(state_at(data.path.col(0), draw(0)));
  for (int n = 1; n <= spec.steps; ++n)
    data.walk.push_back(state_at(chain.p.col(data.walk.back()), draw(n)));
  data.visits = Eigen::MatrixXd::Zero(chain.p.rows(), spec.steps + 1);
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(chain.p.rows());
  for (int n = 0; n <= spec.steps; ++n) {
    counts[data.walk[static_cast<std::size_t>(n)]] += 1;
    data.visits.col(n) = counts / (n + 1);
  }
}

}  // namespace

ChainData chain_data(const ChainSpec& spec) {
  const MarkovChain chain = chain_of(spec);
  const Eigen::Index states = chain.p.rows();
  ChainData data;
  for (Eigen::Index j = 0; j < states; ++j)
    data.from.push_back(evolve(chain, Eigen::VectorXd::Unit(states, j), spec.steps));
  data.path =
      evolve(chain, Eigen::Map<const Eigen::VectorXd>(spec.start.data(), states), spec.steps);
  if (spec.walker) walk(spec, chain, data);
  data.peak = chain.p.maxCoeff();
  data.mixing = std::abs(eigenvalues(chain)[1]);
  try {
    data.run = long_run(chain);
  } catch (const BadRequest& several) {
    data.problem = several.what();
    return data;
  }
  data.apart.resize(spec.steps + 1, states + 1);
  for (Eigen::Index n = 0; n <= spec.steps; ++n) {
    for (Eigen::Index j = 0; j < states; ++j)
      data.apart(n, j) = total_variation(data.from[j].col(n), data.run->pi);
    data.apart(n, states) = total_variation(data.path.col(n), data.run->pi);
  }
  return data;
}

int start_state(const ChainSpec& chain) {
  for (std::size_t i = 0; i < chain.start.size(); ++i)
    if (chain.start[i] == 1) return static_cast<int>(i);
  return -1;
}

}  // namespace alphabar
