#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/scene/data.h"

namespace alphabar {

/// How fast a net is evaluated beside its matrix products alone, in turns in one process.
struct NetFigure {
  std::string name;   ///< "3 x 64 net, float"
  double rate;        ///< points a second, the best of the repetitions
  double limit_rate;  ///< of the bare products (bare_products.h)
};

struct NetBenchOptions {
  std::size_t points = 100'000;
  int repetitions = 5;
  int threads = 0;      ///< 0: one for each processor
  double seconds = 10;  ///< of training
};

/// A net of 3 layers of 64 units, SiLU, at one level of a process: what a row of a run asks, in
/// float and in double, in parts and on threads as an engine runs it.
std::vector<NetFigure> bench_net(const NetBenchOptions& options = {});

/// What a training of so many seconds comes to.
struct TrainingFigure {
  std::int64_t steps = 0;
  double seconds = 0;  ///< that they took
  double samples = 0;  ///< sliced Wasserstein distance of 20,000 samples to draws of the data
  double exact = 0;    ///< the same of samples of the exact model: what the sampler leaves
  double draws = 0;    ///< the same of other draws of the data
};

/// DDPM's simple loss on two moons with that net, on the cosine schedule; sampled by DDIM in 50
/// steps. Distances are means over four starts of the samples, and four draws.
TrainingFigure bench_training(const NetBenchOptions& options = {});

/// The mean over 32 directions of the Wasserstein distance (of order 1) between the shadows of two
/// samples of one size, 1 or more.
double sliced_wasserstein(std::span<const Vec2> a, std::span<const Vec2> b);

}  // namespace alphabar
