#pragma once

#include <span>
#include <vector>

#include "core/runs/runs.h"

namespace alphabar {

/// The pixels of x0_hat at one evaluation: their mean, and the root of their variance about it.
struct PictureMoments {
  double t = 0, sigma = 0;  ///< of the level at which the net was asked; t of the process
  double mean = 0, deviation = 0;
};

/// Of one picture, evaluation by evaluation, as far as they are there; but for the first `known`.
std::vector<PictureMoments> moments_of_x0_hat(const PictureRun& run, int picture,
                                              std::size_t known = 0);

/// How many of the values lie in each of `bins` equal parts of [-reach, reach]; what is beyond
/// counts in the first and the last. NaN counts nowhere.
std::vector<int> histogram_of(std::span<const float> values, int bins, double reach);

/// The root of the mean square difference between the states of the way back of an inversion and
/// those of the way there at the same level, the last pair first: an entry for each step of the way
/// back that is there. Empty: the run is no inversion and back.
std::vector<PictureMoments> round_trip_errors(const PictureRun& run, int picture);

}  // namespace alphabar
