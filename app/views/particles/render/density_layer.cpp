#include "app/views/particles/render/density_layer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/figures/fields/guidance_field.h"
#include "core/model/diffused_component.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

constexpr int most_asked_texel_by_texel = 64;  // components
constexpr double most_evaluations = 4e6;       // components times texels a texture may cost

}  // namespace

GLuint DensityLayer::draw(const GlProgram& program, const ComponentTable& table,
                          const DensityView& view) {
  if (drawn_ == view) return empty_ ? 0 : target_.texture();
  drawn_ = view;
  empty_ = false;
  const auto& [model, level, camera, width, height, everywhere, guide] = view;
  const double half_width = camera.half_width(width, height);
  if (guide) {
    const DensityGrid grid = guidance_grid(*model, *guide, level, camera, {width, height});
    empty_ = grid.log_p.empty();
    if (!empty_) upload(grid, view);
    return empty_ ? 0 : target_.texture();
  }
  if (table.count() > most_asked_texel_by_texel && !everywhere) {
    const std::vector<DiffusedComponent> components = model->at(level);
    if (are_circles(components)) {
      const DensityGrid grid = density_grid(components, table.peak(), camera, width, height);
      upload(grid, view);
      return target_.texture();
    }
  }
  const double texels = 0.25 * width * height;
  const double fit = std::sqrt(std::min(1.0, most_evaluations / (texels * table.count())));
  target_.resize(std::max(16, static_cast<int>(0.5 * width * fit)),
                 std::max(16, static_cast<int>(0.5 * height * fit)));
  target_.bind();
  program.use();
  program.set("components", 0);
  program.set("component_count", table.count());
  program.set("log_peak", static_cast<float>(table.peak()));
  program.set("center", static_cast<float>(camera.center[0]), static_cast<float>(camera.center[1]));
  program.set("half_extent", static_cast<float>(half_width),
              static_cast<float>(camera.half_height));
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_BUFFER, table.texture());
  glDrawArrays(GL_TRIANGLES, 0, 3);
  glBindTexture(GL_TEXTURE_BUFFER, 0);
  return target_.texture();
}

void DensityLayer::upload(const DensityGrid& grid, const DensityView& view) {
  const double half_width = view.camera.half_width(view.width, view.height);
  const auto at = [&](int column, int row) {
    const int i = std::clamp(column, 0, grid.columns - 1), j = std::clamp(row, 0, grid.rows - 1);
    return grid.log_p[static_cast<std::size_t>(j) * static_cast<std::size_t>(grid.columns) +
                      static_cast<std::size_t>(i)];
  };
  const auto across = static_cast<float>(4 * half_width / grid.columns);  // of two cells
  const auto along = static_cast<float>(4 * view.camera.half_height / grid.rows);
  std::vector<float> texels;
  texels.reserve(4 * grid.log_p.size());
  for (int j = 0; j < grid.rows; ++j)
    for (int i = 0; i < grid.columns; ++i)
      texels.insert(texels.end(), {at(i, j), (at(i + 1, j) - at(i - 1, j)) / across,
                                   (at(i, j + 1) - at(i, j - 1)) / along, 1});
  target_.resize(grid.columns, grid.rows);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);  // GlStateGuard puts it back
  glBindTexture(GL_TEXTURE_2D, target_.texture());
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, grid.columns, grid.rows, GL_RGBA, GL_FLOAT,
                  texels.data());
  glBindTexture(GL_TEXTURE_2D, 0);
}

}  // namespace alphabar
