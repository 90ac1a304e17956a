#include "core/scene/data.h"

#include <array>
#include <cmath>
#include <numbers>
#include <set>

#include "core/base/check.h"
#include "core/scene/point_sets.h"
#include "core/scene/points/point_cells.h"

namespace alphabar {
namespace {

Component round_component(double x, double y, double std, double weight, int label) {
  return {{x, y}, {std, std}, 0, weight, label};
}

/// n equal clusters on a circle.
DataSpec ring(int n, double radius, double std) {
  DataSpec data{"ring", {}};
  for (int k = 0; k < n; ++k) {
    const double angle = 2 * std::numbers::pi * (k + 0.25) / n;
    data.components.push_back(
        round_component(radius * std::cos(angle), radius * std::sin(angle), std, 1.0 / n, k % 2));
  }
  return data;
}

/// Unequal sizes, unequal weights: what a sampler has to get right beyond the places.
DataSpec five() {
  return {"five",
          {round_component(-1.2, -0.9, 0.25, 0.30, 0), round_component(0.3, 1.4, 0.10, 0.20, 1),
           round_component(1.5, -0.6, 0.35, 0.25, 2), round_component(-0.4, 0.2, 0.06, 0.10, 0),
           round_component(0.9, 0.7, 0.15, 0.15, 1)}};
}

DataSpec grid9() {
  DataSpec data{"grid", {}};
  for (int row = -1; row <= 1; ++row)
    for (int column = -1; column <= 1; ++column)
      data.components.push_back(round_component(1.5 * column, 1.5 * row, 0.15, 1.0 / 9, row + 1));
  return data;
}

/// Two far modes of unequal weight: the score between them knows nothing of the weights.
DataSpec two_modes() {
  return {"two modes", {round_component(-2, 0, 0.3, 0.8, 0), round_component(2, 0, 0.3, 0.2, 1)}};
}

/// Two arms of thin ellipses along a spiral.
DataSpec spiral() {
  DataSpec data{"spiral", {}};
  constexpr int each = 12;
  for (int arm = 0; arm < 2; ++arm)
    for (int k = 0; k < each; ++k) {
      const double turn = 0.35 + 1.25 * (k + 0.5) / each;  // in half turns
      const double angle = std::numbers::pi * (turn + arm);
      const double radius = 1.25 * turn;
      // The tangent of r = c * angle is the radius direction turned by atan(angle).
      const double tangent = angle + std::atan(std::numbers::pi * turn);
      data.components.push_back({{radius * std::cos(angle), radius * std::sin(angle)},
                                 {0.16, 0.06},
                                 tangent,
                                 1.0 / (2 * each),
                                 arm});
    }
  return data;
}

DataSpec one() { return {"one", {round_component(0.8, 0.5, 0.4, 1, 0)}}; }

}  // namespace

std::vector<std::string> data_presets() {
  std::vector<std::string> names{"ring", "five", "grid", "two modes", "spiral", "one"};
  for (const std::string& name : point_set_names()) names.push_back(name);
  return names;
}

DataSpec data_preset(const std::string& name) {
  if (name == "ring") return ring(8, 1.7, 0.14);
  if (name == "five") return five();
  if (name == "grid") return grid9();
  if (name == "two modes") return two_modes();
  if (name == "spiral") return spiral();
  if (name == "one") return one();
  if (const auto points = point_set(name)) return *points;
  std::string known;
  for (const std::string& preset : data_presets()) known += (known.empty() ? "" : ", ") + preset;
  throw BadRequest("data", "name", name, known, "or give components or points");
}

std::vector<Component> components_of(const DataSpec& data) {
  if (data.points.empty()) return data.components;
  std::vector<Component> components;
  components.reserve(data.points.size());
  const double weight = 1 / static_cast<double>(data.points.size());
  for (std::size_t i = 0; i < data.points.size(); ++i)
    components.push_back({data.points[i],
                          {data.bandwidth, data.bandwidth},
                          0,
                          weight,
                          data.point_labels.empty() ? 0 : data.point_labels[i]});
  return components;
}

std::vector<Component> few_components_of(const DataSpec& data) {
  if (data.points.size() <= DataSpec::most) return components_of(data);
  std::vector<Component> components;
  for (const PointCell& cell :
       cells_of(data.points.values(), data.point_labels.values(), DataSpec::most)) {
    const double std = std::sqrt(data.bandwidth * data.bandwidth + cell.variance);
    components.push_back({cell.mean, {std, std}, 0, cell.share, cell.label});
  }
  return components;
}

std::vector<int> labels_of(const DataSpec& data) {
  std::set<int> labels;
  std::array<bool, 4096> seen{};  // of many points few classes: no search for each
  for (const int label : data.point_labels)
    if (label < 0 || label >= static_cast<int>(seen.size()))
      labels.insert(label);
    else
      seen[static_cast<std::size_t>(label)] = true;
  for (std::size_t label = 0; label < seen.size(); ++label)
    if (seen[label]) labels.insert(static_cast<int>(label));
  for (const Component& c : data.components) labels.insert(c.label);
  if (!data.points.empty() && data.point_labels.empty()) labels.insert(0);
  return {labels.begin(), labels.end()};
}

/// The half of check() for points.
static void check_points(const DataSpec& data) {
  const char* where = "data";
  const std::size_t n = data.points.size();
  if (!data.components.empty())
    throw BadRequest(where, "points", std::to_string(n), "points or components, not both");
  if (n > DataSpec::most_points)
    throw BadRequest(where, "points", std::to_string(n),
                     "1 to " + std::to_string(DataSpec::most_points), "take a part of them");
  if (!data.point_labels.empty() && data.point_labels.size() != n)
    throw BadRequest(where, "point_labels", std::to_string(data.point_labels.size()),
                     "none, or one for each of the " + std::to_string(n) + " points");
  for (std::size_t i = 0; i < n; ++i)
    for (const double x : data.points[i])
      if (!(x >= -100 && x <= 100))
        check_range(where, "points[" + std::to_string(i) + "]", x, -100, 100);
  for (const int label : data.point_labels)
    if (label < 0 || label > 4095) check_range(where, "point_labels", label, 0, 4095);
  check_range(where, "bandwidth", data.bandwidth, 1e-4, 100);
}

void check(const DataSpec& data) {
  const char* where = "data";
  if (!data.points.empty()) return check_points(data);
  if (data.components.empty() || data.components.size() > DataSpec::most)
    throw BadRequest(where, "components", std::to_string(data.components.size()), "1 to 4096");
  double sum = 0;
  for (std::size_t k = 0; k < data.components.size(); ++k) {
    const Component& c = data.components[k];
    const std::string name = "components[" + std::to_string(k) + "].";
    for (int i = 0; i < 2; ++i) {
      check_range(where, name + "mean", c.mean[i], -100, 100);
      check_range(where, name + "std", c.std[i], 1e-4, 100);
    }
    check_range(where, name + "angle", c.angle, -100, 100);
    if (!(c.weight > 0 && c.weight <= 1 + 1e-9))
      throw BadRequest(where, name + "weight", to_text(c.weight), "more than 0, at most 1");
    check_range(where, name + "label", c.label, 0, 4095);
    sum += c.weight;
  }
  if (!(std::abs(sum - 1) <= 1e-6))
    throw BadRequest(where, "weights", "sum " + to_text(sum), "a sum of 1",
                     "divide every weight by " + to_text(sum));
}

}  // namespace alphabar
