#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {

bool particles_panel(Scene& scene) {
  bool changed = number({"##particles", "particles", "How many points move, 1 to 10,000,000."},
                        scene.particles, {1, 1'000'000, 20000, "%d", true});
  changed |= number({"##seed", "seed",
                     "Of x_T and of every noise z. The same seed gives the same run, on every "
                     "engine."},
                    scene.seed, 1);
  return changed;
}

}  // namespace alphabar
