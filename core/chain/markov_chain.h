#pragma once

#include <Eigen/Core>
#include <vector>

namespace alphabar {

/// A Markov chain of a few states: where x_{n+1} goes depends on x_n alone.
struct MarkovChain {
  /// p(i, j): the probability of going to i from j. Square; columns sum to 1.
  Eigen::MatrixXd p;
};

/// Throws BadRequest unless p is square, of 1 to 64 states, each entry in [0, 1] and each column's
/// sum 1 to within 1e-9.
void check(const MarkovChain& chain);

/// The distribution over the states after 0, 1, ..., steps steps from `start`: the columns of
/// [states][steps + 1], pi_{n+1} = P pi_n. Throws BadRequest where check does, for a start that is
/// no distribution over as many states, and for steps outside 0..100000.
Eigen::MatrixXd evolve(const MarkovChain& chain, const Eigen::VectorXd& start, int steps);

/// P^n, the chain that takes n steps as one, n in 0..1,000,000. Where the chain is irreducible and
/// aperiodic its columns all tend to stationary(): the start is forgotten. Throws BadRequest.
MarkovChain power(const MarkovChain& chain, int n);

/// The one distribution with P pi = pi. Throws BadRequest where there are several: the chain falls
/// into parts that never meet. The powers of a periodic chain do not tend to it.
Eigen::VectorXd stationary(const MarkovChain& chain);

/// The eigenvalues of P, each as often as it is a root, by falling modulus. The first is 1 and none
/// is outside the unit circle. Throws BadRequest where check does.
///
/// The modulus of the second is the speed of mixing: the distance to stationary() falls as
/// |lambda_2|^n (Levin and Peres 2017, section 12.1). It is 1 for a chain that is periodic or falls
/// into parts.
Eigen::VectorXcd eigenvalues(const MarkovChain& chain);

/// What becomes of a chain with one stationary distribution.
struct LongRun {
  Eigen::VectorXd pi;  ///< stationary()
  std::vector<bool>
      lasting;     ///< states that it comes back to for ever; the others it leaves for good
  int period = 1;  ///< it comes back only after multiples of this; 1: P^n tends to pi
};

/// Throws BadRequest where stationary does.
LongRun long_run(const MarkovChain& chain);

/// How far two distributions over the same states are apart: half the sum of |a_i - b_i|, the most
/// by which they differ on any set of states. In [0, 1].
double total_variation(const Eigen::Ref<const Eigen::VectorXd>& a,
                       const Eigen::Ref<const Eigen::VectorXd>& b);

}  // namespace alphabar
