// Losses at one level: energies and scores of the data, or of the data smoothed by sigma.
#include "core/learn/losses/page.h"

namespace alphabar {
namespace {

Level one_level(const NetLevels& net, double /*u*/, double /*z*/) {
  return {0, 1, net.form().training.sigma};
}
double one(const NetLevels&, const Level&) { return 1; }
double half(const NetLevels&, const Level&) { return 0.5; }

}  // namespace

const LossPage energy_loss{Objective::energy, LossForm::contrast, one_level, one};
const LossPage explicit_score_loss{Objective::explicit_score, LossForm::divergence, one_level, one};
const LossPage sliced_score_loss{Objective::sliced_score, LossForm::sliced, one_level, one};
const LossPage denoising_score_loss{Objective::denoising_score, LossForm::regression, one_level,
                                    half};

}  // namespace alphabar
