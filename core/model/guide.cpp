#include "core/model/guide.h"

#include "core/model/denoiser.h"

namespace alphabar {

Guide guide_of(const GuidanceSpec& guidance) {
  Guide guide;
  guide.loss = loss_of(guidance);
  if (by_class(guidance.kind)) guide.label = guidance.label;
  guide.from_weaker = guidance.kind == GuidanceKind::autoguidance;
  return guide;
}

BatchGuidance batch_guidance(const Guide& guide, double w) {
  BatchGuidance batch;
  if (guide.label < 0 && !guide.loss && !guide.from_weaker) return batch;
  batch.w = w;
  if (guide.label >= 0) batch.classes = std::span(&guide.label, 1);
  if (guide.loss) batch.loss = &*guide.loss;
  return batch;
}

}  // namespace alphabar
