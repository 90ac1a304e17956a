#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/engine/unet/image_run.h"
#include "core/files/image/image.h"

namespace alphabar {

/// What of a run goes into arrays beside its states and answers.
struct ImageArrays {
  std::vector<double> timesteps;  ///< the scheduler's own, or with what the net was asked
  bool corrected_apart = false;   ///< predictor and corrector: states after a corrector are
                                  ///< x_corrected, and no rows of x
};

/// A lane that ran.
struct ImageLane {
  ImageRun run;
  Plan plan;
  ImageArrays arrays;
};

/// x, x0, eps, timesteps, and where they were kept model_output; of runs whose correctors stand
/// apart x_corrected and x_mean_last, the last state without its last noise. Of a second lane
/// lane2/x and so on. recipe: the scene's JSON; may be empty.
void write_arrays(std::span<const ImageLane> lanes, const std::string& path,
                  const std::string& recipe);

/// Several pictures: how each ended, in a square. One: x_t above its x0_hat, from noise to picture.
/// Lanes stand one below the other.
Image sheet_of(std::span<const ImageLane> lanes);

}  // namespace alphabar
