#include "core/model/guide.h"

namespace alphabar {

Guide guide_of(const GuidanceSpec& guidance) {
  Guide guide;
  guide.loss = loss_of(guidance);
  if (guidance.kind != GuidanceKind::none && !guide.loss) guide.label = guidance.label;
  return guide;
}

}  // namespace alphabar
