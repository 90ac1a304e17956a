#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/chain/markov_chain.h"
#include "core/scene/chain_spec.h"

namespace alphabar {

constexpr double chain_rounding = 1e-13;  ///< nearer to pi than this, a distance is noise

/// What a chain comes to in its steps, as it is drawn.
struct ChainData {
  std::vector<Eigen::MatrixXd> from;  ///< [start state](state, n): P^n by columns
  Eigen::MatrixXd path;               ///< (state, n), from its own start
  Eigen::MatrixXd apart;              ///< (n, start state, and then its own start), from pi
  double mixing = 1;  ///< |lambda_2|: what a step leaves, in the long run, of the distance from pi
  std::optional<LongRun> run;  ///< none: there is no one stationary distribution,
  std::string problem;         ///< and why
  std::vector<int> walk;       ///< the states of one walk at n = 0 .. steps; empty: none is shown
  Eigen::MatrixXd visits;      ///< (state, n): the share of 0 .. n that the walk was there
  double peak = 1;  ///< the largest entry of P, which those of no power exceed but the 0th
};

/// `spec` has passed check().
ChainData chain_data(const ChainSpec& spec);

/// The state that the chain starts in; -1: it is spread over several.
int start_state(const ChainSpec& chain);

}  // namespace alphabar
