#include <algorithm>

#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {

bool guidance_panel(GuidanceSpec& g, const DataSpec& data) {
  bool changed = choice({"##guidance", "kind",
                         "Steers every lane towards one class of the data.\n"
                         "Classifier: ε̂ - w s ∇ log p(y | x) (Dhariwal and Nichol 2021).\n"
                         "Classifier-free: ε̂ + w (ε̂_y - ε̂); w = 1 is plain conditional."},
                        g.kind, {"none", "classifier, DDIM form", "classifier, DDPM form",
                                 "classifier-free"},
                        GuidanceKind::none);
  if (g.kind == GuidanceKind::none) return changed;
  int labels = 0;
  for (const Component& c : data.components) labels = std::max(labels, c.label);
  changed |= number({"##guidance_label", "class y", "The class wanted, one of the data's labels."},
                    g.label, {0, double(labels), 0});
  changed |= number({"##guidance_scale", "scale w",
                     "1 samples p(x | y); more sharpens towards p(y | x)^w: purer, less varied."},
                    g.scale, {0, 20, 1, "%.3g"});
  return changed;
}

}  // namespace alphabar
