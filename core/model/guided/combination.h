#pragma once

#include <memory>

#include "core/model/denoiser.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// A model whose guided split is not the linear one, or is led away from a weaker model. Unguided
/// it is `base`. It has no memory: what a method carries from step to step is left out.
///
/// With U the plain outputs, C those of the class, D = x0_hat, each point by itself:
///   rescaled   (Lin et al. 2024, section 3.4)  e = U + w (C - U) of eps_hat, times
///              1 - phi + phi |C| / |e|; the norm stands for the deviation over pixels, which two
///              coordinates do not have
///   projected  (APG, Sadat et al. 2025, algorithm 1)  D = C + (w - 1) (q_orth + eta q_par),
///              q = C - U of x0_hat, shortened to length r, in parts along C and across; without
///              momentum
///   threshold  (Saharia et al. 2022, section 2.3)  D = U + w (C - U), s = the larger of the bound
///              and the percentile of |D_i|: D cut to [-s, s], times bound / s
///   zero_star  (CFG-Zero*, Fan et al. 2025, its optimized scale)  v = k U + w (C - k U) of
///              v = eps_hat - x0_hat, k = C.U / |U|^2; without its zero-init
/// What is not given follows from x = a x0_hat + s eps_hat.
class CombinedModel : public Denoiser {
 public:
  /// `weaker`: of autoguidance; else null.
  CombinedModel(std::shared_ptr<const Denoiser> base, std::shared_ptr<const Denoiser> weaker,
                GuidanceSpec guidance);

  /// Whether a model needs this to be guided so.
  static bool is_needed(const GuidanceSpec& guidance);

  Eigen::Index dimension() const override { return base_->dimension(); }
  bool has_class(int label) const override { return base_->has_class(label); }
  Eigen::Index at_once() const override { return base_->at_once(); }
  bool guides_itself() const override { return weaker_ != nullptr; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  GuidedSplitBatch guided_split_batch(const PointBatchView& x, const Level& level,
                                      const BatchGuidance& guidance) const override;
  PointBatch pull_back(const PointBatchView& x, const Level& level,
                       const PointBatchView& g) const override;
  DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const override;
  Eigen::VectorXd log_density_batch(const PointBatchView& x, const Level& level) const override;

 private:
  std::shared_ptr<const Denoiser> base_, weaker_;
  GuidanceSpec guidance_;
};

}  // namespace alphabar
