#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/engine/unet/unet.h"
#include "core/model/denoiser.h"
#include "core/process/process.h"

namespace alphabar {

/// A picture net that predicts eps as a model: a point is a picture, [channel][height][width].
///
/// At a level (a, s) of any process the net is asked for x / sqrt(a^2 + s^2) at the timestep of its
/// own process that has the same sigma = s / a (net_timestep). At levels noisier than it has seen,
/// down to a = 0, x0_hat is the net's at its noisiest level. What goes into the net and comes out
/// is float, and so is what guidance makes of it. Classes are 0 .. num_class_embeds - 1, the last
/// one standing for none, as -1 does; guidance with w = 1 asks the net once.
class UNetDenoiser : public Denoiser {
 public:
  struct Size {
    int height, width;
  };
  /// The net must outlive this. `trained` is the process that it was trained on, a discrete one:
  /// throws BadRequest for any other. `stop` is asked before every evaluation; throws Cancelled.
  UNetDenoiser(UNet& net, const ProcessSpec& trained, const Size& size, std::stop_token stop = {});

  Eigen::Index dimension() const override { return dimension_; }
  bool has_class(int label) const override;
  Eigen::Index at_once() const override { return all_at_once; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  GuidedSplitBatch guided_split_batch(const PointBatchView& x, const Level& level,
                                      const BatchGuidance& guidance) const override;

  /// The timestep 0 .. T - 1 that the net is asked with at a level.
  double timestep(const Level& level) const;

 private:
  using Pictures = Eigen::MatrixXf;

  static Pictures input(const PointBatchView& x, const Level& level);
  Pictures eps_of(const Pictures& input, const Level& level, std::span<const int> classes) const;
  SplitBatch split_by(const PointBatchView& x, const Pictures& input, const Level& level,
                      const Pictures& eps) const;

  UNet& net_;
  Process trained_;
  Size size_;
  Eigen::Index dimension_;
  std::stop_token stop_;
};

}  // namespace alphabar
