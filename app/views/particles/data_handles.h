#pragma once

#include <imgui.h>

#include <optional>

#include "app/views/draw/view_colors.h"
#include "app/views/particles/plane.h"
#include "core/scene/data.h"

namespace alphabar {

/// The part of a component that a mouse holds: its mean, or the end of one of its axes.
struct Handle {
  enum class Part { mean, axis_1, axis_2 } part = Part::mean;
  std::size_t component = 0;
  bool operator==(const Handle&) const = default;
};

/// Where a handle lies: the mean, or two standard deviations along an axis.
Vec2 place_of(const Component& component, Handle::Part part);

/// The handle within `reach` data units of x, the nearest one; a mean goes before an axis's end.
/// Axes count only of `open`, the component whose ellipse is shown.
std::optional<Handle> handle_at(const DataSpec& data, const Vec2& x, double reach,
                                std::optional<std::size_t> open);

// Edits of a mixture that keep it one: the weights sum to 1, stds stay in [1e-3, 100] and means in
// [-100, 100]. The data's name becomes "custom".

/// Puts a handle at x: moves the mean, or turns and stretches the ellipse.
void drag_handle(DataSpec& data, const Handle& handle, const Vec2& x);
/// Multiplies a component's weight by `factor` (clamped to [0.001, 0.999] of all), the others share
/// the rest as they did. Alone it keeps its weight.
void scale_weight(DataSpec& data, std::size_t component, double factor);
/// A new component at x with an equal share, as wide as the one nearest to it and of its class.
/// False: there are 4096 already, or none to be like.
bool add_component(DataSpec& data, const Vec2& x);
/// False: it is the last one.
bool remove_component(DataSpec& data, std::size_t component);

/// Which handles are shown.
struct HandlesShown {
  std::optional<std::size_t> open;  ///< the component whose axes can be dragged
  bool all = false;                 ///< the means of the others, too
};

/// The data's ellipses (two standard deviations) and handles over a plane.
void draw_handles(ImDrawList& list, const DataSpec& data, const HandlesShown& shown,
                  const Plane& plane, const ViewColors& colors);

}  // namespace alphabar
