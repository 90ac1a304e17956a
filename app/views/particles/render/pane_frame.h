#pragma once

#include <memory>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "core/figures/camera.h"
#include "core/model/guide.h"
#include "core/process/level.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

class Denoiser;
class Mixture;

/// The particles of one lane in a pane, or the data being noised.
struct Layer {
  std::shared_ptr<const Trajectory<float>> run;  ///< null: nothing ran yet
  double row = 0;  ///< of the trajectory; between two rows where it is not whole
  Level level;     ///< there
  std::shared_ptr<const Denoiser> model = {};  ///< that its rows ask; null: no chords, no numbers
  Guide guide = {};                            ///< what its guided rows are led to
  double weight = 0;                           ///< of the guidance there
  Level first, last;                           ///< of the first and the last row
  Rgb hue;
  /// Not empty: the rows of `run` are x_0 and eps, shown is level.a x_0 + level.s eps, and these
  /// are the levels passed on the way there, the data's first.
  std::vector<Level> noised;

  bool operator==(const Layer&) const = default;
};

/// Everything that decides how a pane looks at one moment. Two equal frames are the same picture.
struct PaneFrame {
  int width = 1, height = 1;  ///< pixels, each >= 1
  double pixel_scale = 1;     ///< pixels per point of text: 2 on a high-density display
  Camera camera;
  std::shared_ptr<const Mixture> target;  ///< whose p_t is shown; null: no backdrop, no field
  Level level;                            ///< of the backdrop and the field
  Vec2 rate{0, 0};                        ///< in which direction a and s change towards the data
  Backdrop backdrop = Backdrop::shading;
  Guide guide = {};  ///< of the backdrop and the field of guidance, and the model it guides
  std::shared_ptr<const Denoiser> guided = {};  ///< null: nothing is
  Field field = Field::none;
  FieldForm field_form = FieldForm::arrows;
  ColorBy color_by = ColorBy::lane;
  bool trails = true, chords = false;
  int tracked = 32;  ///< particles 0 .. tracked - 1 leave trails
  double trail_fade = 0.06;
  int highlighted = -1;       ///< a particle that stands out in every lane; -1: none
  std::vector<Layer> layers;  ///< the later ones lie on top
  ViewColors colors;

  bool operator==(const PaneFrame&) const = default;
};

}  // namespace alphabar
