#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/model/denoiser.h"
#include "core/scene/pictures/pictures_spec.h"

namespace alphabar {

/// What the pictures of a run are led to, where that is not what a net was trained to be asked for:
/// a factor exp(w f) of p(x_t), f = log p(y | x_t) or -L(x0_hat(x_t)).
class PictureLead {
 public:
  virtual ~PictureLead() = default;
  /// Whether f is of x0_hat: its gradient goes back through the net (Chung et al. 2023, eq. 16).
  virtual bool of_prediction() const = 0;
  /// grad f of every picture, [dimension x n], over x0_hat or over x_t; x_t at a level (a, s).
  /// `classes`: one for each picture. Throws BadRequest for a class that it does not know.
  virtual PointBatch gradient(const PointBatchView& at, const Level& level,
                              std::span<const int> classes) const = 0;
};

struct PictureShape {
  int channels, height, width;
  std::size_t size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
};

/// The loss of a lane that has one, over d numbers of a picture x0 in [-1, 1]:
///     brightness:  L = d (mean x0 - b)^2 / 2
///     picture:     L = |x0 - y|^2 / 2
///     inpainting:  the same over the pixels outside the hole, whose centres are not within its
///                  edges
/// target: y, [channels, height, width]; unused for a brightness. Throws BadRequest where it has
/// another size.
std::shared_ptr<const PictureLead> loss_lead(const PictureLane& lane, const PictureShape& shape,
                                             const std::vector<float>& target);

}  // namespace alphabar
