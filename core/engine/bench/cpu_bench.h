#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/engine/cpu/kernels.h"

namespace alphabar {

/// One figure of the CPU engine beside its own limit, measured in turns in one process.
struct BenchFigure {
  std::string name;   ///< "ddim, 8 circles"
  double rate;        ///< particle-steps a second, the best of the repetitions
  double limit_rate;  ///< of the limit loop
  double ratio() const { return rate / limit_rate; }
};

struct BenchOptions {
  std::size_t particles = 1'000'000;
  int rows = 50;
  int repetitions = 5;
  int threads = 0;              ///< 0: one for each processor
  bool processor_time = false;  ///< count the time the threads ran, / threads, not the clock's: on
                                ///< a machine that others use too
};

/// Measures the engine on the exact mixture, last row only, x_T drawn: DDIM, DDPM and
/// Euler-Maruyama on 8 circles, DDIM on 8 ellipses, and DDIM in double.
///
/// The limit loop is written by hand for exactly one thing, DDIM (eta = 0) of 8 circles: the number
/// of components is known to the compiler, the particles stay in registers through all rows, and
/// there is no plan to read. It uses the same vector target, threads and approximations.
std::vector<BenchFigure> bench_cpu(const BenchOptions& options = {});

/// Megabytes that the process held at most, up to the end of a run of DDIM that stores no rows but
/// the last; to be asked before anything larger has run. 0: the system does not say.
double bench_memory(std::size_t particles, int rows, int threads);

}  // namespace alphabar
