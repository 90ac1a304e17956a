#include "app/views/particles/render/component_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace alphabar {
namespace {

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
    exponents[k] = c.log_scale - 0.5 * (dx * (c.p_xx * dx + 2 * c.p_xy * dy) + c.p_yy * dy * dy);
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

ComponentTable::ComponentTable() {
  glBindTexture(GL_TEXTURE_BUFFER, view_.id());
  glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, buffer_.id());
  glBindTexture(GL_TEXTURE_BUFFER, 0);
}

void ComponentTable::show(std::shared_ptr<const Mixture> model, const Level& level,
                          const ViewColors& colors) {
  Key key{std::move(model), level, colors};
  if (shown_ == key) return;
  shown_ = std::move(key);
  const std::vector<DiffusedComponent> components = shown_->model->at(level);
  count_ = static_cast<int>(components.size());
  peak_ = log_peak(components);
  // A few components have the colours of classes; of many each has that of its place.
  double reach = 1e-9;
  for (const DiffusedComponent& c : components)
    reach = std::max({reach, std::abs(c.mu_x), std::abs(c.mu_y)});
  std::vector<float> texels;
  texels.reserve(12 * components.size());
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const Rgb color = components.size() <= colors.classes.size()
                          ? colors.classes[k]
                          : colors.at_place(c.mu_x / reach, c.mu_y / reach);
    for (const double value : {c.mean_x, c.mean_y, c.log_scale, 0.0, c.p_xx, c.p_xy, c.p_yy, 0.0,
                               double{color.r}, double{color.g}, double{color.b}, 1.0})
      texels.push_back(static_cast<float>(value));
  }
  buffer_.replace(std::span<const float>(texels));
}

}  // namespace alphabar
