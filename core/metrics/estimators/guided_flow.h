#pragma once

#include <span>
#include <vector>

#include "core/engine/ode/flow.h"
#include "core/model/guide.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// A model as guidance of weight w makes it: its split is the guided one.
class GuidedDenoiser : public Denoiser {
 public:
  /// `model` must outlive it.
  GuidedDenoiser(const Denoiser& model, Guide guide, double w);

  Eigen::Index dimension() const override { return model_.dimension(); }
  Eigen::Index at_once() const override { return model_.at_once(); }
  /// `classes` has no meaning here: the guide's stands.
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;

 private:
  const Denoiser& model_;
  Guide guide_;
  double w_;
};

/// Whether fine steps of a guided run without noise follow a flow: not those of CFG++, whose weight
/// grows with their number, nor those that guidance moves by their variance, which is 0 there. Of
/// a weaker model, of other combinations than the linear one and of a weight that is a curve over
/// time the flow is not known here.
bool has_flow(const GuidanceSpec& guidance);

/// As flow_states (core/engine/ode/flow.h), of the model guided by `guidance`, which has_flow():
/// with its weight on the levels that it guides, and without it on the others. Between levels where
/// it starts or ends to guide the flow is followed piece by piece.
std::vector<double> guided_flow_states(const Denoiser& model, const GuidanceSpec& guidance,
                                       std::span<const Level> levels, std::span<const double> x,
                                       const FlowOptions& options = {});

}  // namespace alphabar
