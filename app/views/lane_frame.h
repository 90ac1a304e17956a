#pragma once

#include "app/views/camera.h"
#include "app/views/view_colors.h"
#include "core/model/guide.h"
#include "core/process/level.h"

namespace alphabar {

/// Everything that decides how one lane's pane looks at one moment, besides what ran. Two equal
/// frames of one run are the same picture.
struct LaneFrame {
  int width = 1, height = 1;  ///< pixels, each >= 1
  double pixel_scale = 1;     ///< pixels per point of text: 2 on a high-density display
  Camera camera;
  double row = 0;  ///< of the trajectory; between two rows where it is not whole
  Level level;     ///< of p_t and of what the model says
  Guide guide;     ///< what the run is guided to, with which weight here
  double weight = 0;
  bool density = true, trails = true, arrows = false, chords = false;
  int tracked = 32;      ///< particles 0 .. tracked - 1 leave trails
  int highlighted = -1;  ///< a particle that stands out in every lane; -1: none
  Rgb hue;
  ViewColors colors;

  bool operator==(const LaneFrame&) const = default;
};

}  // namespace alphabar
