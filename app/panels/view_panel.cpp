#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

const ViewSpec usual;

}  // namespace

bool view_panel(ViewSpec& v) {
  bool changed = toggle({"##density", "density", "p_t behind the particles, as a neutral ramp."},
                        v.density, usual.density);
  changed |= toggle({"##trails", "trails", "The way that a few particles took, the same ones in "
                                           "every lane."},
                    v.trails, usual.trails);
  if (v.trails)
    changed |= number({"##tracked", "tracked", "How many particles leave trails."}, v.tracked,
                      {0, 256, double(usual.tracked)});
  changed |= toggle({"##arrows", "score", "∇ log p_t(x), as arrows."}, v.arrows, usual.arrows);
  changed |= toggle({"##chords", "x_t to x̂₀",
                     "From each tracked particle to where the model expects it to end."},
                    v.chords, usual.chords);
  changed |= toggle({"##log_axes", "log axes", "Of curves that span decades."}, v.log_axes,
                    usual.log_axes);
  changed |= choice({"##theme", "theme", "Dark, light, or for a projector: black on white."},
                    v.theme, {"dark", "light", "projector"}, usual.theme);
  return changed;
}

}  // namespace alphabar
