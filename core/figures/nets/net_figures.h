#pragma once

#include <vector>

#include "core/figures/camera.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/model/mixture.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What of a net is mapped over a camera's view of a square pane.
struct NetMapSpec {
  NetMap what = NetMap::difference;
  double sigma = 0.3;  ///< s / a of the level, in the net's own process
  Camera camera;
  bool operator==(const NetMapSpec&) const = default;
};

/// A square of cells x cells numbers, the lowest row first, and arrows over it.
struct NetMapPicture {
  static constexpr int cells = 56, arrows_across = 14;
  NetMapSpec spec;
  double sigma = 0;             ///< that was mapped: a net of one level has but one
  std::vector<float> value;     ///< s |score|, s |score - exact|, or the energy above its lowest
  double largest = 0;           ///< of the values
  std::vector<Vec2> at, arrow;  ///< places in data units, and s times the score
                                ///< there; of an energy none
};
/// `exact`: the model of the data. Of an energy that the net does not know, its -log p.
NetMapPicture net_map(const LearnedDenoiser& net, const Denoiser& exact, const NetMapSpec& spec);

/// The error of a net's score against sigma: sqrt(E |s (score - exact)|^2) over p at the level, and
/// sqrt(E |s exact|^2), what there is of it.
struct ScoreErrors {
  std::vector<double> sigma, error, exact;
  double low = 0, high = 0;  ///< the sigmas that the net was trained on
};
/// At 25 levels over what the net was trained on and somewhat beyond, by `draws` draws each of the
/// data, whose model is `exact`.
ScoreErrors score_errors(const LearnedDenoiser& net, const DataSpec& data, const Denoiser& exact,
                         int draws = 300);

/// How near samples lie to the training set: the median distance of samples to their nearest
/// training point, over the same of points that no training saw. Near 1: as fresh draws; near 0:
/// the net has memorised.
double memorisation(const std::vector<Vec2>& samples, const std::vector<Vec2>& training,
                    const std::vector<Vec2>& held_out);

}  // namespace alphabar
