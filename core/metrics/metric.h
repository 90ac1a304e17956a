#pragma once

#include <array>
#include <cstddef>
#include <span>

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

/// One number for each metric: 0 is perfect. Infinite where a particle is not finite, NaN where the
/// metric has no meaning.
class Distances {
 public:
  double& operator[](Metric metric) { return values_[static_cast<std::size_t>(metric)]; }
  double operator[](Metric metric) const { return values_[static_cast<std::size_t>(metric)]; }
  bool operator==(const Distances&) const = default;

 private:
  std::array<double, metric_count> values_{};
};

}  // namespace alphabar
