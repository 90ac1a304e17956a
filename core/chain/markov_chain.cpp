#include "core/chain/markov_chain.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <numeric>
#include <string>

#include "core/base/check.h"

namespace alphabar {
namespace {

constexpr const char* where = "chain";
constexpr double slack = 1e-9;  // of a sum of probabilities

}  // namespace

void check(const MarkovChain& chain) {
  const Eigen::Index n = chain.p.rows();
  if (n < 1 || n > 64) throw BadRequest(where, "p", std::to_string(n) + " states", "1 to 64");
  if (chain.p.cols() != n)
    throw BadRequest(where, "p",
                     std::to_string(n) + " rows of " + std::to_string(chain.p.cols()) + " numbers",
                     "as many numbers in a row as there are rows");
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      check_range(where, "p[" + std::to_string(i) + "][" + std::to_string(j) + "]", chain.p(i, j),
                  0, 1);
  for (Eigen::Index j = 0; j < n; ++j) {
    const double sum = chain.p.col(j).sum();
    if (!(std::abs(sum - 1) <= slack))
      throw BadRequest(where, "column " + std::to_string(j), "sum " + to_text(sum), "a sum of 1",
                       "a column holds where one state goes: divide it by its sum");
  }
}

Eigen::MatrixXd evolve(const MarkovChain& chain, const Eigen::VectorXd& start, int steps) {
  check(chain);
  check_range(where, "steps", steps, 0, 100000);
  if (start.size() != chain.p.rows())
    throw BadRequest(where, "start", std::to_string(start.size()) + " numbers",
                     std::to_string(chain.p.rows()) + ", one for each state");
  for (const double share : start) check_range(where, "start", share, 0, 1);
  const double sum = start.sum();
  if (!(std::abs(sum - 1) <= slack))
    throw BadRequest(where, "start", "sum " + to_text(sum), "a sum of 1");
  Eigen::MatrixXd path(start.size(), steps + 1);
  path.col(0) = start;
  for (int n = 0; n < steps; ++n) path.col(n + 1).noalias() = chain.p * path.col(n);
  return path;
}

MarkovChain power(const MarkovChain& chain, int n) {
  check(chain);
  check_range(where, "n", n, 0, 1e6);
  Eigen::MatrixXd result = Eigen::MatrixXd::Identity(chain.p.rows(), chain.p.cols());
  for (Eigen::MatrixXd square = chain.p; n > 0; n /= 2) {
    if (n % 2 == 1) result *= square;
    square *= square;
  }
  return {result};
}

Eigen::VectorXd stationary(const MarkovChain& chain) {
  check(chain);
  // The null vector of P - 1 = L U, whose rank must be n - 1. Its last pivot would be 0 but for
  // rounding, whatever it is.
  constexpr double nothing = 1e-12;
  const Eigen::Index n = chain.p.rows(), rank = n - 1;
  const Eigen::FullPivLU<Eigen::MatrixXd> lu(chain.p - Eigen::MatrixXd::Identity(n, n));
  const Eigen::MatrixXd& u = lu.matrixLU();
  if ((u.diagonal().head(rank).cwiseAbs().array() < nothing).any())
    throw BadRequest(where, "p", "several parts", "a chain whose states all lead to one part",
                     "let one of the parts lead to the other");
  Eigen::VectorXd null = Eigen::VectorXd::Ones(n);
  null.head(rank) =
      -u.topLeftCorner(rank, rank).triangularView<Eigen::Upper>().solve(u.col(rank).head(rank));
  const Eigen::VectorXd pi = lu.permutationQ() * null;
  return (pi / pi.sum()).cwiseMax(0);
}

Eigen::VectorXcd eigenvalues(const MarkovChain& chain) {
  check(chain);
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(chain.p, /*computeEigenvectors=*/false);
  if (solver.info() != Eigen::Success) throw Failed("chain: its eigenvalues were not found");
  Eigen::VectorXcd values = solver.eigenvalues();
  std::stable_sort(values.begin(), values.end(),
                   [](const auto& a, const auto& b) { return std::abs(a) > std::abs(b); });
  return values;
}

LongRun long_run(const MarkovChain& chain) {
  LongRun run{.pi = stationary(chain), .lasting = {}};
  const auto n = static_cast<std::size_t>(chain.p.rows());
  run.lasting.assign(n, false);
  // Breadth first from a state that lasts. The period is the greatest common divisor of what the
  // steps miss going up one level by: each closes a cycle of that length, up to the cycles before.
  std::vector<int> level(n, 0);
  std::vector<std::size_t> reached{
      static_cast<std::size_t>(std::max_element(run.pi.begin(), run.pi.end()) - run.pi.begin())};
  run.lasting[reached[0]] = true;
  run.period = 0;
  for (std::size_t k = 0; k < reached.size(); ++k) {
    const std::size_t j = reached[k];
    for (std::size_t i = 0; i < n; ++i) {
      if (chain.p(i, j) == 0) continue;
      if (!run.lasting[i]) {
        run.lasting[i] = true;
        level[i] = level[j] + 1;
        reached.push_back(i);
      }
      run.period = std::gcd(run.period, std::abs(level[j] + 1 - level[i]));
    }
  }
  return run;
}

double total_variation(const Eigen::Ref<const Eigen::VectorXd>& a,
                       const Eigen::Ref<const Eigen::VectorXd>& b) {
  assert(a.size() == b.size());
  return 0.5 * (a - b).cwiseAbs().sum();
}

}  // namespace alphabar
