#include "core/plan/quadrature.h"

#include <Eigen/LU>
#include <cassert>

namespace alphabar {

Weights quadrature_weights(const Weights& nodes, const Weights& moments) {
  constexpr int most = Row::history;
  assert(nodes.size() == moments.size());
  const Eigen::Index n = nodes.size();
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, most, most> powers(n, n);
  for (Eigen::Index k = 0; k < n; ++k) {
    if (k == 0)
      powers.row(0).setOnes();
    else
      powers.row(k) = powers.row(k - 1).cwiseProduct(nodes.transpose());
  }
  return powers.partialPivLu().solve(moments);
}

}  // namespace alphabar
