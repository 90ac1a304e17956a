// Prints what bench_cpu() measures, one line a figure. Arguments: particles, threads, 1 for
// processor time.
#include "core/engine/bench/cpu_bench.h"

#include <cstdio>
#include <cstdlib>

#include "core/system/vector_target.h"

int main(int argc, char** argv) {
  alphabar::BenchOptions options;
  if (argc > 1) options.particles = static_cast<std::size_t>(std::atoll(argv[1]));
  if (argc > 2) options.threads = std::atoi(argv[2]);
  if (argc > 3) options.processor_time = std::atoi(argv[3]) != 0;
  alphabar::choose_vector_target();
  for (const auto& figure : alphabar::bench_cpu(options))
    std::printf("%-28s %9.3e particle-steps/s   limit loop %9.3e   ratio %.2f\n",
                figure.name.c_str(), figure.rate, figure.limit_rate, figure.ratio());
}
