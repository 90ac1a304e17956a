#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/scene/points/shared_list.h"

namespace alphabar {

using Vec2 = std::array<double, 2>;

/// One Gaussian of a 2D mixture: an ellipse with a share of the mass.
struct Component {
  Vec2 mean{0, 0};
  Vec2 std{0.2, 0.2};  ///< standard deviations along the two axes of the ellipse, each > 0
  double angle = 0;    ///< radians from the x axis to the first axis of the ellipse
  double weight = 1;   ///< share of the mass, in (0, 1]; all weights of a mixture sum to 1
  int label = 0;       ///< class, for guidance; >= 0

  bool operator==(const Component&) const = default;
};

/// What the particles are to become: p_0 in closed form. Either a mixture of Gaussians, or points
/// of a data set, each widened to a circle of one bandwidth (a kernel density estimate).
struct DataSpec {
  static constexpr std::size_t most = 4096;           ///< components
  static constexpr std::size_t most_points = 100000;  ///< points

  std::string name = "custom";          ///< a preset of data_presets(), or a name of the user's own
  std::vector<Component> components{};  ///< the mixture; empty where there are points
  SharedList<Vec2> points{};            ///< the data set; empty where there are components
  SharedList<int> point_labels{};       ///< class of each point; empty: all 0
  double bandwidth = 0.05;              ///< points: standard deviation of each one's circle

  bool operator==(const DataSpec&) const = default;
};

/// The mixture that the data are: components as they stand, or one circle a point, of equal weight.
std::vector<Component> components_of(const DataSpec& data);

/// The same with at most DataSpec::most components: where there are more points, circles that stand
/// for those of a class in a cell (point_cells.h), of their mean and mean variance.
std::vector<Component> few_components_of(const DataSpec& data);

/// The classes there are, rising, each once.
std::vector<int> labels_of(const DataSpec& data);

/// Names of the data sets that ship, and one of them. Throws BadRequest for an unknown name.
std::vector<std::string> data_presets();
DataSpec data_preset(const std::string& name);

/// Throws BadRequest unless there are either 1 to 4096 components or 1 to 100,000 points, with
/// finite means within [-100, 100], finite stds or a bandwidth in [1e-4, 100], labels in 0..4095,
/// and for components positive weights whose sum is 1 to within 1e-6.
void check(const DataSpec& data);

}  // namespace alphabar
