#include "core/engine/bench/cpu_bench.h"

#ifdef __linux__
#include <sys/resource.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <thread>

#include "core/engine/bench/limit_loop.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/engine/cpu/lowered_plan.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

enum class Noise { none, every_row };

/// DDIM (eta 0, x and x0_hat) or, with noise, DDPM (small variance) over `rows` of 1000 linear
/// betas.
Plan vp_plan(int rows, Noise noise) {
  constexpr int T = 1000;
  std::vector<double> alpha_bar{1};
  for (int t = 1; t <= T; ++t)
    alpha_bar.push_back(alpha_bar.back() * (1 - (1e-4 + (0.02 - 1e-4) * (t - 1) / (T - 1))));
  Plan plan;
  for (int i = rows; i > 0; --i) {
    const auto at = [&](int k) { return alpha_bar[static_cast<std::size_t>(k * T / rows)]; };
    const double now = at(i), next = at(i - 1);
    const double s = std::sqrt(1 - now), s_next = std::sqrt(1 - next);
    const double sigma = noise == Noise::none ? 0 : s_next / s * std::sqrt(1 - now / next);
    Row row;
    row.a = std::sqrt(now);
    row.s = s;
    row.c_x = std::sqrt(s_next * s_next - sigma * sigma) / s;
    row.c_d[0] = std::sqrt(next) - row.a * row.c_x;
    row.c_z = i == 1 ? 0 : sigma;
    plan.rows.push_back(row);
  }
  return plan;
}

/// Euler-Maruyama of the VP SDE: x and eps_hat, noise every row.
Plan euler_maruyama_plan(int rows) {
  Plan plan;
  for (int i = rows; i > 0; --i) {
    const double t = static_cast<double>(i) / rows, beta = 0.1 + 19.9 * t, step = 1.0 / rows;
    Row row;
    row.a = std::exp(-0.25 * t * t * 19.9 - 0.05 * t);
    row.s = std::sqrt(-std::expm1(-0.5 * t * t * 19.9 - 0.1 * t));
    row.c_x = 1 + 0.5 * beta * step;
    row.c_e[0] = -beta * step / row.s;
    row.c_z = std::sqrt(beta * step);
    plan.rows.push_back(row);
  }
  return plan;
}

/// Eight components on a ring, one axis `stretch` times the other.
Mixture eight(double stretch) {
  DataSpec data{"ring", {}};
  for (int k = 0; k < 8; ++k) {
    const double angle = (k + 0.3) * std::acos(-1.0) / 4, std = 0.1 + 0.01 * k;
    data.components.push_back(
        {{1.6 * std::cos(angle), 1.6 * std::sin(angle)}, {std, stretch * std}, angle, 0.125, 0});
  }
  return Mixture(data);
}

double seconds(const BenchOptions& options, int threads, const auto& work) {
  const std::clock_t ran = std::clock();
  const auto start = std::chrono::steady_clock::now();
  work();
  if (options.processor_time)
    return static_cast<double>(std::clock() - ran) / CLOCKS_PER_SEC / threads;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The limit loop over all particles on all threads, chunks handed out as the engine does.
void run_limit(LimitLoop loop, const std::vector<LimitRow>& rows, std::size_t particles,
               int threads) {
  constexpr std::size_t chunk = 4096;
  const std::size_t chunks = (particles + chunk - 1) / chunk;
  std::vector<float> out(2 * chunks * chunk);
  const DrawKey key(1, 0, Stream::start, 0);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t c; (c = next.fetch_add(1)) < chunks;)
      loop(rows, key, c * chunk / 2, chunk, out.data() + 2 * c * chunk);
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

}  // namespace

std::vector<BenchFigure> bench_cpu(const BenchOptions& options) {
  const int threads = options.threads > 0
                          ? options.threads
                          : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  CpuEngine engine({.threads = threads});
  const LimitLoop loop = limit_loop();
  const Plan ddim = vp_plan(options.rows, Noise::none),
             ddpm = vp_plan(options.rows, Noise::every_row), em = euler_maruyama_plan(options.rows);
  const Mixture circles = eight(1), ellipses = eight(2);

  std::vector<LimitRow> rows;
  for (const Row& row : ddim.rows) {
    LimitRow limit{static_cast<float>(row.c_x), static_cast<float>(row.c_d[0]), {}};
    std::ranges::copy(level_table<float>(circles, row.a, row.s).circles, limit.terms);
    rows.push_back(limit);
  }

  struct Work {
    const char* name;
    const Plan* plan;
    const Mixture* model;
    bool in_double;
  };
  const double steps = static_cast<double>(options.particles) * options.rows;
  std::vector<BenchFigure> figures;
  for (const Work& work : {Work{"ddim, 8 circles", &ddim, &circles, false},
                           Work{"ddpm, 8 circles", &ddpm, &circles, false},
                           Work{"euler-maruyama, 8 circles", &em, &circles, false},
                           Work{"ddim, 8 ellipses", &ddim, &ellipses, false},
                           Work{"ddim, 8 circles, double", &ddim, &circles, true}}) {
    RunRequest request;
    request.plan = work.plan;
    request.model = work.model;
    request.particles = options.particles;
    request.record.states = Record::States::last;
    BenchFigure figure{work.name, 0, 0};
    for (int i = 0; i < options.repetitions; ++i) {
      const double limit =
          seconds(options, threads, [&] { run_limit(loop, rows, options.particles, threads); });
      const double taken = seconds(options, threads, [&] {
        if (work.in_double)
          engine.run_double(request);
        else
          engine.run(request);
      });
      figure.limit_rate = std::max(figure.limit_rate, steps / limit);
      figure.rate = std::max(figure.rate, steps / taken);
    }
    figures.push_back(figure);
  }
  return figures;
}

double bench_memory(std::size_t particles, int rows, int threads) {
  CpuEngine engine({.threads = threads});
  const Plan plan = vp_plan(rows, Noise::none);
  const Mixture model = eight(1);
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = particles;
  request.record.states = Record::States::last;
  engine.run(request);
#ifdef __linux__
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) return static_cast<double>(used.ru_maxrss) / 1024;
#endif
  return 0;
}

}  // namespace alphabar
