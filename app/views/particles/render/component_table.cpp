#include "app/views/particles/render/component_table.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/model/diffused_component.h"

namespace alphabar {
namespace {

struct Shift {
  double log_p;
  Point mean;  // of the components' precision-weighted means: where mean shift goes next
};

Shift shift_at(const std::vector<DiffusedComponent>& components, const Point& x) {
  Eigen::VectorXd r;
  const double log_p = weigh(components, x, r);
  Eigen::Matrix2d precision = Eigen::Matrix2d::Zero();
  Point pull = Point::Zero();
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const Eigen::Matrix2d own = r[static_cast<Eigen::Index>(k)] * c.precision;
    precision += own;
    pull += own * c.mean;
  }
  const Eigen::LLT<Eigen::Matrix2d> factor(precision);
  return {log_p, factor.info() == Eigen::Success ? Point(factor.solve(pull)) : x};
}

}  // namespace

double log_peak(const std::vector<DiffusedComponent>& components) {
  Point middle = Point::Zero(), start = Point::Zero();
  double mass = 0, best = -1e300;
  // A start at every mean, at no more than 64 of them where there are thousands.
  const std::size_t stride = (components.size() + 63) / 64;
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const double weight = std::exp(c.log_scale) / c.whitening.diagonal().prod();
    middle += weight * c.mean;
    mass += weight;
    if (k % stride != 0) continue;
    const double log_p = shift_at(components, c.mean).log_p;
    if (log_p > best) {
      best = log_p;
      start = c.mean;
    }
  }
  for (Point x : {start, Point(middle / mass)})
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
    reach = std::max(reach, c.mu.lpNorm<Eigen::Infinity>());
  std::vector<float> texels;
  texels.reserve(12 * components.size());
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const Rgb color = components.size() <= colors.classes.size()
                          ? colors.classes[k]
                          : colors.at_place(c.mu.x() / reach, c.mu.y() / reach);
    const Eigen::Matrix2d& p = c.precision;
    for (const double value : {c.mean.x(), c.mean.y(), c.log_scale, 0.0, p(0, 0), p(0, 1), p(1, 1),
                               0.0, double{color.r}, double{color.g}, double{color.b}, 1.0})
      texels.push_back(static_cast<float>(value));
  }
  buffer_.replace(std::span<const float>(texels));
}

}  // namespace alphabar
