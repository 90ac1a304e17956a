#include "core/scene/training/training_spec.h"

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {

void check(const TrainingSpec& training) {
  check_options(training, options_of(training), "training");
  const NetSpec& net = training.net;
  if (net.units % 16 != 0)
    throw BadRequest("training", "net.units", std::to_string(net.units), "16, 32, 48 ... 256");
  if (net.time_features % 2 != 0)
    throw BadRequest("training", "net.time_features", std::to_string(net.time_features),
                     "an even number");
  const bool divides = training.objective == Objective::denoising_score;
  if (divides && training.sigma < 1e-3)
    throw BadRequest("training", "sigma", to_text(training.sigma), "0.001 to 10",
                     "denoising needs noise: take explicit_score for the data themselves");
}

}  // namespace alphabar
