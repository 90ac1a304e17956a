#pragma once

#include <vector>

namespace alphabar {

/// A Markov chain of a few states: where x_{n+1} goes depends on x_n alone.
struct MarkovChain {
  /// p[i][j]: the probability of going to i from j. Columns sum to 1.
  std::vector<std::vector<double>> p;
  int states() const { return static_cast<int>(p.size()); }
  bool operator==(const MarkovChain&) const = default;
};

/// Throws BadRequest unless p is square, of 1 to 64 states, each entry in [0, 1] and each column's
/// sum 1 to within 1e-9.
void check(const MarkovChain& chain);

/// The distribution over the states after 0, 1, ..., steps steps from `start`: [steps + 1][states],
/// pi_{n+1} = P pi_n. Throws BadRequest where check does, for a start that is no distribution over
/// as many states, and for steps outside 0..100000.
std::vector<std::vector<double>> evolve(const MarkovChain& chain, const std::vector<double>& start,
                                        int steps);

/// P^n, the chain that takes n steps as one, n in 0..1,000,000. Where the chain is irreducible and
/// aperiodic its columns all tend to stationary(): the start is forgotten. Throws BadRequest.
MarkovChain power(const MarkovChain& chain, int n);

/// The one distribution with P pi = pi. Throws BadRequest where there are several: the chain falls
/// into parts that never meet. The powers of a periodic chain do not tend to it.
std::vector<double> stationary(const MarkovChain& chain);

/// What becomes of a chain with one stationary distribution.
struct LongRun {
  std::vector<double> pi;  ///< stationary()
  std::vector<bool>
      lasting;     ///< states that it comes back to for ever; the others it leaves for good
  int period = 1;  ///< it comes back only after multiples of this; 1: P^n tends to pi
};

/// Throws BadRequest where stationary does.
LongRun long_run(const MarkovChain& chain);

/// How far two distributions over the same states are apart: half the sum of |a_i - b_i|, the most
/// by which they differ on any set of states. In [0, 1].
double total_variation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace alphabar
