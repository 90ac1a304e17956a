#pragma once

#include "app/export/animation.h"
#include "app/export/offscreen_ui.h"
#include "app/views/draw/box.h"
#include "app/views/particles/particles.h"
#include "app/views/pictures/filmstrip.h"
#include "core/runs/runs.h"

namespace alphabar {

/// Paints the frames of an animation: what the window's views show, laid out for a talk, with the
/// scene's title, the current time and the process with that time on it.
class AnimationPainter {
 public:
  /// A GL context is current, here and in every call. `spec` has passed check().
  explicit AnimationPainter(const AnimationSpec& spec);

  /// RGBA, spec.width x spec.height. `class_name`: of scene.pictures.label, or empty.
  Image paint(const Scene& scene, const Runs& runs, double position,
              const std::string& class_name = "");

 private:
  void lanes(const Scene& scene, const Runs& runs, double position, const Box& box);
  void filmstrip(const Scene& scene, const Runs& runs, double position, const Box& box,
                 const std::string& class_name);

  AnimationSpec spec_;
  OffscreenUi ui_;
  ParticlePanes panes_;
  Filmstrip strip_;
};

}  // namespace alphabar
