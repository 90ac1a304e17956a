#pragma once

#include <vector>

#include "core/model/diffused_component.h"

namespace alphabar {

/// One component's share in the change that a loss makes: l_k(x) = l + M x, and Q; M and Q are
/// symmetric.
struct LossGuidanceTerm {
  Point l;
  Eigen::Matrix2d m, q;
};

/// How a loss L(x0_hat) changes the split at one level: what engines do, in numbers for a table.
///
/// x0_hat's Jacobian is symmetric, J = (I + s^2 Hess log p) / a = (a / s^2) Cov[x_0 | x] (Efron
/// 2011, eq. 2.8; Chung et al. 2023), so that with g = grad L(x0_hat), -J g in place of
/// grad log p(y | x) changes
///     score by -J g,   eps_hat by s J g,   x0_hat by -(s^2 / a) J g = -Cov[x_0 | x] g.
/// Both products are of one form, with r_k the responsibilities and c = sum r_k l_k:
///     sum r_k [Q_k g + (l_k - c) ((l_k - c) g)]
///     where s >= a:  Cov[x_0 | x] g, l_k = E[x_0 | x, k], c = x0_hat, Q_k = Cov[x_0 | x, k];
///     where s < a:   J g, l_k = (s / sqrt a) V_k^-1 (x - a mu_k), c = -(s / sqrt a) score,
///                    Q_k = a C_k V_k^-1.
/// Each is exact at every level; the choice is for single precision, and for a = 0 and s = 0.
struct LossGuidance {
  bool about_x0 = false;  ///< c is x0_hat; else c = c_score score
  double c_score = 0;
  double to_x0 = 0, to_score = 0;       ///< the sum times these is added to x0_hat and to the score
  std::vector<LossGuidanceTerm> terms;  ///< as many as components
};
LossGuidance loss_guidance_at(const std::vector<DiffusedComponent>& components, const Level& level);

}  // namespace alphabar
