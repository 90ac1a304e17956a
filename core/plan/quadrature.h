#pragma once

#include <Eigen/Core>

#include "core/plan/plan.h"

namespace alphabar {

/// A number for each of the outputs that a row can reach back to, or for some of them.
using Weights = Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor, Row::history, 1>;

/// The weights w_j with which values at the nodes v_j stand for a linear functional of a function,
/// right for all polynomials of a lower degree than there are nodes: sum_j w_j v_j^k = moments[k],
/// what the functional is of v^k. As many moments as nodes, which differ from one another.
///
/// Relative to the largest weight the error is that of the moments; nodes of the order of 1 lose
/// least.
Weights quadrature_weights(const Weights& nodes, const Weights& moments);

}  // namespace alphabar
