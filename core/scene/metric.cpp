#include "core/scene/metric.h"

#include <array>

namespace alphabar {
namespace {

constexpr std::array<MetricInfo, 5> table{{
    {Metric::sliced_w1, "sliced_w1", "Sliced Wasserstein-1", "SW\u2081",
     "mean over 32 directions of W1 between the particles' shadows and the exact mixture's: "
     "int |F_n^-1(q) - F^-1(q)| dq",
     "Bonneel et al. 2015, Sliced and Radon Wasserstein barycenters, definition 3"},
    {Metric::sliced_w2, "sliced_w2", "Sliced Wasserstein-2", "SW\u2082",
     "root of the mean over 32 directions of W2^2 between the particles' shadows and the exact "
     "mixture's: int (F_n^-1(q) - F^-1(q))^2 dq",
     "Bonneel et al. 2015, Sliced and Radon Wasserstein barycenters, definition 3"},
    {Metric::energy, "energy", "Energy distance", "D",
     "sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|), X a particle, Y from the exact mixture",
     "Szekely and Rizzo 2013, Energy statistics, eq. 2.1"},
    {Metric::mode_weights, "mode_weights", "Mode weights", "TV",
     "sum_k |mean over the particles of r_k(x) - w_k| / 2, r_k the components' responsibilities",
     "total variation between the shares of the components; Bishop 2006, eq. 9.13"},
    {Metric::ode_end, "ode_end", "Distance to the ODE's end", "rms",
     "root mean square, over particles, of the distance from where the probability-flow ODE takes "
     "the same start; of a run that comes back to its first level, from the start itself",
     "Song et al. 2021 (SDE), eq. 13, solved finely"},
}};

}  // namespace

std::span<const MetricInfo> metrics() { return table; }

}  // namespace alphabar
