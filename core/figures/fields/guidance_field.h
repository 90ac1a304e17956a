#pragma once

#include "core/figures/fields/density_grid.h"
#include "core/model/denoiser.h"
#include "core/model/guide.h"

namespace alphabar {

/// What guidance of weight 1 adds to a model's score at the columns of x, [2 x n]:
///     a class        grad log p(y | x_t)
///     a loss         -J^T grad L(x0_hat), J the Jacobian of x0_hat
///     autoguidance   the model's score less the weaker model's
/// 0 where the guide leads nowhere, or to a class that the model does not know.
Eigen::Matrix2Xd guidance_at(const Denoiser& model, const Guide& guide, const Level& level,
                             const PointBatchView& x);

/// What that is the gradient of, over a camera's view of a pane of width x height pixels, from the
/// exact model: log p(y | x_t) of a class, -L(x0_hat(x_t)) of a loss; at least -60. No cells where
/// the guide has neither, or a class that no component has.
DensityGrid guidance_grid(const Mixture& model, const Guide& guide, const Level& level,
                          const Camera& camera, const std::array<int, 2>& pixels);

}  // namespace alphabar
