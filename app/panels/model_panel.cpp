#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {

bool model_panel(ModelSpec& model) {
  const ModelSpec usual;
  bool changed = choice({"##model", "kind",
                         "What rows ask for x̂₀ and ε̂.\n"
                         "Exact: E[x₀ | x_t] of the data, in closed form.\n"
                         "Blurred: the same of data whose components are wider by the blur, as a "
                         "model that has learned less."},
                        model.kind, usual.kind);
  if (model.kind == ModelKind::blurred)
    changed |= number({"##blur", "blur", "Every component's variances grow by its square."},
                      model.blur, {0, 2, usual.blur, "%.3g"});
  return changed;
}

}  // namespace alphabar
