#include "core/engine/forward_samples.h"

#include "core/engine/start.h"

namespace alphabar {
namespace {

constexpr std::uint32_t own_lane = 4;  // beyond those of a scene: x_0 shares no draw with eps

}  // namespace

Trajectory<float> forward_samples(const Mixture& model, std::size_t particles, std::uint64_t seed) {
  Plan data, noise;
  data.begin = Start::data;
  noise.begin = Start::prior;
  noise.init_scale = 1;
  RunRequest request;
  request.model = &model;
  request.particles = particles;
  request.seed = seed;
  Trajectory<float> samples;
  samples.particles = particles;
  samples.x_rows = {-1, 0};
  samples.x.reserve(4 * particles);
  for (const Plan* plan : {&data, &noise}) {
    request.plan = plan;
    request.lane = plan == &data ? own_lane : 0;
    const StartPoints start(request);
    for (std::size_t p = 0; p < particles; ++p)
      for (const double value : start(p)) samples.x.push_back(static_cast<float>(value));
  }
  return samples;
}

}  // namespace alphabar
