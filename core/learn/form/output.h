#pragma once

#include <array>

#include "core/base/listed.h"
#include "core/process/level.h"
#include "core/scene/training/training_spec.h"

namespace alphabar {

/// What a net's outputs F are.
enum class Output {
  energy,        ///< E(x), one number; score = -grad E
  score,         ///< of one level
  scaled_score,  ///< s score = -eps
  eps,
  x0,
  v,         ///< a eps - s x0
  edm,       ///< (x0 - c_skip x) / c_out, x = x0 + sigma eps
  velocity,  ///< eps - x0
  logits,    ///< of the classes
};

constexpr auto listed(Output) {
  return std::array{
      Listed{Output::energy, "energy"},
      Listed{Output::score, "score"},
      Listed{Output::scaled_score, "scaled_score"},
      Listed{Output::eps, "eps"},
      Listed{Output::x0, "x0"},
      Listed{Output::v, "v"},
      Listed{Output::edm, "edm"},
      Listed{Output::velocity, "velocity"},
      Listed{Output::logits, "logits"},
  };
}

/// What the net of a training returns.
Output output_of(const TrainingSpec& training);

/// Numbers a point.
int outputs_of(Output output, int classes);

/// How F and x_t = a x0 + s eps make the split at a level, and the other way round:
///     x0_hat = d_x x + d_f F,  eps_hat = e_x x + e_f F,  F = t_d x0 + t_e eps.
struct OutputForm {
  double d_x, d_f, e_x, e_f, t_d, t_e;
};

/// Of all but energies and logits. data_std: the sigma_data of EDM (Karras et al. 2022, table 1).
OutputForm output_form(Output output, const Level& level, double data_std);

}  // namespace alphabar
