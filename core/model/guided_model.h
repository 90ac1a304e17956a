#pragma once

#include <optional>
#include <vector>

#include "core/model/guide.h"
#include "core/model/loss_guidance.h"
#include "core/model/mixture.h"

namespace alphabar {

/// A model at one level with guidance of weight w, ready to be asked at many points. In double.
class GuidedModel {
 public:
  /// Throws as Mixture::at does. w = 0: no guidance.
  GuidedModel(const Mixture& model, const Level& level, const Guide& guide = {}, double w = 0);

  /// plain + w (guided - plain), each half by itself. Guided is the split of p(x | y) for a class;
  /// for a loss see LossGuidance.
  Split operator()(const Vec2& x) const;
  Split plain(const Vec2& x) const { return split_by(components_, point_of(x), s_); }

 private:
  Split loss_guided(const Vec2& x) const;

  double s_, w_;
  std::optional<Loss> loss_;
  std::vector<DiffusedComponent> components_, of_class_;
  LossGuidance loss_guidance_;
};

}  // namespace alphabar
