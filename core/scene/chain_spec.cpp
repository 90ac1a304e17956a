#include "core/scene/chain_spec.h"

#include <numeric>
#include <string>

#include "core/base/check.h"
#include "core/chain/markov_chain.h"

namespace alphabar {

MarkovChain chain_of(const ChainSpec& chain) {
  const std::size_t n = chain.p.size();
  MarkovChain out{Eigen::MatrixXd(n, n)};
  for (std::size_t i = 0; i < n; ++i) {
    if (chain.p[i].size() != n)
      throw BadRequest("chain", "p[" + std::to_string(i) + "]",
                       std::to_string(chain.p[i].size()) + " numbers",
                       std::to_string(n) + ", as many as there are rows");
    out.p.row(i) = Eigen::Map<const Eigen::RowVectorXd>(chain.p[i].data(), n);
  }
  return out;
}

void check(const ChainSpec& chain) {
  if (chain.p.size() < 2 || chain.p.size() > 8)
    throw BadRequest("chain", "p", std::to_string(chain.p.size()) + " states", "2 to 8");
  check_range("chain", "steps", chain.steps, 1, 1000);
  const Eigen::Map<const Eigen::VectorXd> start(chain.start.data(), chain.start.size());
  evolve(chain_of(chain), start, 0);  // checks both
}

std::vector<double> with_share(std::vector<double> column, std::size_t i, double share) {
  double rest = 0;
  for (std::size_t k = 0; k < column.size(); ++k)
    if (k != i) rest += column[k];
  const auto others = static_cast<double>(column.size() - 1);
  for (double& entry : column)
    entry = rest > 0 ? entry * ((1 - share) / rest) : (1 - share) / others;
  column[i] = share;
  return column;
}

void add_state(ChainSpec& chain) {
  const std::size_t n = chain.p.size();
  for (std::vector<double>& row : chain.p) {
    row[n - 1] *= 0.7;
    row.push_back(0);
  }
  chain.p.emplace_back(n + 1, 0.0);
  chain.p[n][n - 1] = chain.p[n][n] = 0.3;
  chain.p[0][n] = 0.7;
  chain.start.push_back(0);
}

void remove_state(ChainSpec& chain) {
  const std::size_t last = chain.p.size() - 1;
  chain.p.pop_back();
  for (std::size_t j = 0; j < last; ++j) {
    double sum = 0;
    for (const std::vector<double>& row : chain.p) sum += row[j];
    for (std::size_t i = 0; i < last; ++i) chain.p[i][j] = sum > 0 ? chain.p[i][j] / sum : i == j;
  }
  for (std::vector<double>& row : chain.p) row.pop_back();
  chain.start.pop_back();
  const double sum = std::accumulate(chain.start.begin(), chain.start.end(), 0.0);
  if (!(sum > 0)) chain.start[0] = 1;
  for (double& share : chain.start) share /= sum > 0 ? sum : 1;
}

}  // namespace alphabar
