#include "core/engine/cpu/far_points.h"

#include <cmath>
#include <limits>
#include <optional>

#include "core/model/guided_model.h"

namespace alphabar {
namespace {

Split nothing() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {{nan, nan}, {nan, nan}, {nan, nan}};
}

}  // namespace

template <class Real>
void split_far_points(const RowTask<Real>& task, FarSplit split, const PointArrays<Real>& points) {
  const bool guided = split == FarSplit::guided;
  std::optional<GuidedModel> model;
  Guide guide;  // of `model`
  for (std::size_t i = 0; i < points.size; ++i) {
    if (points.far[i] == 0) continue;
    const Vec2 x{points.x[i], points.y[i]};
    Split of_x = nothing();
    if (std::isfinite(x[0]) && std::isfinite(x[1])) {
      Guide wanted;
      if (guided && task.loss_guidance) wanted.loss = *task.loss;
      if (guided && !task.loss_guidance) wanted.label = static_cast<int>(points.label[i]);
      if (!model || wanted != guide)
        model.emplace(*task.mixture, task.level, guide = wanted, guided ? task.w : 0);
      of_x = (*model)(x);
    }
    points.d_x[i] = static_cast<Real>(of_x.x0_hat[0]);
    points.d_y[i] = static_cast<Real>(of_x.x0_hat[1]);
    points.t_x[i] = static_cast<Real>(-of_x.score[0]);
    points.t_y[i] = static_cast<Real>(-of_x.score[1]);
  }
}

template void split_far_points(const RowTask<float>&, FarSplit, const PointArrays<float>&);
template void split_far_points(const RowTask<double>&, FarSplit, const PointArrays<double>&);

}  // namespace alphabar
