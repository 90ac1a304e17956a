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
  changed |= toggle(
      {"##edit_data", "handles",
       "To edit the mixture with the mouse, in the panes; near a centre that can be seen they "
       "show by themselves (E).\n"
       "Drag a centre to move it, the ends of its axes to stretch and turn it (they lie at 2 "
       "\u03C3);\nShift and a vertical drag, or Shift and the wheel, change its weight. Ctrl and "
       "a double click\nadds a component; where this is on Delete removes the one under the "
       "mouse."},
      scene.view.edit_data, {.reset = false});
  return changed;
}

}  // namespace alphabar
