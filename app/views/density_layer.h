#pragma once

#include <optional>

#include "app/views/camera.h"
#include "app/views/density_grid.h"
#include "app/views/gl_objects.h"
#include "core/model/mixture.h"

namespace alphabar {

/// log of the highest p_t that `components` reach, found from their means and their common mean by
/// mean shift: exact where a mode is near one of them, as it is for mixtures of separate clusters
/// and for ones that noise has merged.
double log_peak(const std::vector<DiffusedComponent>& components);

/// p_t of the exact mixture as a texture: log p_t - log peak. Kept until level, camera, size or
/// model change.
class DensityLayer {
 public:
  DensityLayer();

  /// Draws where something changed; a context is current and a GlStateGuard alive. The texture
  /// covers the camera's view of a pane of width x height pixels, at half its resolution; coarser for
  /// many circles where p_t is smooth (DensityGrid), and for very many ellipses.
  GLuint draw(const GlProgram& program, const Mixture& model, const Level& level,
              const Camera& camera, int width, int height);

 private:
  void upload(const DensityGrid& grid);

  struct Key {
    const Mixture* model;
    Level level;
    Camera camera;
    int width, height;
    bool operator==(const Key&) const = default;
  };
  std::optional<Key> drawn_;
  GlTarget target_{GL_R32F};
  GlBuffer components_;
  GlTexture components_view_;
};

}  // namespace alphabar
