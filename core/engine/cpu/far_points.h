#pragma once

#include <cstddef>

#include "core/engine/cpu/kernels.h"

namespace alphabar {

/// Some neighbouring points of a row with what the model says of them, as two plain arrays each.
template <class Real>
struct PointArrays {
  std::size_t size;
  const Real* far;            ///< not 0: to be split here
  const Real *x, *y, *label;  ///< label: of a row guided to classes
  Real *d_x, *d_y, *t_x, *t_y;
};

/// Splits far points by the model itself
/// (core/model/guide.h), in double: D = x0_hat, T = -score. guided: with the row's guidance. All is
/// NaN where x is no finite number. Plain C++, the same for every vector target.
enum class FarSplit { plain, guided };
template <class Real>
void split_far_points(const RowTask<Real>& task, FarSplit split, const PointArrays<Real>& points);

}  // namespace alphabar
