#pragma once

#include "core/learn/form/net_form.h"

namespace alphabar {

/// In what way a loss is made of outputs.
enum class LossForm {
  regression,     ///< mean of weight(level) |F - target|^2
  divergence,     ///< mean of |F|^2 / 2 + div F, the divergence exact
  sliced,         ///< mean of |F|^2 / 2 + v . (dF/dx v)
  contrast,       ///< mean E(data) - mean E(model), and the decay of E^2
  cross_entropy,  ///< mean of -log softmax(F)[y]
};

/// One objective (objective_table.h) as it is computed.
struct LossPage {
  Objective kind;
  LossForm form;
  /// A level to train at, of u in (0, 1) and z of standard normal distribution.
  Level (*level)(const NetLevels& net, double u, double z);
  /// Of |F - target|^2 in a regression.
  double (*weight)(const NetLevels& net, const Level& level);
};

#define ALPHABAR_PAGE(name) extern const LossPage name##_loss;
ALPHABAR_OBJECTIVES(ALPHABAR_PAGE)
#undef ALPHABAR_PAGE

const LossPage& loss_page(Objective kind);

/// F as its loss weighs it, in eps: eps_hat's error is e_f F's.
double weight_of_eps(const NetLevels& net, const Level& level, double of_eps);

}  // namespace alphabar
