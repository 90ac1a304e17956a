#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/metrics/band.h"
#include "core/scene/metric.h"

namespace alphabar {

/// A metric as the program lists it.
struct MetricInfo {
  Metric metric;
  const char* name;     ///< in files and on the command line: "sliced_w2"
  const char* title;    ///< on screen
  const char* symbol;   ///< on an axis
  const char* formula;  ///< in plain text
  const char* source;   ///< publication and equation
};

constexpr std::size_t metric_count = 5;

/// All metrics, in the order of the enumeration.
std::span<const MetricInfo> metrics();
const MetricInfo& metric_info(Metric metric);

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

/// 0 is perfect. Infinite where a particle is not finite, NaN where the metric has no meaning.
using Distances = PerMetric<double>;
/// Of many such; NaN where a metric has no meaning.
using Bands = PerMetric<Band>;
Bands bands(std::span<const Distances> found);

}  // namespace alphabar
