#pragma once

#include <memory>
#include <optional>

#include "app/views/particles/render/component_table.h"
#include "core/figures/camera.h"
#include "core/figures/density_grid.h"
#include "core/gl/program.h"
#include "core/gl/texture.h"

namespace alphabar {

/// p_t of the exact mixture as a texture: log p_t - log peak and its gradient, the score. Kept
/// until level, camera, size or model change.
class DensityLayer {
 public:
  /// Draws where something changed; a context is current, a GlStateGuard alive, and `table` shows
  /// `model` at `level`. The texture covers the camera's view of a pane of width x height pixels,
  /// at half its resolution; coarser for many circles where p_t is smooth (DensityGrid), and for
  /// very many ellipses. `everywhere`: far from all data, where p_t is all but nothing, log p_t is
  /// right as well; the texture of many circles is coarse then.
  GLuint draw(const GlProgram& program, const ComponentTable& table,
              std::shared_ptr<const Mixture> model, const Level& level, const Camera& camera,
              int width, int height, bool everywhere = false);

 private:
  void upload(const DensityGrid& grid, const Vec2& cell);

  struct Key {
    std::shared_ptr<const Mixture> model;
    Level level;
    Camera camera;
    int width, height;
    bool everywhere;
    bool operator==(const Key&) const = default;
  };
  std::optional<Key> drawn_;
  GlTarget target_{GL_RGBA32F};
};

}  // namespace alphabar
