#pragma once

#include <memory>
#include <optional>

#include "app/views/density_layer.h"
#include "app/views/gl_objects.h"
#include "app/views/lane_frame.h"
#include "app/views/lane_marks.h"
#include "app/views/row_buffer.h"

namespace alphabar {

/// Diameter of a particle in pixels and how much of the ground it covers (0..1), chosen so that a
/// standard normal cloud looks equally dense at any number of particles.
struct PointLook {
  double size, weight;
};
PointLook point_look(std::size_t particles, const LaneFrame& frame);

/// The pictures of one lane, kept between frames.
class LanePicture {
 public:
  GLuint texture() const { return picture_.texture(); }
  int times_drawn() const { return times_drawn_; }

 private:
  friend class ParticleRenderer;
  RowBuffer rows_;
  DensityLayer density_;
  GlVertexArray points_;
  GlTarget cover_{GL_R32F}, picture_{GL_RGBA8};
  std::shared_ptr<const Trajectory<float>> run_;
  std::shared_ptr<const Mixture> model_;
  std::optional<LaneFrame> drawn_;
  int times_drawn_ = 0;
};

/// Draws lanes into textures. No window, no ImGui: any context of OpenGL 3.3 core will do, and it is
/// current in every call.
class ParticleRenderer {
 public:
  /// Throws Failed with the driver's log where a shader does not compile.
  ParticleRenderer();

  /// The lane's picture at this frame, as a texture of frame.width x frame.height whose first row is
  /// the bottom one. Draws only where something changed. `run` may be null (nothing ran yet: density
  /// alone), `model` may be null (no density, arrows or chords). GL state is left as it was.
  GLuint draw(LanePicture& picture, std::shared_ptr<const Trajectory<float>> run,
              std::shared_ptr<const Mixture> model, const LaneFrame& frame) const;

 private:
  void draw_points(LanePicture& picture, const LaneFrame& frame) const;
  void compose(LanePicture& picture, const LaneFrame& frame, GLuint density) const;
  void draw_marks(const Marks& marks, const LaneFrame& frame) const;

  GlProgram density_{"fullscreen.vert", "density.frag"};
  GlProgram points_{"points.vert", "points.frag"};
  GlProgram points_many_{"points.vert", "points_many.frag"};
  GlProgram compose_{"fullscreen.vert", "compose.frag"};
  GlProgram strokes_{"strokes.vert", "strokes.frag"};
  GlProgram rings_{"rings.vert", "rings.frag"};
  GlVertexArray empty_, stroke_array_, ring_array_;
  GlBuffer stroke_buffer_, ring_buffer_;
};

}  // namespace alphabar
