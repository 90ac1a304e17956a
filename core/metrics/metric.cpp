#include "core/metrics/metric.h"

#include <vector>

namespace alphabar {

Bands bands(std::span<const Distances> found) {
  Bands out;
  for (const MetricInfo& info : metrics()) {
    std::vector<double> values;
    for (const Distances& d : found) values.push_back(d[info.kind]);
    out[info.kind] = band(values);
  }
  return out;
}

}  // namespace alphabar
