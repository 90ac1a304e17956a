#include <cmath>

#include "core/process/process_page.h"

// x = (1 - t) x_0 + t z, the straight paths of flow matching (Lipman et al. 2023).

namespace alphabar {
namespace {

Level at_sigma(const ProcessSpec&, double sigma) {
  const double t = std::isinf(sigma) ? 1 : sigma / (1 + sigma);
  return {t, 1 / (1 + sigma), t};
}

}  // namespace

constinit const ProcessPage flow_process{
    .kind = ProcessKind::flow,
    .at = [](const ProcessSpec&, double t) -> Level {
      return {t, 1 - t, t};
    },
    .at_sigma = at_sigma,
    .diffusion_squared = [](const ProcessSpec&, double t) { return 2 * t / (1 - t); },
    .flow = true,
};

}  // namespace alphabar
