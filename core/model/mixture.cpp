#include "core/model/mixture.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/model/diffused_component.h"

namespace alphabar {

Mixture::Mixture(const DataSpec& data) {
  check(data);
  data_ = {data.name, components_of(data), {}, {}, data.bandwidth};
  isotropic_ = std::all_of(data_.components.begin(), data_.components.end(),
                           [](const Component& c) { return c.std[0] == c.std[1]; });
}

int Mixture::classes() const {
  int largest = 0;
  for (const Component& c : data_.components) largest = std::max(largest, c.label);
  return largest + 1;
}

std::vector<DiffusedComponent> Mixture::at(const Level& level, int label) const {
  const auto wanted = [&](const Component& c) { return label < 0 || c.label == label; };
  double mass = 0;
  for (const Component& c : data_.components) mass += wanted(c) ? c.weight : 0;
  if (mass == 0)
    throw BadRequest("guidance", "label", std::to_string(label),
                     "a label that one of the data's components has");
  std::vector<DiffusedComponent> components;
  components.reserve(data_.components.size());
  for (const Component& c : data_.components)
    if (wanted(c)) components.push_back(diffused(c, c.weight / mass, level));
  return components;
}

Split Mixture::split(const Vec2& x, const Level& level, int label) const {
  return split_by(at(level, label), point_of(x), level.s);
}

double Mixture::log_density(const Vec2& x, const Level& level, int label) const {
  Eigen::VectorXd r;
  return weigh(at(level, label), point_of(x), r);
}

double Mixture::laplacian(const Vec2& x, const Level& level) const {
  return laplacian_by(at(level), point_of(x));
}

}  // namespace alphabar
