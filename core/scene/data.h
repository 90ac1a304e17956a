#pragma once

#include <array>
#include <string>
#include <vector>

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

/// What the particles are to become: p_0 in closed form.
struct DataSpec {
  std::string name = "custom";  ///< a preset of data_presets(), or a name of the user's own
  std::vector<Component> components;

  bool operator==(const DataSpec&) const = default;
};

/// Names of the data sets that ship, and one of them. Throws BadRequest for an unknown name.
std::vector<std::string> data_presets();
DataSpec data_preset(const std::string& name);

/// Throws BadRequest unless the mixture has 1 to 4096 components with finite means within
/// [-100, 100], finite stds in [1e-4, 100] and positive weights whose sum is 1 to within 1e-6.
void check(const DataSpec& data);

}  // namespace alphabar
