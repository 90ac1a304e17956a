#include "core/chain/markov_chain.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>

#include "core/base/check.h"

namespace alphabar {
namespace {

constexpr const char* where = "chain";
constexpr double slack = 1e-9;  // of a sum of probabilities

using Matrix = std::vector<std::vector<double>>;

std::vector<double> apply(const Matrix& p, const std::vector<double>& pi) {
  std::vector<double> next;
  for (const std::vector<double>& row : p)
    next.push_back(std::inner_product(row.begin(), row.end(), pi.begin(), 0.0));
  return next;
}

Matrix identity(std::size_t n) {
  Matrix one(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) one[i][i] = 1;
  return one;
}

Matrix product(const Matrix& a, const Matrix& b) {
  const std::size_t n = a.size();
  Matrix c(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t j = 0; j < n; ++j) c[i][j] += a[i][k] * b[k][j];
  return c;
}

}  // namespace

void check(const MarkovChain& chain) {
  const std::size_t n = chain.p.size();
  if (n < 1 || n > 64) throw BadRequest(where, "p", std::to_string(n) + " states", "1 to 64");
  for (std::size_t i = 0; i < n; ++i) {
    if (chain.p[i].size() != n)
      throw BadRequest(where, "p[" + std::to_string(i) + "]",
                       std::to_string(chain.p[i].size()) + " numbers",
                       std::to_string(n) + ", as many as there are rows");
    for (std::size_t j = 0; j < n; ++j)
      check_range(where, "p[" + std::to_string(i) + "][" + std::to_string(j) + "]", chain.p[i][j],
                  0, 1);
  }
  for (std::size_t j = 0; j < n; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += chain.p[i][j];
    if (!(std::abs(sum - 1) <= slack))
      throw BadRequest(where, "column " + std::to_string(j), "sum " + to_text(sum), "a sum of 1",
                       "a column holds where one state goes: divide it by its sum");
  }
}

std::vector<std::vector<double>> evolve(const MarkovChain& chain, const std::vector<double>& start,
                                        int steps) {
  check(chain);
  check_range(where, "steps", steps, 0, 100000);
  if (start.size() != chain.p.size())
    throw BadRequest(where, "start", std::to_string(start.size()) + " numbers",
                     std::to_string(chain.p.size()) + ", one for each state");
  for (const double share : start) check_range(where, "start", share, 0, 1);
  const double sum = std::accumulate(start.begin(), start.end(), 0.0);
  if (!(std::abs(sum - 1) <= slack))
    throw BadRequest(where, "start", "sum " + to_text(sum), "a sum of 1");
  Matrix path{start};
  for (int i = 0; i < steps; ++i) path.push_back(apply(chain.p, path.back()));
  return path;
}

MarkovChain power(const MarkovChain& chain, int n) {
  check(chain);
  check_range(where, "n", n, 0, 1e6);
  Matrix result = identity(chain.p.size()), square = chain.p;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result = product(result, square);
    square = product(square, square);
  }
  return {result};
}

std::vector<double> stationary(const MarkovChain& chain) {
  check(chain);
  // The null vector of P - 1 by elimination with complete pivoting; its rank must be n - 1.
  constexpr double nothing = 1e-12;
  const std::size_t n = chain.p.size();
  Matrix m = chain.p;
  for (std::size_t i = 0; i < n; ++i) m[i][i] -= 1;
  std::vector<std::size_t> column(n);
  std::iota(column.begin(), column.end(), std::size_t{0});
  for (std::size_t k = 0; k + 1 < n; ++k) {
    std::size_t row = k, pivot = k;
    for (std::size_t i = k; i < n; ++i)
      for (std::size_t j = k; j < n; ++j)
        if (std::abs(m[i][j]) > std::abs(m[row][pivot])) row = i, pivot = j;
    if (std::abs(m[row][pivot]) < nothing)
      throw BadRequest(where, "p", "several parts", "a chain whose states all lead to one part",
                       "let one of the parts lead to the other");
    std::swap(m[k], m[row]);
    std::swap(column[k], column[pivot]);
    for (std::vector<double>& r : m) std::swap(r[k], r[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = m[i][k] / m[k][k];
      for (std::size_t j = k; j < n; ++j) m[i][j] -= factor * m[k][j];
    }
  }
  std::vector<double> pi(n, 0);
  pi[column[n - 1]] = 1;
  for (std::size_t k = n - 1; k-- > 0;) {
    double sum = 0;
    for (std::size_t j = k + 1; j < n; ++j) sum += m[k][j] * pi[column[j]];
    pi[column[k]] = -sum / m[k][k];
  }
  const double sum = std::accumulate(pi.begin(), pi.end(), 0.0);
  for (double& share : pi) share = std::max(0.0, share / sum);
  return pi;
}

LongRun long_run(const MarkovChain& chain) {
  LongRun run{.pi = stationary(chain), .lasting = {}};
  const std::size_t n = chain.p.size();
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
      if (chain.p[i][j] == 0) continue;
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

double total_variation(const std::vector<double>& a, const std::vector<double>& b) {
  assert(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return 0.5 * sum;
}

}  // namespace alphabar
