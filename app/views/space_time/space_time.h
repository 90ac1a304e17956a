#pragma once

#include <imgui.h>

#include <memory>
#include <optional>

#include "app/views/draw/formula_sheet.h"
#include "app/views/draw/view_colors.h"
#include "core/figures/space_time_data.h"
#include "core/gl/texture.h"

namespace alphabar {

/// The 1D process over time: p_t of the data's first coordinate as a heat map, many paths of every
/// lane and, standing out, the ones from a chosen x_T.
/// Made, used and destroyed with its OpenGL context current.
class SpaceTime {
 public:
  /// Fills what is left of the current ImGui window. Dragging at the noisy edge moves x_T in
  /// `view`; pressing elsewhere asks for a time: the position that shows it is returned. `playback`
  /// says what is shown and in what unit the time is told. `picture`: the newest there is; null:
  /// none yet.
  std::optional<double> draw(const Derived& derived,
                             std::shared_ptr<const SpaceTimePicture> picture,
                             const PlaybackSpec& playback, ViewSpec& view,
                             const ViewColors& colors);

  /// What the last frame showed.
  const std::shared_ptr<const SpaceTimePicture>& picture() const { return picture_; }
  ImVec4 plane() const { return plane_; }  ///< on screen in the last frame: min x, min y, max, max

 private:
  void draw_heat(const SpaceTimeDensity& density, const ViewColors& colors, const ImVec2& min,
                 const ImVec2& max);

  std::shared_ptr<const SpaceTimePicture> picture_;
  std::shared_ptr<const SpaceTimeDensity> drawn_;  // what the texture shows
  ViewColors drawn_colors_;
  std::optional<GlTexture> texture_;
  FormulaSheet sheet_;
  ImVec4 plane_{};
  bool dragging_start_ = false;
};

}  // namespace alphabar
