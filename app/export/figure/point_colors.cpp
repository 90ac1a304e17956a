#include "app/export/figure/point_colors.h"

#include <algorithm>
#include <cmath>

#include "app/views/particles/render/lane_marks.h"
#include "core/model/diffused_component.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

/// Components at a level, and the colour of each (app/views/particles/render/component_table.cpp).
class OfComponents {
 public:
  OfComponents(const Mixture& target, const Level& level, const ViewColors& colors)
      : components_(target.at(level)), colors_(colors) {
    for (const DiffusedComponent& c : components_)
      reach_ = std::max(reach_, c.mu.lpNorm<Eigen::Infinity>());
  }

  Rgb at(const Vec2& x) const {
    const Point place = point_of(x);
    std::size_t best = 0;
    double most = -1e300;
    for (std::size_t k = 0; k < components_.size(); ++k) {
      const double share = components_[k].log_share(place);
      if (share > most) {
        most = share;
        best = k;
      }
    }
    const Point& mu = components_[best].mu;
    return components_.size() <= colors_.classes.size()
               ? colors_.classes[best]
               : colors_.at_place(mu.x() / reach_, mu.y() / reach_);
  }

 private:
  std::vector<DiffusedComponent> components_;
  const ViewColors& colors_;
  double reach_ = 1e-9;
};

/// The state that says which colour a particle has.
Vec2 key_of(const PaneFrame& frame, const Layer& layer, std::size_t particle, const Vec2& now) {
  if (frame.color_by == ColorBy::component || !layer.noised.empty()) return now;
  const bool by_end = frame.color_by == ColorBy::mode;
  return state_at(*layer.run, particle, by_end ? static_cast<double>(layer.run->rows() - 1) : 0);
}

}  // namespace

ColoredPoints colored_points(const PaneFrame& frame, const Layer& layer) {
  ColoredPoints points;
  const std::size_t count = layer.run->particles;
  for (std::size_t p = 0; p < count; ++p)
    points.x.push_back(layer.noised.empty() ? state_at(*layer.run, p, layer.row)
                                            : noised_at(layer, p, layer.level.a, layer.level.s));
  const bool by_component = frame.color_by == ColorBy::component || frame.color_by == ColorBy::mode;
  if (frame.color_by == ColorBy::lane || (by_component && !frame.target)) {
    points.colors = {layer.hue};
    return points;
  }
  const double spread = std::hypot(layer.first.a, layer.first.s);
  const auto of_place = [&](const Vec2& x) {
    return frame.colors.at_place(std::tanh(0.8 * x[0] / spread), std::tanh(0.8 * x[1] / spread));
  };
  std::optional<OfComponents> components;
  if (by_component)
    components.emplace(*frame.target,
                       frame.color_by == ColorBy::component ? layer.level : layer.last,
                       frame.colors);
  for (std::size_t p = 0; p < count; ++p) {
    const Vec2 key = key_of(frame, layer, p, points.x[p]);
    points.colors.push_back(components ? components->at(key) : of_place(key));
  }
  return points;
}

}  // namespace alphabar
