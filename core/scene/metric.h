#pragma once

namespace alphabar {

/// How far a run's particles are from what they should be; core/metrics/metric.h says how each is
/// computed.
enum class Metric { sliced_w1, sliced_w2, energy, mode_weights, ode_end };

}  // namespace alphabar
