#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace alphabar {

/// What ran: states and, where asked for, model outputs, particle by particle.
///
/// All arrays are [row][particle][2], C order. Real is the precision that the engine computed in.
template <class Real>
struct Trajectory {
  std::size_t particles = 0;

  /// States: row 0 is x_T, then one for each kept reported row of the plan, in order.
  std::vector<Real> x;
  /// Which plan row made each of the rows of x; -1 for x_T.
  std::vector<int> x_rows;

  /// Model outputs, one row for each kept evaluation of the plan; empty where not asked for.
  /// *_plain are before guidance, the others after it; where there is none they are the same and
  /// only the plain ones are filled.
  std::vector<Real> x0, eps, score, x0_plain, eps_plain, score_plain;
  /// Which plan row each evaluation belongs to.
  std::vector<int> eval_rows;

  std::size_t rows() const { return x_rows.size(); }
  std::span<const Real> state(std::size_t row) const {
    return std::span(x).subspan(row * particles * 2, particles * 2);
  }
};

}  // namespace alphabar
