#pragma once

#include <memory>
#include <vector>

#include "app/export/animation.h"
#include "app/export/offscreen_ui.h"
#include "app/session/background/figure_work.h"
#include "app/views/curves/curves.h"
#include "app/views/draw/box.h"
#include "app/views/draw/print_notes.h"
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

  /// RGBA, spec.width x spec.height; opaque where spec.paper is not transparent. `class_name`: of
  /// scene.pictures.label, or empty.
  Image paint(const Scene& scene, const Runs& runs, double position,
              const std::string& class_name = "");

 private:
  struct Moment {
    const Scene& scene;
    const Runs& runs;
    double position;
    const std::string& class_name;
  };
  Image painted(const Moment& moment, const std::optional<Rgb>& ground);
  ViewColors colors_of(const Moment& moment) const;
  void draw(const Moment& moment);
  void lanes(const Moment& moment, const Box& box);
  void curves(const Moment& moment, const Box& box);
  void filmstrip(const Moment& moment, const Box& box);
  void picture_lane(const Moment& moment, std::size_t lane, const Box& box);

  AnimationSpec spec_;
  OffscreenUi ui_;
  std::optional<Rgb> ground_;  // in place of the theme's
  PrintNotes notes_;
  ParticlePanes panes_;
  CurveBoard board_;
  FigureWork work_;
  std::vector<std::unique_ptr<Filmstrip>> strips_;  // of each lane of pictures
};

}  // namespace alphabar
