#pragma once

#include <imgui.h>

#include <memory>
#include <optional>

#include "app/views/draw/box.h"
#include "app/views/draw/formula_sheet.h"
#include "app/views/draw/view_colors.h"
#include "core/figures/space_time_data.h"
#include "core/gl/texture.h"

namespace alphabar {

/// What the user asked of a space-time picture; empty: nothing.
struct SpaceTimeEdits {
  std::optional<double> position;     ///< that shows the time that is pressed
  std::optional<bool> forward_paths;  ///< for ViewSpec::forward_paths
  std::optional<double> start;        ///< for ViewSpec::space_time_start
};

/// The 1D process over time: p_t of the data's first coordinate as a heat map, many paths of every
/// lane and, standing out, the ones from a chosen x_T, or x_0 where the first lane is an inversion.
/// Made, used and destroyed with its OpenGL context current.
class SpaceTime {
 public:
  /// Fills what is left of the current ImGui window. Dragging at the edge where the paths begin
  /// asks for another start, pressing elsewhere for a time. `picture`: the newest there is; null:
  /// none yet.
  SpaceTimeEdits draw(const Derived& derived, std::shared_ptr<const SpaceTimePicture> picture,
                      const Scene& scene, const ViewColors& colors);

  /// What the last frame showed.
  const std::shared_ptr<const SpaceTimePicture>& picture() const { return picture_; }
  ImVec4 plane() const { return plane_; }  ///< on screen in the last frame: min x, min y, max, max

 private:
  /// The plane on screen: across goes the time from 0 to 1, up go the values from -reach to reach.
  struct Plane {
    Box box;
    double reach;

    ImVec2 place(double across, double up) const;
  };
  static Box lay_out(const Box& window);
  void draw_head(const ViewSpec& view, const ViewColors& colors, SpaceTimeEdits& edits) const;
  void draw_heat(const Box& box, const ViewColors& colors);
  void draw_paths(const Plane& plane, std::size_t lanes, const ViewColors& colors) const;
  void draw_ends(const Plane& plane, std::size_t lanes, const ViewColors& colors);
  static void draw_value_axis(const Plane& plane, const SpaceTimeAxes& axes,
                              const ViewColors& colors);
  static void draw_time_axis(const Plane& plane, const Derived& derived, TimeUnit unit,
                             const ViewColors& colors);
  void interact(const Plane& plane, const Derived& derived, SpaceTimeEdits& edits);

  std::shared_ptr<const SpaceTimePicture> picture_;
  std::shared_ptr<const SpaceTimeDensity> drawn_;  // what the texture shows
  ViewColors drawn_colors_;
  std::optional<GlTexture> texture_;
  FormulaSheet sheet_;
  ImVec4 plane_{};
  bool from_data_ = false;  // the first lane begins there
  bool dragging_start_ = false;
};

}  // namespace alphabar
