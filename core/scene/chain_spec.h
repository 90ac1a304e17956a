#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace alphabar {

struct MarkovChain;  // core/chain/markov_chain.h

/// A Markov chain to be looked at: the smallest case of what a diffusion is. States are named A, B,
/// ... in their order. By default four whose start is forgotten in some twenty steps.
struct ChainSpec {
  /// p[i][j]: the probability of going to i from j. 2 to 8 states; columns sum to 1.
  std::vector<std::vector<double>> p{
      {0.7, 0.2, 0, 0.1}, {0.3, 0.5, 0.3, 0}, {0, 0.3, 0.6, 0.3}, {0, 0, 0.1, 0.6}};
  std::vector<double> start{0, 0, 0, 1};  ///< the distribution at n = 0
  int steps = 20;                         ///< from the start to the end of the time slider, 1..1000
  /// The matrices are written as P^T, P_ij from i to j and rows that sum to 1, as many books do.
  bool by_rows = false;
  bool walker = false;     ///< one walk of the chain is shown
  std::uint64_t seed = 1;  ///< of that walk
  bool operator==(const ChainSpec&) const = default;
};

/// Its transition matrix. Throws BadRequest for a row of another length than there are rows.
MarkovChain chain_of(const ChainSpec& chain);

/// Throws BadRequest for what core/chain refuses, for other than 2 to 8 states, for a start that is
/// no distribution over them, and for steps out of their range.
void check(const ChainSpec& chain);

/// The column with its i-th share made `share`, 0..1, and the others scaled so that all sum to 1;
/// where the others are all 0, they share the rest alike.
std::vector<double> with_share(std::vector<double> column, std::size_t i, double share);

/// One more state at the end: the last one leads to it by 0.3, and it to the first one by 0.7.
void add_state(ChainSpec& chain);

/// The last state goes. What led to it is spread over the rest of its column; a state that led to
/// nothing else stays where it is, and a start in the last one becomes one in the first.
void remove_state(ChainSpec& chain);

}  // namespace alphabar
