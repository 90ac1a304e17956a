#pragma once

#include <optional>

#include "core/files/json/json_fields.h"
#include "core/scene/process_spec.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// What a case's schedule says of the levels, beside the process.
struct CaseGrid {
  std::optional<Spacing> spacing;
  int steps = 0;  ///< 0: the sampler says
  double rho = 7;
  double shift = 1;
};

/// A reference case's schedule in the names of diffusers, k-diffusion and score_sde. Throws
/// BadRequest for a kind that is none of theirs.
void read_case_schedule(JsonFields& f, ProcessSpec& p, CaseGrid& grid);

/// The beta_schedule of diffusers that makes the betas of this kind; null: it has none.
const char* diffusers_schedule(ProcessKind kind);

}  // namespace alphabar
