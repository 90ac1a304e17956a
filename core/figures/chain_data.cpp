#include "core/figures/chain_data.h"

#include <algorithm>
#include <complex>

#include "core/base/error.h"

namespace alphabar {

ChainData chain_data(const ChainSpec& spec) {
  const MarkovChain chain = chain_of(spec);
  const Eigen::Index states = chain.p.rows();
  ChainData data;
  for (Eigen::Index j = 0; j < states; ++j)
    data.from.push_back(evolve(chain, Eigen::VectorXd::Unit(states, j), spec.steps));
  data.path =
      evolve(chain, Eigen::Map<const Eigen::VectorXd>(spec.start.data(), states), spec.steps);
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
