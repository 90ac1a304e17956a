#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/learn/losses/batch.h"

namespace alphabar {

class NetLevels;

/// At which levels a net was asked while it trained: how many draws had a sigma = s / a in each of
/// equal parts of log sigma. Draws beyond the ends count in the first and the last part.
struct AskedLevels {
  static constexpr std::size_t parts = 40;

  double low = 0, high = 0;  ///< sigma at the ends; equal, and nothing counted, of one level
  std::array<std::int64_t, parts> count{};
  std::int64_t draws = 0;  ///< of all parts
  bool operator==(const AskedLevels&) const = default;

  void add(const LossBatch& batch);
};

/// Empty, over what the net's process has; where time is sigma and levels are drawn of a normal
/// distribution of log sigma, over four deviations of it.
AskedLevels asked_levels(const NetLevels& net);

}  // namespace alphabar
