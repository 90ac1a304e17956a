#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/metrics/band.h"
#include "core/scene/metric.h"

namespace alphabar {

constexpr std::size_t metric_count = static_cast<std::size_t>(Metric::curvature) + 1;

/// One value for each metric.
template <class T>
class PerMetric {
 public:
  T& operator[](Metric metric) { return values_[static_cast<std::size_t>(metric)]; }
  const T& operator[](Metric metric) const { return values_[static_cast<std::size_t>(metric)]; }
  bool operator==(const PerMetric&) const = default;

 private:
  std::array<T, metric_count> values_{};
};

/// 0 is perfect; kl and mmd, whose estimators have no bias to hide it, can be below that by chance.
/// Infinite where a particle is not finite, NaN where the metric has no meaning.
using Distances = PerMetric<double>;
/// Of many such; NaN where a metric has no meaning.
using Bands = PerMetric<Band>;
Bands bands(std::span<const Distances> found);

}  // namespace alphabar
