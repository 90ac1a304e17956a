#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/base/values.h"

namespace alphabar {

/// The states of a run on the graphics device that made them.
struct DeviceStates {
  unsigned buffer = 0;  ///< OpenGL's name of it, in the share group of the engine's context
  std::shared_ptr<const void> owner;  ///< keeps it; let go of with such a context current
};

/// What ran: states and, where asked for, model outputs, particle by particle.
///
/// All arrays are [row][particle][2], C order. Real is the precision that the engine computed in.
template <class Real>
struct Trajectory {
  std::size_t particles = 0;

  /// States: row 0 is x_T, then one for each kept reported row of the plan, in order.
  Values<Real> x;
  /// The same as x once more, where an engine was asked to leave it on its device.
  DeviceStates on_device;
  /// Which plan row made each of the rows of x; -1 for x_T.
  std::vector<int> x_rows;

  /// Model outputs, one row for each kept evaluation of the plan; empty where not asked for.
  /// *_plain are before guidance, the others after it; where there is none they are the same and
  /// only the plain ones are filled.
  Values<Real> x0, eps, score, x0_plain, eps_plain, score_plain;
  /// Which plan row each evaluation belongs to.
  std::vector<int> eval_rows;

  std::size_t rows() const { return x_rows.size(); }
  std::span<const Real> state(std::size_t row) const {
    return std::span(x).subspan(row * particles * 2, particles * 2);
  }
};

}  // namespace alphabar
