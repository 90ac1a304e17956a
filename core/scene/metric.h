#pragma once

#include <span>

#include "core/base/listed.h"

namespace alphabar {

/// How far a run's particles are from what they should be.
enum class Metric {
  sliced_w1,
  sliced_w2,
  energy,
  mode_weights,
  ode_end,
  kl,
  nll,
  mmd,
  one_minus_precision,
  one_minus_recall,
  curvature,
};

/// A metric as the program lists it.
struct MetricInfo {
  Metric kind;
  const char* name;     ///< in files and on the command line: "sliced_w2"
  const char* title;    ///< on screen
  const char* symbol;   ///< on an axis
  const char* formula;  ///< in plain text
  const char* source;   ///< publication and equation
};

/// All metrics, in the order of the enumeration.
std::span<const MetricInfo> metrics();
inline std::span<const MetricInfo> listed(Metric) { return metrics(); }
inline const MetricInfo& metric_info(Metric metric) { return entry_of(metrics(), metric); }

}  // namespace alphabar
