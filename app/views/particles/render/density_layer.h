#pragma once

#include <memory>
#include <optional>

#include "app/views/particles/render/component_table.h"
#include "core/figures/camera.h"
#include "core/figures/fields/density_grid.h"
#include "core/gl/program.h"
#include "core/gl/texture.h"
#include "core/model/guide.h"

namespace alphabar {

/// What a texture of p_t shows: the camera's view of a pane of width x height pixels, at half its
/// resolution; coarser for many circles where p_t is smooth (DensityGrid), and for very many
/// ellipses.
struct DensityView {
  std::shared_ptr<const Mixture> model;
  Level level;
  Camera camera;
  int width, height;
  bool everywhere = false;  ///< far from all data, where p_t is all but nothing, log p_t is right
                            ///< as well; the texture of many circles is coarse then
  std::optional<Guide> guide =
      {};  ///< shown is what it climbs (core/figures/fields/guidance_field.h)
  bool operator==(const DensityView&) const = default;
};

/// p_t of the exact mixture as a texture: log p_t - log peak and its gradient, the score; or in its
/// place log p(y | x_t). Kept until level, camera, size, model or guide change.
class DensityLayer {
 public:
  /// Draws where something changed; a context is current, a GlStateGuard alive, and `table` shows
  /// the view's model at its level. 0: the guide climbs nothing.
  GLuint draw(const GlProgram& program, const ComponentTable& table, const DensityView& view);

 private:
  void upload(const DensityGrid& grid, const DensityView& view);

  std::optional<DensityView> drawn_;
  bool empty_ = false;
  GlTarget target_{GL_RGBA32F};
};

}  // namespace alphabar
