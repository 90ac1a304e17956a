#pragma once

#include <span>
#include <vector>

#include "core/runs/runs.h"

namespace alphabar {

/// Which pictures of a run: its states, or an output of its net.
enum class PictureRows { x, x0_hat, eps_hat };

/// One picture, [channel][height][width]: `index` counts states, or evaluations. Empty: it is not
/// there yet.
std::span<const float> picture_of(const PictureRun& run, PictureRows rows, int index, int picture);

/// Of each state that a plan reports, x_T first: the evaluation made at it, else the last one
/// before it; -1: the plan has none.
std::vector<int> evaluations_at_rows(const Plan& plan);

/// The state of a run, of those that it will have, whose sigma = s / a is nearest by its ratio.
int row_with_noise(const PictureRun& run, double sigma);

/// The state that is shown of a run at a position of the slider.
int row_at(const Runs& runs, const PictureRun& run, double position);

/// What makes such a picture fit between black (-1) and white (1): states as large as the
/// variance-preserving form has them, two standard deviations of noise.
float shown_scale(PictureRows rows, const Level& level);

}  // namespace alphabar
