#pragma once

#include <optional>
#include <vector>

#include "app/views/particles/render/component_table.h"
#include "app/views/particles/render/density_layer.h"
#include "app/views/particles/render/marks.h"
#include "app/views/particles/render/pane_frame.h"
#include "app/views/particles/render/row_buffer.h"
#include "core/gl/buffer.h"
#include "core/gl/gl_object.h"
#include "core/gl/program.h"
#include "core/gl/texture.h"

namespace alphabar {

/// Diameter of a particle in pixels and how much of the ground it covers (0..1), chosen so that a
/// standard normal cloud looks equally dense at any number of particles.
struct PointLook {
  double size, weight;
};
PointLook point_look(std::size_t particles, const PaneFrame& frame);

/// The pictures of one pane, kept between frames.
class PanePicture {
 public:
  GLuint texture() const { return picture_.texture(); }
  int times_drawn() const { return times_drawn_; }
  /// What it shows; null: nothing yet.
  const PaneFrame* shown() const { return drawn_ ? &*drawn_ : nullptr; }
  std::size_t uploads() const;  ///< rows of states uploaded since each layer's run was shown

 private:
  friend class ParticleRenderer;
  std::vector<RowBuffer> rows_;            // one for each layer
  ComponentTable components_, of_colors_;  // at the level shown, and at that which gives colours
  DensityLayer density_;
  GlVertexArray points_;
  GlTarget cover_{GL_R32F}, colored_cover_{GL_RGBA32F}, picture_{GL_RGBA8};
  std::optional<PaneFrame> drawn_;
  Marks field_;
  std::optional<PaneFrame> field_drawn_;  // without its layers
  int times_drawn_ = 0;
};

/// Draws panes into textures. No window, no ImGui: any context of OpenGL 3.3 core will do, and it
/// is current in every call.
class ParticleRenderer {
 public:
  /// Throws Failed with the driver's log where a shader does not compile.
  ParticleRenderer();

  /// The pane's picture of this frame, as a texture of frame.width x frame.height whose first row
  /// is the bottom one. Draws only where something changed. GL state is left as it was.
  GLuint draw(PanePicture& picture, const PaneFrame& frame);

 private:
  void draw_points(PanePicture& picture, const PaneFrame& frame, std::size_t layer) const;
  const GlProgram& use_colored(PanePicture& picture, const PaneFrame& frame,
                               const Layer& layer) const;
  void compose(PanePicture& picture, const PaneFrame& frame, GLuint density) const;
  void draw_marks(const Marks& marks, const PaneFrame& frame);

  GlProgram density_{"fullscreen.vert", "density.frag"};
  GlProgram points_{"points.vert", "points.frag"};
  GlProgram points_many_{"points.vert", "points_many.frag"};
  GlProgram points_colored_{"points_colored.vert", "points_colored.frag"};
  GlProgram compose_{"fullscreen.vert", "compose.frag"};
  GlProgram strokes_{"strokes.vert", "strokes.frag"};
  GlProgram rings_{"rings.vert", "rings.frag"};
  GlVertexArray empty_, stroke_array_, ring_array_;
  GlBuffer stroke_buffer_{16, "strokes"}, ring_buffer_{16, "rings"};
};

}  // namespace alphabar
