#pragma once

#include <span>
#include <vector>

#include "core/files/arrays/csv.h"
#include "core/process/process.h"

namespace alphabar {

/// The levels that a schedule is listed at: every timestep 1..T, or 1001 times of a continuous
/// process from its first to its last.
std::vector<Level> listed_levels(const Process& process);

/// A noise schedule as a table, a row a level: t, beta, alpha = 1 - beta, alpha_bar, a, s, sigma =
/// s / a, log_snr = 2 log(a / s), and the posterior's variance and coefficients of x0 and x
/// (Posterior, core/objectives/bound.h). NaN where a level is no timestep of a discrete process
/// and the column means nothing.
std::vector<CsvColumn> schedule_table(const Process& process, std::span<const Level> levels);

}  // namespace alphabar
