#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/engine/unet/guide/picture_lead.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/unet.h"
#include "core/model/denoiser.h"
#include "core/process/process.h"

namespace alphabar {

/// What eps_hat is where x0_hat is clipped, and beyond.
enum class EpsHat {
  of_clipped,  ///< (x - a x0_hat) / s, of the clipped x0_hat
  as_said,     ///< what the net says, unclipped: diffusers' DDIM
  output,      ///< the net's output as it is: diffusers' PNDM on other predictions
};

/// How a run asks a net.
struct NetUse {
  NetTraining training;
  EpsHat eps = EpsHat::of_clipped;
  /// With what it is asked, evaluation by evaluation; empty: with what net_time() says.
  std::vector<double> times;
  /// Called with what the net says, [channels * pixels x pictures], before it is split; a guided
  /// one is the combination.
  std::function<void(const Eigen::MatrixXf&)> said;
  /// Guided rows follow it in place of a class of the net's own.
  std::shared_ptr<const PictureLead> lead = {};
  /// What the net is asked for there and in rows without guidance, a class for each picture; empty:
  /// for no class.
  std::vector<int> classes = {};
};

/// A published picture net as a model: a point is a picture, [channel][height][width].
///
/// At a level (a, s) of any process the net is asked for x scaled as it was trained at the time
/// that its own process has for the same sigma = s / a, and what it says is read by its prediction
/// type, preconditioned, clipped or thresholded as its training asks. A net of eps at levels
/// noisier than it has seen, down to a = 0, has the x0_hat of its noisiest level. What goes into
/// the net and comes out is float, and so is what guidance makes of it. Classes of a table are 0 ..
/// num_class_embeds - 1, the last one standing for none, as -1 does; guidance with w = 1 asks the
/// net once.
class UNetDenoiser : public Denoiser {
 public:
  struct Size {
    int height, width;
  };
  /// The net must outlive this. Throws BadRequest for a net that does not fit what it is said to
  /// be. `stop` is asked before every evaluation; throws Cancelled.
  UNetDenoiser(UNet& net, NetUse use, const Size& size, std::stop_token stop = {});

  Eigen::Index dimension() const override { return dimension_; }
  bool has_class(int label) const override;
  Eigen::Index at_once() const override { return all_at_once; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  GuidedSplitBatch guided_split_batch(const PointBatchView& x, const Level& level,
                                      const BatchGuidance& guidance) const override;
  bool scales_noise() const override;
  void scale_noise(const NoiseStep& step, Eigen::Ref<PointBatch> z) const override;

  /// What the net's blocks make of a state, one picture, asked for its class; -1: for none. Throws
  /// as split_batch() does.
  std::vector<BlockPass> watch(const PointBatchView& x, const Level& level, int label) const;

  /// What the net was asked with last.
  double last_time() const { return last_time_; }

 private:
  using Pictures = Eigen::MatrixXf;

  struct Factors {
    double x, output;
  };
  Factors factors(const Level& level) const;
  void begin_evaluation(const Level& level) const;
  double input_scale(const Level& level) const;
  Pictures input(const PointBatchView& x, const Level& level) const;
  Pictures ask(const Pictures& input, std::span<const int> classes) const;
  SplitBatch split_by(const PointBatchView& x, const Level& level, const Pictures& said) const;
  UNetInput<float> question(const Pictures& input, std::span<const int> classes) const;
  GuidedSplitBatch led_split(const PointBatchView& x, const Level& level,
                             const BatchGuidance& guidance) const;
  PointBatch pull_back_asked(const Pictures& in, const Level& level, const PointBatch& x0_hat,
                             PointBatch g) const;
  void predict(const PointBatchView& x, const Level& level, SplitBatch& out) const;
  void keep_from_noisiest(const PointBatchView& x, const Level& level, SplitBatch& out) const;
  void clip(PointBatch& x0_hat) const;

  UNet& net_;
  NetUse use_;
  const NetQuestion& question_;
  Process trained_;
  Size size_;
  Eigen::Index dimension_;
  std::stop_token stop_;
  mutable std::size_t evaluations_ = 0;  ///< one run asks from one thread, row by row
  mutable double last_time_ = 0;
  mutable std::vector<std::int64_t> labels_;  ///< of what the net is asked
  mutable std::vector<float> times_;
  mutable Pictures variance_;  ///< the second half of the newest output, where it is asked for
};

}  // namespace alphabar
