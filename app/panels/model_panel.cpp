#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {

bool model_panel(ModelSpec& model) {
  const ModelSpec usual;
  bool changed = choice({"##model", "kind",
                         "What rows ask for x̂₀ and ε̂.\n"
                         "Exact: E[x₀ | x_t] of the data, in closed form.\n"
                         "Blurred: the same of data whose components are wider by the blur, as a "
                         "model that has learned less.\n"
                         "Exact for finite points: of a training set, each point a spike: what a "
                         "net that memorises comes to.\n"
                         "A net: one that was trained; see the panel Learn."},
                        model.kind, usual.kind);
  if (model.kind == ModelKind::blurred)
    changed |= number({"##blur", "blur", "Every component's variances grow by its square."},
                      model.blur, {0, 2, usual.blur, "%.3g"});
  if (model.kind == ModelKind::points) {
    changed |= number(
        {"##model_points", "points", "Drawn from the data: the training set of the seed below."},
        model.points,
        {.low = 1,
         .high = 100000,
         .reset = static_cast<double>(usual.points),
         .format = "%d",
         .logarithmic = true});
    changed |=
        number({"##model_seed", "seed", "A training's seed names its training set."}, model.seed,
               {.low = 0, .high = 1000, .reset = static_cast<double>(usual.seed), .format = "%d"});
  }
  if (model.kind == ModelKind::learned)
    changed |= text({"##model_net", "net",
                     "A folder that `alphabar train` or the panel Learn made, or a name in "
                     "assets/nets.\nEmpty: the net in training in the panel Learn."},
                    model.net, "in training");
  return changed;
}

}  // namespace alphabar
