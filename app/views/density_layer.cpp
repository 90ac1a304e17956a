#include "app/views/density_layer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace alphabar {
namespace {

constexpr std::size_t most_asked_texel_by_texel = 64;  // components
constexpr double most_evaluations = 4e6;  // components times texels a texture may cost

struct Shift {
  double log_p;
  Vec2 mean;  // of the components' precision-weighted means: where mean shift goes next
};

Shift shift_at(const std::vector<DiffusedComponent>& components, const Vec2& x) {
  double top = -1e300;
  std::vector<double> exponents(components.size());
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
    exponents[k] =
        c.log_scale - 0.5 * (dx * (c.p_xx * dx + 2 * c.p_xy * dy) + c.p_yy * dy * dy);
    top = std::max(top, exponents[k]);
  }
  double sum = 0, a = 0, b = 0, d = 0, u = 0, v = 0;
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const double r = std::exp(exponents[k] - top);
    sum += r;
    a += r * c.p_xx;
    b += r * c.p_xy;
    d += r * c.p_yy;
    u += r * (c.p_xx * c.mean_x + c.p_xy * c.mean_y);
    v += r * (c.p_xy * c.mean_x + c.p_yy * c.mean_y);
  }
  const double det = a * d - b * b;
  const Vec2 next = det > 0 ? Vec2{(d * u - b * v) / det, (a * v - b * u) / det} : x;
  return {top + std::log(sum), next};
}

}  // namespace

double log_peak(const std::vector<DiffusedComponent>& components) {
  Vec2 middle{0, 0};
  double mass = 0, best = -1e300;
  Vec2 start{0, 0};
  // A start at every mean, at no more than 64 of them where there are thousands.
  const std::size_t stride = (components.size() + 63) / 64;
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const double det = c.p_xx * c.p_yy - c.p_xy * c.p_xy;
    const double weight = std::exp(c.log_scale) / std::sqrt(std::max(det, 1e-300));
    middle[0] += weight * c.mean_x;
    middle[1] += weight * c.mean_y;
    mass += weight;
    if (k % stride != 0) continue;
    const double log_p = shift_at(components, {c.mean_x, c.mean_y}).log_p;
    if (log_p > best) {
      best = log_p;
      start = {c.mean_x, c.mean_y};
    }
  }
  for (Vec2 x : {start, Vec2{middle[0] / mass, middle[1] / mass}})
    for (int step = 0; step < 8; ++step) {
      const Shift shift = shift_at(components, x);
      best = std::max(best, shift.log_p);
      x = shift.mean;
    }
  return best;
}

DensityLayer::DensityLayer() {
  glBindBuffer(GL_TEXTURE_BUFFER, components_.id());
  glBufferData(GL_TEXTURE_BUFFER, 16, nullptr, GL_STREAM_DRAW);
  glBindTexture(GL_TEXTURE_BUFFER, components_view_.id());
  glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, components_.id());
  glBindTexture(GL_TEXTURE_BUFFER, 0);
  glBindBuffer(GL_TEXTURE_BUFFER, 0);
}

GLuint DensityLayer::draw(const GlProgram& program, const Mixture& model, const Level& level,
                          const Camera& camera, int width, int height) {
  const Key key{&model, level, camera, width, height};
  if (drawn_ == key) return target_.texture();
  const std::vector<DiffusedComponent> components = model.at(level);
  drawn_ = key;
  if (components.size() > most_asked_texel_by_texel && are_circles(components)) {
    upload(density_grid(components, log_peak(components), camera, width, height));
    return target_.texture();
  }
  const double texels = 0.25 * width * height;
  const double fit =
      std::sqrt(std::min(1.0, most_evaluations / (texels * static_cast<double>(components.size()))));
  target_.resize(std::max(16, static_cast<int>(0.5 * width * fit)),
                 std::max(16, static_cast<int>(0.5 * height * fit)));

  std::vector<float> texel(8 * components.size());
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const std::array<double, 8> values{c.mean_x, c.mean_y, c.log_scale, 0,
                                       c.p_xx,   c.p_xy,   c.p_yy,      0};
    for (std::size_t i = 0; i < 8; ++i) texel[8 * k + i] = static_cast<float>(values[i]);
  }
  glBindBuffer(GL_TEXTURE_BUFFER, components_.id());
  glBufferData(GL_TEXTURE_BUFFER, static_cast<GLsizeiptr>(texel.size() * sizeof(float)),
               texel.data(), GL_STREAM_DRAW);
  glBindBuffer(GL_TEXTURE_BUFFER, 0);

  target_.bind();
  program.use();
  program.set("components", 0);
  program.set("component_count", static_cast<int>(components.size()));
  program.set("log_peak", static_cast<float>(log_peak(components)));
  program.set("center", static_cast<float>(camera.center[0]),
              static_cast<float>(camera.center[1]));
  program.set("half_extent", static_cast<float>(camera.half_width(width, height)),
              static_cast<float>(camera.half_height));
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_BUFFER, components_view_.id());
  glDrawArrays(GL_TRIANGLES, 0, 3);
  glBindTexture(GL_TEXTURE_BUFFER, 0);
  return target_.texture();
}

void DensityLayer::upload(const DensityGrid& grid) {
  target_.resize(grid.columns, grid.rows);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);  // GlStateGuard puts it back
  glBindTexture(GL_TEXTURE_2D, target_.texture());
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, grid.columns, grid.rows, GL_RED, GL_FLOAT,
                  grid.log_p.data());
  glBindTexture(GL_TEXTURE_2D, 0);
}

}  // namespace alphabar
