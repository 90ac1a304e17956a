#pragma once

#include <cstddef>
#include <optional>

#include "app/views/curves/curve_plot.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// The points of the scene's weight of guidance over time, in the plot of it: dragged, added by a
/// double click and removed by Delete.
class WeightPoints {
 public:
  /// Inside the plot: draws them and finds what the mouse is on. Returns a hint, or null.
  const char* draw(const PlotFrame& frame, const GuidanceSpec& guidance);

  /// After the plot.
  bool owns_mouse() const { return on_ || held_; }
  std::optional<GuidanceSpec> edit(const PlotFrame& frame, const PlotMouse& mouse,
                                   const GuidanceSpec& guidance);

 private:
  std::optional<std::size_t> on_, held_;
};

}  // namespace alphabar
