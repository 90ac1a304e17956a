#include "core/scene/guidance_spec.h"

#include <algorithm>

#include "core/base/check.h"

namespace alphabar {

void check(const GuidanceSpec& g, const DataSpec& data) {
  const char* where = "guidance";
  check_range(where, "scale", g.scale, 0, 100);
  if (by_loss(g.kind)) {
    for (const double x : g.target) check_range(where, "target", x, -100, 100);
    check_range(where, "angle", g.angle, -100, 100);
    check_range(where, "offset", g.offset, -1000, 1000);
    check_range(where, "softness", g.softness, 1e-3, 100);
  } else if (g.kind != GuidanceKind::none) {
    const std::vector<int> known = labels_of(data);
    if (!std::ranges::binary_search(known, g.label))
      throw BadRequest(where, "label", std::to_string(g.label),
                       "a label of the data, 0 to " + std::to_string(known.back()));
  }
}

}  // namespace alphabar
