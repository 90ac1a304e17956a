#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace alphabar {

/// How the loss went: a few hundred points, however long the training was.
struct LossHistory {
  static constexpr std::size_t most = 400;

  std::vector<double> step, train, held_out;  ///< train smoothed over a few dozen steps
  std::int64_t every = 1;                     ///< steps between points
  double smooth = 0;                          ///< of train, now
  bool operator==(const LossHistory&) const = default;

  /// The loss of the step after which the training has taken so many. `held_out` is asked for a few
  /// of the points, as it costs as much as some steps.
  void add(std::int64_t steps, double loss, const std::function<double()>& held_out_loss);
};

}  // namespace alphabar
