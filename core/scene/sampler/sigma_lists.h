#pragma once

#include <vector>

#include "core/scene/sampler/grid_spec.h"

namespace alphabar {

// The lists that a grid says alone, without a process: grid.steps levels and the end, n + 1 numbers
// from noisy to clean.

/// Of linear_quadratic, shares of the highest sigma from 1 to 0: what is gone after i of n steps is
/// threshold i / m, and from i = m = linear_steps on q (i - m)^2 more, q such that all is gone at
/// i = n (Genmo 2024, Mochi 1). Throws BadRequest where it does not fall all the way.
std::vector<double> linear_quadratic_shares(const GridSpec& grid);

/// Of bong_tangent, flow times from 1 to 0 (RES4LYF): with N = n + 2 two parts of M = trunc(N
/// (pivot_1 + pivot_2) / 2) and N - M entries that share `middle`, each -atan(slope 40 / N (i -
/// trunc(N pivot))) scaled to its ends. A part has at least two entries; one step goes from 1 to 0.
std::vector<double> bong_tangent_times(const GridSpec& grid);

/// Of align_your_steps and gits, sigmas s / a; between printed ones log sigma is linear in the
/// number of the entry.
std::vector<double> published_sigmas(const GridSpec& grid);

}  // namespace alphabar
